"""Login, sessions, passphrase, second factor, accounts and posts."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

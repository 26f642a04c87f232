from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "cloison.ui"
    label = "ui"

"""Every address. A test walks them all with every member of the cast."""

from django.urls import include, path

from cloison.site import views as site

urlpatterns = [
    path("", site.home),
    path("health/", site.health),
    path("", include("cloison.accounts.urls")),
]

handler404 = site.absent
handler500 = site.failed

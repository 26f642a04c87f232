"""Every address. A test walks them all with every member of the cast."""

from django.urls import include, path

from cloison.site import views as site

urlpatterns = [
    path("", site.home),
    path("health/", site.health),
    path("", include("cloison.access.urls")),
    path("", include("cloison.accounts.urls")),
    path("", include("cloison.reception.urls")),
    path("", include("cloison.followup.urls")),
    path("", include("cloison.dossier.urls")),
    path("", include("cloison.ui.urls")),
]

handler404 = site.absent
handler500 = site.failed

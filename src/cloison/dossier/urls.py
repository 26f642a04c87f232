"""A file's page, its identity sheet, its circle."""

from django.urls import path

from cloison.dossier import views

app_name = "dossier"

urlpatterns = [
    path("files/<uuid:file_id>/", views.file, name="file"),
    path("files/<uuid:file_id>/identity/", views.identity, name="identity"),
    path("files/<uuid:file_id>/circle/", views.circle, name="circle"),
    path("files/<uuid:file_id>/circle/<uuid:membership_id>/end/", views.end, name="end"),
]

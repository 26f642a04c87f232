"""The tray, my files, notes."""

from django.urls import path

from cloison.followup import notes, views

app_name = "followup"

urlpatterns = [
    path("followup/", views.tray, name="tray"),
    path("followup/handovers/<uuid:file_id>/", views.handover, name="handover"),
    path("followup/handovers/<uuid:file_id>/return/", views.give_back, name="return"),
    path("followup/files/", views.files, name="files"),
    path("followup/files/<uuid:file_id>/notes/", notes.write, name="write"),
    path("followup/files/<uuid:file_id>/notes/<uuid:row_id>/amend/", notes.amend, name="amend"),
    path("followup/files/<uuid:file_id>/notes/<uuid:note_id>/versions/", notes.versions, name="versions"),
]

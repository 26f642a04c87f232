"""Keys and circles."""

from django.urls import path

from cloison.access import views

urlpatterns = [
    path("keys/", views.keys),
    path("keys/people/<uuid:member_id>/", views.share),
    path("keys/<uuid:circle_id>/", views.circle),
    path("keys/<uuid:circle_id>/members/<uuid:membership_id>/end/", views.end_membership),
]

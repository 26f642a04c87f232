"""The counter."""

from django.urls import path

from cloison.reception import views

urlpatterns = [
    path("reception/", views.counter),
    path("reception/today/", views.today),
    path("reception/times/", views.times),
    path("reception/known/", views.known),
    path("reception/draft/forget/", views.forget_draft),
    path("reception/handovers/", views.handovers),
    path("reception/visits/<uuid:visit_id>/handover/", views.handover),
]

from django.urls import path

from cloison.ui import views

app_name = "ui"

urlpatterns = [
    path("catalogue/", views.catalogue, name="catalogue"),
    path("appearance/", views.appearance, name="appearance"),
    path("language/", views.language, name="language"),
]

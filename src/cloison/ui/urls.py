from django.urls import path
from django.views.i18n import set_language

from cloison.ui import views

app_name = "ui"

urlpatterns = [
    path("catalogue/", views.catalogue, name="catalogue"),
    path("appearance/", views.appearance, name="appearance"),
    path("language/", set_language, name="language"),
]

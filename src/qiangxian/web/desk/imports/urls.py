"""Addresses of the desk's imports pages."""

from django.urls import path

from . import matches, views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/templates/<str:kind>/download.xlsx", views.import_template, name="import_template"),
    path("imports/matches/", matches.import_matches, name="import_matches"),
    path("imports/<str:uid>/", views.import_batch, name="import_batch"),
    path("imports/<str:uid>/progress/", views.import_progress, name="import_progress"),
    path("imports/<str:uid>/refused/download.<str:form>", views.import_refused, name="import_refused"),
]

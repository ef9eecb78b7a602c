"""Addresses of the desk's imports pages."""

from django.urls import path

from . import mapping, matches, views, waiting

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/templates/<str:kind>/download.xlsx", views.import_template, name="import_template"),
    path("imports/matches/", matches.import_matches, name="import_matches"),
    path("imports/matches/decisions/", matches.import_decisions, name="import_decisions"),
    path("imports/waiting/", waiting.import_waiting, name="import_waiting"),
    path("imports/mappings/", mapping.import_mappings, name="import_mappings"),
    path("imports/<str:uid>/", views.import_batch, name="import_batch"),
    path("imports/<str:uid>/mapping/", mapping.import_mapping, name="import_mapping"),
    path("imports/<str:uid>/progress/", views.import_progress, name="import_progress"),
    path("imports/<str:uid>/refused/download.<str:form>", views.import_refused, name="import_refused"),
]

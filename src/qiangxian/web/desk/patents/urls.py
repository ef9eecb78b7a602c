"""Addresses of the patent literature."""

from django.urls import path

from . import views

urlpatterns = [
    path("patents/", views.patents, name="patents"),
    path("patents/analysis/", views.analysis, name="patents_analysis"),
    path("patents/<str:number>/", views.patent, name="patent"),
]

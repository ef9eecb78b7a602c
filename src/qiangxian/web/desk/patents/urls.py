"""Addresses of the patent literature."""

from django.urls import path

from . import views

urlpatterns = [
    path("patents/", views.patents, name="patents"),
    path("patents/<str:number>/", views.patent, name="patent"),
]

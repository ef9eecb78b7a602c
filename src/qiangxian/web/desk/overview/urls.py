"""Addresses of the desk's overview pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("search/", views.search, name="search"),
    path("wall/", views.wall, name="wall"),
]

"""Addresses of the desk's overview pages."""

from django.urls import path

from . import comparing, queues, views

__all__ = ["queues", "urlpatterns"]  # importing the queues registers them for the to-do page
urlpatterns = [
    path("", views.overview, name="overview"),
    path("compare/", comparing.compare, name="compare"),
    path("search/", views.search, name="search"),
    path("sheet/", views.sheet, name="sheet"),
    path("wall/", views.wall, name="wall"),
]

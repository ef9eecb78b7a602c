"""Addresses of the public site."""

from django.urls import path

from . import views

app_name = "portal"
urlpatterns = [
    path("", views.front, name="front"),
    path("p/<int:programme_id>/", views.programme, name="programme"),
    path("p/<int:programme_id>/text/", views.text, name="text"),
    path("p/<int:programme_id>/targets/<str:code>/", views.target, name="target"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]

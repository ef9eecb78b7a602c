"""Addresses of the portal site."""

from django.urls import URLPattern

app_name = "portal"
urlpatterns: list[URLPattern] = []

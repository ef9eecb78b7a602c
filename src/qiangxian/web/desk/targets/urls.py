"""Addresses of the desk's targets pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

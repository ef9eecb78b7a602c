"""Addresses of the desk's registers pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

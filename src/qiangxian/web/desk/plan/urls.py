"""Addresses of the desk's plan pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses of the desk's audit pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses of the desk's people pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

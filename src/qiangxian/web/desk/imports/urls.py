"""Addresses of the desk's imports pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

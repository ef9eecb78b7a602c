"""Addresses of the area indicators."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

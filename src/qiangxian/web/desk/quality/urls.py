"""Addresses of the area quality."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses of the area cultivation."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses of the desk's overview pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

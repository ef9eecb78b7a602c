"""Addresses of the area enterprises."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses of the rules."""

from django.urls import path

from . import views

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("rules/download.<str:form>", views.rules_export, name="rules_export"),
]

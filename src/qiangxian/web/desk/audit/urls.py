"""Addresses of the audit pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("audit/check/", views.audit_check, name="audit_check"),
    path("permissions/", views.permissions, name="permissions"),
]

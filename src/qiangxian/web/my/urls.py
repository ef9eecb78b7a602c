"""Addresses of the enterprise site."""

from django.urls import path

from . import views

app_name = "my"
urlpatterns = [
    path("", views.enterprise, name="enterprise"),
    path("rights/<int:record_id>/", views.right, name="right"),
]

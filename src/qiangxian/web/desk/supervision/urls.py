"""Addresses of the work orders."""

from django.urls import path

from . import views

urlpatterns = [
    path("supervision/", views.supervision, name="supervision"),
    path("supervision/designations/", views.designation_list, name="designation_list"),
]

"""Addresses of the data quality pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("quality/", views.quality, name="quality"),
    path("quality/progress/", views.quality_progress, name="quality_progress"),
    path("quality/<str:check_code>/", views.quality_check, name="quality_check"),
]

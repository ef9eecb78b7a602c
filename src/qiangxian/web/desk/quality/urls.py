"""Addresses of the data quality pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("quality/", views.quality, name="quality"),
    path("quality/progress/", views.quality_progress, name="quality_progress"),
    path("quality/download.<slug:form>", views.quality_export, name="quality_export"),
    path("quality/<str:check_code>/", views.quality_check, name="quality_check"),
    path("quality/<str:check_code>/download.<slug:form>", views.check_export, name="quality_check_export"),
]

"""Addresses of meetings."""

from django.urls import path

from . import views

urlpatterns = [
    path("meetings/", views.meetings, name="meetings"),
    path("meetings/incoming/", views.incoming, name="incoming"),
    path("meetings/decisions/", views.decisions, name="decisions"),
    path("meetings/bodies/", views.bodies, name="bodies"),
    path("meetings/<int:matter_id>/papers/<slug:name>/", views.meeting_paper, name="meeting_paper"),
    path("meetings/<int:matter_id>/door/", views.meeting_door, name="meeting_door"),
]

"""Addresses of what a county is made of: its first-week list, units, townships, hand-overs."""

from django.urls import path

from . import handovers, setting_up, views

urlpatterns = [
    path("setup/", setting_up.setup, name="setup"),
    path("units/", views.units, name="units"),
    path("units/new/", views.unit_new, name="unit_new"),
    path("units/<int:unit_id>/", views.unit, name="unit"),
    path("handover/", handovers.handovers, name="handovers"),
    path("townships/", views.townships, name="townships"),
]

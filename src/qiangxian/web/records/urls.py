"""Addresses of records, of whatever kind."""

from django.urls import path

from . import views

urlpatterns = [
    path("<slug:register>/new/", views.record_new, name="record_new"),
    path("<slug:register>/by-key/<path:key>/", views.record_by_key, name="record_by_key"),
    path("<slug:register>/<int:record_id>/", views.record, name="record"),
    path("<slug:register>/<int:record_id>/correct/", views.record_correct, name="record_correct"),
    path("<slug:register>/<int:record_id>/<slug:step>/", views.record_step, name="record_step"),
]

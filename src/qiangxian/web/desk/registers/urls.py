"""Addresses of the registers: home, list, export, record, and the forms that change it."""

from django.urls import path

from . import conflicts, lists, records, steps

urlpatterns = [
    path("registers/", lists.registers, name="registers"),
    path("registers/status-conflicts/", conflicts.status_conflicts, name="status_conflicts"),
    path("registers/status-conflicts/compare/", conflicts.status_conflicts_compare, name="status_conflicts_compare"),
    path("registers/status-conflicts/<int:conflict_id>/", conflicts.status_conflict, name="status_conflict"),
    path("registers/<slug:register>/", lists.register, name="register"),
    path("registers/<slug:register>/declare/", lists.register_declare, name="register_declare"),
    path("registers/<slug:register>/new/", records.record_new, name="record_new"),
    path("registers/<slug:register>/by-key/<path:key>/", records.record_by_key, name="record_by_key"),
    path("registers/<slug:register>/<int:record_id>/", records.record, name="record"),
    path("registers/<slug:register>/<int:record_id>/correct/", records.record_correct, name="record_correct"),
    path("registers/<slug:register>/<int:record_id>/close/", records.record_close, name="record_close"),
    path("registers/rights/<int:record_id>/events/new/", records.right_event_new, name="right_event_new"),
    path("registers/<slug:register>/<int:record_id>/<slug:step>/", steps.record_step, name="record_step"),
]

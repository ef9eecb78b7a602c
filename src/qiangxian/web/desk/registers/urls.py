"""Addresses of the registers: home, list, export, record, and the forms that change it."""

from django.urls import include, path

from qiangxian.web.records import urls as records
from qiangxian.web.records.views import record_step

from . import choices, conflicts, contexts, lists  # noqa: F401 - importing `contexts` registers what pages show

EVENT = {"register": "rights", "step": "event"}

urlpatterns = [
    path("choices/<slug:what>/", choices.choices, name="choices"),
    path("registers/", lists.registers, name="registers"),
    path("registers/status-conflicts/", conflicts.status_conflicts, name="status_conflicts"),
    path("registers/status-conflicts/compare/", conflicts.status_conflicts_compare, name="status_conflicts_compare"),
    path("registers/status-conflicts/<int:conflict_id>/", conflicts.status_conflict, name="status_conflict"),
    path("registers/<slug:register>/", lists.register, name="register"),
    path("registers/<slug:register>/declare/", lists.register_declare, name="register_declare"),
    path("registers/rights/<int:record_id>/events/new/", record_step, EVENT, name="right_event_new"),
    path("registers/", include(records)),
]

"""Addresses of the desk's target pages."""

from django.urls import path

from . import changes, views

ONE = "programmes/<int:programme_id>/targets/<str:code>/"
urlpatterns = [
    path("targets/", views.targets, name="targets"),
    path("targets/download.<slug:form>", views.targets_export, name="targets_export"),
    path(ONE, views.target, name="target"),
    path(ONE + "records/", views.target_records, name="target_records"),
    path(ONE + "curve/download.csv", views.target_curve, name="target_curve"),
    path(ONE + "change/", changes.target_change, name="target_change"),
    path(ONE + "proofs/", changes.proof_add, name="proof_add"),
    path(ONE + "proofs/<int:proof_id>/withdraw/", changes.proof_withdraw, name="proof_withdraw"),
    path(ONE + "proofs/<int:proof_id>/download/", views.proof_file, name="proof_file"),
]

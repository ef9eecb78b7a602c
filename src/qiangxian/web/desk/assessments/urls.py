"""Addresses of assessment."""

from django.urls import path

from . import views

urlpatterns = [
    path("assessments/", views.assessments, name="assessments"),
    path("assessments/parts/", views.assessment_parts, name="assessment_parts"),
    path("assessments/appeals/", views.assessment_appeals, name="assessment_appeals"),
    path("assessments/criteria/", views.assessment_schemes, name="assessment_schemes"),
    path("assessments/upper/", views.upper_returns, name="upper_returns"),
    path("assessments/upper/forms/", views.upper_forms, name="upper_forms"),
    path("assessments/upper/<int:matter_id>/file/", views.upper_file, name="upper_file"),
    path("assessments/<int:matter_id>/scores/", views.assessment_scores, name="assessment_scores"),
    path("assessments/<int:matter_id>/what-if/", views.assessment_what_if, name="assessment_what_if"),
    path("assessments/<int:matter_id>/paper/", views.assessment_paper, name="assessment_paper"),
]

"""Addresses of the progress reports."""

from django.urls import path

from . import views

urlpatterns = [
    path("progress/", views.progress, name="progress"),
    path("progress/milestones/", views.milestone_list, name="milestones"),
    path("progress/open/<str:period>/", views.progress_open, name="progress_open"),
    path("progress/<str:period>/<slug:name>.docx", views.progress_paper, name="progress_paper"),
    path("progress/<str:period>/workbooks.zip", views.progress_workbooks, name="progress_workbooks"),
    path("progress/<int:matter_id>/workbook.xlsx", views.progress_workbook, name="progress_workbook"),
]

"""Addresses of the patent literature."""

from django.urls import path

from qiangxian.web.components.patent_tools import paths

from . import views

urlpatterns = [
    path("patents/", views.patents, name="patents"),
    path("patents/analysis/", views.analysis, name="patents_analysis"),
    *paths(views.SITE),
    path("patents/<str:number>/", views.patent, name="patent"),
]

"""Addresses of the public site."""

from django.urls import path

from qiangxian.web.components.patent_tools import paths

from . import calculators, guests, patents, publicity, views

app_name = "portal"
urlpatterns = [
    path("", views.front, name="front"),
    path("p/<int:programme_id>/", views.programme, name="programme"),
    path("p/<int:programme_id>/text/", views.text, name="text"),
    path("p/<int:programme_id>/targets/<str:code>/", views.target, name="target"),
    path("p/<int:programme_id>/publicity/", publicity.publicity, name="publicity"),
    path("g/<str:link>/", guests.guest, name="guest"),
    path("tools/annual-fees/", calculators.fee_calculator, name="fee_calculator"),
    path("tools/periods/", calculators.period_calculator, name="period_calculator"),
    path("patents/", patents.patents, name="patents"),
    path("patents/analysis/", patents.analysis, name="patents_analysis"),
    *paths(patents.SITE),
    path("patents/<str:number>/", patents.patent, name="patent"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]

"""Addresses of matters, the same on the desk and on the enterprise's site."""

from django.urls import path

from . import views

both = [
    path("matters/<int:matter_id>/", views.matter, name="matter"),
    path("matters/<int:matter_id>/files/<int:file_id>/", views.matter_file, name="matter_file"),
    path("matters/<int:matter_id>/<slug:step>/", views.matter_step, name="matter_step"),
    path("matters/new/<slug:flow_code>/<slug:step>/", views.matter_new, name="matter_new"),
]
urlpatterns = both

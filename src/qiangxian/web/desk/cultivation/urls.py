"""Addresses of the cultivation library."""

from django.urls import path

from . import views

urlpatterns = [
    path("cultivation/", views.cultivation, name="cultivation"),
    path("cultivation/download.<slug:form>", views.cultivation_export, name="cultivation_export"),
    path("cultivation/recommend/", views.member_new, name="member_new"),
    path("cultivation/compute/", views.grades_compute, name="grades_compute"),
    path("cultivation/ladder/", views.ladder, name="ladder"),
    path("cultivation/zero/", views.zero_list, name="zero_list"),
    path("cultivation/zero/download.<slug:form>", views.zero_list_export, name="zero_list_export"),
    path("cultivation/trusteeships/", views.trusteeships, name="trusteeships"),
    path("cultivation/non-normal/", views.non_normal, name="non_normal"),
    path("cultivation/<int:membership_id>/", views.member, name="member"),
    path(
        "cultivation/<int:membership_id>/services/<int:service_id>/download/", views.service_file, name="service_file"
    ),
    path("cultivation/<int:membership_id>/<slug:step>/", views.member_step, name="member_step"),
]

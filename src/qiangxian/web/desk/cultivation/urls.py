"""Addresses of the cultivation library."""

from django.urls import path

from . import views

urlpatterns = [
    path("cultivation/", views.cultivation, name="cultivation"),
    path("cultivation/compute/", views.grades_compute, name="grades_compute"),
    path("cultivation/ladder/", views.ladder, name="ladder"),
    path("cultivation/zero/", views.zero_list, name="zero_list"),
    path("cultivation/trusteeships/", views.trusteeships, name="trusteeships"),
    path("cultivation/non-normal/", views.non_normal, name="non_normal"),
    path("cultivation/<int:membership_id>/", views.member, name="member"),
]

"""Addresses of the cultivation library."""

from django.urls import path
from django.views.generic import RedirectView

from . import views

urlpatterns = [
    path("cultivation/", views.cultivation, name="cultivation"),
    path("cultivation/compute/", views.grades_compute, name="grades_compute"),
    path("cultivation/ladder/", views.ladder, name="ladder"),
    path("cultivation/zero/", views.zero_list, name="zero_list"),
    path("cultivation/trusteeships/", RedirectView.as_view(url="/desk/registers/trusteeships/"), name="trusteeships"),
    path("cultivation/non-normal/", RedirectView.as_view(url="/desk/registers/non-normal/"), name="non_normal"),
    path("cultivation/<int:membership_id>/", views.member, name="member"),
]

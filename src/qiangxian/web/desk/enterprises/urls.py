"""Addresses of the evaluation of enterprises."""

from django.urls import path

from . import views

urlpatterns = [
    path("enterprises/sizes/", views.size_classes, name="size_classes"),
    path("enterprises/ladder/", views.title_ladder, name="title_ladder"),
    path("enterprises/<int:record_id>/self-test/", views.self_test, name="self_test"),
    path(
        "enterprises/<int:record_id>/self-test/download.<slug:form>",
        views.self_test_download,
        name="self_test_download",
    ),
]

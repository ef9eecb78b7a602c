"""Addresses of the guide."""

from django.urls import path

from . import views

app_name = "guide"
urlpatterns = [
    path("", views.contents, name="contents"),
    path("booklet/", views.booklet, name="booklet"),
    path("pictures/<str:name>", views.picture, name="picture"),
    path("<slug:name>/", views.page, name="page"),
]

"""Addresses of the account pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/new/", views.account_new, name="account_new"),
    path("accounts/<int:account_id>/", views.account, name="account"),
    path("contacts/", views.contacts, name="contacts"),
    path("me/", views.me, name="me"),
]

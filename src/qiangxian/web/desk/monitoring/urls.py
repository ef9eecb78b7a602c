"""Addresses of 到期与提醒."""

from django.urls import path

from . import reminders, views

urlpatterns = [
    path("due/", views.due, name="due"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/download/<slug:form>/", reminders.reminders_download, name="reminders_download"),
    path("reminders/sent/", reminders.reminders_sent, name="reminders_sent"),
    path("reminders/channels/", reminders.reminder_channels, name="reminder_channels"),
    path("reminders/deliveries/", reminders.deliveries, name="deliveries"),
    path("reminders/deliveries/<int:delivery_id>/resend/", reminders.delivery_resend, name="delivery_resend"),
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.notices_read, name="notices_read"),
    path("notices/email/", views.notices_email, name="notices_email"),
]

"""Addresses of 到期与提醒."""

from django.urls import path

from . import holidays, reminders, views

urlpatterns = [
    path("due/", views.due, name="due"),
    path("reminders/holidays/", holidays.holidays, name="holidays"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/sent/", reminders.reminders_sent, name="reminders_sent"),
    path("reminders/channels/", reminders.reminder_channels, name="reminder_channels"),
    path("reminders/deliveries/", reminders.deliveries, name="deliveries"),
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.notices_read, name="notices_read"),
    path("notices/email/", views.notices_email, name="notices_email"),
]

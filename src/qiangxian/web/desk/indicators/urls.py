"""Addresses of the indicator library, the reported figures and the bulletin."""

from django.urls import path

from . import bulletin, reported, upper, views

ONE = "indicators/<slug:indicator>/"
FIGURE = "reported/<int:figure_id>/"
urlpatterns = [
    path("indicators/", views.indicators, name="indicators"),
    path("bulletin/", bulletin.bulletin, name="bulletin"),
    path("bulletin/download.<slug:form>", bulletin.bulletin_export, name="bulletin_export"),
    path("indicators/upper/", upper.upper_lists, name="upper_lists"),
    path("reported/", reported.reported, name="reported"),
    path("reported/new/", reported.reported_new, name="reported_new"),
    path(FIGURE, reported.reported_figure, name="reported_figure"),
    path(FIGURE + "evidence/download/", reported.reported_evidence, name="reported_evidence"),
    path(ONE, views.indicator, name="indicator"),
    path(ONE + "series/download.csv", views.indicator_series, name="indicator_series"),
    path(ONE + "records/", views.indicator_records, name="indicator_records"),
    path(ONE + "freeze/", views.indicator_freeze, name="indicator_freeze"),
]

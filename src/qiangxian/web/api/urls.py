"""Addresses of the API, health and metrics."""

from django.urls import path

from .api import api
from .health import healthz, metrics

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("api/v1/", api.urls),
]

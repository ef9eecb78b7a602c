"""`/healthz` says whether the parts work; `/metrics` gives the technical gauges to whoever watches the machine."""

import os
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from qiangxian.contexts.patents import readers as patents
from qiangxian.contexts.schedule import runs as schedule
from qiangxian.contexts.schedule import workers
from qiangxian.kernel.errors import NotAllowed
from qiangxian.web.addresses import on_loopback

QUEUE_TOO_OLD = timedelta(minutes=10)


@dataclass(frozen=True)
class Health:
    """One look at the parts the product stands on."""

    database: bool
    migrations: bool
    queue_age_seconds: float
    queue_length: int
    database_seconds: float
    tasks_of_dead_workers: int
    index: bool | None = None
    """Whether the index of literature answers; None where there is no literature."""

    @property
    def ok(self) -> bool:
        """Everything works, no background task waits too long and none is left behind by a worker that died."""
        waits = self.queue_age_seconds >= QUEUE_TOO_OLD.total_seconds()
        return (
            self.database
            and self.migrations
            and not waits
            and not self.tasks_of_dead_workers
            and self.index is not False
        )


def look() -> Health:
    """Ask the database once, compare the migrations, and see how long the oldest waiting task has waited."""
    began = time.monotonic()
    try:
        oldest, length = schedule.queue(timezone.now())
        left = len(workers.abandoned(at=timezone.now()))
        taken = time.monotonic() - began
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return Health(False, False, 0.0, 0, time.monotonic() - began, 0)
    index = None if pending else patents.index_answers()
    age = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    return Health(True, not pending, age, length, taken, left, index)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 where everything works, else 503 with the part that does not."""
    health = look()
    body = {
        "ok": health.ok,
        "database": health.database,
        "migrations": health.migrations,
        "queue_age_seconds": round(health.queue_age_seconds, 1),
        "tasks_of_dead_workers": health.tasks_of_dead_workers,
    }
    if health.index is not None:
        body["index"] = health.index
    return JsonResponse(body, status=200 if health.ok else 503)


def _may_watch(request: HttpRequest) -> bool:
    token = os.environ.get("QIANGXIAN_METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token:
        return secrets.compare_digest(token.encode(), given.encode())
    return on_loopback(request)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for loopback or with the token QIANGXIAN_METRICS_TOKEN names; no business figure is in it."""
    if not _may_watch(request):
        raise NotAllowed(
            "监控数据只对本机或持令牌的监控程序开放", remedy="请在本机查看，或设置 QIANGXIAN_METRICS_TOKEN 并随请求带上"
        )
    health, registry = look(), CollectorRegistry()
    for name, words, value in (
        ("up", "1 where every part works", float(health.ok)),
        ("database_seconds", "time of one database round trip", health.database_seconds),
        ("queue_length", "background tasks waiting", health.queue_length),
        ("queue_age_seconds", "age of the oldest waiting task", health.queue_age_seconds),
    ):
        Gauge(f"qiangxian_{name}", words, registry=registry).set(value)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

"""/healthz and /metrics: what whoever watches the machine sees."""

import pytest
from django.db import OperationalError

pytestmark = pytest.mark.django_db


def test_a_working_machine_says_so(client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["ok"]) == (200, True)


def test_metrics_are_for_this_machine_only(client) -> None:
    assert b"qiangxian_up 1.0" in client.get("/metrics", HTTP_HOST="127.0.0.1:8000").content
    assert client.get("/metrics", HTTP_HOST="qx.example").status_code in (400, 403)
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 403


def test_metrics_open_with_the_token(client, monkeypatch) -> None:
    monkeypatch.setenv("QIANGXIAN_METRICS_TOKEN", "token-1234")
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer token-1234").status_code == 200


def test_a_body_is_refused_before_it_is_read_where_it_is_too_long(client, log_in, settings) -> None:
    big = {"CONTENT_LENGTH": str(settings.MAX_VISITOR_BODY + 1)}
    assert client.post("/accounts/login/", b"", content_type="text/plain", **big).status_code == 413
    assert client.post("/accounts/login/", b"", content_type="text/plain").status_code != 413
    office = log_in("office")
    assert office.post("/desk/", b"", content_type="text/plain", **big).status_code != 413
    larger = {"CONTENT_LENGTH": str(settings.MAX_UPLOAD * 2)}
    assert office.post("/desk/", b"", content_type="text/plain", **larger).status_code == 413


def test_a_database_that_cannot_be_written_is_told_in_words(client, monkeypatch, caplog) -> None:
    def full(*_args, **_kwargs) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("qiangxian.web.api.health.look", full)
    answer = client.get("/healthz")
    assert answer.status_code == 503 and "磁盘已满" in answer.content.decode()

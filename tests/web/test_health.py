"""/healthz and /metrics: what whoever watches the machine sees."""

import pytest

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

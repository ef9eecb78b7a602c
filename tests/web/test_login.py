"""Logging in: locks, first change, second factor, demonstration accounts, idle sessions."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.people.models import Account
from tests.conftest import PASSWORD, make_account

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def _enter(client: Client, name: str, password: str = PASSWORD):
    return client.post(LOGIN, {"login": name, "password": password})


def test_a_right_password_opens_the_desk_and_leaves_a_line(client) -> None:
    make_account("zhang", "office")
    assert _enter(client, "zhang").status_code == 302
    assert client.get("/desk/").status_code == 200
    assert AuditLine.objects.filter(action="people.logged_in", target_label="zhang").exists()


def test_an_unknown_name_and_a_wrong_password_read_the_same(client) -> None:
    make_account("zhang", "office")
    words = [re.sub(r"\s+", "", _alert(_enter(client, name, "不对的密码123"))) for name in ("zhang", "nobody")]
    assert words[0] == words[1]
    assert words[0]


def _alert(answer) -> str:
    text = answer.content.decode()
    found = re.search(r'class="[^"]*(?:alert|errorlist|invalid)[^"]*"[^>]*>(.*?)</', text, re.S)
    assert found, "the page says nothing about the failure"
    return re.sub(r"<[^>]+>", "", found[1])


def test_after_five_failures_even_the_right_password_is_refused_for_a_while(client) -> None:
    account = make_account("zhang", "office")
    for _ in range(5):
        _enter(client, "zhang", "不对的密码123")
    assert _enter(client, "zhang").status_code == 200
    account.refresh_from_db()
    account.locked_until = timezone.now() - timedelta(seconds=1)
    account.save()
    assert _enter(client, "zhang").status_code == 302


def test_a_demonstration_account_needs_a_server_on_loopback(client, settings) -> None:
    make_account("demo", "office", is_demo=True)
    settings.LOOPBACK_ONLY = False
    assert _enter(client, "demo").status_code == 200
    settings.LOOPBACK_ONLY = True
    assert _enter(client, "demo").status_code == 302


def test_a_password_somebody_else_made_must_be_changed_first(client) -> None:
    account = make_account("zhang", "office")
    Account.objects.filter(pk=account.pk).update(must_change_password=True)
    _enter(client, "zhang")
    assert client.get("/desk/").url == "/accounts/password/change/"
    new = "全新的-strong-secret-77"
    answer = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("role", ["sysadmin", "secadmin", "auditor"])
def test_an_administrator_needs_a_second_factor(client, role) -> None:
    make_account("admin1", role)
    _enter(client, "admin1")
    assert "2fa/totp/activate" in client.get("/desk/").url


def test_a_session_left_alone_ends(client) -> None:
    make_account("zhang", "office")
    _enter(client, "zhang")
    session = client.session
    session["seen_at"] = (timezone.now() - timedelta(minutes=31)).timestamp()
    session.save()
    assert client.get("/desk/").url.startswith(LOGIN)
    assert client.get("/desk/").status_code == 302


def test_an_administrator_has_one_session_at_a_time(settings) -> None:
    make_account("admin1", "sysadmin", is_demo=True)
    first, second = Client(), Client()
    settings.LOOPBACK_ONLY = True
    _enter(first, "admin1")
    assert first.get("/desk/me/").status_code == 200
    _enter(second, "admin1")
    assert first.get("/desk/me/").status_code == 302
    assert second.get("/desk/me/").status_code == 200


def test_logging_out_is_a_post_and_ends_the_session(client) -> None:
    make_account("zhang", "office")
    _enter(client, "zhang")
    client.get("/accounts/logout/")
    assert client.get("/desk/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/desk/").status_code == 302


def test_nobody_signs_up(client) -> None:
    answer = client.get("/accounts/signup/")
    assert b"password1" not in answer.content

"""Logging in: locks, first change, second factor, demonstration accounts, idle sessions."""

import ipaddress
import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.people import actions as people
from qiangxian.contexts.people.models import Account, LoginFailure
from qiangxian.contexts.people.tasks import clear_sessions
from qiangxian.kernel.actor import Actor
from tests.conftest import PASSWORD, make_account

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def _enter(client: Client, name: str, password: str = PASSWORD):
    return client.post(LOGIN, {"login": name, "password": password}, HTTP_HOST="127.0.0.1")


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
    account.failures.update(locked_until=timezone.now() - timedelta(seconds=1))
    caches["default"].clear()
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


def test_letters_case_gets_round_no_lock(client) -> None:
    make_account("zhang", "office")
    for name in ("zhang", "ZHANG", "Zhang", "ｚhang", " zhang"):
        _enter(client, name, "不对的密码123")
    caches["default"].clear()  # our own lock holds without the library's
    assert _enter(client, "zhAng").status_code == 200
    assert LoginFailure.objects.get().failures == 5


def test_one_visitors_failures_lock_nobody_else_out(client) -> None:
    make_account("zhang", "office")
    wrong = {"login": "zhang", "password": "不对的密码123"}
    for last in range(7):
        client.post(LOGIN, wrong, REMOTE_ADDR=f"2001:db8::{last}")
    assert client.post(LOGIN, wrong | {"password": PASSWORD}, REMOTE_ADDR="2001:db8::ff").status_code == 200
    assert client.post(LOGIN, wrong | {"password": PASSWORD}, REMOTE_ADDR="203.0.113.7").status_code == 302


def test_a_network_that_guesses_names_is_slowed_and_not_shut_out(client) -> None:
    make_account("zhang", "office")
    for number in range(20):
        caches["default"].clear()
        _enter(client, f"nobody{number}", "不对的密码123")
    caches["default"].clear()
    assert "秒后再试" in _alert(_enter(client, "zhang"))
    LoginFailure.objects.update(last_at=timezone.now() - timedelta(seconds=16))
    assert _enter(client, "zhang").status_code == 302


@pytest.mark.parametrize(
    ("connection", "forwarded", "told"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # nobody of ours says so
        ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "192.0.2.66, 198.51.100.1", "198.51.100.1"),  # what the visitor wrote before is not believed
        ("10.0.0.2", "198.51.100.1, 10.0.0.7", "198.51.100.1"),  # two proxies of ours
        ("10.0.0.2", "not-an-address", "10.0.0.2"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "[2001:db8::5]", "2001:db8::5"),
    ],
)
def test_the_address_of_a_line_is_the_visitors_own(client, settings, connection, forwarded, told) -> None:
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("10.0.0.0/24")]
    make_account("zhang", "office")
    given = {"login": "zhang", "password": PASSWORD}
    client.post(LOGIN, given, REMOTE_ADDR=connection, HTTP_X_FORWARDED_FOR=forwarded)
    assert AuditLine.objects.get(action="people.logged_in").address == told


def test_demonstration_accounts_look_at_the_host_asked_for_too(client, settings) -> None:
    make_account("demo", "office", is_demo=True)
    settings.LOOPBACK_ONLY, settings.ALLOWED_HOSTS = True, ["*"]
    given = {"login": "demo", "password": PASSWORD}
    assert client.post(LOGIN, given, HTTP_HOST="qx.example").status_code == 200
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("127.0.0.0/8")]
    outside = {"HTTP_HOST": "localhost", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}
    assert client.post(LOGIN, given, **outside).status_code == 200
    assert client.post(LOGIN, given, HTTP_HOST="[::1]:8000", REMOTE_ADDR="::1").status_code == 302


def _with_second_factor(name: str, role: str = "office") -> Account:
    account = make_account(name, role)
    TOTP.activate(account, generate_totp_secret())
    return account


def test_wrong_codes_are_counted_told_and_lock_like_passwords(client) -> None:
    account = _with_second_factor("zhang")
    assert _enter(client, "zhang").url.endswith("/2fa/authenticate/")
    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"}, HTTP_HOST="127.0.0.1")
    lines = AuditLine.objects.filter(action="people.login_failed", target_id=str(account.pk))
    assert lines.count() == 5 and all('"code"' in line.after for line in lines)
    caches["default"].clear()
    code = format_hotp_value(hotp_value(_secret(account), int(time.time()) // 30))
    page = client.post("/accounts/2fa/authenticate/", {"code": code}, HTTP_HOST="127.0.0.1")
    assert page.status_code == 200 and "锁定" in page.content.decode()
    account.failures.all().delete()
    assert client.post("/accounts/2fa/authenticate/", {"code": code}, HTTP_HOST="127.0.0.1").status_code == 302


def _secret(account: Account) -> str:
    return Authenticator.objects.get(user=account, type="totp").wrap().instance.data["secret"]


def test_an_administrator_whose_authenticator_is_new_waits_for_another(client) -> None:
    account = make_account("admin1", "secadmin")
    _enter(client, "admin1")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD}, HTTP_HOST="127.0.0.1")
    secret = client.get("/accounts/2fa/totp/activate/", HTTP_HOST="127.0.0.1").context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post("/accounts/2fa/totp/activate/", {"code": code}, HTTP_HOST="127.0.0.1")
    assert client.get("/desk/").url == "/accounts/waiting/"
    assert "另一项管理职责" in client.get("/accounts/waiting/").content.decode()
    step = account.steps.get()
    people.confirm_step(actor=Actor.system(), at=timezone.now(), step_id=step.pk)
    assert client.get("/desk/").status_code == 200


def test_a_session_ends_after_eight_hours_however_busy(client) -> None:
    make_account("zhang", "office")
    _enter(client, "zhang")
    session = client.session
    session["began_at"] = (timezone.now() - timedelta(hours=8, minutes=1)).timestamp()
    session.save()
    assert client.get("/desk/").url.startswith(LOGIN)
    assert client.get("/accounts/stay/").status_code == 401


def test_who_stays_gets_the_token_for_the_open_form(client) -> None:
    make_account("zhang", "office")
    _enter(client, "zhang")
    told = client.get("/accounts/stay/").json()
    assert told["staying"] and told["token"] and told["ends"] > timezone.now().timestamp()
    assert 'id="stay"' in client.get("/desk/").content.decode()


def test_going_out_and_taking_a_file_leave_lines(client) -> None:
    make_account("zhang", "office")
    _enter(client, "zhang")
    client.get("/desk/registers/rights/?format=csv")
    client.post("/accounts/logout/")
    assert AuditLine.objects.filter(action="people.export_list", actor_label="zhang").exists()
    assert AuditLine.objects.filter(action="people.logged_out", actor_label="zhang").exists()


def test_old_sessions_and_failures_are_cleared_every_night(client) -> None:
    make_account("zhang", "office")
    _enter(client, "zhang")
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    _enter(client, "nobody", "不对的密码123")
    LoginFailure.objects.update(last_at=timezone.now() - timedelta(days=40))
    clear_sessions(today=timezone.localdate(), at=timezone.now())
    assert not LoginFailure.objects.exists() and not UserSession.objects.exists()
    assert not Session.objects.filter(expire_date__lt=timezone.now()).exists()

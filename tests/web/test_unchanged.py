"""A page is kept while nothing changes, and only for who asked."""

import pytest
from django.test import Client

from qiangxian.contexts.people import actions
from tests.conftest import AT, make_account

pytestmark = pytest.mark.django_db
KEPT = "X-Page"


def _twice(client: Client, path: str) -> bool:
    client.get(path)
    client.get(path)
    return client.get(path).headers.get(KEPT) == "unchanged"


def test_the_same_question_is_answered_from_what_is_kept(log_in) -> None:
    assert _twice(log_in("office"), "/desk/me/")


def test_any_change_by_anybody_asks_anew(log_in, system) -> None:
    client = log_in("office")
    assert _twice(client, "/desk/me/")
    actions.create_account(actor=system, at=AT, name="新账号")
    assert KEPT not in client.get("/desk/me/").headers


def test_a_page_is_kept_for_one_session_only(log_in) -> None:
    first, second = log_in("office"), log_in("office")
    assert _twice(first, "/desk/me/")
    assert KEPT not in second.get("/desk/me/").headers


def test_who_was_locked_out_gets_no_kept_page(log_in) -> None:
    client = log_in("office")
    assert _twice(client, "/desk/me/")
    account = make_account("另一个", "office")
    client.force_login(account)
    assert "另一个" in client.get("/desk/me/").content.decode()


def test_what_shows_more_than_actions_change_is_always_fresh(log_in) -> None:
    assert not _twice(log_in("office"), "/desk/imports/")


def test_a_visitor_s_page_carries_no_token(client) -> None:
    assert _twice(client, "/")
    assert b"csrfmiddlewaretoken" not in client.get("/").content

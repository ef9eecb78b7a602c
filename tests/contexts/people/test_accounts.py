"""Accounts: generated passwords, locks, dated roles, three duties kept apart, delegation."""

from datetime import date, timedelta

import pytest

from qiangxian.contexts.people import actions, readers
from qiangxian.contexts.people.models import Account
from qiangxian.contexts.people.passwords import generate_password
from qiangxian.kernel.actor import Actor, acting_for
from qiangxian.kernel.errors import Conflict, NotAllowed, NotFound
from tests.conftest import AT, NEIGHBOUR, WUGANG, make_account, somebody

pytestmark = pytest.mark.django_db
DAY = date(2025, 12, 31)


def _new(system, name="zhang") -> Account:
    return actions.create_account(actor=system, at=AT, name=name).result["account"]


def _grant(system, account, role, division=WUGANG, start=DAY):
    return actions.grant_role(
        actor=system, at=AT, account_id=account.pk, role=role, division_code=division, valid_from=start
    )


def test_generated_passwords_are_long_and_never_the_same() -> None:
    made = {generate_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(p) >= 20 for p in made)


def test_a_new_account_works_only_after_it_was_given_a_role(system) -> None:
    account = _new(system)
    assert not readers.may_log_in(account, at=AT, loopback_only=True)
    _grant(system, account, "office")
    account.refresh_from_db()
    assert readers.may_log_in(account, at=AT, loopback_only=True)
    assert account.must_change_password


def test_a_role_counts_from_its_first_day_to_the_day_before_its_last(system) -> None:
    account = _new(system)
    row = _grant(system, account, "office").result
    assert readers.actor_for(account, on=DAY - timedelta(days=1)).roles == frozenset()
    assert readers.actor_for(account, on=DAY).roles == {"office"}
    actions.end_role(
        actor=system,
        at=AT,
        account_id=account.pk,
        assignment_id=row.pk,
        valid_to=DAY + timedelta(days=10),
        reason="调离",
    )
    assert readers.actor_for(account, on=DAY + timedelta(days=9)).roles == {"office"}
    assert readers.actor_for(account, on=DAY + timedelta(days=10)).roles == frozenset()


@pytest.mark.parametrize(
    ("first", "second"), [("sysadmin", "secadmin"), ("auditor", "sysadmin"), ("office", "auditor")]
)
def test_no_account_holds_two_duties_that_must_stay_apart(system, first, second) -> None:
    account = _new(system)
    _grant(system, account, first)
    with pytest.raises(Conflict):
        _grant(system, account, second)


def test_no_single_administrator_can_make_an_account_with_rights(db) -> None:
    sysadmin = somebody("系统管理员", "sysadmin", id=9001)
    secadmin = somebody("安全管理员", "secadmin", id=9002)
    account = actions.create_account(actor=sysadmin, at=AT, name="新人").result["account"]
    with pytest.raises(NotAllowed):
        _grant(sysadmin, account, "office")
    with pytest.raises(NotAllowed):
        actions.create_account(actor=secadmin, at=AT, name="另一个")
    assert _grant(secadmin, account, "office").result.role == "office"


def test_nobody_changes_the_own_roles(db) -> None:
    secadmin = make_account("安全", "secadmin")
    actor = readers.actor_for(secadmin, on=DAY)
    with pytest.raises(NotAllowed):
        _grant(actor, secadmin, "office")


def test_five_failures_lock_and_the_administrator_unlocks(system) -> None:
    account = make_account("li", "office")
    for _ in range(5):
        actions.login_failed(actor=Actor.visitor(), at=AT, name="li")
    account.refresh_from_db()
    assert not readers.may_log_in(account, at=AT + timedelta(minutes=19), loopback_only=True)
    assert readers.may_log_in(account, at=AT + timedelta(minutes=20), loopback_only=True)
    actions.unlock_account(actor=system, at=AT, account_id=account.pk)
    account.refresh_from_db()
    assert readers.may_log_in(account, at=AT, loopback_only=True)


def test_an_unknown_name_fails_the_same_way(db) -> None:
    assert actions.login_failed(actor=Actor.visitor(), at=AT, name="没有这个人").after == {"known": False}


def test_a_demonstration_account_is_refused_where_the_server_is_open_to_the_network(db) -> None:
    account = make_account("demo", "office", is_demo=True)
    assert readers.may_log_in(account, at=AT, loopback_only=True)
    assert not readers.may_log_in(account, at=AT, loopback_only=False)


def test_a_delegate_acts_for_the_giver_for_some_days_only(db) -> None:
    giver, taker = make_account("主任", "office"), make_account("副手", "liaison")
    actor = readers.actor_for(giver, on=DAY)
    actions.delegate(
        actor=actor,
        at=AT,
        taker_id=taker.pk,
        role="office",
        division_code=WUGANG,
        valid_from=DAY,
        valid_to=DAY + timedelta(days=3),
        reason="出差",
    )
    lent = readers.actor_for(taker, on=DAY + timedelta(days=3))
    assert lent.roles == {"office", "liaison"}
    assert acting_for(lent.holding("office")) == "主任"
    assert acting_for(lent.holding("liaison")) == ""
    assert readers.actor_for(taker, on=DAY + timedelta(days=4)).roles == {"liaison"}


def test_administrative_duties_cannot_be_lent(db) -> None:
    giver, taker = make_account("安全", "secadmin"), make_account("别人", "office")
    with pytest.raises(NotAllowed):
        actions.delegate(
            actor=readers.actor_for(giver, on=DAY),
            at=AT,
            taker_id=taker.pk,
            role="secadmin",
            division_code=WUGANG,
            valid_from=DAY,
            valid_to=DAY,
            reason="出差",
        )


def test_an_administrator_sees_no_account_of_the_neighbouring_county(db) -> None:
    theirs = make_account("邻县人", "office", division=NEIGHBOUR)
    ours = readers.actor_for(make_account("本县管理员", "sysadmin"), on=DAY)
    assert theirs not in readers.accounts(ours)
    with pytest.raises(NotFound):
        actions.reset_password(actor=ours, at=AT, account_id=theirs.pk)

"""Accounts: generated passwords, locks, dated roles, three duties kept apart, delegation."""

from datetime import date, timedelta

import pytest

from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.people import actions, readers
from qiangxian.contexts.people.models import Account
from qiangxian.contexts.people.passwords import generate_password
from qiangxian.kernel.actor import Actor, acting_for
from qiangxian.kernel.errors import Conflict, NotAllowed, NotFound, Refused
from tests.conftest import AT, NEIGHBOUR, WUGANG, make_account, somebody

pytestmark = pytest.mark.django_db
DAY = date(2025, 12, 31)


def _new(system, name="zhang") -> Account:
    return actions.create_account(actor=system, at=AT, name=name).result["account"]


def _grant(actor, account, role, division=WUGANG, start=DAY):
    given = {"role": role, "division_code": division, "valid_from": start, "note": "县政办发〔2025〕9号"}
    return actions.grant_role(actor=actor, at=AT, account_id=account.pk, **given)


def test_generated_passwords_are_long_and_never_the_same() -> None:
    made = {generate_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(p) >= 20 for p in made)


def test_a_new_account_works_only_after_it_was_given_a_role(system) -> None:
    account = _new(system)
    assert not readers.may_log_in(account, loopback=True)
    _grant(system, account, "office")
    account.refresh_from_db()
    assert readers.may_log_in(account, loopback=True)
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


def test_a_person_with_two_accounts_is_one_person_and_holds_one_duty(system) -> None:
    first = _new(system)
    second = actions.create_account(actor=system, at=AT, name="第二个账号", person_id=first.person_id).result["account"]
    assert readers.actor_for(second, on=DAY).person_id == readers.actor_for(first, on=DAY).person_id == first.person_id
    _grant(system, first, "sysadmin")
    with pytest.raises(Conflict, match="由另一人担任"):
        _grant(system, second, "secadmin")
    _grant(system, second, "office")


def test_an_account_cannot_be_handed_to_a_person_who_would_hold_two_duties(system) -> None:
    one, other = make_account("系统员", "sysadmin"), make_account("安全员", "secadmin")
    with pytest.raises(Conflict, match="由另一人担任"):
        actions.assign_person(actor=system, at=AT, account_id=other.pk, person_id=one.person_id, reason="登记有误")
    clerk = make_account("经办人", "office")
    actions.assign_person(actor=system, at=AT, account_id=clerk.pk, person_id=one.person_id, reason="登记有误")
    clerk.refresh_from_db()
    line = AuditLine.objects.get(action="people.assign_person", outcome="done")
    assert clerk.person_id == one.person_id
    assert (line.target_kind, line.target_id, line.reason) == ("account", str(clerk.pk), "登记有误")
    assert '"经办人"' in line.before and '"系统员"' in line.after


def test_nobody_gives_roles_to_another_account_of_the_own(system) -> None:
    secadmin = make_account("安全", "secadmin")
    mine = actions.create_account(actor=system, at=AT, name="我的另一个", person_id=secadmin.person_id).result[
        "account"
    ]
    actor = readers.actor_for(secadmin, on=DAY)
    with pytest.raises(NotAllowed, match="自己的角色"):
        _grant(actor, mine, "office")
    with pytest.raises(NotAllowed, match="只能授予或收回本县"):
        actions.grant_role(
            actor=actor, at=AT, account_id=_new(system).pk, role="office", division_code=NEIGHBOUR, valid_from=DAY
        )


def test_persons_of_one_name_are_told_apart_by_their_posts(system) -> None:
    first = actions.add_person(actor=system, at=AT, division_code=WUGANG, name="同 名", post="科长").result
    with pytest.raises(Conflict, match="职务"):
        actions.add_person(actor=system, at=AT, division_code=WUGANG, name="同名", post="科长")
    actions.add_person(actor=system, at=AT, division_code=WUGANG, name="同名", post="局长")
    actions.correct_person(actor=system, at=AT, person_id=first.pk, name="同名", post="副局长", reason="任职变动")
    assert [str(person) for person in readers.persons_of(WUGANG)] == ["同名（副局长）", "同名（局长）"]
    with pytest.raises(Refused, match="姓名"):
        actions.add_person(actor=system, at=AT, division_code=WUGANG, name=" ")


def test_a_new_person_belongs_to_the_county_of_the_first_role(system) -> None:
    account = _new(system)
    assert account.person.name == str(account)
    _grant(system, account, "office")
    account.person.refresh_from_db()
    assert account.person.division_code == WUGANG


def test_a_role_is_lent_to_nobody_of_the_neighbouring_county(db) -> None:
    giver, stranger = make_account("主任", "office"), make_account("邻县人", "liaison", division=NEIGHBOUR)
    with pytest.raises(NotFound, match="受托人不在本县"):
        actions.delegate(
            actor=readers.actor_for(giver, on=DAY),
            at=AT,
            taker_id=stranger.pk,
            role="office",
            division_code=WUGANG,
            valid_from=DAY,
            valid_to=DAY,
            reason="出差",
        )


def test_a_borrowed_role_is_not_lent_on(db) -> None:
    giver, taker, third = (
        make_account("主任", "office"),
        make_account("副手", "liaison"),
        make_account("第三人", "liaison"),
    )
    lending = {
        "at": AT,
        "role": "office",
        "division_code": WUGANG,
        "valid_from": DAY,
        "valid_to": DAY,
        "reason": "出差",
    }
    actions.delegate(actor=readers.actor_for(giver, on=DAY), taker_id=taker.pk, **lending)
    with pytest.raises(NotAllowed, match="自己担任"):
        actions.delegate(actor=readers.actor_for(taker, on=DAY), taker_id=third.pk, **lending)


def test_nobody_changes_the_own_roles(db) -> None:
    secadmin = make_account("安全", "secadmin")
    actor = readers.actor_for(secadmin, on=DAY)
    with pytest.raises(NotAllowed):
        _grant(actor, secadmin, "office")


def test_five_failures_lock_and_the_administrator_unlocks(system) -> None:
    account = make_account("li", "office")
    for _ in range(5):
        actions.login_failed(actor=Actor.visitor(), at=AT, name="li", address="203.0.113.9")
    assert readers.locked_until(account, "203.0.113.9", at=AT + timedelta(minutes=19))
    assert not readers.locked_until(account, "203.0.113.9", at=AT + timedelta(minutes=20))
    actions.unlock_account(actor=system, at=AT, account_id=account.pk)
    assert not readers.locked_until(account, "203.0.113.9", at=AT)


def test_an_unknown_name_fails_the_same_way(db) -> None:
    told = actions.login_failed(actor=Actor.visitor(), at=AT, name="没有这个人").after
    assert told == {"factor": "password", "known": False, "locked_until": None}


def test_a_demonstration_account_is_refused_where_the_server_is_open_to_the_network(db) -> None:
    account = make_account("demo", "office", is_demo=True)
    assert readers.may_log_in(account, loopback=True)
    assert not readers.may_log_in(account, loopback=False)


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

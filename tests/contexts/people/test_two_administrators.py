"""What needs two administrators, what is lent, and how an account ends (rules/compliance.md §2)."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.people import actions, readers
from qiangxian.contexts.people.models import Account, AccountStep
from qiangxian.contexts.people.types import login_key, network_of
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotAllowed, NotFound, Refused
from tests.conftest import AT, PASSWORD, WUGANG, make_account

DAY = date(2025, 12, 31)


@pytest.fixture
def duties(db) -> dict[str, tuple[Account, Actor]]:
    """One administrator of each duty, three persons."""
    accounts = {role: make_account(f"{role}员", role) for role in ("sysadmin", "secadmin", "auditor")}
    return {role: (account, readers.actor_for(account, on=DAY)) for role, account in accounts.items()}


def _reset(actor: Actor, account: Account):
    return actions.reset_password(actor=actor, at=AT, account_id=account.pk).result


def test_a_reset_hands_nobody_the_password_of_another_duty(duties) -> None:
    secadmin, _ = duties["secadmin"]
    asked = _reset(duties["sysadmin"][1], secadmin)
    assert "password" not in asked
    secadmin.refresh_from_db()
    assert secadmin.check_password(PASSWORD)
    for role in ("sysadmin", "secadmin"):  # who asked, and whose account it is
        with pytest.raises(NotAllowed):
            actions.confirm_step(actor=duties[role][1], at=AT, step_id=asked["step"].pk)
    done = actions.confirm_step(actor=duties["auditor"][1], at=AT, step_id=asked["step"].pk).result
    secadmin.refresh_from_db()
    assert secadmin.check_password(done["password"]) and secadmin.must_change_password
    with pytest.raises(Conflict):
        actions.confirm_step(actor=duties["auditor"][1], at=AT, step_id=asked["step"].pk)


def test_a_clerks_password_is_reset_by_one(duties) -> None:
    clerk = make_account("经办", "office")
    assert "password" in _reset(duties["sysadmin"][1], clerk)


def test_no_single_account_makes_an_account_with_rights_and_hides_it(duties) -> None:
    """Every administrator alone tries every way: to make, to give, to take over, to confirm; and every try leaves a line."""
    victim = make_account("办公室", "office")
    for role, (own, actor) in duties.items():
        before = AuditLine.objects.count()
        made = None
        if role == "sysadmin":
            made = actions.create_account(actor=actor, at=AT, name="影子").result["account"]
        tries = [
            lambda a=actor, m=made or victim: actions.grant_role(
                actor=a, at=AT, account_id=m.pk, role="office", division_code=WUGANG, valid_from=DAY, note="无"
            ),
            lambda a=actor: actions.create_account(actor=a, at=AT, name="影子二"),
            lambda a=actor, o=own: actions.grant_role(
                actor=a, at=AT, account_id=o.pk, role="office", division_code=WUGANG, valid_from=DAY, note="无"
            ),
            lambda a=actor: actions.reset_password(actor=a, at=AT, account_id=duties["secadmin"][0].pk),
        ]
        for attempt in tries:
            with suppress(NotAllowed, Conflict, NotFound):
                attempt()
        if made is not None:
            made.refresh_from_db()
            assert not made.is_active and not made.role_assignments.exists()
        for step in AccountStep.objects.filter(done_at__isnull=True, asked_person=own.person):
            with pytest.raises(NotAllowed):
                actions.confirm_step(actor=actor, at=AT, step_id=step.pk)
        assert AuditLine.objects.count() >= before + len(tries)
    secadmin = duties["secadmin"][0]
    secadmin.refresh_from_db()
    assert secadmin.check_password(PASSWORD)


def test_the_appointment_is_asked_for(duties) -> None:
    account = make_account("某人", "office")
    given = {"role": "liaison", "division_code": WUGANG, "valid_from": DAY}
    with pytest.raises(Refused, match="任命依据"):
        actions.grant_role(actor=duties["secadmin"][1], at=AT, account_id=account.pk, **given)


def test_what_the_product_grants_waits_where_the_county_has_a_security_administrator(duties, system) -> None:
    made = actions.create_account(actor=system, at=AT, name="新来").result["account"]
    given = {"role": "office", "division_code": WUGANG, "valid_from": DAY}
    actions.grant_role(actor=system, at=AT, account_id=made.pk, **given)
    made.refresh_from_db()
    assert not made.is_active
    step = readers.steps_of(made).get()
    with pytest.raises(NotAllowed):
        actions.confirm_step(actor=duties["auditor"][1], at=AT, step_id=step.pk)
    actions.confirm_step(actor=duties["secadmin"][1], at=AT, step_id=step.pk)
    made.refresh_from_db()
    assert made.is_active


def test_a_second_factor_counts_once_somebody_else_confirmed_it(duties) -> None:
    account, actor = duties["auditor"]
    asked = actions.ask_second_factor(actor=actor, at=AT, account_id=account.pk).result["step"]
    assert readers.factor_waits(account)
    with pytest.raises(NotAllowed):
        actions.confirm_step(actor=actor, at=AT, step_id=asked.pk)
    actions.refuse_step(actor=duties["secadmin"][1], at=AT, step_id=asked.pk, reason="未当面核对")
    assert readers.factor_waits(account)
    later = AT + timedelta(minutes=5)
    again = actions.ask_second_factor(actor=actor, at=later, account_id=account.pk).result["step"]
    actions.confirm_step(actor=duties["secadmin"][1], at=later, step_id=again.pk)
    assert not readers.factor_waits(account)


def test_a_closed_account_loses_its_roles_and_comes_back_by_two_steps(duties) -> None:
    clerk, sysadmin, secadmin = make_account("离岗", "office"), duties["sysadmin"][1], duties["secadmin"][1]
    actions.deactivate_account(actor=sysadmin, at=AT, account_id=clerk.pk, reason="调离")
    clerk.refresh_from_db()
    assert (clerk.closed_by, clerk.closed_reason) == (sysadmin.label, "调离")
    assert readers.actor_for(clerk, on=DAY + timedelta(days=1)).roles == frozenset()
    given = {"role": "office", "division_code": WUGANG, "valid_from": DAY, "note": "重新任命"}
    with pytest.raises(Conflict, match="已停用"):
        actions.grant_role(actor=secadmin, at=AT, account_id=clerk.pk, **given)
    step = actions.reactivate_account(actor=sysadmin, at=AT, account_id=clerk.pk, reason="调回").result["step"]
    actions.confirm_step(actor=secadmin, at=AT, step_id=step.pk)
    clerk.refresh_from_db()
    assert clerk.is_active and clerk.closed_at is None
    assert readers.actor_for(clerk, on=DAY + timedelta(days=1)).roles == frozenset()


@pytest.fixture
def lent(db):
    giver, taker = make_account("主任", "office"), make_account("副手", "liaison")
    row = actions.delegate(
        actor=readers.actor_for(giver, on=DAY),
        at=AT,
        taker_id=taker.pk,
        role="office",
        division_code=WUGANG,
        valid_from=DAY,
        valid_to=DAY + timedelta(days=30),
        reason="学习",
    ).result
    return giver, taker, row


def _has_it(taker: Account, day: date = DAY + timedelta(days=2)) -> bool:
    return "office" in readers.actor_for(taker, on=day).roles


def test_what_was_lent_ends_with_the_right_of_the_one_who_lent_it(lent, system) -> None:
    giver, taker, _row = lent
    assert _has_it(taker)
    role = giver.role_assignments.get()
    gone = {"valid_to": DAY + timedelta(days=1), "reason": "调离"}
    actions.end_role(actor=system, at=AT, account_id=giver.pk, assignment_id=role.pk, **gone)
    assert _has_it(taker, DAY) and not _has_it(taker)


def test_what_was_lent_ends_with_the_account_that_lent_it(lent, system) -> None:
    giver, taker, _row = lent
    actions.deactivate_account(actor=system, at=AT, account_id=giver.pk, reason="离职")
    assert not _has_it(taker, DAY)


@pytest.mark.parametrize("who", ["giver", "taker", "secadmin"])
def test_what_was_lent_is_ended_by_giver_taker_and_administrator(lent, who) -> None:
    giver, taker, row = lent
    account = {"giver": giver, "taker": taker}.get(who) or make_account("安全", "secadmin")
    stranger = readers.actor_for(make_account("旁人", "office"), on=DAY)
    with pytest.raises(NotAllowed):
        actions.end_delegation(actor=stranger, at=AT, delegation_id=row.pk, reason="试试")
    actions.end_delegation(actor=readers.actor_for(account, on=DAY), at=AT, delegation_id=row.pk, reason="提前返回")
    assert not _has_it(taker)
    line = AuditLine.objects.get(action="people.end_delegation", outcome="done")
    assert giver.name in line.after and taker.name in line.after


def test_a_refused_attempt_names_its_object_and_its_county(duties) -> None:
    victim = make_account("某人", "office")
    with pytest.raises(NotAllowed):
        actions.deactivate_account(actor=duties["auditor"][1], at=AT, account_id=victim.pk, reason="试试")
    line = AuditLine.objects.get(outcome="refused")
    assert (line.target_kind, line.target_id, line.division_code) == ("account", str(victim.pk), WUGANG)


@given(st.text(alphabet="zhangＺＨ ａ张Ａ１1", min_size=1, max_size=12))
def test_letters_case_width_and_space_make_no_other_name(text) -> None:
    assert login_key(text) == login_key(text.upper()) == login_key(f" {text.lower()}　")


def test_an_address_stands_for_its_network() -> None:
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert network_of("::ffff:203.0.113.9") == "203.0.113.9"
    assert network_of("不是地址") == "不是地址"


def test_two_names_that_differ_in_case_alone_are_one(system, db) -> None:
    actions.create_account(actor=system, at=AT, name="Zhang")
    with pytest.raises(Conflict):
        actions.create_account(actor=system, at=AT, name="ｚhang")
    assert readers.account_named("ZHANG").name == "Zhang"

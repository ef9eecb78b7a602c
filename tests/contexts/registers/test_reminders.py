"""Reminders: the newest rule whose day has come, once to every holder, whatever breaks off in between."""

from datetime import UTC, date, datetime, timedelta

import pytest

from qiangxian.contexts.notices import actions as notices
from qiangxian.contexts.notices.models import Notice
from qiangxian.contexts.notices.types import to_enterprise, to_office
from qiangxian.contexts.registers.due import reminders
from qiangxian.contexts.registers.rights.models import AnnualFee
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotAllowed, Refused
from tests.conftest import NEIGHBOUR, WUGANG, make_account, somebody
from tests.contexts.builders import day, enterprise, holding, right, written

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 7, 16, 0, 30, tzinfo=UTC)
TODAY = date(2026, 7, 16)


@pytest.fixture
def firm(system):
    """An enterprise somebody can log in for, in a county that lets its reminders go out by themselves."""
    notices.set_channels(actor=system, at=MORNING, division_code=WUGANG, automatic=True, webhook_address="")
    return with_account(enterprise("演示钢铁有限公司"))


def with_account(record, email: str = ""):
    """The same, with an account that may log in for it."""
    make_account(f"企业{record.pk}", "enterprise", enterprise_record_id=record.pk, email=email)
    return record


def patent(serial: int, *holders, filed: str = "2019-08-15"):
    return right(f"2019100{serial:05d}.1", *holders, filed=filed, granted="2021-06-01")


def told_on(first: str, last: str, expected: list[str]) -> list[str]:
    """The days on which somebody was told, of the expected ones, the days around them and every tenth in between."""
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    near = {date.fromisoformat(one) + timedelta(days=step) for one in expected for step in (-1, 0, 1)}
    days = near | {begins + timedelta(days=step) for step in range(0, (ends - begins).days, 10)}
    return [one.isoformat() for one in sorted(days) if begins <= one <= ends and run(one)]


def run(today: date = TODAY) -> int:
    """The daily job on that day."""
    before = Notice.objects.exclude(kind="digest").count()
    reminders.remind(today=today, at=MORNING + (today - TODAY))
    return Notice.objects.exclude(kind="digest").count() - before


def test_a_holder_is_reminded_once_by_each_rule_on_its_day(firm) -> None:
    patent(1, firm)
    expected = ["2026-05-17", "2026-06-16", "2026-07-16", "2026-08-08"]
    assert told_on("2026-05-01", "2026-08-17", expected) == expected
    keys = list(Notice.objects.exclude(kind="digest").values_list("key", flat=True))
    assert len(keys) == len(set(keys)) == 4


def test_in_the_grace_one_is_told_monthly_and_before_its_end(firm) -> None:
    patent(1, firm)
    expected = [
        "2026-09-15", "2026-10-15", "2026-11-15", "2026-12-15", "2027-01-15", "2027-01-16", "2027-02-08", "2027-02-14",
    ]  # fmt: skip
    assert told_on("2026-08-18", "2027-02-20", expected) == expected


def test_a_reminder_says_from_which_rule_and_day_it_comes(firm) -> None:
    patent(1, firm)
    run()
    notice = Notice.objects.get(recipient=to_enterprise(firm.pk))
    assert notice.title == "年费将于 2026-08-15 到期：发明 201910000001.1"
    assert (
        notice.rule == "专利法实施细则（2023）第一百一十五条；应缴日 2026-08-15；规则：年费到期前 30 日（本系统默认）"
    )
    assert (notice.rule_date, notice.due_date) == (date(2026, 7, 16), date(2026, 8, 15))
    assert "2026-07-16 缴纳为 2,000 元" in notice.words
    assert "顺延至 2026-08-17" in notice.words


def test_missed_rules_are_not_made_up_for_one_by_one(firm) -> None:
    patent(1, firm)
    assert run() == 1, "the worker was away for weeks: one reminder, by the newest rule"
    assert Notice.objects.exclude(kind="digest").get().key.endswith("before_days:30")


def test_who_has_paid_is_not_reminded(firm) -> None:
    of = patent(1, firm)
    written(
        AnnualFee,
        of,
        WUGANG,
        year=8,
        due_date=day("2026-08-15"),
        paid_on=day("2026-07-01"),
        known_date=day("2026-07-01"),
    )
    assert run() == 0


def test_every_holder_of_the_day_is_told_and_a_person_is_left_to_the_office(firm) -> None:
    other = with_account(enterprise("演示铸造有限公司"), "office@example.org")
    patent(1, firm, other)
    alone = patent(2)
    holding(alone, None, since="2019-08-15")
    run()
    told = set(Notice.objects.exclude(kind="digest").values_list("recipient", flat=True))
    assert told == {to_enterprise(firm.pk), to_enterprise(other.pk)}
    waiting = reminders.pending(WUGANG, AsOf.on(TODAY))
    assert [one.is_offline for one in waiting] == [False, True]
    shown = reminders.prepared(WUGANG, waiting, AsOf.on(TODAY))
    assert [reach for _, _, reach in shown] == [
        "站内和邮件：演示钢铁有限公司、演示铸造有限公司",
        "权利人未匹配到企业，请线下告知",
    ]


def test_whom_nothing_reaches_is_never_taken_as_told(firm, office_clerk) -> None:
    """An enterprise without an account stands on the list for the telephone until the office says that it told it."""
    silent = enterprise("演示铸造有限公司", township_code="410481100")
    patent(1, firm, silent)
    assert run() == 1
    assert set(Notice.objects.exclude(kind="digest").values_list("recipient", flat=True)) == {to_enterprise(firm.pk)}
    [told, left] = reminders.pending(WUGANG, AsOf.on(TODAY))
    assert (told.tab, left.tab, left.holder_ids) == ("told", "offline", (silent.pk,))
    assert reminders.prepared(WUGANG, [left], AsOf.on(TODAY))[0][2] == "演示铸造有限公司没有账号，请线下告知"
    assert reminders.townships_of(WUGANG, [left])[left.key]
    assert "另有 1 条系统无法送达" in Notice.objects.get(kind="digest").words

    how = {"actor": office_clerk, "at": MORNING, "division_code": WUGANG, "how": "电话告知"}
    with pytest.raises(Refused, match="将来"):
        reminders.tell_offline(**how, keys=[left.key], told_on=TODAY + timedelta(days=1))
    assert reminders.tell_offline(**how, keys=[left.key], told_on=TODAY) == 1
    assert reminders.tell_offline(**how, keys=[left.key], told_on=TODAY) == 0
    assert [one.tab for one in reminders.pending(WUGANG, AsOf.on(TODAY))] == ["told", "told"]
    note = Notice.objects.get(recipient__startswith="offline:")
    assert note.words.startswith("2026-07-16 电话告知，经办人")
    assert not note.deliveries.exists()


def test_who_gets_an_account_later_is_reminded_then(firm) -> None:
    silent = enterprise("演示铸造有限公司")
    patent(1, silent)
    assert run() == 0
    with_account(silent)
    assert run() == 1


def test_a_job_that_broke_off_goes_on_where_it_stopped(firm, monkeypatch) -> None:
    for serial in range(5):
        patent(serial, firm)
    monkeypatch.setattr(reminders, "CHUNK", 2)
    posted, real = [], notices.post

    def dies_at_the_second_chunk(**arguments):
        if len(posted) == 1:
            raise RuntimeError("killed")
        posted.append(arguments)
        return real(**arguments)

    monkeypatch.setattr(notices, "post", dies_at_the_second_chunk)
    with pytest.raises(RuntimeError):
        run()
    assert Notice.objects.count() == 2
    monkeypatch.setattr(notices, "post", real)
    assert run() == 3
    assert run() == 0
    assert Notice.objects.filter(kind="digest").count() == 1


def test_the_office_reads_one_digest_a_day(firm) -> None:
    patent(1, firm)
    run()
    run()
    summary = Notice.objects.get(kind="digest")
    assert summary.recipient == to_office(WUGANG)
    assert "已向企业发出到期提醒 1 条" in summary.title
    assert run(TODAY + timedelta(days=1)) == 0
    assert Notice.objects.filter(kind="digest").count() == 1, "a day on which nobody was told has no digest"


def test_a_county_that_sends_by_hand_is_left_alone_and_sends_what_it_chose(firm, office_clerk) -> None:
    patent(1, firm)
    patent(2, firm, filed="2019-08-16")
    notices.set_channels(actor=office_clerk, at=MORNING, division_code=WUGANG, automatic=False, webhook_address="")
    assert run() == 0
    first = reminders.pending(WUGANG, AsOf.on(TODAY))[0]
    sent = {"actor": office_clerk, "at": MORNING, "division_code": WUGANG, "today": TODAY}
    assert reminders.send_chosen(**sent, keys=[first.key]) == [to_enterprise(firm.pk)]
    assert reminders.send_chosen(**sent, keys=[first.key]) == []
    assert reminders.send_chosen(**sent, keys=None) == [to_enterprise(firm.pk)]
    assert Notice.objects.filter(kind="digest").count() == 1, "two messages in one second would be one"


def test_nothing_goes_out_before_the_office_has_switched_it_on(office_clerk) -> None:
    patent(1, with_account(enterprise("演示钢铁有限公司")), enterprise("演示铸造有限公司"))
    assert run() == 0
    outlook = reminders.outlook(WUGANG, AsOf.on(TODAY))
    assert (outlook["waiting"], outlook["firms"], outlook["offline"]) == (1, 1, 1)
    assert (outlook["patents"], outlook["with_payments"]) == (1, 0)
    notices.set_channels(actor=office_clerk, at=MORNING, division_code=WUGANG, automatic=True, webhook_address="")
    assert run() == 1


def test_only_the_office_of_the_county_sends(firm, office_clerk, liaison) -> None:
    patent(1, firm)
    for actor in (liaison, somebody("邻县", "office", division=NEIGHBOUR), Actor.visitor()):
        with pytest.raises(NotAllowed):
            reminders.send_chosen(actor=actor, at=MORNING, division_code=WUGANG, today=TODAY, keys=None)
    assert Notice.objects.count() == 0

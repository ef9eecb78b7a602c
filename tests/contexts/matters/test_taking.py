"""A step is taken once, by who may, in the state it was offered in; the second person is another one; clocks follow."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.matters import clocks, readers
from qiangxian.contexts.matters.board import board
from qiangxian.contexts.matters.models import Deadline, Matter, Number, Step
from qiangxian.contexts.matters.numbers import gaps
from qiangxian.contexts.matters.taking import Signature
from qiangxian.contexts.matters.tasks import remind
from qiangxian.contexts.notices.models import Notice
from qiangxian.contexts.people.models import Person
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, NotAllowed, Refused
from qiangxian.kernel.integrity import CHECKS
from tests.conftest import AT, NEIGHBOUR, WUGANG, somebody

from .conftest import at

pytestmark = pytest.mark.django_db
FILE = [("结果.txt", "已补报 12 件".encode())]


def test_a_step_leaves_one_row_one_audit_line_and_one_notice(sent, unit, bureau, take) -> None:
    rows = list(sent.steps.values_list("number", "step", "from_state", "to_state", "role"))
    assert rows == [(1, "draft", "", "drafted", "领导小组办公室"), (2, "send", "drafted", "sent", "领导小组办公室")]
    line = AuditLine.objects.get(action="trial.send")
    assert (line.target_kind, line.target_id) == ("trial", str(sent.pk))
    assert Notice.objects.get().recipient == f"unit:{unit.pk}"
    assert [row.kind for row in Notice.objects.all()] == ["trial"]


def test_the_state_it_was_offered_in_must_still_hold(sent, bureau, take, office_clerk) -> None:
    take("answer", bureau, sent, reason="已补报", files=FILE, expected="sent")
    with pytest.raises(Conflict, match="您打开页面时是“已交办”，现在已是“待确认”"):
        take("return", office_clerk, sent, reason="再核", expected="sent")
    with pytest.raises(Conflict, match="当前是“待确认”，不能办理“答复”"):
        take("answer", bureau, sent, reason="再报", files=FILE)
    assert Matter.objects.get(pk=sent.pk).state == "answered"


def test_who_does_not_owe_it_may_not_and_is_told_who_may(sent, take, liaison, office_clerk) -> None:
    with pytest.raises(NotAllowed, match="只有牵头单位可以办理"):
        take("answer", liaison, sent, reason="已补报", files=FILE)
    with pytest.raises(NotAllowed):
        take("send", somebody("邻县", "office", division=NEIGHBOUR, id=50), sent, due="2026-04-01")


def test_evidence_required_is_asked_for_and_kept_with_the_step(sent, take, bureau) -> None:
    with pytest.raises(Refused, match="须附佐证材料"):
        take("answer", bureau, sent, reason="已补报")
    take("answer", bureau, sent, reason="已补报", files=FILE, count="12")
    row = sent.evidence.get()
    assert (row.label, row.step.step, row.file.size) == ("结果.txt", "answer", len(FILE[0][1]))
    with pytest.raises(Refused, match="不收文件"):
        take("return", somebody("甲", "office", id=60), sent, reason="再核", files=FILE)


def test_what_is_asked_is_typed_and_a_strange_field_is_refused(sent, take, bureau) -> None:
    with pytest.raises(Refused, match="没有填写办理结果"):
        take("answer", bureau, sent, reason=" ", files=FILE)
    with pytest.raises(Refused, match="不是整数"):
        take("answer", bureau, sent, reason="已报", count="十二", files=FILE)
    with pytest.raises(Refused, match="没有这一项"):
        take("answer", bureau, sent, reason="已报", colour="red", files=FILE)


@pytest.fixture
def answered(sent, take, bureau) -> Matter:
    return take("answer", bureau, sent, reason="已补报", files=FILE)


def test_the_second_person_is_another_person_whatever_the_account(answered, take, office_clerk) -> None:
    with pytest.raises(NotAllowed, match="“交办”由您本人办理"):
        take("close", office_clerk, answered)
    same = somebody("同一人的另一账号", "leader", id=99)
    twin = type(same)(same.id, same.label, same.grants, person_id=office_clerk.person_id)
    with pytest.raises(NotAllowed, match="须由另一人办理"):
        take("close", twin, answered)
    take("close", somebody("复核人", "office", id=77), answered)
    assert Matter.objects.get(pk=answered.pk).closed_date == date(2026, 3, 2)


def signature(name: str, on: str = "2026-03-02") -> Signature:
    person = Person.objects.create(division_code=WUGANG, name=name, created_at=AT, created_by="测试")
    return Signature(person.pk, name, "副主任", date.fromisoformat(on))


def test_a_sign_off_on_paper_is_entered_by_the_clerk_and_marked(answered, take, office_clerk) -> None:
    signed = signature("张主任")
    scan = [("签批单.txt", b"signed")]
    take("close", office_clerk, answered, signature=signed, signer_id=signed.person_id, files=scan)
    row = Step.objects.get(step="close")
    assert (row.offline, row.person_id, row.by, row.detail["signer"]) == (
        True,
        signed.person_id,
        "办公室经办人",
        "张主任",
    )
    assert AuditLine.objects.get(action="trial.close").after.count("offline") == 1
    assert [one.pk for one in readers.offline_steps(somebody("审计员", "auditor", id=3))] == [row.pk]


def test_nobody_signs_on_paper_for_oneself(answered, take, office_clerk) -> None:
    person = Person.objects.create(id=office_clerk.person_id, name="经办人", created_at=AT, created_by="测试")
    own = Signature(person.pk, "经办人", "", date(2026, 3, 2))
    with pytest.raises(NotAllowed):
        take("close", office_clerk, answered, signature=own, signer_id=own.person_id, files=[("签批单.txt", b"x")])
    clerk_two = somebody("录入人", "office", id=88)
    Person.objects.create(id=88, name="录入人", created_at=AT, created_by="测试")
    entered = Signature(88, "录入人", "", date(2026, 3, 2))
    with pytest.raises(NotAllowed, match="录入人本人"):
        take("close", clerk_two, answered, signature=entered, signer_id=88, files=[("签批单.txt", b"x")])


def test_the_system_takes_no_side_of_a_pair(answered, take, system) -> None:
    with pytest.raises(NotAllowed):
        take("close", system, answered)


def test_a_guard_says_why_and_greys_the_button(sent, take, bureau) -> None:
    Matter.objects.filter(pk=sent.pk).update(opened_date=date(2031, 1, 1))
    sent.refresh_from_db()
    offer = next(one for one in readers.offers(bureau, sent, sent, date(2031, 1, 2)) if one.code == "answer")
    assert (offer.allowed, offer.reason) == (False, "没有到时候。")
    with pytest.raises(Conflict, match="没有到时候"):
        take("answer", bureau, sent, on="2031-01-02", reason="已报", files=FILE)


def test_a_clock_runs_pauses_and_stops_with_the_matter(sent, take, office_clerk, answered) -> None:
    assert Deadline.objects.get().effective_due == date(2026, 3, 20)
    take("return", office_clerk, answered, reason="再核")
    take("pause", office_clerk, sent, on="2026-03-05", reason="等上级文件")
    assert Matter.objects.get(pk=sent.pk).due_date is None, "a paused clock asks nothing"
    take("resume", office_clerk, sent, on="2026-03-10")
    assert Matter.objects.get(pk=sent.pk).due_date == date(2026, 3, 25), "five days did not count"
    clocks.extend(sent, "work", date(2026, 4, 1), "办公室", "任务增加", date(2026, 3, 11))
    assert Deadline.objects.get().extensions[0]["before"] == "2026-03-25"
    with pytest.raises(Refused, match="不晚于原期限"):
        clocks.extend(sent, "work", date(2026, 3, 30), "办公室", "", date(2026, 3, 12))


def test_a_step_is_undone_only_while_nothing_followed(sent, take, office_clerk, bureau) -> None:
    take("take_back", office_clerk, sent)
    assert Matter.objects.get(pk=sent.pk).state == "drafted"
    take("send", office_clerk, sent, due="2026-03-25")
    take("pause", office_clerk, sent, reason="等文件")
    with pytest.raises(Conflict, match="其后已有新的办理"):
        take("take_back", office_clerk, sent)


def test_numbers_run_without_a_gap_and_are_given_once(take, office_clerk, unit) -> None:
    made = [take("draft", office_clerk, title=f"第{n}件", unit_id=unit.pk) for n in range(3)]
    for one in made:
        take("send", office_clerk, one, due="2026-03-20")
    take("take_back", office_clerk, made[0])
    take("send", office_clerk, made[0], due="2026-03-22")
    assert list(Matter.objects.order_by("pk").values_list("number", flat=True)) == [
        f"舞试〔2026〕{n}号" for n in (1, 2, 3)
    ], "one that is sent again keeps its number"
    assert gaps(WUGANG, "舞试", 2026) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Number.objects.create(division_code=WUGANG, register="舞试", year=2026, serial=2, given_at=AT)


def test_what_i_can_do_now_and_who_is_late(sent, bureau, office_clerk, liaison, auditor) -> None:
    assert [row.pk for row in readers.open_to(bureau)] == [sent.pk]
    assert not readers.open_to(office_clerk).exists() and not readers.open_to(liaison).exists()
    assert [one.label for one in readers.owed_by(sent)] == ["市工信局"]
    assert [row.pk for row in readers.late(readers.visible_matters(auditor), date(2026, 3, 21))] == [sent.pk]
    [line] = board(auditor, date(2026, 3, 23))
    assert (line.label, line.cells["trial"], line.late) == ("市工信局", (1, 1), 1)
    assert (line.closed, line.in_time, line.returned, line.median) == (0, 0, 0, None)


def test_the_board_tells_how_the_last_year_went(sent, take, bureau, office_clerk, auditor) -> None:
    """Sent back once, closed two days late, 20 days after it was opened; a year on it is no longer of the last year."""
    take("answer", bureau, sent, "2026-03-10", reason="已补报", files=FILE)
    take("return", office_clerk, sent, "2026-03-11", reason="再核")
    take("answer", bureau, sent, "2026-03-20", reason="已补报", files=FILE)
    take("close", somebody("乙", "leader", id=61), sent, "2026-03-22")
    [line] = board(auditor, date(2026, 3, 23))
    assert (line.cells, line.closed, line.in_time, line.returned, line.median) == ({}, 1, 0, 1, 20)
    assert board(auditor, date(2027, 3, 23)) == []


def test_a_day_that_comes_near_is_yellow_and_one_that_is_past_red(sent) -> None:
    days = ("2026-03-02", "2026-03-12", "2026-03-13", "2026-03-20", "2026-03-21")
    lights = [readers.tone(sent, date.fromisoformat(day)) for day in days]
    assert lights == ["none", "none", "yellow", "yellow", "red"], "the last five working days"


def test_the_neighbour_sees_no_matter(sent) -> None:
    assert not readers.visible_matters(somebody("邻县", "office", division=NEIGHBOUR, id=50)).exists()


def test_reminders_come_once_a_distance_and_lateness_without_one_is_found(sent) -> None:
    late = CHECKS["matters.late_and_nobody_told"]
    assert [one.words for one in late.find(WUGANG, AsOf.on(date(2026, 3, 24)))] == ["2026-03-20 到期，没有提醒记录"]
    Notice.objects.all().delete()
    for day in ("03-10", "03-15", "03-16", "03-18", "03-20", "03-21", "03-23", "03-24"):
        remind(today=date.fromisoformat(f"2026-{day}"), at=at(f"2026-{day}"))
    titles = list(Notice.objects.order_by("id").values_list("title", flat=True))
    assert titles == [
        "还有 4 日到期：补报数据",
        "还有 2 日到期：补报数据",
        "今天到期：补报数据",
        "已逾期 3 日：补报数据",
    ], "nobody is reminded on a Saturday or a Sunday; it is made up for on the Monday"
    assert list(late.find(WUGANG, AsOf.on(date(2026, 3, 24)))) == []


def test_the_checks_find_what_no_step_did(sent) -> None:
    codes = [code for code in CHECKS if code.startswith(("trial.", "matters."))]
    assert not [code for code in codes if list(CHECKS[code].find(WUGANG, AsOf.on(date(2026, 3, 3))))]
    Matter.objects.filter(pk=sent.pk).update(state="closed")
    found = {code for code in codes if list(CHECKS[code].find(WUGANG, AsOf.on(date(2026, 3, 3))))}
    assert found == {"trial.state_without_step", "matters.ended_without_day"}
    Matter.objects.filter(pk=sent.pk).update(closed_date=date(2026, 3, 3), due_date=None)
    Step.objects.filter(number=2).update(to_state="closed")
    found = {code for code in codes if list(CHECKS[code].find(WUGANG, AsOf.on(date(2026, 3, 3))))}
    assert found == {"trial.impossible_step", "matters.clock_on_a_closed_matter"}

"""A unit's report from the day it is asked for to the day it is accepted: written, signed, returned item by item, answered."""

from datetime import date

import pytest

from qiangxian.contexts.matters import freezing
from qiangxian.contexts.matters import readers as matters
from qiangxian.contexts.matters.models import Matter, Participant, Remark
from qiangxian.contexts.matters.taking import Signature
from qiangxian.contexts.notices.models import Notice
from qiangxian.contexts.programmes.progress import opening, readers
from qiangxian.contexts.programmes.progress.flow import FLOW, entries
from qiangxian.contexts.programmes.progress.models import Entry, Report
from qiangxian.kernel.errors import Conflict, DomainError, NotAllowed, Refused
from tests.conftest import somebody

from .conftest import PROOF, at

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 31)


def test_every_unit_with_a_part_is_asked_once_a_quarter(county) -> None:
    for _ in range(2):
        opening.open_due(today=date(2026, 3, 16), at=at("2026-03-16"))
    rows = Report.objects.order_by("unit__name")
    assert [(row.unit.name, row.period, row.due_date) for row in rows] == [
        ("市工信局", "2026Q1", date(2026, 3, 25)),
        ("市法院", "2026Q1", date(2026, 3, 25)),
        ("市财政局", "2026Q1", date(2026, 3, 25)),
    ]
    assert [row.task_key for row in entries(rows[0])] == ["T1", "T2"]
    court = Matter.objects.get(pk=rows[1].pk)
    assert court.due_date is None and Participant.objects.get(matter=court).is_judicial
    assert Notice.objects.get(recipient=f"unit:{county.units['court'].pk}").words.startswith("商请于")


def test_nobody_is_asked_before_the_round_opens_or_after_its_day(county) -> None:
    for day in ("2026-03-09", "2026-03-26"):
        opening.open_due(today=date.fromisoformat(day), at=at(day))
    assert not Report.objects.exists()


def test_in_a_month_only_what_is_late_is_asked(county) -> None:
    opening.open_due(today=date(2026, 4, 20), at=at("2026-04-20"))
    rows = Report.objects.filter(period="2026-04")
    assert {row.unit.name for row in rows} == {"市工信局", "市财政局"}
    assert {one.task_key for one in Entry.objects.all()} == {"T2"}


def test_what_was_accepted_as_done_is_not_asked_again(county) -> None:
    report = county.open()
    county.take("write", county.lead, report, task="T1", status="done", done="已建成", files=PROOF)
    county.take("write", county.lead, report, task="T2", status="none", why="资金未下达")
    for step, who in (("send", county.lead), ("sign", county.head), ("accept", county.clerk)):
        county.take(step, who, report)
    later = county.open(period="2026Q2", on="2026-06-15", due="2026-06-25")
    assert [row.task_key for row in entries(later)] == ["T2"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"status": "moved", "done": "正在推进"}, "没有数字、文件或原因"),
        ({"status": "moved", "done": ""}, "没有填写进展情况"),
        ({"status": "none"}, "没有写明无新进展的原因"),
        ({"status": "done", "done": "已完成 3 家"}, "没有佐证材料"),
        ({"status": "much", "done": "3 家"}, "本期情况不对"),
    ],
)
def test_what_says_nothing_is_returned_by_the_check(county, said, words) -> None:
    with pytest.raises(Refused, match=words):
        county.take("write", county.lead, county.open(), task="T1", **said)


def test_no_news_with_its_reason_and_a_document_alone_are_reports(county) -> None:
    report = county.open()
    county.take("write", county.lead, report, task="T1", status="none", why="上级文件未到")
    county.take("write", county.lead, report, task="T1", status="moved", done="正在推进", files=PROOF)
    first, second = (row for row in Entry.objects.filter(report=report, task_key="T1", version__gt=1))
    assert (first.why, first.status, second.version) == ("上级文件未到", "none", 3), "nothing is overwritten"
    assert len(second.file_ids) == 1 and not second.why


def test_last_periods_words_are_the_start_and_a_copy_is_marked(county) -> None:
    first = county.signed()
    county.take("accept", county.clerk, first)
    second = county.open(period="2026Q2", on="2026-06-15", due="2026-06-25")
    second.matter.given = {"task": "T1"}
    own = FLOW.own(second.matter)
    assert FLOW.steps["write"].asks["done"].initial(own, DAY) == "T1 完成 3 家"
    assert not FLOW.steps["write"].asks["status"].initial(own, DAY), "what is the case now one says oneself"
    county.take("write", county.lead, second, "2026-06-15", task="T1", status="moved", done="T1 完成 3 家 ")
    county.take("write", county.lead, second, "2026-06-15", task="T2", status="moved", done="T2 完成 5 家")
    copied, new = entries(second)
    assert copied.copied_from.report_id == first.pk and new.copied_from is None


def test_it_is_sent_whole_and_signed_by_the_head(county) -> None:
    report = county.open()
    county.take("write", county.lead, report, task="T1", status="moved", done="3 家")
    with pytest.raises(Conflict, match="还有 1 项没有填写：设立专项资金"):
        county.take("send", county.lead, report)
    county.take("write", county.lead, report, task="T2", status="moved", done="3 家")
    county.take("send", county.lead, report)
    for who in (county.lead, county.clerk, county.co_head):
        with pytest.raises(NotAllowed):
            county.take("sign", who, report)
    county.take("sign", county.head, report)
    assert county.state(report) == "submitted" and Matter.objects.get(pk=report.pk).due_date is None


def test_the_stamped_scan_signs_as_the_account_does(county) -> None:
    report = county.open()
    county.write(report, county.lead)
    county.take("send", county.lead, report)
    signed = {"signature": Signature(22, "工信局局长", "局长", date(2026, 3, 16)), "signer_id": 22}
    with pytest.raises(Refused, match="没有盖章扫描件"):
        county.take("sign", county.lead, report, **signed)
    own = {"signature": Signature(21, "联络员", "科员", date(2026, 3, 16)), "signer_id": 21}
    with pytest.raises(NotAllowed, match="不能是录入人本人"):
        county.take("sign", county.lead, report, files=PROOF, **own)
    with pytest.raises(NotAllowed):
        county.take("sign", county.co, report, files=PROOF, **signed)
    county.take("sign", county.lead, report, files=PROOF, **signed)
    row = matters.offline_steps(county.clerk).get()
    assert (row.step, row.person_id, row.by) == ("sign", 22, "工信局联络员"), (
        "the auditor sees who signed and who entered it"
    )


def test_a_liaison_is_offered_to_enter_the_scan_only(county) -> None:
    report = county.open()
    county.write(report, county.lead)
    county.take("send", county.lead, report)
    found = Matter.objects.get(pk=report.pk)
    offered = {
        one.code: (one.allowed, one.on_paper) for one in matters.offers(county.lead, found, FLOW.own(found), DAY)
    }
    assert offered["sign"] == (False, True)
    offered = {one.code: (one.allowed, one.on_paper) for one in matters.offers(county.co, found, FLOW.own(found), DAY)}
    assert offered["sign"] == (False, False)


def test_it_is_returned_item_by_item_and_every_item_is_answered(county) -> None:
    report = county.signed()
    with pytest.raises(Refused, match="没有填写逐项意见"):
        county.take("return", county.clerk, report, remarks={})
    said = {"T1.done": "请写明是哪 3 家", "T2.files": "请附拨付凭证"}
    county.take("return", county.clerk, report, remarks=said)
    assert "请写明是哪 3 家" in Notice.objects.filter(kind="progress").latest("pk").words
    assert Matter.objects.get(pk=report.pk).due_date == date(2026, 3, 19), "three working days"
    with pytest.raises(Refused, match="佐证材料") as wrong:
        county.take("write", county.lead, report, task="T1", status="moved", done="甲、乙、丙 3 家")
        county.take("send", county.lead, report)
    assert "进展情况" not in str(wrong.value), "what was changed needs no word"
    county.take("send", county.lead, report, answers={"T2.files": "凭证下月才有"})
    assert list(Remark.objects.values_list("item", "answer")) == [("T1.done", "已修改"), ("T2.files", "凭证下月才有")]
    county.take("sign", county.head, report)
    county.take("accept", county.clerk, report)
    assert [row.number for row in Matter.objects.get(pk=report.pk).revisions.all()] == [1, 2]


def test_what_was_signed_stands(county) -> None:
    report = county.signed()
    for state in ("submitted", "accepted"):
        assert county.state(report) == state
        with pytest.raises(DomainError):
            county.take("write", county.lead, report, task="T1", status="moved", done="9 家")
        if state == "submitted":
            county.take("accept", county.clerk, report)
    kept = freezing.newest(report.matter)
    assert (
        kept.digest
        == freezing.digest(FLOW.content(report))
        == readers.accepted(county.programme.pk, until=DAY)[0].digest
    )


def test_who_signed_does_not_accept(county) -> None:
    report = county.open()
    both = county.head.__class__(22, "局长", county.head.grants | county.clerk.grants, person_id=22)
    county.write(report, county.lead)
    county.take("send", county.lead, report)
    county.take("sign", both, report)
    with pytest.raises(NotAllowed, match="须由另一人审核"):
        county.take("accept", both, report)


def test_accepted_reports_are_told_as_they_stood_on_a_day(county) -> None:
    report = county.signed()
    county.take("accept", county.clerk, report, "2026-03-20")
    assert readers.accepted(county.programme.pk, until=date(2026, 3, 19)) == []
    (found,) = readers.accepted(
        county.programme.pk, until=date(2026, 3, 20), unit_id=county.units["lead"].pk, period="2026Q1"
    )
    assert (found.unit, found.period_words, found.is_late, found.returned) == ("市工信局", "2026年第1季度", False, 0)
    assert [one["done"] for one in found.entries] == ["T1 完成 3 家", "T2 完成 3 家"]
    county.take("return", county.clerk, report, "2026-04-02", remarks={"T1.done": "数有误"})
    assert readers.accepted(county.programme.pk, until=date(2026, 4, 2)) == []
    county.take("write", county.lead, report, "2026-04-03", task="T1", status="moved", done="T1 完成 2 家", files=PROOF)
    for step, who in (("send", county.lead), ("sign", county.head), ("accept", county.clerk)):
        county.take(step, who, report, "2026-04-03")
    assert readers.accepted(county.programme.pk, until=date(2026, 3, 31)) == [found], "the past does not change"
    (again,) = readers.accepted(county.programme.pk, until=date(2026, 4, 3))
    assert (again.revision, again.returned, again.is_late) == (2, 1, True)
    assert [file.name for file in again.files_of("T1")] == ["清单.txt"]


def test_the_lead_sees_the_parts_of_all(county) -> None:
    for unit in ("lead", "co"):
        county.signed(unit)
    seen = readers.of_task(county.lead, county.programme.pk, "T1")
    assert {(report.unit.name, entry.role) for report, entry in seen} == {
        ("市工信局", "lead"),
        ("市财政局", "cooperating"),
    }


def test_a_report_stands_in_the_list_of_every_task_it_is_about(county) -> None:
    report = county.open()
    for key in ("T1", "T2"):
        about = matters.about("task", f"{county.programme.pk}/{key}")
        assert list(Matter.objects.filter(about).values_list("pk", flat=True)) == [report.pk]


def test_the_words_for_the_group(county) -> None:
    county.signed("co")
    county.open("lead")
    court = county.open("court")
    rows = readers.standing(county.clerk, county.programme.pk, "2026Q1", date(2026, 3, 28))
    words = readers.group_message(rows, "2026Q1", date(2026, 3, 25))
    assert "未报送（1个）：市工信局（逾期3日）。" in words and "已报送（1个）：市财政局。" in words
    assert "法院" not in words, "a court is asked, it is not named before others"
    Matter.objects.filter(pk=court.pk).update(state="submitted")
    rows = readers.standing(county.clerk, county.programme.pk, "2026Q1", date(2026, 3, 28))
    words = readers.group_message(rows, "2026Q1", date(2026, 3, 25))
    assert "法院" not in words and "已报送（1个）：市财政局。" in words, "nor is it counted once it has answered"


def test_who_has_not_handed_in_is_urged_a_court_never(county) -> None:
    report, court = county.open(), county.open("court")
    mayor = somebody("分管副市长", "leader", id=31)
    assert matters.may_urge(mayor, report.matter, DAY) == "urge" and not matters.may_urge(mayor, court.matter, DAY)
    county.take("urge", mayor, report)
    assert Notice.objects.latest("pk").words == "请于 2026-03-25 前报送2026年第1季度进展。"
    with pytest.raises(Conflict, match="司法机关"):
        county.take("urge", mayor, court)

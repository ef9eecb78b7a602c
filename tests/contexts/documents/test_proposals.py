"""What the reader proposes waits for a person: every field is an item, every doubt hangs on what it touches."""

import pytest

from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.documents import actions, readers
from qiangxian.contexts.documents.types import ItemKind
from qiangxian.kernel.errors import Conflict, NotAllowed, NotFound, Refused
from tests.conftest import AT, NEIGHBOUR, WUGANG

from .plans import FIRST

pytestmark = pytest.mark.django_db


def taken(actor, text: str = FIRST, division: str = WUGANG):
    return actions.import_plan(actor=actor, at=AT, division_code=division, name="方案.txt", content=text.encode())


def take(actor, text: str = FIRST, division: str = WUGANG):
    return taken(actor, text, division).result


def item_of(proposal, kind: str, key: str):
    return next(item for item in readers.items(proposal.pk) if (item.kind, item.key) == (kind, key))


def decide(actor, item, verdict, **more):
    return actions.decide_item(
        actor=actor, at=AT, proposal_id=item.proposal_id, item_id=item.pk, verdict=verdict, **more
    ).result


def test_every_field_group_of_the_plan_becomes_an_open_item(office_clerk):
    proposal = take(office_clerk)
    items = readers.items(proposal.pk)
    kinds = [item.kind for item in items]
    assert kinds.count(ItemKind.TASK) == 2
    assert kinds.count(ItemKind.PHASE) == 2
    assert kinds.count(ItemKind.METADATA) == 8
    assert {item.state for item in items} == {"open"}
    task = item_of(proposal, "task", "T1")
    source = proposal.document.source_text
    assert source[task.start : task.end].startswith("(一)盘活") or source[task.start : task.end].startswith("盘活")
    assert [a["unit"] for a in task.payload["assignments"]] == [
        "市市场监管局",
        "市工信局",
        "市财政局",
        "各乡镇人民政府",
    ]


def test_a_repair_hangs_on_the_task_whose_words_it_touches_and_nowhere_else(office_clerk):
    proposal = take(office_clerk)
    repaired = [item for item in readers.items(proposal.pk) if item.warning_level == "repair"]
    assert ("task", "T1") in {(item.kind, item.key) for item in repaired}
    assert ("task", "T2") not in {(item.kind, item.key) for item in repaired}
    assert "市财政局市" in item_of(proposal, "task", "T1").notes[0]["message"]


def test_the_same_bytes_twice_give_the_standing_proposal_and_say_so(office_clerk, neighbour_officer):
    first, again = taken(office_clerk), taken(office_clerk)
    assert (first.after["existing"], again.after["existing"]) == (False, True)
    assert again.result.pk == first.result.pk
    theirs = taken(neighbour_officer, division=NEIGHBOUR)
    assert not theirs.after["existing"]
    assert readers.visible_proposals(neighbour_officer).get() == theirs.result


def test_a_file_that_is_no_plan_is_refused_with_its_reason_and_nothing_is_kept(office_clerk):
    with pytest.raises(Refused) as refusal:
        take(office_clerk, "今天天气很好，我市召开了一次会议。")
    assert refusal.value.reason
    assert readers.count_files() == 0
    assert not readers.visible_proposals(office_clerk).exists()


def test_a_county_sees_only_its_own_proposals(office_clerk, neighbour_officer):
    proposal = take(office_clerk)
    with pytest.raises(NotFound):
        readers.proposal(neighbour_officer, proposal.pk)
    with pytest.raises(NotAllowed, match="本县"):
        decide(neighbour_officer, item_of(proposal, "task", "T1"), "confirm")


def test_a_correction_needs_a_reason_and_keeps_what_was_read(office_clerk):
    item = item_of(take(office_clerk), "phase", "P2")
    with pytest.raises(Refused, match="理由"):
        decide(office_clerk, item, "correct", values={"end_date": "2026-01"})
    done = decide(office_clerk, item, "correct", values={"end_date": "2026-01"}, reason="与市级方案一致")
    assert done.payload["end_date"] == "2025-12"
    assert done.corrected["end_date"] == "2026-01"
    line = AuditLine.objects.get(action="documents.decide_item")
    assert line.reason == "与市级方案一致"
    assert '"2026-01"' in line.after


@pytest.mark.parametrize(
    ("kind", "key", "values", "says"),
    [
        ("phase", "P1", {"start_date": "2024年3月"}, "日期写法"),
        ("phase", "P1", {"start_date": "2024-13"}, "日期写法"),
        ("phase", "P1", {"start_date": "2024-09"}, "早于开始"),
        ("phase", "P1", {"name": " "}, "不能为空"),
        ("phase", "P1", {"colour": "red"}, "没有这个字段"),
        ("target", "G1", {"value": "十件"}, "不是数字"),
        ("target", "G1", {"comparator": "≥"}, "比较方式"),
        ("target", "G1", {"comparator": "exists"}, "有无"),
        ("task", "T1", {"assignments": [{"role": "boss", "unit": "市工信局"}]}, "角色"),
        ("task", "T1", {"assignments": [{"role": "lead", "unit": "甲局"}, {"role": "lead", "unit": "甲局"}]}, "两次"),
        ("metadata", "dates.signed", {"value": "2024年3月1日"}, "日期写法"),
        ("metadata", "title", {"value": ""}, "不能为空"),
    ],
)
def test_a_correction_that_cannot_stand_names_the_field(office_clerk, kind, key, values, says):
    item = item_of(take(office_clerk), kind, key)
    with pytest.raises(Refused, match=says):
        decide(office_clerk, item, "correct", values=values, reason="试")
    item.refresh_from_db()
    assert item.state == "open"


def test_two_officers_never_both_win(office_clerk, system):
    item = item_of(take(office_clerk), "task", "T1")
    decide(system, item, "confirm", seen="open")
    with pytest.raises(Conflict, match="已由系统改为已确认"):
        decide(office_clerk, item, "drop", reason="重复", seen="open")


def test_a_decision_can_be_taken_back_until_it_is_applied(office_clerk):
    proposal = take(office_clerk)
    item = item_of(proposal, "task", "T1")
    decide(office_clerk, item, "drop", reason="重复")
    assert decide(office_clerk, item, "reopen").decided_at is None
    decide(office_clerk, item, "confirm")
    actions.mark_applied(actor=office_clerk, at=AT, proposal_id=proposal.pk, item_ids=[item.pk], programme_id=1)
    with pytest.raises(Conflict, match="已列入任务清单"):
        decide(office_clerk, item, "reopen")


def test_accepting_the_rest_leaves_errors_to_a_person(office_clerk):
    proposal = take(office_clerk)
    doubtful = item_of(proposal, "target", "G1")
    doubtful.warning_level = "error"
    doubtful.save()
    dropped = decide(office_clerk, item_of(proposal, "phase", "P2"), "drop", reason="另行安排")
    count = actions.decide_rest(actor=office_clerk, at=AT, proposal_id=proposal.pk).result
    states = {item.key: item.state for item in readers.items(proposal.pk)}
    assert count == len(states) - 2
    assert (states["G1"], states["P2"], states["T1"]) == ("open", dropped.state, "confirmed")
    assert readers.DecidingProgress(readers.items(proposal.pk)).errors_open == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("舞钢市人民政府办公室", "410481"),
        ("河南省平顶山市舞钢市人民政府", "410481"),
        ("关于印发《汝州市知识产权强市实施方案》的通知", "410482"),
        ("平顶山市人民政府", "410400"),
        ("国务院办公厅关于对真抓实干成效明显地方进一步加大激励支持力度的通知", None),
        ("鼓楼区人民政府办公室", None),
        ("开封市鼓楼区人民政府办公室", "410204"),
        ("", None),
    ],
)
def test_the_county_is_read_from_names_and_never_guessed_between_two(words, code):
    assert readers.division_named(words) == code

"""A second version of a plan: shown as added, changed and gone, applied only where confirmed, history stays."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.contexts.documents import readers as document_readers
from qiangxian.contexts.programmes import actions, readers
from qiangxian.contexts.programmes.comparing import free_key
from qiangxian.contexts.programmes.matching import alike
from qiangxian.contexts.programmes.models import PhaseCheck, Safeguard, Target, TargetSetting, Task
from qiangxian.kernel.errors import Conflict
from tests.conftest import AT, NEIGHBOUR, WUGANG
from tests.contexts.documents.plans import FIRST, SECOND

from .test_applying import accept_all, apply, decide, take

pytestmark = pytest.mark.django_db

THIRD = FIRST.replace("培育知识产权优势企业3家以上", "培育知识产权优势企业5家以上").replace(
    "〔2024〕3号", "〔2025〕1号"
)


@pytest.fixture
def running(office_clerk):
    """The first version, running."""
    return accept_all(office_clerk, take(office_clerk))


def changes(proposal):
    return {(item.kind, item.part_key): item for item in document_readers.items(proposal.pk)}


def test_a_second_version_is_recognised_by_its_title_and_compared(office_clerk, running):
    proposal = take(office_clerk, SECOND)
    items = changes(proposal)
    assert proposal.programme_id == running.pk
    assert items["metadata", "document_number"].change == "changed"
    assert items["task", "T1"].change == "changed"
    assert items["task", "T2"].change == "same"
    assert items["task", "T3"].change == "added"
    assert items["safeguard", "S1"].change == "gone"
    assert items["phase", "P1"].change == "same"
    changed = {note["field"]: (note["before"], note["after"]) for note in items["task", "T1"].notes if "field" in note}
    assert changed["责任单位"] == ("市工信局、市财政局、各乡镇人民政府", "市工信局、市财政局、市司法局、各乡镇人民政府")


def test_nothing_changes_until_it_is_confirmed(office_clerk, running):
    take(office_clerk, SECOND)
    assert [task.key for task in readers.tasks_of(running.pk)] == ["T1", "T2"]
    assert readers.safeguards(running.pk).count() == 1
    assert readers.programme(office_clerk, running.pk).document_number == "舞政办〔2024〕3号"


def test_only_the_confirmed_part_changes_and_what_it_replaced_stays_readable(office_clerk, running):
    proposal = take(office_clerk, SECOND)
    decide(office_clerk, proposal, "task", "T1")
    apply(office_clerk, proposal)
    old, new = Task.objects.filter(programme=running, key="T1").order_by("id")
    assert old.withdrawn_by_proposal_id == proposal.pk
    assert "市司法局" in {a.printed_name for a in new.assignments.all()}
    assert "市司法局" not in {a.printed_name for a in old.assignments.all()}
    assert [task.key for task in readers.tasks_of(running.pk)] == ["T1", "T2"]
    (withdrawn,) = readers.withdrawn_parts(running.pk)
    assert withdrawn[2] == new
    assert "责任单位" in {field.name for field in readers.replaced_fields(*withdrawn)}
    assert [item.change for item in readers.origin_of(readers.task(office_clerk, running.pk, "T1"))] == ["", "changed"]


def test_a_part_that_is_gone_is_withdrawn_or_kept_as_decided(office_clerk, running):
    proposal = take(office_clerk, SECOND)
    gone = changes(proposal)["safeguard", "S1"]
    decide(office_clerk, proposal, "safeguard", gone.key, "drop", reason="口头要求保留")
    accept_all(office_clerk, proposal)
    assert readers.safeguards(running.pk).count() == 1
    other = take(office_clerk, SECOND + "\n")
    decide(office_clerk, other, "safeguard", changes(other)["safeguard", "S1"].key)
    apply(office_clerk, other)
    assert readers.safeguards(running.pk).count() == 0
    assert Safeguard.objects.get(programme=running).withdrawn_at == AT


def test_accepting_all_of_it_gives_the_second_version(office_clerk, running):
    accept_all(office_clerk, take(office_clerk, SECOND))
    fresh = accept_all(office_clerk, take(office_clerk, SECOND.replace("8号", "80号"), amends=0))
    assert fresh.pk != running.pk
    shown = [
        [(t.key, t.title, sorted(a.printed_name for a in t.assignments.all())) for t in readers.tasks_of(programme.pk)]
        for programme in (running, fresh)
    ]
    assert shown[0] == shown[1]
    assert readers.programme(office_clerk, running.pk).document_number == "舞政办〔2025〕8号"


def test_what_the_office_chose_for_a_target_survives_its_new_wording(office_clerk, running):
    target = Target.objects.get(programme=running, required=Decimal(3))
    TargetSetting.objects.create(target=target, name="baseline", value=1, reason="核定", set_at=AT, set_by="办公室")
    accept_all(office_clerk, take(office_clerk, THIRD))
    amended = Target.objects.get(programme=running, key=target.key, withdrawn_at__isnull=True)
    assert amended.required == Decimal(5)
    assert [setting.reason for setting in amended.settings.all()] == ["核定"]
    assert target.settings.count() == 1


def test_a_ticked_check_stays_ticked_where_the_phase_is_amended(office_clerk, running):
    check = PhaseCheck.objects.get(text="工作启动会（动员部署会）已召开")
    actions.tick_check(actor=office_clerk, at=AT, check_id=check.pk, done=True, note="3月15日")
    accept_all(office_clerk, take(office_clerk, FIRST.replace("2024年4月)", "2024年6月)")))
    amended = PhaseCheck.objects.get(text=check.text, phase__withdrawn_at__isnull=True)
    assert (amended.phase.end, amended.done_by, amended.note) == ("2024-06", "办公室经办人", "3月15日")


def test_the_same_text_with_other_spaces_and_widths_changes_nothing(office_clerk, running):
    proposal = take(office_clerk, FIRST.replace(",", "，").replace("\n\n", "\n"))
    assert {item.change for item in document_readers.items(proposal.pk)} == {"same"}


def test_a_plan_of_another_campaign_is_a_programme_of_its_own(office_clerk, running):
    other = take(office_clerk, FIRST.replace("专利转化行动", "地理标志保护工程").replace("〔2024〕3号", "〔2024〕9号"))
    assert other.programme_id is None
    assert {item.change for item in document_readers.items(other.pk)} == {""}


def test_a_programme_of_another_county_cannot_be_amended(office_clerk, neighbour_officer, running, system):
    with pytest.raises(Conflict, match="区划"):
        take(system, SECOND, division=NEIGHBOUR, amends=running.pk)
    assert take(neighbour_officer, SECOND, division=NEIGHBOUR).programme_id is None


def test_reading_the_differences_writes_nothing(office_clerk, running):
    reading = take(office_clerk, SECOND, division=WUGANG).reading
    found = {(one.part.kind, one.part.label): one.change for one in readers.plan_differences(running, reading)}
    assert found["task", "加强服务"] == "added"
    assert found["safeguard", "加强组织领导"] == "gone"
    assert Task.objects.filter(programme=running).count() == 2


@given(st.text(min_size=1), st.text(min_size=1))
def test_likeness_is_symmetric_and_full_only_for_equal_pairs(one, other):
    assert alike(one, other) == alike(other, one)
    assert 0 <= alike(one, other) <= 1
    assert alike(one, one) == 1


@given(
    st.sets(st.sampled_from(["T1", "T2", "T9", "2.1.4", "2.1.4b", "A1.1"])), st.sampled_from(["T1", "2.1.4", "A1.1"])
)
def test_a_new_part_never_takes_a_key_that_was_ever_used(used, key):
    assert free_key(key, used) not in used

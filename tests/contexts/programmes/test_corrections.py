"""A part that was written can be corrected or withdrawn; the correction holds, and a later text does not undo it."""

from decimal import Decimal

import pytest

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.documents import readers as document_readers
from qiangxian.contexts.matters.models import Matter
from qiangxian.contexts.programmes import readers
from qiangxian.contexts.programmes.actions import settings
from qiangxian.contexts.programmes.changing import FLOW
from qiangxian.contexts.programmes.models import STANDING, Clause, Correction, Phase, Target, Task
from qiangxian.kernel.errors import Conflict, NotAllowed, Refused
from tests.conftest import AT, WUGANG, somebody
from tests.contexts.builders import publish
from tests.contexts.documents.plans import FIRST, SECOND

from .test_applying import accept_all, take

pytestmark = pytest.mark.django_db
WHY = "与市政府原件核对后更正"
OTHER = somebody("办公室复核人", "office", id=18)


@pytest.fixture
def running(office_clerk):
    return accept_all(office_clerk, take(office_clerk))


def change(step: str, actor, programme, part: str, reason: str = WHY, **given) -> Correction:
    asked = {"part": f"{programme.pk}/{part}", "given": given, "reason": reason}
    return ACTIONS[FLOW.steps[step].action].function(actor=actor, at=AT, division_code=WUGANG, **asked).result


def decide(step: str, actor, correction: Correction, **given) -> None:
    ACTIONS[FLOW.steps[step].action].function(actor=actor, at=AT, matter_id=correction.matter_id, **given)


def standing(model, programme, key: str):
    return model.objects.get(STANDING, programme=programme, key=key)


def test_a_draft_is_corrected_by_one_person_with_a_reason_and_the_old_version_stays(office_clerk, running):
    change("correct", office_clerk, running, "target/G1", value="12", unit="家")
    target = standing(Target, running, "G1")
    assert (target.required, target.corrected_reason) == (Decimal(12), WHY)
    ((kind, old, successor),) = readers.withdrawn_parts(running.pk)
    assert (kind, old.required, successor) == ("target", Decimal(10), target)
    change("correct", office_clerk, running, "phase/P2", end_date="2026-06")
    assert standing(Phase, running, "P2").end == "2026-06"
    assert (
        standing(Phase, running, "P2").checks.count() == Phase.objects.filter(key="P2").order_by("id")[0].checks.count()
    )
    change("correct", office_clerk, running, "clause/1.2", heading="培育优势企业")
    assert standing(Clause, running, "1.2").heading == "培育优势企业"


def test_units_of_a_task_are_corrected_and_found_in_the_county(office_clerk, running):
    given = [{"role": "lead", "unit": "市市场监管局"}, {"role": "responsible", "unit": "市科技局"}]
    change("correct", office_clerk, running, "task/T2", assignments=given, deadline="2025-06")
    task = standing(Task, running, "T2")
    assert [(one.role, one.printed_name) for one in task.assignments.all()] == [
        ("lead", "市市场监管局"),
        ("responsible", "市科技局"),
    ]
    assert task.deadline == "2025-06"


def test_a_part_is_withdrawn(office_clerk, running):
    change("correct", office_clerk, running, "target/G2")
    assert [one.key for one in readers.standing_targets(running.pk)] == ["G1", "E1"]


@pytest.mark.parametrize("reason", ["", "改", "更正", "改改改改", "。。。。。"])
def test_a_reason_that_says_nothing_is_refused(office_clerk, running, reason):
    with pytest.raises(Refused, match="理由"):
        change("correct", office_clerk, running, "target/G1", reason, value="12")


def test_what_changes_nothing_or_names_no_field_is_refused(office_clerk, running):
    with pytest.raises(Conflict, match="与现行内容相同"):
        change("correct", office_clerk, running, "target/G1", value="10")
    with pytest.raises(Refused, match="没有这个字段"):
        change("correct", office_clerk, running, "target/G1", indicator="x")


def test_once_public_a_second_person_decides_and_one_alone_changes_nothing(office_clerk, running, liaison):
    public = publish(running, AT.date())
    with pytest.raises(Conflict, match="另一人复核"):
        change("correct", office_clerk, public, "target/G1", value="12")
    target = standing(Target, public, "G1")
    with pytest.raises(Conflict, match="另一人复核"):
        settings.set_baseline(actor=office_clerk, at=AT, target_id=target.pk, value="2", reason=WHY)
    with pytest.raises(NotAllowed):
        change("propose", liaison, public, "target/G1", value="12")
    made = change("propose", office_clerk, public, "target/G1", value="12")
    with pytest.raises(NotAllowed, match="另一人"):
        decide("approve", office_clerk, made)
    assert standing(Target, public, "G1").required == 10
    decide("approve", OTHER, made)
    assert standing(Target, public, "G1").required == 12
    assert Matter.objects.get(pk=made.matter_id).title == f"更正目标“{target.label}”：要求"
    shown = {one["code"]: one["required"] for one in readers.released(public, AT.date()).content["targets"]}
    assert shown["G1"] == 10, "the public sees what was released until the next release"


def test_a_choice_about_a_target_waits_for_a_second_person_too(office_clerk, running):
    public = publish(running, AT.date())
    about = {"part": f"{public.pk}/target/G1", "setting": "due", "given": {"value": "2026-06-30"}, "reason": WHY}
    act = ACTIONS[FLOW.steps["propose"].action].function
    made = act(actor=office_clerk, at=AT, division_code=WUGANG, **about).result
    assert not standing(Target, public, "G1").settings.exists()
    decide("approve", OTHER, made)
    (kept,) = standing(Target, public, "G1").settings.all()
    assert (kept.name, kept.value, kept.reason) == ("due", "2026-06-30", WHY)
    assert kept.set_by == "办公室经办人提出，办公室复核人复核"


def test_what_changed_meanwhile_is_not_overwritten_and_a_refusal_leaves_everything(office_clerk, running):
    public = publish(running, AT.date())
    first = change("propose", office_clerk, public, "target/G1", value="12")
    second = change("propose", office_clerk, public, "target/G1", value="14")
    third = change("propose", office_clerk, public, "target/G2", value="9")
    decide("approve", OTHER, first)
    with pytest.raises(Conflict, match="又有变动"):
        decide("approve", OTHER, second)
    decide("decline", OTHER, third, reason="原文就是这样")
    assert standing(Target, public, "G2").required == 3


def items(proposal):
    return {(one.kind, one.part_key): one for one in document_readers.items(proposal.pk)}


def test_a_later_text_with_the_same_words_does_not_undo_a_correction(office_clerk, running):
    change("correct", office_clerk, running, "target/G2", subject="专利优势企业", value="4")
    change("correct", office_clerk, running, "clause/1.2")
    later = take(office_clerk, SECOND)
    found = items(later)
    assert found["target", "G2"].change == "same"
    assert "已由办公室经办人更正" in found["target", "G2"].notes[-1]["message"]
    unwanted = next(one for one in found.values() if one.kind == "clause" and one.label.endswith("培育企业"))
    assert (unwanted.state, unwanted.reason) == ("dropped", "已由办公室经办人不采用，原文没有变动")
    accept_all(office_clerk, later)
    assert standing(Target, running, "G2").required == 4
    assert not Clause.objects.filter(STANDING, programme=running, heading="培育企业").exists()


def test_a_changed_passage_is_proposed_again_and_says_who_had_corrected_it(office_clerk, running):
    change("correct", office_clerk, running, "target/G1", value="12")
    found = items(take(office_clerk, SECOND))["target", "G1"]
    assert found.change == "changed"
    assert "此前已由办公室经办人更正" in found.notes[-1]["message"]
    assert any(note.get("before") == "不少于12家" for note in found.notes)


def test_what_was_corrected_while_deciding_stays_corrected_too(office_clerk):
    from .test_applying import decide as settle

    proposal = take(office_clerk)
    settle(office_clerk, proposal, "target", "G2", "correct", values={"value": "5"}, reason="原件为5家")
    programme = accept_all(office_clerk, proposal)
    again = take(office_clerk, FIRST.replace("统筹推进", "统筹协调推进"))
    assert items(again)["target", "G2"].change == "same"
    assert standing(Target, programme, "G2").required == 5


def test_a_task_the_text_does_not_have_is_added_under_a_clause_and_no_later_text_takes_it_out(office_clerk, running):
    clause = Clause.objects.filter(STANDING, programme=running).order_by("position")[0]
    given = {"title": "建成公共服务站点", "text": "建成公共服务站点3个。", "deadline": "2025-09-30"}
    units = [{"role": "lead", "unit": "市市场监管局"}, {"role": "cooperating", "unit": "市财政局"}]
    made = change("correct", office_clerk, running, f"task/+{clause.key}", **given, assignments=units)
    task = standing(Task, running, made.part_key)
    assert (task.key, task.clause_key, task.title, task.deadline) == ("B1", clause.key, given["title"], "2025-09-30")
    assert [(one.role, one.printed_name) for one in task.assignments.all()] == [
        ("lead", "市市场监管局"),
        ("cooperating", "市财政局"),
    ]
    assert Matter.objects.get(pk=made.matter_id).title == "补充任务“建成公共服务站点”"
    assert ("标题", "", "建成公共服务站点") in [(f.name, f.before, f.after) for f in readers.correction_fields(made)]
    change("correct", office_clerk, running, "task/B1", deadline="2025-10-31")
    taken = take(office_clerk, SECOND)
    gone = [item.part_key for item in document_readers.items(taken.pk) if item.change == "gone"]
    assert "B1" not in gone
    accept_all(office_clerk, taken)
    assert standing(Task, running, "B1").deadline == "2025-10-31"
    second = change("correct", office_clerk, running, f"task/+{clause.key}", title="另一项", text="另一项工作。")
    assert second.part_key == "B2"
    printed = Task.objects.filter(STANDING, programme=running).exclude(key__startswith="B").order_by("id")[0]
    Task.objects.filter(pk=printed.pk).update(key="B7")
    third = change("correct", office_clerk, running, f"task/+{clause.key}", title="又一项", text="又一项工作。")
    assert third.part_key == "B8", "a number the text itself gives is not given again"
    with pytest.raises(Refused, match="标题"):
        change("correct", office_clerk, running, f"task/+{clause.key}", text="没有标题的工作。")
    with pytest.raises(Refused, match="方案的哪一部分"):
        change("correct", office_clerk, running, f"target/+{clause.key}", subject="目标")

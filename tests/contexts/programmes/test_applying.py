"""From decided items to a running programme: nothing unconfirmed gets in, everything gets in once."""

import pytest

from qiangxian.contexts.documents import actions as documents
from qiangxian.contexts.documents import readers as document_readers
from qiangxian.contexts.people.models import Unit
from qiangxian.contexts.programmes import actions, readers
from qiangxian.contexts.programmes.models import Assignment, Phase, PhaseCheck, Programme, Target, Task
from qiangxian.kernel.errors import Conflict, NotAllowed, NotFound, Refused
from tests.conftest import AT, NEIGHBOUR, WUGANG
from tests.contexts.documents.plans import FIRST

pytestmark = pytest.mark.django_db


def take(actor, text: str = FIRST, division: str = WUGANG, **more):
    done = actions.import_plan(
        actor=actor, at=AT, division_code=division, name="方案.txt", content=text.encode(), **more
    )
    return done.result


def item_of(proposal, kind: str, key: str):
    return next(item for item in document_readers.items(proposal.pk) if (item.kind, item.key) == (kind, key))


def decide(actor, proposal, kind: str, key: str, verdict: str = "confirm", **more):
    item = item_of(proposal, kind, key)
    documents.decide_item(actor=actor, at=AT, proposal_id=proposal.pk, item_id=item.pk, verdict=verdict, **more)


def apply(actor, proposal):
    return actions.apply_proposal(actor=actor, at=AT, proposal_id=proposal.pk).result


def accept_all(actor, proposal):
    documents.decide_rest(actor=actor, at=AT, proposal_id=proposal.pk)
    return apply(actor, proposal)


def test_everything_confirmed_becomes_a_programme(office_clerk):
    programme = accept_all(office_clerk, take(office_clerk))
    assert programme.title == "舞钢市专利转化行动实施方案"
    assert programme.document_number == "舞政办〔2024〕3号"
    roots, _, _ = readers.clause_tree(programme.pk)
    assert [clause.heading for clause in roots] == ["重点任务", "工作步骤", "保障措施"]
    assert [task.key for child in roots[0].children for task in child.tasks] == ["T1", "T2"]
    assert [(p.start, p.end) for p in readers.phases(programme.pk)] == [("2024-03", "2024-04"), ("2024-05", "2025-12")]
    assert [s.heading for s in readers.safeguards(programme.pk)] == ["加强组织领导"]


def test_nothing_unconfirmed_reaches_the_programme(office_clerk):
    proposal = take(office_clerk)
    decide(office_clerk, proposal, "metadata", "title")
    decide(office_clerk, proposal, "task", "T2")
    decide(office_clerk, proposal, "task", "T1", "drop", reason="另有安排")
    programme = apply(office_clerk, proposal)
    assert [task.key for task in Task.objects.filter(programme=programme)] == ["T2"]
    assert not Phase.objects.exists()
    assert programme.document_number == ""
    assert [task.key for task in readers.clause_tree(programme.pk)[1]] == ["T2"]


def test_what_was_left_undecided_can_be_applied_later_and_each_item_once(office_clerk):
    proposal = take(office_clerk)
    decide(office_clerk, proposal, "metadata", "title")
    first = apply(office_clerk, proposal)
    with pytest.raises(Conflict, match="没有已确认"):
        apply(office_clerk, proposal)
    second = accept_all(office_clerk, proposal)
    assert second == first
    assert Task.objects.filter(programme=first).count() == 2
    proposal.refresh_from_db()
    assert proposal.closed_at == AT


def test_a_programme_needs_a_confirmed_title(office_clerk):
    proposal = take(office_clerk)
    decide(office_clerk, proposal, "task", "T1")
    with pytest.raises(Conflict, match="标题"):
        apply(office_clerk, proposal)
    assert not Programme.objects.exists()
    assert item_of(proposal, "task", "T1").applied_at is None


def test_a_correction_is_what_stands_and_its_reason_stays(office_clerk):
    proposal = take(office_clerk)
    decide(office_clerk, proposal, "metadata", "title", "correct", values={"value": "专利转化方案"}, reason="简称")
    decide(
        office_clerk,
        proposal,
        "task",
        "T2",
        "correct",
        values={"assignments": [{"role": "lead", "unit": "市科技局"}, {"role": "guiding", "unit": "市工信局"}]},
        reason="牵头单位已调整",
    )
    programme = accept_all(office_clerk, proposal)
    task = Task.objects.get(programme=programme, key="T2")
    assert programme.title == "专利转化方案"
    assert task.corrected_reason == "牵头单位已调整"
    assert [(a.role, a.printed_name) for a in task.assignments.all()] == [("lead", "市科技局"), ("guiding", "市工信局")]
    assert [item.reason for item in readers.origin_of(readers.task(office_clerk, programme.pk, "T2"))] == [
        "牵头单位已调整"
    ]


def test_a_phase_brings_the_checks_its_kind_and_the_plans_own_words_call_for(office_clerk):
    programme = accept_all(office_clerk, take(office_clerk))
    launch = readers.phases(programme.pk)[0]
    texts = {check.text: check.source for check in launch.checks.all()}
    assert texts["工作启动会（动员部署会）已召开"].startswith("方案：召开工作启动会")
    assert "成立领导小组" in texts["工作领导小组已成立并明确办公室"]
    assert "联席会议制度已建立" not in texts


def test_a_check_is_ticked_with_a_note_once(office_clerk, neighbour_officer):
    accept_all(office_clerk, take(office_clerk))
    check = PhaseCheck.objects.first()
    with pytest.raises(NotAllowed):
        actions.tick_check(actor=neighbour_officer, at=AT, check_id=check.pk, done=True, note="x")
    with pytest.raises(Refused, match="依据"):
        actions.tick_check(actor=office_clerk, at=AT, check_id=check.pk, done=True, note=" ")
    actions.tick_check(actor=office_clerk, at=AT, check_id=check.pk, done=True, note="3月15日会议")
    with pytest.raises(Conflict, match="已由办公室经办人"):
        actions.tick_check(actor=office_clerk, at=AT, check_id=check.pk, done=True, note="再记一次")
    undone = actions.tick_check(actor=office_clerk, at=AT, check_id=check.pk, done=False, note="误记").result
    assert undone.done_at is None


def test_a_programme_is_seen_by_its_own_county_only(office_clerk, neighbour_officer, liaison, system):
    programme = accept_all(office_clerk, take(office_clerk))
    theirs = accept_all(neighbour_officer, take(neighbour_officer, division=NEIGHBOUR))
    assert list(readers.visible_programmes(neighbour_officer)) == [theirs]
    assert list(readers.visible_programmes(liaison)) == [programme]
    assert set(readers.visible_programmes(system)) == {programme, theirs}
    with pytest.raises(NotFound):
        readers.task(neighbour_officer, programme.pk, "T1")
    with pytest.raises(NotAllowed):
        actions.create_missing_units(actor=neighbour_officer, at=AT, programme_id=programme.pk)


def test_units_of_one_body_become_one_unit_and_collectives_stay_collectives(office_clerk):
    text = FIRST.replace("牵头单位:市工信局;责任单位:市市场监管局", "牵头单位:市工业和信息化局;责任单位:市场监管局")
    applied = accept_all(office_clerk, take(office_clerk, text))
    assert set(readers.unmatched_names(applied.pk)) >= {"市市场监管局", "市工信局", "市工业和信息化局"}
    actions.create_missing_units(actor=office_clerk, at=AT, programme_id=applied.pk)
    assert sorted(unit.name for unit in Unit.objects.all()) == ["市工信局", "市市场监管局", "市财政局"]
    by_name = dict(Assignment.objects.filter(unit__isnull=False).values_list("printed_name", "unit__name"))
    assert by_name["市工业和信息化局"] == "市工信局"
    assert readers.collective_names(applied.pk) == ["各乡镇人民政府"]
    assert readers.unmatched_names(applied.pk) == []


def test_units_the_county_has_are_found_by_their_other_names(office_clerk):
    bureau = Unit.objects.create(division_code=WUGANG, name="舞钢市市场监督管理局")
    Unit.objects.create(division_code=NEIGHBOUR, name="市工信局")
    applied = accept_all(office_clerk, take(office_clerk))
    assert "市市场监管局" not in readers.unmatched_names(applied.pk)
    assert "市工信局" in readers.unmatched_names(applied.pk)
    assert set(Assignment.objects.filter(unit=bureau).values_list("printed_name", flat=True)) == {"市市场监管局"}


def test_a_chosen_unit_is_remembered_for_the_next_plan(office_clerk):
    office = Unit.objects.create(division_code=WUGANG, name="市数字经济发展中心")
    first = accept_all(office_clerk, take(office_clerk))
    actions.match_unit(actor=office_clerk, at=AT, programme_id=first.pk, printed_name="市工信局", unit_id=office.pk)
    other = FIRST.replace("专利转化行动", "商标品牌建设").replace("〔2024〕3号", "〔2024〕9号")
    second = accept_all(office_clerk, take(office_clerk, other, amends=0))
    assert "市工信局" not in readers.unmatched_names(second.pk)
    with pytest.raises(NotFound, match="没有单位"):
        actions.match_unit(actor=office_clerk, at=AT, programme_id=first.pk, printed_name="市海洋局", unit_id=office.pk)
    with pytest.raises(Refused, match="请选择单位"):
        actions.match_unit(actor=office_clerk, at=AT, programme_id=first.pk, printed_name="市财政局")


def test_the_tasks_of_a_unit_are_those_it_stands_under(office_clerk):
    applied = accept_all(office_clerk, take(office_clerk))
    actions.create_missing_units(actor=office_clerk, at=AT, programme_id=applied.pk)
    finance = Unit.objects.get(name="市财政局")
    assert [task.key for task in readers.tasks_of(applied.pk, unit_id=finance.pk)] == ["T1"]
    assert [unit.name for unit in readers.units_in(applied.pk)] == sorted(["市工信局", "市市场监管局", "市财政局"])


def test_targets_hang_on_their_task(office_clerk):
    programme = accept_all(office_clerk, take(office_clerk))
    target = Target.objects.filter(programme=programme, kind="stock").last()
    assert target.task_key in {"T1", "T2"}
    assert target.required == 3 or target.required == 10

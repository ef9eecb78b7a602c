"""草稿 → 校核 → 发布 → 撤回: what everybody sees is what one person handed over and another one published."""

from datetime import date

import pytest

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.matters.models import Matter
from qiangxian.contexts.programmes import actions, readers
from qiangxian.contexts.programmes.flow import FLOW
from qiangxian.contexts.programmes.models import Programme, Target
from qiangxian.contexts.programmes.types import PublicState as State
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotAllowed, NotFound, Refused
from tests.conftest import AT, NEIGHBOUR, somebody
from tests.contexts.builders import programme_row, programme_with_targets
from tests.contexts.documents.plans import FIRST, SECOND
from tests.contexts.programmes.test_applying import accept_all, take

pytestmark = pytest.mark.django_db
TODAY = date(2025, 12, 31)
SECOND_CLERK = somebody("办公室复核人", "office", id=18)


def move(step: str, programme: Programme, actor: Actor, **given: object) -> Programme:
    ACTIONS[FLOW.steps[step].action].function(actor=actor, at=AT, matter_id=programme.matter_id, **given)
    return Programme.objects.get(pk=programme.pk)


def state(programme: Programme) -> str:
    return Matter.objects.get(pk=programme.matter_id).state


def test_the_first_plan_of_a_county_is_its_programme_as_a_draft_and_a_later_one_is_not(office_clerk, neighbour_officer):
    first = accept_all(office_clerk, take(office_clerk, FIRST))
    assert (first.is_current, first.is_public, state(first)) == (True, False, State.DRAFT)
    other = FIRST.replace("实施方案", "专利转化运用专项行动方案").replace("〔2023〕", "〔2024〕")
    later = accept_all(office_clerk, take(office_clerk, other, amends=0))
    assert (later.is_current, later.is_public) == (False, False)
    assert readers.current_programme(office_clerk) == first
    theirs = accept_all(neighbour_officer, take(neighbour_officer, division=NEIGHBOUR))
    assert theirs.is_current, "each county has its own"


def test_another_plan_is_used_by_a_person_s_choice_and_nothing_public_changes_by_it(office_clerk, liaison):
    first, second = programme_row("甲方案"), programme_row("乙方案")
    for person, step in ((office_clerk, "submit"), (SECOND_CLERK, "check"), (SECOND_CLERK, "publish")):
        move(step, first, person)
    with pytest.raises(NotAllowed):
        actions.use_programme(actor=liaison, at=AT, programme_id=second.pk)
    actions.use_programme(actor=office_clerk, at=AT, programme_id=second.pk, reason="新一轮创建")
    assert readers.current_programme(office_clerk) == second
    assert list(readers.public_programmes()) == [first]
    with pytest.raises(Conflict, match="已经是本县方案"):
        actions.use_programme(actor=office_clerk, at=AT, programme_id=second.pk)
    with pytest.raises(NotFound):
        actions.use_programme(actor=Actor.system(), at=AT, programme_id=999)


def test_one_person_alone_makes_nothing_public(office_clerk, deputy_mayor, system):
    programme = programme_with_targets()
    with pytest.raises(Conflict):
        move("publish", programme, SECOND_CLERK)
    move("submit", programme, office_clerk)
    same_person = Actor(99, "同一人的另一账号", SECOND_CLERK.grants, person_id=office_clerk.person_id)
    for one in (office_clerk, same_person, system):
        with pytest.raises(NotAllowed):
            move("check", programme, one)
    move("check", programme, SECOND_CLERK)
    with pytest.raises(NotAllowed, match="另一人"):
        move("publish", programme, office_clerk)
    assert not Programme.objects.get(pk=programme.pk).is_public
    assert move("publish", programme, SECOND_CLERK).is_public, "check and publish may be one person"
    with pytest.raises(NotAllowed):
        move("withdraw", programme, office_clerk, reason="有误")
    assert not move("withdraw", programme, deputy_mayor, reason="有误").is_public
    assert list(readers.public_programmes()) == []


def test_what_was_handed_over_is_what_is_shown_whatever_happens_on_the_desk(office_clerk):
    programme = programme_with_targets()
    move("submit", programme, office_clerk)
    Target.objects.filter(programme=programme, key="G1").update(label="后来改的名称")
    for step in ("check", "publish"):
        programme = move(step, programme, SECOND_CLERK)
    labels = [one["label"] for one in readers.released(programme, TODAY).content["targets"]]
    assert "后来改的名称" not in labels
    move("submit", programme, office_clerk)
    assert Programme.objects.get(pk=programme.pk).is_public, "the standing one stays until the next is published"
    move("return", programme, SECOND_CLERK, reason="名称不对")
    assert "后来改的名称" not in {one["label"] for one in readers.released(programme, TODAY).content["targets"]}
    for step, person in (("submit", office_clerk), ("check", SECOND_CLERK), ("publish", SECOND_CLERK)):
        move(step, programme, person)
    assert "后来改的名称" in {one["label"] for one in readers.released(programme, TODAY).content["targets"]}


def test_figures_of_a_day_to_come_are_not_released(office_clerk):
    with pytest.raises(Refused, match="还没有到"):
        move("submit", programme_with_targets(), office_clerk, as_of="2026-01-01")


def test_a_release_holds_values_and_texts_and_nothing_about_how_things_stand(office_clerk):
    programme = programme_with_targets()
    move("submit", programme, office_clerk, as_of="2024-06-30")
    release = readers.proposed(programme)
    assert release.as_of_date == date(2024, 6, 30)
    assert len(release.digest) == 64
    assert {one["value"] for one in release.content["targets"]} == {None}
    assert not {"light", "words", "planned", "baseline"} & set(release.content["targets"][0])


def test_a_second_version_changes_the_running_plan_only_where_a_person_names_it(office_clerk, tmp_path):
    from qiangxian.cli import plan

    for name, text in (("first.txt", FIRST), ("second.txt", SECOND)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    first = plan.import_file(tmp_path / "first.txt", accept=True)
    before = [one.title for one in readers.tasks_of(first["programme"])]
    second = plan.import_file(tmp_path / "second.txt", accept=True)
    assert (second["amends"], second["items"]["applied"]) == (first["programme"], 0)
    assert [one.title for one in readers.tasks_of(first["programme"])] == before
    named = plan.import_file(tmp_path / "second.txt", accept=True, amends=first["programme"])
    assert named["items"]["applied"]
    assert [one.title for one in readers.tasks_of(first["programme"])] != before


def test_a_text_without_units_and_targets_waits_for_a_person(tmp_path):
    from qiangxian.cli import plan

    (tmp_path / "bare.txt").write_text(
        "丁县知识产权工作要点\n\n一、总体要求\n（一）提高认识。各乡镇要提高认识。\n二、重点工作\n（一）开展宣传。办好宣传周。\n"
        "（二）开展培训。办好培训班。\n",
        encoding="utf-8",
    )
    outcome = plan.import_file(tmp_path / "bare.txt", accept=True, division=NEIGHBOUR)
    assert outcome["programme"] is None
    assert not Programme.objects.exists()
    assert [row["level"] for row in outcome["open"] if row["key"] == "title"] == ["error"]

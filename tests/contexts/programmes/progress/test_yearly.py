"""A task that is owed every year: done is said a year, with evidence, and confirmed by a second person; other years stay owed."""

from datetime import date

import pytest

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.matters.models import Matter
from qiangxian.contexts.programmes import readers
from qiangxian.contexts.programmes.models import Milestone
from qiangxian.contexts.programmes.progress.milestones import FLOW
from qiangxian.contexts.programmes.progress.yearly import years_of
from qiangxian.kernel.errors import Conflict, DomainError, NotAllowed, Refused
from tests.conftest import WUGANG

from .conftest import PROOF, at

pytestmark = pytest.mark.django_db
ON = "2026-07-10"


@pytest.fixture
def yearly(county):
    task = county.tasks[0]
    task.parameters = {"recurrence": "yearly", "month": 6}
    task.save()
    return task


def take(step, who, row=None, on=ON, **given):
    about = {"division_code": WUGANG} if row is None else {"matter_id": row.pk}
    return ACTIONS[FLOW.steps[step].action].function(actor=who, at=at(on), **about, **given).result


def settle(who, year=2026, **more):
    given = {"task_key": "T1", "year": year, "reason": "名单已更新", "files": PROOF, **more}
    return Milestone.objects.get(pk=take("settle", who, **given).pk)


def overdue(county, day):
    matrix = readers.unit_task_matrix(county.programme.pk)
    return [task.key for task, _ in matrix.overdue(date.fromisoformat(day))]


def states(task, day="2026-07-20"):
    return [(one.year, one.state) for one in years_of(task, date.fromisoformat(day))]


def test_a_year_is_done_when_a_second_person_has_confirmed_it(county, yearly):
    assert "T1" in overdue(county, "2026-07-20")
    assert states(yearly) == [(2026, "期限已过，未报完成"), (2025, "期限已过，未报完成")]
    row = settle(county.lead)
    assert states(yearly)[0] == (2026, "已报完成，待确认") and "T1" in overdue(county, "2026-07-20")
    take("confirm", county.clerk, row, reason="")
    assert states(yearly) == [(2026, "已完成"), (2025, "期限已过，未报完成")]
    assert "T1" not in overdue(county, "2026-07-20")
    assert "T1" in overdue(county, "2026-07-05"), "on an earlier day it was not confirmed yet"
    assert "T1" in overdue(county, "2027-07-20"), "the next year is owed anew"
    assert [step.step for step in Matter.objects.get(pk=row.pk).steps.order_by("id")] == ["settle", "confirm"]


def test_the_office_that_reports_does_not_confirm_and_what_was_returned_is_shown_again(county, yearly):
    row = settle(county.clerk, 2025)
    with pytest.raises(NotAllowed, match="另一人"):
        take("confirm", county.clerk, row, reason="")
    take("not_yet", county.second, row, reason="没有名单")
    assert states(yearly)[1] == (2025, "已退回，待补充")
    with pytest.raises(DomainError, match="年度的完成记录"):
        take("drop", county.second, row, reason="不要了")
    take("reach", county.lead, row, reason="补上名单", files=PROOF)
    take("confirm", county.second, row, reason="")
    assert states(yearly)[1] == (2025, "已完成")


def test_what_cannot_be_settled_is_refused_with_the_way_out(county, yearly):
    with pytest.raises(Refused, match="任务不对"):
        settle(county.clerk, task_key="T2")
    with pytest.raises(Refused, match="年度"):
        settle(county.lead, 2027)
    with pytest.raises(Refused, match="佐证"):
        settle(county.lead, files=())
    settle(county.lead)
    with pytest.raises(Conflict, match="已经登记过"):
        settle(county.clerk)
    assert Milestone.objects.get().matter.participants.get(role="lead").label == "市工信局"

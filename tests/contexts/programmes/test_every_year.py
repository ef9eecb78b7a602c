"""每年6月底前: a task owed anew every year, late in its year alone; a correction makes a task one or none of them."""

from datetime import date

import pytest

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.programmes import readers
from qiangxian.contexts.programmes.models import Task
from qiangxian.kernel.errors import Refused
from tests.contexts.documents.plans import FIRST

from .test_applying import accept_all, take
from .test_corrections import change, standing

pytestmark = pytest.mark.django_db
IN_THE_TEXT = FIRST.replace("培育企业。培育", "培育企业。每年6月底前更新企业名录,培育")
IN_THE_GROUP = FIRST.replace("责任单位:市市场监管局)", "责任单位:市市场监管局;完成时限:每年6月底前)")


def overdue(programme, day: str) -> list[tuple[str, date, int]]:
    on = date.fromisoformat(day)
    return [(task.key, due, (on - due).days) for task, due in readers.unit_task_matrix(programme.pk).overdue(on)]


@pytest.mark.parametrize("text", [IN_THE_TEXT, IN_THE_GROUP])
def test_a_task_of_every_year_has_one_state_a_year(office_clerk, text):
    programme = accept_all(office_clerk, take(office_clerk, text))
    task = standing(Task, programme, "T2")
    assert (task.yearly_month, task.deadline, task.when) == (6, "", "每年6月底前")
    assert overdue(programme, "2024-06-30") == []
    assert overdue(programme, "2024-07-02") == [("T2", date(2024, 6, 30), 2)]
    assert overdue(programme, "2025-01-05") == []
    assert overdue(programme, "2025-07-01") == [("T2", date(2025, 6, 30), 1)]


def test_a_correction_says_that_a_task_is_owed_every_year_or_not_any_more(office_clerk):
    programme = accept_all(office_clerk, take(office_clerk))
    made = change("correct", office_clerk, programme, "task/T2", yearly_month="11")
    assert standing(Task, programme, "T2").when == "每年11月底前"
    assert made.before.get("parameters") is None
    change("correct", office_clerk, programme, "task/T2", yearly_month="", deadline="2025-06")
    assert standing(Task, programme, "T2").due_on(date(2026, 1, 1)) == date(2025, 6, 30)
    with pytest.raises(Refused, match="月份"):
        change("correct", office_clerk, programme, "task/T2", yearly_month="13")


def test_a_second_text_that_says_the_same_changes_nothing(office_clerk):
    programme = accept_all(office_clerk, take(office_clerk, IN_THE_TEXT))
    change("correct", office_clerk, programme, "task/T2", yearly_month="9")
    proposal = take(office_clerk, IN_THE_TEXT.replace("建立专利台账", "建立专利总台账"))
    item = next(one for one in documents.items(proposal.pk) if (one.kind, one.key) == ("task", "T2"))
    assert (item.change, [note["code"] for note in item.notes]) == ("same", ["decided"])
    accept_all(office_clerk, proposal)
    assert standing(Task, programme, "T2").when == "每年9月底前"

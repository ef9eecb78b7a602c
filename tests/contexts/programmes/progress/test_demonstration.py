"""The demonstration county reports: past quarters whole, one unit late, one returned, one on paper, one by workbook, one silent."""

from datetime import date

import pytest

from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.matters.models import Matter, Remark, Step
from qiangxian.contexts.notices.models import Notice
from qiangxian.contexts.people.models import Unit
from qiangxian.contexts.programmes.progress import demonstration, readers
from qiangxian.contexts.programmes.progress.models import Entry, Milestone, Report
from qiangxian.kernel.actor import Actor
from tests.conftest import WUGANG, make_account
from tests.contexts import builders

from .conftest import at

pytestmark = pytest.mark.django_db
TODAY = "2026-11-29"


@pytest.fixture
def told(county) -> None:
    """Six units report; a leader has an account, so that somebody can sign on paper."""
    more = [Unit.objects.create(division_code=WUGANG, name=f"市第{place}局") for place in range(3)]
    for place, unit in enumerate(more):
        builders.task(county.programme, f"T{place + 3}", f"任务{place}", lead=unit)
    make_account("演示副市长", "leader", is_demo=True)
    demonstration.demo(actor=Actor.system(), at=at(TODAY), division_code=WUGANG)


def test_it_tells_what_can_happen_and_says_that_it_is_generated(told, county) -> None:
    states = {(row.period, row.matter.state) for row in Report.objects.select_related("matter")}
    past = {(f"2026Q{quarter}", "accepted") for quarter in (1, 2, 3)}
    assert states == {*past, ("2026Q3", "draft"), ("2026Q4", "draft")}
    newest = readers.accepted(county.programme.pk, until=date(2026, 11, 29), period="2026Q3")
    assert [one.is_late for one in newest].count(True) == 1 and sum(one.returned for one in newest) == 1
    assert Step.objects.filter(offline=True).count() == 1 and Remark.objects.get().answer.startswith("演示")
    assert Entry.objects.filter(source="workbook").exists()
    assert (
        not Entry.objects.exclude(status="").exclude(done__startswith="演示").exclude(why__startswith="演示").exists()
    )
    assert not Matter.objects.filter(flow__in=("progress", "milestone"), is_demo=False).exists()
    assert {one.matter.state for one in Milestone.objects.select_related("matter")} == {"confirmed", "planned"}
    assert not Notice.objects.exists(), "nobody is told of days that are past"


def test_it_is_taken_away_whole(told) -> None:
    demonstration.remove_demo(actor=Actor.system(), at=at(TODAY), division_code=WUGANG)
    for model in (Report, Entry, Milestone, Remark):
        assert not model.objects.exists()
    assert not Matter.objects.filter(flow="progress").exists()
    assert AuditLine.objects.filter(action="progress.remove_demo").exists()

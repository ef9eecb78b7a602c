"""The demonstration county: the same each time, marked 演示 throughout, and gone without a trace in the figures when taken out."""

from datetime import date

import pytest

from qiangxian.contexts.registers.actions import demonstration
from qiangxian.contexts.registers.conditions import recorded
from qiangxian.contexts.registers.demonstration.county import county
from qiangxian.contexts.registers.models import (
    Agency,
    Alliance,
    Enterprise,
    Facility,
    LegalEvent,
    ReportedThrough,
    Right,
    Title,
)
from qiangxian.kernel.errors import NotAllowed
from qiangxian.kernel.identifiers import application_number, uscc
from tests.conftest import AT, WUGANG

THROUGH = date(2025, 12, 31)


def _facts(entry) -> tuple:
    row = entry.row
    return type(row).__name__, getattr(row, "number", ""), getattr(row, "name", ""), len(entry.children)


def test_the_story_is_the_same_each_time_it_is_told() -> None:
    assert [_facts(e) for e in county(WUGANG, 1)] == [_facts(e) for e in county(WUGANG, 1)]


def test_every_code_and_number_is_well_formed_and_every_name_marked() -> None:
    for entry in county(WUGANG, 1):
        row = entry.row
        assert row.is_demo
        if isinstance(row, Enterprise):
            assert uscc.is_valid(row.uscc)
            assert row.name.startswith("演示")
        if isinstance(row, Right) and row.type in ("invention", "utility_model", "design"):
            assert application_number.is_valid(row.number)


def test_lapses_are_announced_after_grace_and_notice_and_reach_back_to_the_due_day() -> None:
    lapses = [
        c for e in county(WUGANG, 1) for c in e.children if isinstance(c, LegalEvent) and c.type == "lapse_unpaid_fee"
    ]
    assert len(lapses) > 30
    assert all((c.announced_date - c.effective_date).days >= 300 for c in lapses)


@pytest.mark.django_db
def test_taking_it_out_leaves_no_standing_row(system) -> None:
    stored = demonstration.load_demo(actor=system, at=AT, division_code=WUGANG, scale=1, through_date=THROUGH).result
    gone = demonstration.remove_demo(actor=system, at=AT, division_code=WUGANG).result
    assert gone == stored
    for model in (Enterprise, Right, Title, Agency, Facility, Alliance, LegalEvent, ReportedThrough):
        assert not model.objects.filter(recorded()).exists()
        assert model.objects.exists()


@pytest.mark.django_db
def test_only_the_system_may_load_it(office_clerk) -> None:
    with pytest.raises(NotAllowed):
        demonstration.load_demo(actor=office_clerk, at=AT, division_code=WUGANG, scale=1, through_date=THROUGH)

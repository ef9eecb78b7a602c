"""Where a day stands among the phases of the plan."""

from datetime import date

import pytest

from qiangxian.contexts.programmes import readers
from tests.web.wugang import a_programme

pytestmark = pytest.mark.django_db


def states(day: str) -> list[str]:
    return [span.state for span in readers.timeline(a_programme().pk, day=date.fromisoformat(day)).spans]


def test_before_the_plan_everything_is_to_come() -> None:
    assert states("2023-07-31") == ["coming"] * 4


def test_the_last_day_of_a_month_still_belongs_to_its_phase() -> None:
    assert states("2025-12-31") == ["past", "current", "coming", "coming"]


def test_a_month_may_belong_to_two_phases() -> None:
    assert states("2026-07-15") == ["past", "past", "current", "current"]


def test_an_open_end_never_passes() -> None:
    line = readers.timeline(a_programme().pk, day=date(2040, 1, 1))
    assert [span.state for span in line.spans] == ["past", "past", "past", "current"]
    assert line.day_at is None
    assert line.spans[-1].elapsed == 0


def test_conditions_of_a_phase_that_is_over_stay_open_until_somebody_ticks_them() -> None:
    line = readers.timeline(a_programme().pk, day=date(2026, 1, 1))
    passed = [span for span in line.spans if span.state == "past"]
    assert [check.text for span in passed for check in span.open_checks] == [
        "工作启动阶段工作总结",
        "组织实施阶段工作总结",
    ]
    assert line.coming is not None
    assert line.coming.phase.name == "巩固提高阶段"


def test_the_line_is_drawn_to_scale() -> None:
    line = readers.timeline(a_programme().pk, day=date(2023, 8, 1))
    offsets = [span.offset for span in line.spans]
    assert offsets == sorted(offsets)
    assert offsets[0] == line.day_at == 0
    assert line.spans[-1].offset + line.spans[-1].width == 1000

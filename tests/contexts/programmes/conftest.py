"""A county whose registers meet the seed's targets day by day."""

from datetime import UTC, datetime

import pytest

from qiangxian.contexts.programmes import readers
from qiangxian.contexts.programmes.models import Target
from qiangxian.kernel.asof import AsOf
from tests.contexts.builders import (
    agency,
    day,
    enterprise,
    programme_with_targets,
    reported_through,
    right,
    title,
)

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def as_of(on, known=None):
    return AsOf.on(day(on), day(known))


def patent_holder(place, granted):
    """The enterprise counts from the day its second patent was granted."""
    owner = enterprise(f"舞钢{place}厂", f"91410481MA400{place:04}X")
    for patent in (1, 2):
        right(f"2015{place:05}{patent:04}", owner, granted=granted if patent == 2 else "2016-01-01")
    return owner


@pytest.fixture
def county():
    """Four enterprises before the phase, two more in its first year, four by its last month; G3 falls back in time."""
    reported_through()
    grants = ["2017-01-01"] * 4 + ["2024-03-01", "2024-09-01"] + ["2025-12-01"] * 4
    for place, granted in enumerate(grants):
        patent_holder(place, granted)
    for place, closed in enumerate((None, None, "2025-06-30")):
        agency(f"代理所{place}", closed=closed)
    title("舞钢0厂", through="2025-11-30")
    title("舞钢1厂")
    title("舞钢2厂", "pilot")
    return programme_with_targets()


@pytest.fixture
def g1(county):
    return Target.objects.get(key="G1")


@pytest.fixture
def e2(county):
    return Target.objects.get(key="E2")


def shown(programme, actor, on, known=None):
    return {one.code: one for one in readers.targets_on(programme, as_of(on, known), actor)}

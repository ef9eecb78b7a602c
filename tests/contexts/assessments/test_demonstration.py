"""The demonstration shows one finished self-assessment and an appraisal under way, and goes away whole."""

import pytest

from qiangxian.contexts.assessments import demonstration, results
from qiangxian.contexts.assessments.models import Entry, Round, Slice
from qiangxian.contexts.matters.models import Matter
from qiangxian.contexts.people.models import Unit
from qiangxian.kernel.actor import Actor
from tests.conftest import AT, WUGANG
from tests.contexts import builders

pytestmark = pytest.mark.django_db


def test_it_is_told_by_real_steps_and_leaves_nothing(db) -> None:
    for name in ("市市场监管局", "市工信局", "市农业农村局"):
        Unit.objects.create(division_code=WUGANG, name=name)
    builders.reported_through()
    on = {"actor": Actor.system(), "at": AT, "division_code": WUGANG}
    assert demonstration.demo(**on).result == 2
    done, running = Round.objects.order_by("pk")
    assert (done.matter.state, running.matter.state) == ("approved", "running")
    assert done.matter.is_demo and running.basis_number.startswith("演示考")
    assert list(results.differing(done.criteria, done.results, str(done))) == []
    assert {one.matter.state for one in Slice.objects.filter(round=running)} == {
        "validated",
        "reviewed",
        "submitted",
        "returned",
    }
    assert demonstration.remove_demo(**on).result == 2
    assert not (
        Round.objects.exists()
        or Entry.objects.exists()
        or Matter.objects.filter(flow__startswith="assessment").exists()
    )

"""A definition that was wrong gets a successor from the same day on: what was stored by the old one is neither served nor a
fault, and the page says both."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from qiangxian.contexts.indicators import actions, observations, readers
from qiangxian.contexts.indicators.computing import compute, settled
from qiangxian.contexts.indicators.models import FrozenFigure, Observation
from qiangxian.contexts.indicators.types import FigureAsked
from qiangxian.contexts.quality.verification import verify
from qiangxian.engines.metrics import corrections, definitions
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from tests.conftest import NEIGHBOUR, WUGANG
from tests.contexts.builders import enterprise, moved, reported_through, title

pytestmark = pytest.mark.django_db
CODE = "pilot_or_advantage_enterprises"
DAY = AsOf.on(date(2025, 12, 31))
AT = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


@pytest.fixture
def stored():
    """What the first version of the definition counted: an enterprise that had moved away stood in it."""
    reported_through()
    left = enterprise("舞钢外迁厂", "91410481MA40000023")
    moved(left, "2025-03-01", NEIGHBOUR)
    title(left, "advantage")
    title(enterprise("舞钢留守厂", "91410481MA40000031"), "advantage")
    old = definitions.version(CODE, "1", WUGANG)
    asked = settled(old, old.settle({}), WUGANG, DAY)
    [figure] = compute([(asked, asked.revision().number)])
    figure = replace(figure, value=2, records=2, digest="0" * 64)
    observations.keep([(figure, None)])
    return Observation.objects.get()


def test_the_old_value_is_not_served_and_no_failure(stored):
    now = readers.evaluate(division=WUGANG, indicator=CODE, as_of=DAY)
    assert (now.value, now.definition.version, now.definition.from_date) == (1, "2", date(1985, 4, 1))
    found = verify(on=date(2026, 1, 5))
    assert (found.checked["corrected"], found.checked["observations"]) == (1, 2)
    assert [one for one in found.failures if "指标值" in one.what] == []
    told = readers.corrected(now)
    assert (told.value, told.version) == (2, "1")
    assert "2026-11-29 更正" in told.why and "已注销" in told.why


def test_an_old_value_that_was_right_says_nothing(stored):
    Observation.objects.filter(pk=stored.pk).update(value=1)
    assert readers.corrected(readers.evaluate(division=WUGANG, indicator=CODE, as_of=DAY)) is None


def test_a_tampered_row_of_a_retired_version_is_a_failure_still(stored):
    Observation.objects.filter(pk=stored.pk).update(value=7)
    assert [one.what for one in verify(on=date(2026, 1, 5)).failures if "指标值" in one.what] == ["指标值封印不符"]


def test_a_standing_version_is_never_explained_away():
    reported_through()
    title(enterprise("舞钢留守厂", "91410481MA40000031"), "advantage")
    readers.evaluate(division=WUGANG, indicator=CODE, as_of=DAY)
    row = Observation.objects.get()
    row.digest = "1" * 64
    row.seal = observations.seal(row, "")
    row.save()
    assert [one.why for one in readers.differing_observations() if "校验值" in one.what] == [""]


def test_a_frozen_value_of_the_old_version_stays_with_the_reason(stored, office_clerk):
    readers.evaluate(division=WUGANG, indicator=CODE, as_of=DAY)
    about = {"division_code": WUGANG, "asked": FigureAsked(WUGANG, CODE, DAY), "basis": actions.Basis()}
    row = actions.freeze_figure(actor=office_clerk, at=AT, **about).result
    kept = {"definition_version": "1", "value": 2, "digest": stored.digest, "observation_seq": stored.seq}
    FrozenFigure.objects.filter(pk=row.pk).update(**kept)
    assert [bool(one.why) for one in readers.differing_observations() if "冻结" in one.what] == [True]
    figure = readers.evaluate(division=WUGANG, indicator=CODE, as_of=DAY)
    [view] = readers.frozen_values(office_clerk, WUGANG, CODE, figure.parameters)
    assert (view.row.value, view.now) == (2, 1)
    assert "更正：称号" in view.why[0]
    FrozenFigure.objects.filter(pk=row.pk).update(value=3)
    assert [one.why for one in readers.differing_observations() if "冻结" in one.what] == [""], (
        "tampered, not corrected"
    )


def test_a_ratio_stored_by_another_version_of_its_terms_is_counted_anew():
    reported_through()
    ratio = definitions.definition("I05", on=date(2026, 3, 31), division=WUGANG)
    as_of, readings = AsOf.on(date(2026, 3, 31)), ratio.settle({})
    older = settled(ratio, readings, WUGANG, as_of, {"numerator": "HV-2021"})
    newer = settled(ratio, readings, WUGANG, as_of)
    assert observations.key_of(older, 1) != observations.key_of(newer, 1)


def test_every_correction_names_versions_that_have_a_successor():
    assert [str(one) for one in rulebook.validate_all()] == []
    assert corrections.retiring([(CODE, "2")]) is None
    for entry in rulebook.load(corrections.TOPIC, corrections.FILE, division=None)["corrections"]:
        for code, retired in entry["versions"].items():
            standing = {
                definitions.definition(code, on=date(day, 12, 31), division=None).version for day in (2019, 2026)
            }
            assert standing.isdisjoint(retired)

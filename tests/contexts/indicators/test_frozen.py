"""Frozen values: they never change silently, show what differs now and why, and `verify` computes them again."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from qiangxian.contexts.indicators import actions, readers
from qiangxian.contexts.indicators.models import FrozenFigure
from qiangxian.contexts.indicators.types import FigureAsked
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, NotAllowed, Refused
from tests.conftest import WUGANG
from tests.contexts import builders

pytestmark = pytest.mark.django_db
DAY = date(2025, 12, 31)
AT = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


@pytest.fixture
def mill():
    builders.reported_through()
    mill = builders.enterprise("演示钢铁有限公司", "91410481MA00000155")
    for place in range(2):
        builders.right(f"201510000001{place}", mill)
    return mill


def freeze(actor, **more):
    basis = actions.Basis(**{name: more.pop(name) for name in ("state", "value", "source") if name in more})
    asked = FigureAsked(WUGANG, more.pop("indicator", "I02"), AsOf.on(more.pop("effective", DAY)))
    return actions.freeze_figure(actor=actor, at=AT, division_code=WUGANG, asked=asked, basis=basis, **more).result


def views(actor):
    figure = readers.evaluate(division=WUGANG, indicator="I02", as_of=AsOf.on(DAY))
    return readers.frozen_values(actor, WUGANG, "valid_inventions", figure.parameters)


def test_a_frozen_value_stays_and_shows_what_differs_now_and_why(mill, office_clerk):
    freeze(office_clerk)
    assert [one.agrees for one in views(office_clerk)] == [True]
    builders.lapse(builders.Right.objects.first().record, "2025-06-01", "2025-12-01")
    [view] = views(office_clerk)
    assert (view.row.value, view.now, view.difference) == (2, 1, -1)
    assert "基础台账有" in view.why[0]


def test_another_value_for_the_day_is_a_new_version_with_its_reason(mill, office_clerk):
    freeze(office_clerk)
    builders.lapse(builders.Right.objects.first().record, "2025-06-01", "2025-12-01")
    with pytest.raises(Refused, match="理由"):
        freeze(office_clerk)
    freeze(office_clerk, reason="补录了终止公告")
    assert [(one.row.version, one.row.value, one.row.superseded_at is None) for one in views(office_clerk)] == [
        (2, 1, True),
        (1, 2, False),
    ]
    with pytest.raises(Conflict, match="相同"):
        freeze(office_clerk, reason="再来一次")


def test_an_official_value_may_differ_and_names_who_printed_it(mill, office_clerk):
    with pytest.raises(Refused, match="来源"):
        freeze(office_clerk, state="official", value=Decimal(3))
    with pytest.raises(Refused, match="只有上级公布"):
        freeze(office_clerk, value=Decimal(3))
    freeze(office_clerk, state="official", value=Decimal(3), source="省知识产权局 2025 年统计")
    [view] = views(office_clerk)
    assert (view.row.value, view.now, view.state) == (3, 2, "上级公布")
    assert "省知识产权局" in view.why[0]
    assert list(readers.differing_observations()) == []


def test_nothing_is_frozen_that_is_missing_or_still_to_come(office_clerk):
    with pytest.raises(Refused, match="没有数值"):
        freeze(office_clerk)
    with pytest.raises(Refused, match="将来"):
        freeze(office_clerk, effective=date(2027, 1, 1))


def test_only_the_office_of_the_county_freezes(mill, deputy_mayor, liaison, neighbour_officer):
    for actor in (deputy_mayor, liaison, neighbour_officer):
        with pytest.raises(NotAllowed):
            freeze(actor)
    assert readers.frozen_values(neighbour_officer, WUGANG, "valid_inventions", {}) == []


def test_verify_computes_frozen_values_again_from_what_was_recorded_then(mill, office_clerk):
    row = freeze(office_clerk, indicator="I04")
    builders.lapse(builders.Right.objects.first().record, "2025-06-01", "2025-12-01")
    assert list(readers.differing_observations()) == []
    FrozenFigure.objects.filter(pk=row.pk).update(value=9)
    assert [one.what for one in readers.differing_observations()] == ["冻结值数值不符"]
    FrozenFigure.objects.filter(pk=row.pk).update(value=row.value, digest="0" * 64)
    assert [one.what for one in readers.differing_observations()] == ["冻结值校验值不符"]


def test_the_bulletin_is_written_by_the_command_line_too(mill, tmp_path, capsys):
    from qiangxian.cli.bulletin import bulletin

    bulletin(tmp_path / "月报.docx", month="2025-12")
    assert (tmp_path / "月报.docx").stat().st_size > 10_000
    assert "2025-12 月报已写入" in capsys.readouterr().err
    bulletin(tmp_path / "月报.pdf", month="2025-12")
    assert (tmp_path / "月报.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(Refused, match=r"\.docx"):
        bulletin(tmp_path / "月报.txt", month="2025-12")

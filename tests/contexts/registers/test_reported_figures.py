"""Reported figures: who reports, confirms and makes official, and what the indicators make of them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from qiangxian.contexts.documents.readers import visible_files
from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.matters.models import Matter
from qiangxian.contexts.matters.story import forget
from qiangxian.contexts.people.models import Unit
from qiangxian.contexts.registers.reported.actions import (
    confirm_figure,
    correct_figure,
    make_figure_official,
    report_figure,
    withdraw_figure,
)
from qiangxian.contexts.registers.reported.catalogue import all_series
from qiangxian.contexts.registers.reported.flow import matter_of
from qiangxian.contexts.registers.reported.models import ReportedFigure
from qiangxian.contexts.registers.reported.readers import reported_figure, reported_figures, versions_of
from qiangxian.contexts.registers.reported.tasks import reported_matters
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, NotAllowed, Refused
from qiangxian.kernel.integrity import CHECKS
from tests.conftest import WUGANG, somebody
from tests.contexts import builders

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)
YEAR = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)}


@pytest.fixture
def statistics_liaison() -> Actor:
    unit = Unit.objects.create(name="市统计局", division_code=WUGANG)
    return somebody("统计局联络员", "liaison", id=21, unit=unit.pk)


def reported(actor, series="resident_population", value="29.1", **more):
    told = {"period_end": date(2025, 12, 31), "bulletin": "2025年统计公报", "published_date": date(2026, 3, 28), **more}
    return report_figure(
        actor=actor, at=AT, division_code=WUGANG, series=series, value=Decimal(value), **told
    ).result.record_id


def matter(record):
    return matter_of(record).pk


def standing(record):
    return ReportedFigure.objects.get(record_id=record, superseded_revision=None)


def figure(code, day=date(2026, 4, 1), **parameters):
    return indicators.evaluate(division=WUGANG, indicator=code, parameters=parameters, as_of=AsOf.on(day))


def parts(found):
    return {one.code: one.value for one in found.parts}


def test_what_nobody_reported_is_missing_and_a_reported_nought_is_nought(office_clerk):
    assert (figure("I25").value, figure("I25").completeness) == (None, "missing")
    reported(office_clerk, "I25", "0", period_start=date(2026, 1, 1), period_end=date(2026, 3, 31),
             published_date=date(2026, 4, 1))  # fmt: skip
    assert figure("I25").value == 0


def test_a_liaison_reports_the_office_confirms_a_bulletin_makes_official(statistics_liaison, office_clerk):
    record = reported(statistics_liaison, unit_name="别的单位", files=[("公报.txt", "常住人口 29.1 万人".encode())])
    row = standing(record)
    assert (row.state, row.unit_name, row.unit) == ("reported", "市统计局", "万人")
    assert visible_files(office_clerk).get(pk=row.stored_file_id).name == "公报.txt"
    assert figure("resident_population").state == "reported"
    with pytest.raises(NotAllowed):
        confirm_figure(actor=statistics_liaison, at=AT, matter_id=matter(record), revision=row.revision)
    confirm_figure(actor=office_clerk, at=AT, matter_id=matter(record), revision=row.revision)
    assert standing(record).state == "confirmed"
    make_figure_official(
        actor=office_clerk, at=AT, matter_id=matter(record), revision=standing(record).revision,
        bulletin="2025年国民经济和社会发展统计公报", published_date=date(2026, 3, 28),
    )  # fmt: skip
    assert figure("resident_population").state == "official"
    assert len(versions_of(reported_figure(office_clerk, record))) == 3


def test_a_correction_is_a_new_version_with_its_reason_and_must_be_confirmed_anew(office_clerk):
    record = reported(office_clerk)
    confirm_figure(actor=office_clerk, at=AT, matter_id=matter(record), revision=standing(record).revision)
    change = {"matter_id": matter(record), "revision": standing(record).revision, "value": Decimal("29.2")}
    with pytest.raises(Refused, match="更正理由"):
        correct_figure(actor=office_clerk, at=AT, reason=" ", **change)
    correct_figure(actor=office_clerk, at=AT, reason="公报更正", **change)
    row = standing(record)
    assert (row.value, row.state, row.reason) == (Decimal("29.2"), "reported", "公报更正")
    with pytest.raises(Conflict):
        confirm_figure(actor=office_clerk, at=AT, matter_id=matter(record), revision=change["revision"])


def test_a_withdrawn_figure_is_missing_again(office_clerk):
    record = reported(office_clerk)
    withdraw_figure(
        actor=office_clerk, at=AT, matter_id=matter(record), revision=standing(record).revision, reason="报错了序列"
    )
    assert figure("resident_population").value is None


def test_a_liaison_corrects_only_what_the_own_unit_reported_and_nobody_confirmed(statistics_liaison, office_clerk):
    own, others = reported(statistics_liaison), reported(office_clerk, "market_entities", "23000")
    told = {"value": Decimal("29.3"), "reason": "笔误"}
    with pytest.raises(NotAllowed, match="本单位"):
        correct_figure(
            actor=statistics_liaison, at=AT, matter_id=matter(others), revision=standing(others).revision, **told
        )
    confirm_figure(actor=office_clerk, at=AT, matter_id=matter(own), revision=standing(own).revision)
    with pytest.raises(NotAllowed, match="办公室"):
        correct_figure(actor=statistics_liaison, at=AT, matter_id=matter(own), revision=standing(own).revision, **told)


def test_a_leader_reports_nothing_and_the_neighbour_sees_nothing(deputy_mayor, neighbour_officer, office_clerk):
    with pytest.raises(NotAllowed):
        reported(deputy_mayor)
    reported(office_clerk)
    assert list(reported_figures(neighbour_officer)) == []


@pytest.mark.parametrize(
    ("series", "value", "more", "words"),
    [
        ("resident_population", "-1", {}, "不小于 0"),
        ("I28", "101", YEAR, "超过 100"),
        ("resident_population", "29.1", {"period_start": date(2025, 1, 1)}, "时点数据"),
        ("I24", "3", {"part": "opened"}, "期间数据"),
        ("I24", "3", {**YEAR, "part": "opened", "period_end": date(2026, 12, 31)}, "还没有结束"),
        ("resident_population", "29.1", {"bulletin": " "}, "没有填写数据来源"),
        ("resident_population", "29.1", {"published_date": date(2025, 6, 1)}, "公布日"),
    ],
)
def test_a_report_that_cannot_be_is_refused_with_the_reason(office_clerk, series, value, more, words):
    with pytest.raises(Refused, match=words):
        reported(office_clerk, series, value, **more)


def test_the_same_span_is_reported_once(office_clerk):
    reported(office_clerk)
    with pytest.raises(Conflict, match="已经上报过"):
        reported(office_clerk, value="29.2")


def test_a_ratio_divides_by_the_published_population_unrounded(office_clerk):
    """P1 and P2 of the rules, with rights in force against 29.1 (万人)."""
    ratios = rulebook.load("high_value", "vectors", division=None)["ratios"]
    builders.reported_through()
    mill = builders.enterprise("演示钢铁有限公司", "91410481MA00000155")
    for place in range(68):
        filed = "2014-03-01" if place < 23 else "2020-03-01"
        builders.right(f"20201000{place:04d}", mill, filed=filed, granted="2021-06-01", classification="A01B1/00")
    assert figure("I03").value is None
    reported(office_clerk, vintage="2025年公报")
    found = figure("I03")
    assert f"{found.value:.2f}" == ratios["P1"]["shown"]
    assert found.value != Decimal(ratios["P1"]["shown"])
    assert parts(found) == {"numerator": 68, "denominator": Decimal("29.1")}
    high = figure("I05")
    assert f"{high.value:.2f}" == ratios["P2"]["shown"]
    rows = indicators.explain(
        division=WUGANG, indicator="I03", as_of=AsOf.on(date(2026, 4, 1)), actor=office_clerk
    ).rows
    assert any("2025年公报" in words for row in rows for words in row.because)


@pytest.mark.parametrize("name", ["P1", "P2", "national_2025", "national_2023"])
def test_the_national_checks_of_the_rules_come_out(name):
    case = rulebook.load("high_value", "vectors", division=None)["ratios"][name]
    per = 10000 if name.startswith("national") else 1
    per = Decimal(per) / (10000 if name.startswith("national") else 1)
    shown = Decimal(case["numerator"]) * per / Decimal(str(case["denominator"]))
    assert f"{shown:.2f}" == case["shown"]


def test_the_population_of_the_year_is_unknown_until_its_bulletin(office_clerk):
    reported(office_clerk, period_end=date(2024, 12, 31), published_date=date(2025, 3, 28), value="29.4")
    day = date(2025, 6, 30)
    assert figure("resident_population", day).value == Decimal("29.4")
    assert figure("resident_population", day, pick="year_end").value is None
    assert figure("resident_population", date(2025, 3, 27)).value is None, "not published yet"


def test_quarters_add_up_and_the_rate_counts_what_was_open_at_the_beginning(office_clerk):
    quarters = ((date(2025, 1, 1), date(2025, 3, 31)), (date(2025, 4, 1), date(2025, 6, 30)))
    for place, (first, last) in enumerate(quarters):
        for part, value in (("opened", 3), ("closed", 2), ("pending_at_start", 1 + place)):
            reported(office_clerk, "I23", str(value), part=part, period_start=first, period_end=last,
                     published_date=date(2025, 7, 10))  # fmt: skip
    found = figure("I23", date(2025, 12, 31))
    assert (found.value, found.completeness) == (6, "partial")
    assert parts(found)["pending_at_start"] == 1
    assert parts(found)["closing_rate"] == Decimal(4) * 100 / 7


def test_the_longest_report_that_fits_is_taken_and_never_added_to_its_quarters(office_clerk):
    reported(office_clerk, "I26", "22", part="concluded", **YEAR)
    reported(office_clerk, "I26", "5", part="concluded", period_start=date(2025, 1, 1), period_end=date(2025, 3, 31))
    found = indicators.evaluate(division=WUGANG, indicator="I26", as_of=AsOf(date(2025, 12, 31), date(2026, 4, 1)))
    assert found.value == 22


def test_every_series_of_the_catalogue_feeds_an_indicator_that_reads_it():
    for one in all_series(WUGANG):
        definition = indicators.definition(one.indicator, on=date(2026, 4, 1), division=WUGANG)
        assert definition.filters["series"] == one.code
        assert {part.code for part in one.parts} == set(definition.filters.get("parts", ("",)))


def test_a_figure_that_came_in_bulk_gets_its_matter_and_one_that_went_is_closed(office_clerk):
    record = reported(office_clerk)
    ReportedFigure.objects.filter(record_id=record).update(state="official")
    forget([matter_of(record).pk])
    Matter.objects.all().delete()
    reported_matters(today=AT.date(), at=AT)
    found = matter_of(record)
    assert (found.state, [row.step for row in found.steps.order_by("number")]) == ("official", ["report", "official"])
    assert found.closed_date == AT.date()
    ReportedFigure.objects.filter(record_id=record).update(superseded_revision=99)
    reported_matters(today=AT.date(), at=AT)
    reported_matters(today=AT.date(), at=AT)
    assert Matter.objects.get().state == "withdrawn"
    codes = [code for code in CHECKS if code.startswith(("figures.", "matters."))]
    assert [code for code in codes if list(CHECKS[code].find(WUGANG, AsOf.on(AT.date())))] == []

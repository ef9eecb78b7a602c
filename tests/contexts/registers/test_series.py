"""Counting many days in one pass gives what counting each day gives, for every indicator and over any history."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from hypothesis import given, settings
from hypothesis import strategies as st

from qiangxian.contexts.indicators import readers
from qiangxian.contexts.indicators.computing import compute, count, prepare
from qiangxian.contexts.indicators.types import FigureAsked
from qiangxian.contexts.registers.enterprises.models import Domicile
from qiangxian.contexts.registers.records.conditions import recorded as standing
from qiangxian.contexts.registers.records.models import Record
from qiangxian.contexts.registers.records.points import revision
from qiangxian.contexts.registers.records.validity import INTERVAL
from qiangxian.contexts.registers.rights.in_force.conditions import in_force, on_day
from qiangxian.contexts.registers.rights.lifecycle_facts import expiry_of
from qiangxian.contexts.registers.rights.models import Holding, LegalEvent, NonNormalFiling, Right
from qiangxian.engines.metrics.measures import MEASURES
from qiangxian.engines.metrics.series import FLOW_PERIODS, Course
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.period import Period
from tests.conftest import AT, NEIGHBOUR, WUGANG
from tests.contexts.builders import agency, enterprise, event, moved, reported_through, right, title, written

pytestmark = pytest.mark.django_db

SPAN = Period.parse("2020-01:2021-06")
FIRST, LAST = date(2018, 6, 1), date(2022, 3, 1)
days = st.dates(FIRST, LAST)
maybe = st.none() | days
KINDS = ("lapse_unpaid_fee", "restoration", "cancellation", "invalidation_full", "renewal", "grant", "registration")
TYPES = (
    "invention",
    "utility_model",
    "trademark",
    "geographical_indication",
    "plant_variety",
    "overseas_invention",
    "copyright",
)
spans = st.fixed_dictionaries({"valid_from": maybe, "known_from": maybe, "valid_to": maybe, "known_to": maybe})
holdings = st.tuples(st.integers(0, 2), st.integers(1, 3), spans)
deals = st.one_of(
    st.tuples(st.just("pledge"), st.fixed_dictionaries(
        {"contract": st.sampled_from(["", "甲", "乙"]), "loan_fen": st.sampled_from([None, 1_000_000, 70_000_000])})),
    st.tuples(st.just("transfer"), st.fixed_dictionaries({"cause": st.sampled_from(["", "sale", "merger"])})),
    st.tuples(st.just("licence_recorded"), st.fixed_dictionaries(
        {"number": st.sampled_from(["", "1"]), "kind": st.sampled_from(["", "exclusive", "open"])})),
)  # fmt: skip
rights = st.fixed_dictionaries(
    {
        "type": st.sampled_from(TYPES),
        "filed": st.sampled_from([date(2000, 3, 1), date(2010, 12, 31), date(2018, 7, 5)]),
        "granted": maybe,
        "registered": st.none() | st.dates(date(2009, 6, 1), date(2011, 8, 1)) | days,
        "holders": st.lists(holdings, max_size=3),
        "events": st.lists(st.tuples(st.sampled_from(KINDS), days, st.integers(0, 400)), max_size=3),
        "deals": st.lists(st.tuples(deals, days, st.integers(0, 200)), max_size=3),
        "country": st.sampled_from(["WO", "EP", "DE"]),
        "listed": st.none() | st.tuples(days, st.integers(0, 200), st.booleans(), maybe),
    }
)
seats = st.fixed_dictionaries({"closed_date": maybe, "closed_known_date": maybe, "moved": maybe, "told": maybe})


def iso(day):
    return day.isoformat() if day else None


def recorded(number, facts, owners):
    """One right with its holders (the third is a person of the county), its events, its place on the non-normal list."""
    days = {"filed": iso(facts["filed"]), "granted": iso(facts["granted"]), "registered": iso(facts["registered"])}
    named = {"copyright": f"2020{'SR' if number % 2 else ''}{number:07}", "overseas_invention": f"EP{number // 2:07}B1"}
    country = facts["country"] if facts["type"] == "overseas_invention" else ""
    record = right(
        named.get(facts["type"], f"20150000{number:05}"),
        type=facts["type"],
        sub_key=str(number),
        country=country,
        **days,
    )
    for owner, rank, span in facts["holders"]:
        holder = owners[owner] if owner < len(owners) else None
        place = {"area_code": "" if holder else WUGANG, "match_state": "matched" if holder else "person"}
        written(Holding, record, holder=holder, holder_name="甲", folded_name="甲", rank=rank, **place, **span)
    for kind, effective, delay in facts["events"]:
        known = effective + timedelta(days=delay)
        written(LegalEvent, record, type=kind, effective_date=effective, announced_date=known, known_date=known)
    for (kind, detail), effective, delay in facts["deals"]:
        known = effective + timedelta(days=delay)
        told = {name: value for name, value in detail.items() if value}
        written(
            LegalEvent, record, type=kind, effective_date=effective, announced_date=known, known_date=known, detail=told
        )
    row = Right.objects.get(record=record)
    row.expiry_date = expiry_of(row, LegalEvent.objects.filter(record=record))
    row.save()
    told = {"number": row.number, "listed_date": facts["listed"][0]} if facts["listed"] else {}
    if told and not NonNormalFiling.objects.filter(**told).exists():  # one number is listed once a day
        listed, delay, matched, back = facts["listed"]
        filing = Record.objects.create(kind="non_normal", division_code=WUGANG, created_at=AT)
        written(
            NonNormalFiling, filing, number=row.number, right=record if matched else None, listed_date=listed,
            known_date=listed + timedelta(days=delay), reinstated_date=back,
        )  # fmt: skip


COUNTED_BY_TYPE = {
    "valid_inventions": "invention", "valid_trademarks": "trademark", "valid_plant_varieties": "plant_variety",
}  # fmt: skip


def in_sets(as_of, right_type):
    """Rights of the type in force whose first-named holder is of the county, as one question to the database."""
    here = Domicile.objects.filter(standing(), INTERVAL.holds(as_of), area_code=WUGANG)
    held = Holding.objects.filter(standing(), INTERVAL.holds(as_of))
    before = held.filter(record_id=OuterRef("record_id"), rank__lt=OuterRef("rank"))
    local = Q(holder__isnull=True, area_code=WUGANG) | Q(holder_id__in=here.values("record_id"))
    first = held.filter(~Exists(before)).filter(local)
    return in_force(on_day(WUGANG, as_of)).filter(type=right_type, record_id__in=first.values("record_id")).count()


def prepared(code, as_of, step="month"):
    """The figure a point of the series stands for."""
    found = prepare(FigureAsked(WUGANG, code, as_of))
    if "period" in found.parameters:
        found.parameters["period"] = FLOW_PERIODS[step]
    return found


@pytest.mark.any_database
@given(st.lists(seats, min_size=2, max_size=2), st.lists(rights, min_size=1, max_size=5))
@settings(max_examples=25)
def test_every_point_is_the_figure_of_its_day(bodies, found):
    with transaction.atomic():
        reported_through("2021-02-28")
        owners = []
        for place, facts in enumerate(bodies):
            told = {key: facts[key] for key in ("closed_date", "closed_known_date")}
            owners.append(enterprise(f"厂{place}", f"91410481MA40{place:06}", since="2018-06-01", **told))
            if facts["moved"]:
                moved(owners[-1], iso(facts["moved"]), NEIGHBOUR, iso(facts["told"]))
        for number, facts in enumerate(found):
            recorded(number, facts, owners)
        at = revision(WUGANG).number
        for code, line in readers.all_series(division=WUGANG, course=Course(SPAN, LAST, "quarter")).items():
            for point in line:
                one = prepared(code, point.as_of, "quarter")
                if not one.terms:
                    [alone] = count(one, at).values
                    assert (point.value, point.completeness) == (alone.value, alone.completeness), (code, point.month)
                    assert dict(point.parts) == dict(alone.parts), (code, point.month)
                if code in COUNTED_BY_TYPE and point.value is not None:
                    assert point.value == in_sets(point.as_of, COUNTED_BY_TYPE[code]), (code, point.month)
        transaction.set_rollback(True)


@pytest.fixture
def county():
    """Titles of three sorts of holder, agencies that open and close, and patents in two quarters."""
    reported_through("2021-12-31")
    mill = enterprise("舞钢甲厂", "91410481MA40000015", since="2000-01-01")
    title(mill, since="2020-02-10", through="2021-02-09", known="2020-03-20")
    title(mill, "high_tech", since="2020-06-01", revoked_date=date(2021, 1, 5), revoked_known_date=date(2021, 3, 5))
    title("舞钢乙厂", since="2020-05-01")
    agency("甲代理所", opened="2020-04-15", closed="2021-04-15")
    agency("乙代理所", opened=None)
    for number, granted in (("2015100000011", "2020-02-28"), ("2015100000022", "2020-05-01")):
        patent = right(number, mill, granted=granted)
    event(patent, "lapse_unpaid_fee", "2020-08-01", "2021-01-31")


@pytest.mark.parametrize("step", ["month", "quarter", "year"])
def test_titles_agencies_and_grants_come_out_the_same_by_month_quarter_and_year(county, step):
    at = revision(WUGANG).number
    lines = readers.all_series(division=WUGANG, course=Course(SPAN, LAST, step))
    for code, line in lines.items():
        for point in line:
            [alone] = compute([(prepared(code, point.as_of, step), at)])
            assert (point.value, point.completeness, point.state) == (alone.value, alone.completeness, alone.state)
            assert dict(point.parts) == {one.code: one.value for one in alone.parts}
    labels = {"month": ["2020-01", "2021-06"], "quarter": ["2020Q1", "2021Q2"], "year": ["2020", "2021"]}
    assert [lines["valid_inventions"][place].month for place in (0, -1)] == labels[step]
    granted = {"month": 1, "quarter": 1, "year": 2}
    assert max(point.value or 0 for point in lines["patents_granted"]) == granted[step]


def test_every_measure_is_asked_once_for_all_days(county, monkeypatch):
    asked = []
    for code, one in MEASURES.items():
        monkeypatch.setitem(
            MEASURES, code, replace(one, compute=lambda question, one=one: asked.append((one.code, len(question.days))) or one.compute(question))
        )  # fmt: skip
    readers.all_series(division=WUGANG, course=Course(SPAN, LAST))
    assert {days for _, days in asked} == {18}
    assert {"registers.rights.in_force", "registers.pledges.loans", "registers.figures.reported"} <= {
        c for c, _ in asked
    }


def test_a_series_can_be_read_with_the_knowledge_of_a_later_day(county):
    spring, late = Period.parse("2020-01:2020-04"), date(2020, 12, 31)
    asked = {"division": WUGANG, "indicator": "titled_enterprises"}
    # The title of 10 February was announced on 20 March only.
    assert [point.value for point in readers.series(**asked, course=Course(spring, late))] == [0, 0, 1, 1]
    points = readers.series(**asked, course=Course(spring, late, known=late))
    assert [(point.value, point.as_of.known) for point in points] == [(n, late) for n in (0, 1, 1, 1)]


def test_points_of_quarters_and_years_are_their_last_days():
    def points(span, step):
        return Course(Period.parse(span), LAST, step).points("stock")

    assert points("2020-02:2020-04", "quarter") == (
        ("2020Q1", AsOf.on(date(2020, 3, 31))), ("2020Q2", AsOf.on(date(2020, 6, 30))),
    )  # fmt: skip
    assert points("2020-02:2021-04", "year") == (
        ("2020", AsOf.on(date(2020, 12, 31))), ("2021", AsOf.on(date(2021, 12, 31))),
    )  # fmt: skip


def test_months_of_a_flow_add_up_to_the_year_however_late_a_pledge_became_known(county):
    """A loan of March was announced in February of the next year: asked then, March has it; asked at year's end, nobody does."""
    pledged = right("2016100000033", Record.objects.filter(kind="enterprise").first(), filed="2016-05-01")
    for contract, on, told, loan in (("押1", "2020-03-09", "2021-02-05", 300), ("押2", "2020-11-20", "2020-12-01", 80)):
        paper = event(pledged, "pledge", on, told)
        paper.detail = {"contract": contract, "loan_fen": loan * 1_000_000}
        paper.save()
    year, after, before = Period.parse("2020-01:2020-12"), date(2021, 2, 28), date(2020, 12, 31)

    def months(course):
        line = readers.series(division=WUGANG, indicator="I15", course=course)
        return {int(point.month[-2:]): point.value for point in line if point.value}

    def whole(known):
        return readers.evaluate(division=WUGANG, indicator="I15", as_of=AsOf(before, known)).value

    assert months(Course(year, after)) == {3: 300, 11: 80}
    assert sum(months(Course(year, after)).values()) == whole(after) == 380
    assert months(Course(year, before)) == months(Course(year, after, known=before)) == {11: 80}
    assert sum(months(Course(year, before)).values()) == whole(before) == 80
    assert months(Course(year, after, first_known=True)) == {}, (
        "at the end of November the second was not announced either"
    )

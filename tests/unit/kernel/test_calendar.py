"""Rest days and the ends of periods, by the worked days of the rulebook."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.kernel import rulebook
from qiangxian.kernel.calendar import CALENDARS, CNIPA, OFFICE, add_months, notice_of
from qiangxian.kernel.errors import Refused

VECTORS = rulebook.load("calendar", "vectors", division=None)
DAYS = st.dates(date(2004, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize("vector", VECTORS["annual_fee"], ids=lambda vector: f"{vector['filed']}-{vector['year']}")
def test_the_due_day_of_an_annual_fee(vector):
    nominal = add_months(vector["filed"], 12 * (vector["year"] - 1))
    assert nominal == vector["nominal"]
    assert CNIPA.roll(nominal) == vector["due"]
    assert CNIPA.is_provisional(nominal) == vector.get("provisional", False)


@pytest.mark.parametrize("vector", VECTORS["periods"], ids=lambda vector: str(dict(vector)))
def test_the_end_of_a_period(vector):
    length = {unit: vector[unit] for unit in ("months", "days", "working_days") if unit in vector}
    end = CALENDARS[vector["calendar"]].due(vector["from"], **length)
    assert (end.nominal, end.due, end.provisional) == (
        vector["nominal"], vector["due"], vector.get("provisional", False),
    )  # fmt: skip
    assert str(end.due) in end.because


@pytest.mark.parametrize("vector", VECTORS["days"], ids=lambda vector: str(vector["day"]))
def test_a_make_up_weekend_works_for_the_county_and_rests_for_the_patent_office(vector):
    for kind in ("cnipa", "office"):
        assert CALENDARS[kind].is_rest_day(vector["day"]) == (vector[kind] == "rest"), kind


def test_the_office_calendar_is_the_notice_itself():
    for day in chinese_calendar.get_dates(date(2023, 1, 1), date(2026, 12, 31)):
        assert OFFICE.is_rest_day(day) == chinese_calendar.is_holiday(day), day


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_the_days_off_are_those_of_the_notice(year):
    printed = rulebook.load("calendar", "notice_vectors", division=None)[year]
    off = {first + timedelta(days=n) for first, last in printed["off"] for n in range((last - first).days + 1)}
    days = [
        date(year, 1, 1) + timedelta(days=n) for n in range(366) if (date(year, 1, 1) + timedelta(days=n)).year == year
    ]
    last_of_december = {day for day in days if day.month == 12 and day.day > 29}  # belongs to the next year's notice
    for day in days:
        if day in last_of_december:
            continue
        works = day in printed["workdays"]
        assert OFFICE.is_rest_day(day) == (day in off or (day.weekday() >= 5 and not works)), day
        assert CNIPA.is_rest_day(day) == (day in off or day.weekday() >= 5), day


def test_the_rulebook_knows_how_far_the_library_reaches():
    reach = rulebook.load("calendar", "notices", division=None)["library_through"]
    assert max(chinese_calendar.constants.holidays).year == reach
    assert notice_of(reach) is not None
    assert notice_of(reach + 5) is None


@given(DAYS)
def test_rolling_ends_on_a_working_day_within_the_longest_holiday(day):
    for calendar in CALENDARS.values():
        rolled = calendar.roll(day)
        assert not calendar.is_rest_day(rolled)
        assert timedelta(0) <= rolled - day <= timedelta(days=12)
        assert calendar.roll(rolled) == rolled


@given(DAYS, st.integers(1, 240))
def test_a_month_later_is_the_corresponding_day_or_the_last_of_the_month(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@given(DAYS, st.integers(1, 60))
def test_working_days_are_counted_one_by_one(day, count):
    end = OFFICE.due(day, working_days=count).due
    between = [day + timedelta(days=step) for step in range(1, (end - day).days + 1)]
    assert sum(not OFFICE.is_rest_day(each) for each in between) == count


@pytest.mark.parametrize("length", [{}, {"months": 1, "days": 1}, {"days": 0}])
def test_a_period_without_one_clear_length_is_refused(length):
    with pytest.raises(Refused, match="期限长度"):
        CNIPA.due(date(2026, 1, 1), **length)

"""What every file of the rulebook topic `lifecycle` must look like; what a shape cannot say is asked after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import Field

from qiangxian.engines.lifecycle.facts import State
from qiangxian.kernel import rulebook
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.shapes import DatedShape, Shape, faults, faults_at
from qiangxian.kernel.words import RightType

Day = Literal["filing_date", "grant_date", "registration_date", "none"]
Patent = Literal["invention", "utility_model", "design"]


class TermShape(Shape):
    """How long a right of one type lasts: the day whose version decides, the day it is counted from."""

    by: Day
    from_day: Day
    years: list[DatedShape[int]] = []
    woody_years: list[DatedShape[int]] = []
    other_years: list[DatedShape[int]] = []
    longest_years_from_creation: int | None = None
    first_term_from: date | None = None
    widest_window_months: int | None = None
    renewal_window_months: list[DatedShape[int]] = []
    grace_months: list[DatedShape[int]] = []


class CompensationShape(Shape):
    """`compensation.yaml`."""

    delay_after_filing_years: list[DatedShape[int]]
    delay_after_request_years: list[DatedShape[int]]
    drug_deducted_years: list[DatedShape[int]]
    drug_longest_years: list[DatedShape[int]]
    drug_total_after_approval_years: list[DatedShape[int]]


class EarliestShape(Shape):
    """The first day a patent, or any other right, can have."""

    patent: date
    other: date


class ConsistencyShape(Shape):
    """`consistency.yaml`."""

    source: str
    checked: date
    earliest: EarliestShape
    years_asked_ahead: int
    days_ahead: int
    longest_compensation_days: int


class YearsShape(Shape):
    """From patent year to patent year, and the full fee of one of them."""

    years: list[int] = Field(min_length=2, max_length=2)
    yuan: int


class ReductionPercentsShape(Shape):
    """What one holder, and what several together, are spared."""

    one_holder: list[DatedShape[int]]
    several_holders: list[DatedShape[int]]


class ReductionLimitsShape(Shape):
    """What the income of the year before must stay below."""

    individual_month: list[DatedShape[int]]
    enterprise_year: list[DatedShape[int]]


class FeesShape(Shape):
    """`fees.yaml`."""

    schedules: dict[Patent, list[DatedShape[list[YearsShape]]]]
    surcharge_percents: list[DatedShape[list[int]]]
    restoration_fee_yuan: list[DatedShape[int]]
    compensation_year_yuan: list[DatedShape[int]]
    reduction_years: list[DatedShape[int]]
    reduction_percents: ReductionPercentsShape
    reduction_limits_yuan: ReductionLimitsShape
    always_qualified: list[str]
    open_licence_percent: list[DatedShape[int]]
    free_month_warning_days: list[DatedShape[int]]
    grant_year: list[DatedShape[Literal["grant_date"]]]
    reduction_covers: list[DatedShape[Literal["later_years", "year_of_approval"]]]
    reduction_request_months: list[DatedShape[int]]
    reduction_request_days: list[DatedShape[int]]
    reduction_bar_years: list[DatedShape[int]]
    compensation_fee_rolls: list[DatedShape[bool]]


class CountedShape(Shape):
    """Which states count as in force, by reading."""

    statistical: list[DatedShape[list[State]]]
    legal: list[DatedShape[list[State]]]


class StatusShape(Shape):
    """`status.yaml`."""

    counted_states: CountedShape
    fee_grace_months: list[DatedShape[int]]


class PrintedShape(Shape):
    """Words of an export and the states they can mean."""

    contains: list[str] = Field(min_length=1)
    states: list[State] = Field(min_length=1)


class StatusWordsShape(Shape):
    """`status_words.yaml`."""

    words: list[PrintedShape]
    lapse_announcement_months: list[DatedShape[int]]


class RestorationShape(Shape):
    """`restoration.yaml`."""

    never_restored: dict[str, str]
    force_majeure_only: dict[str, str]


@rulebook.schema("lifecycle")
def check_lifecycle(document: MarkedDocument) -> Iterator[Issue]:
    """The shape of the file's own name; files of worked examples are checked by the tests that run them."""
    yield from faults(
        document,
        compensation=CompensationShape,
        consistency=ConsistencyShape,
        fees=FeesShape,
        status=StatusShape,
        status_words=StatusWordsShape,
        restoration=RestorationShape,
    )
    if document.file.endswith("/terms.yaml"):
        yield from _terms(document)
    elif document.file.endswith("/fees.yaml"):
        yield from _gaps(document)


def _terms(document: MarkedDocument) -> Iterator[Issue]:
    """Every type of right has its term; beside them stands how a missing day of a month is counted."""
    types = {name: value for name, value in document.value.items() if name != "no_corresponding_day"}
    yield from faults_at(document, types, dict[str, TermShape])
    for unknown in sorted(set(types) - set(RightType.values)):
        yield document.issue(f"不认识的权利类型 {unknown}", unknown)
    rule = document.value.get("no_corresponding_day", ())
    yield from faults_at(
        document, rule, list[DatedShape[Literal["last_day_of_month", "next_day"]]], "no_corresponding_day"
    )
    if document.file.startswith("national/"):
        for missing in sorted(set(RightType.values) - set(types)):
            yield document.issue(f"缺少权利类型 {missing}")


def _gaps(document: MarkedDocument) -> Iterator[Issue]:
    """The spans of a schedule follow one another from the first year on."""
    for right_type, versions in document.value.get("schedules", {}).items():
        for place, version in enumerate(versions):
            if any(faults_at(document, version["value"], list[YearsShape], "schedules", right_type, place, "value")):
                continue
            spans = [span["years"] for span in version["value"]]
            starts = [1, *(last + 1 for _, last in spans)][:-1]
            if [first for first, _ in spans] != starts:
                yield document.issue("各段年度须从第 1 年起首尾相接", "schedules", right_type, place)

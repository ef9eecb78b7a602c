"""Which periods are reported and by which day: the rhythm of the rule file `programmes/reporting`."""

import re
from datetime import date, timedelta
from typing import Any

from qiangxian.kernel import rulebook
from qiangxian.kernel.calendar import OFFICE, add_months
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.shapes import Shape

QUARTER, MONTH = "quarter", "month"
CODE = re.compile(r"(\d{4})(?:Q([1-4])|-(0[1-9]|1[0-2]))")


class RhythmShape(Shape):
    """One rhythm: how many months, and on which days of the last of them it opens and is due."""

    label: str
    months: int
    opens_day: int
    due_day: int


class ReportingShape(Shape):
    """`programmes/reporting.yaml`. `late`: what makes a part one that is reported every month."""

    label: str
    source: str
    checked: date
    rhythms: dict[str, RhythmShape]
    late: list[str]


def scheme(division_code: str) -> Any:
    """The county's rhythm."""
    return rulebook.load("programmes", "reporting", division=division_code)


class ReportingRound:
    """A period with the day from which it is reported and the day by which."""

    def __init__(self, code: str, division_code: str) -> None:
        year, quarter, month = _parts(code)
        rhythm = scheme(division_code)["rhythms"][QUARTER if quarter else MONTH]
        last = quarter * 3 if quarter else month
        self.code, self.start = code, date(year, last - (2 if quarter else 0), 1)
        self.end = add_months(date(year, last, 1), 1) - timedelta(days=1)
        days = (date(year, last, min(int(rhythm[name]), self.end.day)) for name in ("opens_day", "due_day"))
        self.opens, self.due = (OFFICE.roll(day) for day in days)

    @property
    def is_quarter(self) -> bool:
        """Whether everything is reported, not only what is late."""
        return "Q" in self.code

    @property
    def label(self) -> str:
        """`2026年第3季度`, `2026年11月`."""
        return words(self.code)


def words(code: str) -> str:
    """A period in words."""
    year, quarter, month = _parts(code)
    return f"{year}年第{quarter}季度" if quarter else f"{year}年{month}月"


def _parts(code: str) -> tuple[int, int, int]:
    found = CODE.fullmatch(code)
    if found is None:
        raise Refused("报告期写法不对", column="报告期", value=code, remedy="季度写成 2026Q3，月份写成 2026-11")
    return int(found[1]), int(found[2] or 0), int(found[3] or 0)


def around(day: date, division_code: str) -> tuple[ReportingRound, ReportingRound]:
    """The quarter and the month the day lies in."""
    codes = (f"{day.year}Q{(day.month + 2) // 3}", f"{day:%Y-%m}")
    quarter, month = (ReportingRound(code, division_code) for code in codes)
    return quarter, month


def open_on(day: date, division_code: str) -> list[ReportingRound]:
    """The rounds that are reported on a day, between opening and due day."""
    return [one for one in asked_in(day, division_code) if one.opens <= day <= one.due]


def asked_in(day: date, division_code: str) -> list[ReportingRound]:
    """The quarter and the month a day lies in, but for the last month of a quarter: the report of the quarter stands for it."""
    quarter, month = around(day, division_code)
    return [quarter] if month.end == quarter.end else [quarter, month]


def latest(day: date, division_code: str, count: int) -> list[ReportingRound]:
    """The last quarters up to the day's own, the newest first."""
    found, at = [], day
    for _ in range(count):
        quarter, _month = around(at, division_code)
        found.append(quarter)
        at = quarter.start - timedelta(days=1)
    return found

"""The practice of meetings, read in one place: days of notice, quorum, plenaries a year, own document code."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from qiangxian.engines.minutes import Wording
from qiangxian.kernel import rulebook
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.shapes import Shape, faults


class MeetingPracticeShape(Shape):
    """`meetings/practice.yaml`."""

    label: str
    source: str
    checked: date
    notice_working_days: int
    quorum_percent: int
    plenaries_a_year: int
    order_days: int
    number_code: str


@rulebook.schema("meetings")
def check_meetings(document: MarkedDocument) -> Iterator[Issue]:
    """The shape of the files."""
    return faults(document, practice=MeetingPracticeShape, minutes=Wording)


def practice(division_code: str) -> Any:
    """The numbers of the county's practice."""
    return rulebook.load("meetings", "practice", division=division_code)

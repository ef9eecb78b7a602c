"""The shapes of the rule files of cultivation: who enters and leaves the library, what guidance looks at."""

from collections.abc import Iterable
from typing import Literal

from qiangxian.kernel import rulebook
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.shapes import DatedShape, Shape, SourcedShape, faults


class LibraryShape(Shape):
    """`library.yaml`."""

    label: str
    publicity_working_days: list[DatedShape[int]]
    visit_people: list[DatedShape[int]]
    non_normal_bar_months: list[DatedShape[int]]
    inactivity_months: list[DatedShape[int]]
    same_contact_filings: list[DatedShape[int]]
    entry_titles: list[DatedShape[list[str]]]
    funded_services_before_payment: list[DatedShape[int]]


class ReasonShape(Shape):
    """Why a member leaves, and how long it then stays out."""

    label: str
    bar_months: list[DatedShape[int]]


class ExitsShape(Shape):
    """`exits.yaml`."""

    label: str
    source: str
    reasons: dict[str, ReasonShape]


class VisitsShape(Shape):
    """How often an enterprise is visited."""

    label: str
    per_year: list[DatedShape[int]]


class SizeShape(Shape):
    """What a plan looks at for enterprises of a size."""

    label: str
    focus: str
    visits: VisitsShape


class GoalShape(Shape):
    """A goal that can be counted: the fact it is read from, as an increase or as a level."""

    label: str
    unit: str
    fact: str
    kind: Literal["increase", "level"]


class GuidanceShape(Shape):
    """`guidance.yaml`."""

    label: str
    source: str
    sizes: dict[Literal["large", "medium", "small", "micro"], SizeShape]
    goals: dict[str, GoalShape]
    services: dict[str, str]


class TechnologyShape(SourcedShape):
    """`technology.yaml`."""

    sections: dict[str, str]


@rulebook.schema("cultivation")
def check_cultivation(document: MarkedDocument) -> Iterable[Issue]:
    """Each file of the topic by its name."""
    return faults(document, library=LibraryShape, exits=ExitsShape, guidance=GuidanceShape, technology=TechnologyShape)

"""The shapes of the rule files that say what is watched and when one is told."""

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import Field, model_validator

from qiangxian.contexts.notices.shapes import SendingShape
from qiangxian.kernel import rulebook
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.shapes import DatedShape, Shape, faults, faults_at

from .types import DueKind

Length = Annotated[int, Field(ge=1)]


class DueLightsShape(Shape):
    """How near a last day must be for a light."""

    label: str
    red_days: list[DatedShape[int]]
    yellow_days: list[DatedShape[int]]


class ReminderShape(Shape):
    """One kind of last day: the rule behind it, from when it is listed, and how long before or after it one is told."""

    label: str
    basis: str
    shown_days: list[DatedShape[Length]] = []
    shown_months: list[DatedShape[Length]] = []
    before_days: list[DatedShape[list[Length]]] = []
    before_months: list[DatedShape[list[Length]]] = []
    after_days: list[DatedShape[list[Length]]] = []
    after_months: list[DatedShape[list[Length]]] = []

    @model_validator(mode="after")
    def _tells_and_not_before_it_lists(self) -> "ReminderShape":
        if not (self.before_days or self.before_months or self.after_days or self.after_months):
            raise ValueError("须写明至少一种提醒日")
        for shown, told in ((self.shown_days, self.before_days), (self.shown_months, self.before_months)):
            ahead = min((version.value for version in shown), default=None)
            if ahead is not None and any(count > ahead for version in told for count in version.value):
                raise ValueError("提醒不能早于列出的时间")
        return self


class GeneralShape(Shape):
    """What `reminders.yaml` has besides its kinds."""

    label: str
    lights: DueLightsShape
    longest_fee_days: int
    calendar_months: list[DatedShape[int]]
    list_days: list[DatedShape[list[int]]]


@rulebook.schema("notices")
def check_notices(document: MarkedDocument) -> Iterable[Issue]:
    """`sending.yaml`; of `reminders.yaml` what all kinds share, every kind there is, and how far ahead fees are listed."""
    yield from faults(document, sending=SendingShape)
    if document.file.endswith("/reminders.yaml") and document.file.startswith("national/"):
        yield from _reminders(document)


def _reminders(document: MarkedDocument) -> Iterator[Issue]:
    general = {name: value for name, value in document.value.items() if name in GeneralShape.model_fields}
    kinds = {name: value for name, value in document.value.items() if name not in general}
    yield from faults_at(document, general, GeneralShape)
    yield from faults_at(document, kinds, dict[DueKind, ReminderShape])
    for missing in sorted(set(DueKind.values) - set(kinds)):
        yield document.issue(f"缺少 {missing}")
    most = document.value.get("longest_fee_days", 0)
    if any(version["value"] > most for version in kinds.get(DueKind.FEE, {}).get("shown_days", ())):
        yield document.issue(f"最多提前 {most} 日列出年费", DueKind.FEE, "shown_days")

"""What everybody may see: the releases of programmes, and the names behind a figure that may be told."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max, QuerySet

from qiangxian.contexts.registers.demonstration.readers import has_demo
from qiangxian.engines.metrics.measures import CountedRow
from qiangxian.kernel import division
from qiangxian.kernel.errors import NotFound

from .. import target_words as words
from ..matching import FieldChange
from ..models import Phase, Programme, Release, Task
from ..target_types import TargetExplanation
from ..types import AssignmentRole
from .matrix import Matrix, UnitRow
from .timeline import Timeline, timeline_of

EXISTENCE = "existence"
NAMED_IN_PUBLIC = frozenset({"enterprise", "agency", "facility", "title"})


def counted_names(found: TargetExplanation) -> list[str]:
    """The names of the bodies a target counts, in order; rights are counted but not named, for their holders may be persons."""
    rows: tuple[CountedRow, ...] = found.explanation.rows if found.explanation else ()
    return sorted({row.label for row in rows if row.kind in NAMED_IN_PUBLIC})


def public_programmes() -> QuerySet[Programme]:
    """The programmes everybody may see, one county after the other, the newest published of each first."""
    rows = Programme.objects.filter(is_public=True)
    return rows.annotate(since=Max("releases__published_at")).order_by("division_code", "-since", "-id")


def public_programme(programme_id: int) -> Programme:
    """One programme everybody may see."""
    found = Programme.objects.filter(is_public=True, pk=programme_id).first()
    if found is None:
        raise NotFound("没有公开的这个工作方案", remedy="请从首页选择县（市、区）")
    return found


def county_of(programme_id: int) -> str:
    """The county of a programme, public or not: what else the county makes public does not wait for its plan."""
    code = Programme.objects.filter(pk=programme_id).values_list("division_code", flat=True).first()
    if code is None:
        raise NotFound("没有这个页面", remedy="请从首页进入")
    return code


def released(programme: Programme, day: date) -> Release:
    """What everybody sees on a day: the newest release that stands with figures not later than it; before the first, the
    first, whose figures are not of that day."""
    rows = programme.releases.filter(published_at__isnull=False, withdrawn_at__isnull=True)
    found = rows.filter(as_of_date__lte=day).order_by("-id").first()
    return found or rows.order_by("as_of_date", "id")[0]


def proposed(programme: Programme) -> Release | None:
    """What was handed over and is not published yet."""
    return programme.releases.filter(published_at__isnull=True).order_by("-id").first()


def public_changes(programme: Programme, proposed: Release) -> list[FieldChange]:
    """What publishing would change on the public page; everything is new where nothing is public."""
    rows = programme.releases.filter(published_at__isnull=False, withdrawn_at__isnull=True)
    standing = rows.order_by("-id").first()
    before, after = (_seen(standing.content) if standing else {}), _seen(proposed.content)
    names = [*after, *(name for name in before if name not in after)]
    return [
        FieldChange(name, before.get(name, "（没有）"), after.get(name, "（没有）"))
        for name in names
        if before.get(name) != after.get(name)
    ]


def shown_number(value: Any, scale: int) -> str:
    """As the page prints it."""
    return words.shown(None if value is None else Decimal(str(value)) / scale)


def _seen(content: dict[str, Any]) -> dict[str, str]:
    """What stands on the public page, by name, in words."""
    shown = {"方案": content["title"], "任务": f"{len(content['tasks'])} 项", "单位": f"{len(content['units'])} 个"}
    for target in content["targets"]:
        value, aim = (shown_number(target[name], target["scale"]) for name in ("value", "required"))
        is_there = "已建立" if target["met"] else "推进中"
        told = value if target["value"] is None else f"{value} {target['printed_unit']}"
        told += "" if target["required"] is None else f"，目标 {aim} {target['printed_unit']}"
        shown[target["label"]] = is_there if target["kind"] == EXISTENCE else told
    for phase in content["phases"]:
        shown[phase["name"]] = f"{phase['start'] or '…'} 至 {phase['end'] or '…'}"
    return shown


@dataclass(frozen=True)
class ReleasedPage:
    """A programme as it was released; `target`: the one a page is about."""

    programme: Any
    release: Any
    day: date
    target: Any = None

    @property
    def content(self) -> Any:
        """The texts and values."""
        return self.release.content

    @property
    def county(self) -> str:
        """`舞钢市`."""
        return division.find(self.programme.division_code).name

    @property
    def counties(self) -> list[tuple[Any, str]]:
        """The newest published programme of every county here, for the switch between them."""
        newest: dict[str, Any] = {}
        for one in public_programmes():
            newest.setdefault(one.division_code, one)
        return [(one, division.find(code).name) for code, one in newest.items()]

    @property
    def timeline(self) -> Timeline:
        """The phases, and where the day stands among them."""
        return timeline_of((Phase(**one) for one in self.content["phases"]), day=self.day)

    @property
    def matrix(self) -> Matrix:
        """Who has which part in which task."""
        roles = [
            UnitRow(None, one["name"], False, {key: AssignmentRole(role) for key, role in one["roles"].items()})
            for one in self.content["units"]
        ]
        return Matrix(tuple(Task(key=one["key"], title=one["title"]) for one in self.content["tasks"]), tuple(roles))

    @property
    def has_figures(self) -> bool:
        """Whether figures had been released by the day asked for."""
        return bool(self.release.as_of_date <= self.day)

    @property
    def numeric(self) -> list[Any]:
        """Targets with a number."""
        return [one for one in self.content["targets"] if one["kind"] != EXISTENCE]

    @property
    def existence(self) -> list[Any]:
        """Targets that something be set up."""
        return [one for one in self.content["targets"] if one["kind"] == EXISTENCE]

    @property
    def is_demo(self) -> bool:
        """Whether the figures come from generated records."""
        return has_demo(self.programme.division_code)


def released_page(programme: Programme, day: date) -> ReleasedPage:
    """The programme as everybody sees it on a day."""
    return ReleasedPage(programme, released(programme, day), day)

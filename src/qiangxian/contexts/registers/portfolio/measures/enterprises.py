"""Enterprises counted for what they hold: granted patents, titles."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from qiangxian.engines.metrics.measures import MeasureResult, Member, PointValue, Question, Row, measure, sweep

from ...enterprises.models import Enterprise
from ...records.conditions import recorded, title_valid
from ...records.counting import counted, point_values, revision
from ...records.spans import Days, line_of, tally, told
from ...rights.measures.holders import enterprises_of, held
from ...rights.measures.rights import ever_granted, in_force, key, shown_number
from ...titles.models import Title
from ...types import Level, MatchState, RecordKind

_DAY = timedelta(days=1)
Counted = tuple[tuple[str, ...], Callable[[], list[Row]]]


class CountedTitle(NamedTuple):
    """What a measure says of a certificate; the other columns of a row are not read for it."""

    enterprise_id: int | None
    enterprise_name: str
    uscc: str
    kind: str
    name: str
    level: str
    valid_from: date
    valid_through: date | None
    rule_version: str
    known_date: date
    revoked_date: date | None
    revoked_known_date: date | None


@measure(
    "registers.enterprises.with_granted_patents",
    label="持有若干件授权专利的企业",
    registers=(RecordKind.ENTERPRISE, RecordKind.RIGHT),
    revision=revision,
)
def with_granted_patents(question: Question) -> MeasureResult:
    """Enterprises of the county that hold at least `min_patents` patents of the asked types in the asked state.

    Filters: `min_patents`, `types`, `state` (ever_granted, in_force), `holder` (every, first_named), `entities`.
    """

    def members() -> list[Member]:
        return [Member(row.key, holder) for row in _patent_holders(question)[1]() for holder in row.owners]

    made = counted(question, (RecordKind.ENTERPRISE, RecordKind.RIGHT), partial(_patent_holders, question))
    return replace(made, members=members)


def _patent_holders(question: Question) -> Counted:
    local = {
        record: (uscc or name, name)
        for record, uscc, name in enterprises_of(question)
        .filter(entity_kind__in=question.filters["entities"])
        .values_list("record_id", "uscc", "name")
    }
    rights = ever_granted(question) if question.filters["state"] == "ever_granted" else in_force(question)
    holdings = held(question, first_named=question.filters["holder"] == "first_named").filter(
        holder__isnull=False, record_id__in=rights.values("record_id")
    )
    numbers = (
        holdings.order_by()
        .values_list("holder_id")
        .annotate(patents=Count("record_id", distinct=True))
        .filter(patents__gte=question.filters["min_patents"])
    )
    found = {holder: patents for holder, patents in numbers if holder in local}
    # The number of patents is sealed too: who counts is one fact, with how many another.
    keys = tuple(f"{local[holder][0]} {patents}" for holder, patents in found.items())

    def rows() -> list[Row]:
        held_by: dict[int, list[int]] = {holder: [] for holder in found}
        for holder, record in holdings.values_list("holder_id", "record_id").distinct():
            if holder in held_by:
                held_by[holder].append(record)
        shown = {
            record: shown_number(kind, key(number, sub_key))
            for record, kind, number, sub_key in rights.values_list("record_id", "type", "number", "sub_key")
        }
        listed = [
            Row(
                kind=RecordKind.ENTERPRISE,
                key=local[holder][0],
                label=local[holder][1],
                because=tuple(sorted(shown[record] for record in records)),
                owners=frozenset({holder}),
            )
            for holder, records in held_by.items()
        ]
        return sorted(listed, key=lambda row: row.key)

    return keys, rows


@measure(
    "registers.enterprises.with_titles",
    label="持有有效资质称号的企业",
    registers=(RecordKind.TITLE,),
    revision=revision,
)
def with_titles(question: Question) -> MeasureResult:
    """Enterprises with a title of the asked `kinds` and `levels` valid on the day, each once.

    A certificate whose enterprise was not matched counts under its printed code or name; one of a body outside the
    county does not.
    """

    def members() -> list[Member]:
        return [Member(row.key, next(iter(row.owners), None)) for row in _title_holders(question)[1]()]

    return replace(counted(question, (RecordKind.TITLE,), partial(_title_holders, question)), members=members)


@sweep("registers.enterprises.with_titles")
def with_titles_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `with_titles`, for days known on the day itself."""
    line, first = line_of(questions), questions[0]
    if line is None:
        return None
    titles = titles_of(first).values_list(
        "enterprise_id", "uscc", "enterprise_name", "valid_from", "known_date", "valid_through", "revoked_date",
        "revoked_known_date",
    )  # fmt: skip
    named = {record: key for record, (key, _) in holder_names(first, titles.values("enterprise_id")).items()}
    held: dict[str, Days] = defaultdict(int)
    for holder, uscc, name, begins, known, through, revoked, revoked_known in titles:
        ends = told(revoked, revoked_known)
        days = line.span(max(begins, known), ends) & line.span(None, through + _DAY if through else None)
        held[named.get(holder or 0, uscc or name)] |= days
    return point_values(questions, (RecordKind.TITLE,), line, tally(held.values(), line))


def titles_of(question: Question) -> QuerySet[Title]:
    """Certificates of the asked kinds and levels, whenever valid."""
    asked = {"kind__in": question.filters["kinds"], "level__in": question.filters["levels"]}
    rows = Title.objects.filter(recorded(question.recorded), division_code=question.division, **asked)
    return rows.exclude(match_state=MatchState.OUTSIDE)


def counted_titles(titles: QuerySet[Title]) -> list[CountedTitle]:
    """The certificates as the measures see them."""
    return [CountedTitle._make(row) for row in titles.values_list(*CountedTitle._fields)]


def valid_titles(question: Question) -> list[CountedTitle]:
    """Certificates of the asked kinds and levels valid on the day, the oldest first."""
    return counted_titles(titles_of(question).filter(title_valid(question.as_of)).order_by("valid_from", "id"))


def holder_names(question: Question, records: Any) -> dict[int, tuple[str, str]]:
    """Natural key and name of enterprises."""
    rows = Enterprise.objects.filter(recorded(question.recorded), record_id__in=records)
    return {record: (uscc or name, name) for record, uscc, name in rows.values_list("record_id", "uscc", "name")}


def _title_holders(question: Question) -> Counted:
    titles = valid_titles(question)
    named = holder_names(question, {title.enterprise_id for title in titles if title.enterprise_id})
    by_holder: dict[str, list[CountedTitle]] = {}
    for title in titles:
        fallback = (title.uscc or title.enterprise_name, title.enterprise_name)
        by_holder.setdefault(named.get(title.enterprise_id or 0, fallback)[0], []).append(title)

    def rows() -> list[Row]:
        return [
            Row(
                kind=RecordKind.ENTERPRISE,
                key=holder,
                label=held[0].enterprise_name,
                because=tuple(title_words(title) for title in held),
                owners=frozenset(title.enterprise_id for title in held if title.enterprise_id),
            )
            for holder, held in sorted(by_holder.items())
        ]

    return tuple(by_holder), rows


def title_words(title: CountedTitle) -> str:
    until = f"至 {title.valid_through}" if title.valid_through else "未载明终止日"
    return f"{title.name}（{_level_words(title.level)}），{title.valid_from} {until}"


def _level_words(level: str) -> str:
    return Level(level).label if level in Level.values else level

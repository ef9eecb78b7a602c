"""Enterprises counted for the titles they hold: all, by title, management certificates by standard, authorised users of an
indication's mark."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from qiangxian.engines.metrics.days import totals
from qiangxian.engines.metrics.measures import CountedRow, Point, Question

from ..enterprises.presence import borne
from ..records.conditions import recorded
from ..records.points import Counted, columns, counts, first_of_each, grouped, iso, split, with_days
from ..records.validity import CERTIFICATE
from ..types import Level, MatchState, RecordKind
from .models import Title

CODE_LENGTH = 18


class Certificate(NamedTuple):
    """What a measure says of a title; days are ISO text."""

    enterprise_id: int | None
    enterprise_name: str
    uscc: str
    kind: str
    name: str
    level: str
    rule_version: str
    valid_from: str
    known_date: str
    revoked_date: str | None
    revoked_known_date: str | None
    valid_through: str | None


def certificates(question: Question) -> list[Point]:
    """Titles of the asked kinds and levels, by their holder's code (else name), the oldest first: from the day they are
    valid and known through their last day, until they are revoked, while their bearer is of the county. One whose
    enterprise was not matched counts under its printed code or name; one of a body outside the county does not."""
    kinds, levels = question.filters["kinds"], question.filters["levels"]
    everyone = question.once("titles", lambda: list(_titles(question)))
    return [one for one in everyone if one.type in kinds and one.source.level in levels]


def _titles(question: Question) -> Iterator[Point]:
    facts = (*Certificate._fields[:7], *iso(*columns(CERTIFICATE), CERTIFICATE.through))
    rows = Title.objects.filter(recorded(question.recorded), division_code=question.division)
    rows = rows.exclude(match_state=MatchState.OUTSIDE).order_by("valid_from", "id")
    for *row, valid in with_days(question, rows, CERTIFICATE, *facts):
        one = Certificate._make(row)
        key, counted = borne(question, one.enterprise_id, one.uscc or one.enterprise_name, valid)
        if counted:
            yield Point(key, one.enterprise_id, counted, one.kind, 1, one)


def _counted(question: Question, titles: Sequence[Point], **more: Any) -> Counted:
    """The holders of these titles, each once."""
    return Counted(first_of_each(titles), lambda _: _rows(titles), **more)


def _by_holder(titles: Iterable[Point]) -> dict[str, list[Certificate]]:
    found: dict[str, list[Certificate]] = defaultdict(list)
    for point in titles:
        found[point.key].append(point.source)
    return found


def _rows(titles: Iterable[Point]) -> list[CountedRow]:
    return [
        CountedRow(
            kind=RecordKind.ENTERPRISE,
            key=holder,
            label=own[0].enterprise_name,
            because=tuple(_words(one) for one in own),
            owners=frozenset(one.enterprise_id for one in own if one.enterprise_id),
        )
        for holder, own in sorted(_by_holder(titles).items())
    ]


def _words(one: Certificate) -> str:
    until = f"至 {one.valid_through}" if one.valid_through else "未载明终止日"
    level = Level(one.level).label if one.level in Level.values else one.level
    return f"{one.name}（{level}），{one.valid_from} {until}"


def _kinds(titles: Sequence[Point]) -> Iterable[str]:
    """Sealed with its kinds: who counts is one fact, with which titles another."""
    return (f"{holder} {' '.join(sorted({one.kind for one in own}))}" for holder, own in _by_holder(titles).items())


@counts("registers.enterprises.with_titles", "持有有效资质称号的企业", RecordKind.TITLE)
def with_titles(question: Question) -> Counted:
    """Enterprises with a title of the asked `kinds` and `levels` valid on the day, each once."""
    return _counted(question, certificates(question))


@counts("registers.enterprises.with_titles_by_kind", "持有有效称号的企业，按称号", RecordKind.TITLE)
def with_titles_by_kind(question: Question) -> Counted:
    """As above, with a part for each kind, in which an enterprise with several titles stands several times."""
    titles = certificates(question)
    by_kind: dict[str, list[int]] = defaultdict(list)
    for (_, kind), days in grouped(titles, lambda one: (one.key, one.type)).items():
        by_kind[kind].append(days)
    parts = {kind: totals(by_kind[kind], question.moments) for kind in question.filters["kinds"]}
    return _counted(question, titles, parts=parts, keys=lambda: _kinds(titles))


@counts("registers.enterprises.certified", "持有有效贯标证书的企业", RecordKind.TITLE)
def certified(question: Question) -> Counted:
    """Holders of management certificates; one to a standard whose transition ended (`ended_standards`: its last day) counts
    no longer. Parts: certificates by standard (`standards`), and those whose standard is not recorded."""
    last_days: Mapping[str, date] = question.filters["ended_standards"]
    named = {words: code for code, words in question.filters["standards"].items()}
    titles = [
        point._replace(days=days)
        for point in certificates(question)
        if (days := point.days & question.moments.through[last_days.get(point.source.rule_version)])
    ]
    codes = (*question.filters["standards"], "unknown")
    parts = split(titles, question.moments, lambda one: named.get(one.source.rule_version, "unknown"), codes)
    return _counted(question, titles, parts=parts, keys=lambda: _kinds(titles))


@counts("registers.enterprises.indication_users", "专用标志合法使用人", RecordKind.TITLE)
def indication_users(question: Question) -> Counted:
    """Authorised users with a social credit code, each once; those recorded without one are told apart, not counted."""
    titles = certificates(question)
    coded = [one for one in titles if _is_code(one.key)]
    without = first_of_each(one for one in titles if not _is_code(one.key))
    parts = {"without_code": totals((one.days for one in without), question.moments)}
    return _counted(question, coded, parts=parts, keys=lambda: _kinds(coded))


def _is_code(holder: str) -> bool:
    return len(holder) == CODE_LENGTH and holder.isascii()

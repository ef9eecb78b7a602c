"""Ladders of titles in a county: how many stand on each step, who moved, who is near the next and what is missing."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from qiangxian.engines.eligibility.facts import Facts
from qiangxian.engines.eligibility.ladder import Ladder, is_candidate, ladders, near_limit, step_of
from qiangxian.engines.eligibility.titles import SelfTest, open_count, self_test, titles
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import add_months

from ..enterprises.presence import present
from ..enterprises.readers.sizes import newest_year
from ..records import policies
from ..records.clock import current_revision
from ..records.conditions import happened, known_by, recorded
from ..rights.in_force.conditions import on_day
from ..titles.models import Title
from .eligibility import facts_of
from .models import KeptLadders

MOVES_OF_MONTHS = 12


class NearTitle(NamedTuple):
    """An enterprise near the next step: where it stands, the title it is near, and how many conditions are open."""

    record_id: int
    name: str
    step: str
    next: str
    title: str
    distance: int
    rights: int


class Move(NamedTuple):
    """A certificate that began or ended within the period."""

    day: date
    record_id: int
    name: str
    words: str


class LadderStep(NamedTuple):
    """One step of a ladder: how many enterprises hold it as their highest, and how many are near it."""

    title: str
    label: str
    standing: int
    near: int


class LadderView(NamedTuple):
    """One ladder of the county on a day. `outside` stand on no step."""

    code: str
    label: str
    steps: list[LadderStep]
    outside: int
    near: list[NearTitle]
    moves: list[Move]


@dataclass(frozen=True)
class Ladders:
    """All ladders of a county on a day; `year` is that of the yearly figures, the newest any enterprise reported;
    `computed_at` is the instant of the nightly run that worked them out."""

    as_of: AsOf
    year: int
    views: list[LadderView]
    computed_at: datetime | None = None


def newest_ladder(actor: Actor, division_code: str, as_of: AsOf, *, today: date) -> Ladders:
    """The ladders of today as the last nightly run left them, labelled with their day; another day is worked out at once."""
    kept = KeptLadders.objects.filter(division_code=division_code).first() if as_of == AsOf.on(today) else None
    if kept is None or not policies.may_read.decide(actor, {"division_code": division_code}):
        return ladder(actor, division_code, as_of)
    return Ladders(AsOf.on(kept.effective), kept.year, [_read(one) for one in kept.views], kept.computed_at)


def keep(division_code: str, *, today: date, at: datetime) -> None:
    """Work the ladders out and keep them in place of those of the night before."""
    revision, found = current_revision(division_code), _worked_out(division_code, AsOf.on(today))
    values = {"effective": today, "revision": revision, "computed_at": at, "year": found.year}
    views = [_written(one) for one in found.views]
    KeptLadders.objects.update_or_create(division_code=division_code, defaults={**values, "views": views})


def _written(view: LadderView) -> dict[str, Any]:
    moves = [[move.day.isoformat(), *move[1:]] for move in view.moves]
    return {**view._asdict(), "moves": moves}


def _read(kept: Mapping[str, Any]) -> LadderView:
    rows = {
        "steps": [LadderStep(*one) for one in kept["steps"]],
        "near": [NearTitle(*one) for one in kept["near"]],
        "moves": [Move(date.fromisoformat(day), *more) for day, *more in kept["moves"]],
    }
    return LadderView(**{**kept, **rows})


def ladder(actor: Actor, division_code: str, as_of: AsOf) -> Ladders:
    """All ladders on the effective day, with the moves of the year before. Enterprises seated in the county that have not
    closed."""
    if not policies.may_read.decide(actor, {"division_code": division_code}):
        return Ladders(as_of, newest_year(division_code, as_of.effective), [])
    return _worked_out(division_code, as_of)


def _worked_out(division_code: str, as_of: AsOf) -> Ladders:
    year = newest_year(division_code, as_of.effective)
    names = {record: one.name for record, one in present(on_day(division_code, as_of)).items() if one.days}
    every = facts_of(division_code, as_of.effective, newest=year)
    facts = {record: one for record, one in every.items() if record in names}
    moved = _moves(division_code, as_of, names)
    return Ladders(as_of, year, [_view(one, division_code, names, facts, moved) for one in ladders(division_code)])


def near_tests(division_code: str, ladders: Ladders, lines: Sequence[NearTitle]) -> list[SelfTest]:
    """The whole self-test of the next step for each of these."""
    facts = facts_of(division_code, ladders.as_of.effective, [one.record_id for one in lines], newest=ladders.year)
    return [self_test(facts[one.record_id], one.title, division_code) for one in lines]


def _view(
    rule: Ladder,
    division_code: str,
    names: Mapping[int, str],
    facts: Mapping[int, Facts],
    moved: Mapping[str, list[Move]],
) -> LadderView:
    labels = dict(titles(division_code))
    standing = {record: step_of(one, rule) for record, one in facts.items()}
    held = Counter(standing.values())
    near = [
        NearTitle(record, names[record], labels[step] if step else "", labels[title], title, distance, len(one.rights))
        for record, one in facts.items()
        for step, title, distance in _nearing(rule, one, standing[record], division_code)
    ]
    by_next = Counter(one.title for one in near)
    return LadderView(
        rule.code,
        rule.label,
        [LadderStep(kind, labels.get(kind, kind), held[kind], by_next[kind]) for kind in rule.steps],
        held[None],
        sorted(near, key=_nearest),
        sorted((move for kind in rule.steps for move in moved[kind]), key=lambda move: move[:3:2], reverse=True),
    )


def _nearest(one: NearTitle) -> tuple[bool, int, int, str]:
    """Who stands on a step already comes first."""
    return not one.step, one.distance, -one.rights, one.name


def _nearing(rule: Ladder, one: Facts, step: str | None, division_code: str) -> Iterator[tuple[str | None, str, int]]:
    """Its step, the next and how many conditions are open, where they are few."""
    following = rule.steps.index(step) + 1 if step else 0
    if following == len(rule.steps) or not is_candidate(one, step, division_code):
        return
    limit = near_limit(one.on, division_code)
    distance = open_count(one, rule.steps[following], division_code, limit)
    if distance is not None and distance <= limit:
        yield step, rule.steps[following], distance


def _moves(division_code: str, as_of: AsOf, names: Mapping[int, str]) -> Mapping[str, list[Move]]:
    """By title certificates that began, ran out without a later one, or were revoked within the year before."""
    labels, since = dict(titles(division_code)), add_months(as_of.effective, -MOVES_OF_MONTHS)
    rows = list(
        Title.objects.filter(
            recorded(), known_by(as_of), division_code=division_code, kind__in=list(labels), enterprise__isnull=False
        ).order_by("valid_from", "id")
    )
    revoked = set(
        Title.objects.filter(recorded(), happened("revoked_date", "revoked_known_date", as_of)).values_list(
            "pk", flat=True
        )
    )
    newest = {(row.enterprise_id or 0, row.kind): row.valid_from for row in rows}
    found: dict[str, list[Move]] = defaultdict(list)
    for row in rows:
        holder = row.enterprise_id or 0
        if holder not in names:
            continue
        for day, words in _turns(row, row.pk in revoked, newest[holder, row.kind]):
            if since < day <= as_of.effective:
                found[row.kind].append(Move(day, holder, names[holder], f"{words}{labels[row.kind]}"))
    return found


def _turns(row: Title, is_revoked: bool, newest: date) -> Iterator[tuple[date, str]]:
    """When a certificate began and ended; one that a later one follows did not simply run out."""
    yield row.valid_from, "取得"
    if is_revoked and row.revoked_date:
        yield row.revoked_date, "被撤销"
    elif row.valid_through and newest == row.valid_from:
        yield row.valid_through, "到期未续"

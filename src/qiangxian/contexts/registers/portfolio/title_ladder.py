"""Ladders of titles in a county: how many stand on each step, who moved, who is near the next and what is missing."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from qiangxian.engines.eligibility.facts import Facts
from qiangxian.engines.eligibility.ladder import Ladder, is_candidate, ladders, near_limit, step_of
from qiangxian.engines.eligibility.titles import SelfTest, open_count, self_test, titles
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf

from ..enterprises.presence import present
from ..records import policies
from ..records.conditions import happened, known_by, recorded
from ..rights.in_force import on_day
from ..titles.models import Title
from .eligibility import facts_of


@dataclass(frozen=True)
class Near:
    """An enterprise near the next step: where it stands, how many conditions are open, and its test."""

    record_id: int
    name: str
    step: str
    next: str
    title: str
    distance: int
    rights: int
    facts: Facts

    def test(self, division_code: str) -> SelfTest:
        """The whole self-test of the next step."""
        return self_test(self.facts, self.title, division_code)


@dataclass(frozen=True)
class Move:
    """A certificate that began or ended within the period."""

    day: date
    record_id: int
    name: str
    words: str


@dataclass(frozen=True)
class Step:
    """One step: how many enterprises hold it as their highest, and how many are near it."""

    title: str
    label: str
    standing: int
    near: int


@dataclass(frozen=True)
class LadderView:
    """One ladder of the county on a day. `outside` stand on no step."""

    code: str
    label: str
    steps: list[Step]
    outside: int
    near: list[Near]
    moves: list[Move]


def ladder(actor: Actor, division_code: str, as_of: AsOf, since: date) -> list[LadderView]:
    """All ladders on the effective day; moves after `since`. Enterprises seated in the county that have not closed."""
    if not policies.may_read.decide(actor, {"division_code": division_code}):
        return []
    names = {record: one.name for record, one in present(on_day(division_code, as_of)).items() if one.days}
    facts = {record: one for record, one in facts_of(division_code, as_of.effective).items() if record in names}
    labels = dict(titles(division_code))
    moved = _moves(division_code, as_of, since, names, labels)
    return [_view(one, division_code, names, facts, labels, moved) for one in ladders(division_code)]


def _view(
    rule: Ladder,
    division_code: str,
    names: Mapping[int, str],
    facts: Mapping[int, Facts],
    labels: Mapping[str, str],
    moved: Mapping[str, list[Move]],
) -> LadderView:
    standing = {record: step_of(one, rule) for record, one in facts.items()}
    held = Counter(standing.values())
    near = sorted(_near(rule, division_code, names, facts, standing, labels), key=_nearest)
    by_next = Counter(one.title for one in near)
    return LadderView(
        rule.code,
        rule.label,
        [Step(kind, labels.get(kind, kind), held[kind], by_next[kind]) for kind in rule.steps],
        held[None],
        near,
        sorted(
            (move for kind in rule.steps for move in moved[kind]), key=lambda move: (move.day, move.name), reverse=True
        ),
    )


def _nearest(one: Near) -> tuple[bool, int, int, str]:
    """Who stands on a step already comes first."""
    return not one.step, one.distance, -one.rights, one.name


def _near(
    rule: Ladder,
    division_code: str,
    names: Mapping[int, str],
    facts: Mapping[int, Facts],
    standing: Mapping[int, str | None],
    labels: Mapping[str, str],
) -> Iterator[Near]:
    """Those with few open conditions of the next step."""
    for record, one in facts.items():
        step = standing[record]
        following = rule.steps.index(step) + 1 if step else 0
        if following == len(rule.steps) or not is_candidate(one, step, division_code):
            continue
        title = rule.steps[following]
        limit = near_limit(one.on, division_code)
        distance = open_count(one, title, division_code, limit)
        if distance is not None and distance <= limit:
            words = labels[step] if step else ""
            yield Near(record, names[record], words, labels[title], title, distance, len(one.rights), one)


def _moves(
    division_code: str, as_of: AsOf, since: date, names: Mapping[int, str], labels: Mapping[str, str]
) -> Mapping[str, list[Move]]:
    """By title certificates that began, ran out without a later one, or were revoked after `since`."""
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

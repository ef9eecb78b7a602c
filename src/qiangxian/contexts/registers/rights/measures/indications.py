"""Geographical indications by system: products, marks, agricultural products. One name under several systems is several
rights but one thing protected."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from qiangxian.engines.metrics.measures import MeasureResult, PointValue, Question, measure, sweep

from ...records.conditions import recorded
from ...records.counting import point_values, revision
from ...records.spans import Days, line_of, tally
from ...types import GeographicalSystem, RightType
from ..models import Right
from .filings import CountedRight, local_rows, result_of, with_parts
from .holders import local_days
from .right_days import counts_every_state, in_force_days
from .rights import REGISTERS, in_force

TYPES = (RightType.GEOGRAPHICAL_INDICATION,)


@measure("registers.indications.in_force", label="当日有效的地理标志，按系统", registers=REGISTERS, revision=revision)
def in_force_by_system(question: Question) -> MeasureResult:
    """Rights under the asked `systems`, or the names they protect (`unit` = names). Parts: rights under each of the three
    systems whether asked or not, those whose system is not recorded, and the distinct names of all."""
    wanted = set(question.filters["systems"])
    everyone: list[CountedRight] = []

    def find() -> list[CountedRight]:
        asked = replace(question, filters={**question.filters, "types": TYPES})
        everyone.extend(local_rows(question, in_force(asked)))
        return [row for row in everyone if row.sub_key in wanted]

    made = result_of(question, find, lambda _: _parts(everyone), _because)
    if made.value is None or question.filters["unit"] == "rights":
        return made
    return replace(made, value=len({row.title for row in everyone if row.sub_key in wanted}), members=None)


def _because(row: CountedRight) -> tuple[str, ...]:
    known = row.sub_key in GeographicalSystem.values
    return (row.number, GeographicalSystem(row.sub_key).label if known else "保护系统未登记")


def _parts(rows: Sequence[CountedRight]) -> Mapping[str, int]:
    numbers = Counter(row.sub_key for row in rows)
    known = {system: numbers[system] for system in GeographicalSystem.values}
    return {**known, "unknown": len(rows) - sum(known.values()), "names": len({row.title for row in rows})}


@sweep("registers.indications.in_force")
def in_force_by_system_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `in_force_by_system`, for days known on the day itself."""
    line, first = line_of(questions), questions[0]
    if line is None or not counts_every_state(line):
        return None
    local, standing = local_days(first, line), in_force_days(first, line, RightType.GEOGRAPHICAL_INDICATION)
    rows = Right.objects.filter(
        recorded(first.recorded), division_code=first.division, type=RightType.GEOGRAPHICAL_INDICATION
    )
    held = [
        (system, title, standing.get(record, 0) & local.get(record, 0))
        for record, system, title in rows.values_list("record_id", "sub_key", "title")
    ]
    wanted, known = set(first.filters["systems"]), set(GeographicalSystem.values)
    parts = {one: tally((days for system, _, days in held if system == one), line) for one in sorted(known)}
    parts["unknown"] = tally((days for system, _, days in held if system not in known), line)
    parts["names"] = tally(_by_name(held).values(), line)
    chosen = [one for one in held if one[0] in wanted]
    rights = first.filters["unit"] == "rights"
    value = tally((days for _, _, days in chosen) if rights else _by_name(chosen).values(), line)
    return with_parts(questions, line, point_values(questions, REGISTERS, line, value), parts)


def _by_name(held: Sequence[tuple[str, str, Days]]) -> Mapping[str, Days]:
    found: dict[str, Days] = {}
    for _, title, days in held:
        found[title] = found.get(title, 0) | days
    return found

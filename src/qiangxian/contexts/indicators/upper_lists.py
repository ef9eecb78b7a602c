"""The province's or the nation's list beside ours for a day: what stands in both, only in ours, only in theirs, and why.

A list is read with the vocabulary of the register its figure counts, so that any export an import takes is taken here."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from qiangxian.contexts.registers.records.kinds import SEPARATOR
from qiangxian.contexts.registers.rights.readers.facts import facts_of_number
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.engines.intake import load_vocabulary, read_table
from qiangxian.engines.lifecycle.status import statistical
from qiangxian.engines.metrics import definitions
from qiangxian.engines.metrics.definitions import Definition
from qiangxian.engines.metrics.measures import CountedRow, find_measure
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.errors import NotFound, Refused
from qiangxian.kernel.words import word, words

from . import readers
from .models import UpperList

SYSTEM = Actor.system()
NUMBERS = (
    "number", "patent_number", "mark_number", "variety_number", "copyright_number", "layout_number", "indication_number",
)  # fmt: skip
HOLDERS = ("registers.enterprises.", "registers.trusteeships.")
DEALINGS = ("registers.pledges.", "registers.transfers.", "registers.licences.")
NEW_FOR_MONTHS = 3
"""What began so shortly before the day may not have reached the upper list yet."""
COUNTED = "in_force"


class ListedLine(NamedTuple):
    """One line of a list: under which key our register would have it, and how it is called."""

    key: str
    label: str


class OneSided(NamedTuple):
    """A line that stands on one side only, with the likely cause and what was decided."""

    key: str
    label: str
    cause: str
    decision: Mapping[str, str]


class Reconciliation:
    """The list beside our own of its day, with the knowledge of that day: the figure, how many lines stand in `both`, and those
    that stand in `ours` or `theirs` alone."""

    def __init__(self, own: UpperList, today: date) -> None:
        day = AsOf.on(own.effective)
        ours, theirs = _keys(_rows(own, day)), dict(own.entries)
        causes = _Causes(own, today, ours)
        self.own = own
        self.figure = readers.evaluate(division=own.division_code, indicator=own.indicator, as_of=day)
        self.both = len(_matched(ours, theirs))
        self.ours = [_difference(own, *one, causes.ours_only(one[0])) for one in _without(ours, theirs)]
        self.theirs = [_difference(own, *one, causes.theirs_only(one[0])) for one in _without(theirs, ours)]

    @property
    def undecided(self) -> list[OneSided]:
        """What nobody has decided yet."""
        return [one for one in (*self.ours, *self.theirs) if not one.decision]


def comparable(division: str, on: date) -> list[Definition]:
    """Counted figures whose records bear a number or a code an upper list prints too."""
    return [one for one in definitions.definitions(on=on, division=division) if _table(one)]


def _table(definition: Definition) -> str:
    """The kind of import whose columns such a list has; empty where a figure has no list."""
    if not definition.measure or definition.measure.startswith(DEALINGS):
        return ""
    if definition.measure.startswith(HOLDERS):
        return "enterprises"
    return "rights" if RecordKind.RIGHT in find_measure(definition.measure).registers else ""


def read_list(definition: Definition, content: bytes, file: str, division: str) -> list[ListedLine]:
    """The lines of the file, each key once; a line without number or code is refused with its place."""
    found: dict[str, ListedLine] = {}
    with read_table(content, load_vocabulary(_table(definition), division), file) as table:
        for row in table.rows():
            entries = _entries(_table(definition), row.values)
            if not entries and not row.passed:
                remedy = "补上申请号、注册号或企业代码、名称后再装入"
                raise Refused("这一行没有可核对的号码或名称", file=file, row=row.number, remedy=remedy)
            for entry in entries:
                found.setdefault(entry.key, entry)
    if not found:
        raise Refused("文件里没有可核对的行", file=file, remedy="请选择上级下发的名单")
    return list(found.values())


def _entries(table: str, values: Mapping[str, Any]) -> list[ListedLine]:
    """The line under the keys our register would have it: a mark once a class, an enterprise by its code, else its name."""
    if table != "rights":
        key = str(values.get("uscc") or values.get("name") or "")
        return [ListedLine(key, str(values.get("name") or key))] if key else []
    number = next((str(values[name]) for name in NUMBERS if values.get(name)), "")
    classes = values.get("sub_key") or ("",)
    label = str(values.get("title") or number)
    keys = [
        f"{number}{SEPARATOR}{one}" if one else number for one in ([classes] if isinstance(classes, str) else classes)
    ]
    return [ListedLine(key, label) for key in keys] if number else []


def _rows(own: UpperList, day: AsOf) -> tuple[CountedRow, ...]:
    return readers.explain(division=own.division_code, indicator=own.indicator, as_of=day, actor=SYSTEM).rows


def _keys(rows: Iterable[CountedRow]) -> dict[str, str]:
    return {row.key: row.label for row in rows}


def _names(rows: Iterable[CountedRow]) -> set[str]:
    """Keys and labels: a line without a code goes by its name."""
    return {name for row in rows for name in (row.key, row.label)}


def _matched(ours: Mapping[str, str], theirs: Mapping[str, str]) -> set[str]:
    """Keys of theirs that ours has under the same key, or (of enterprises printed without a code) under the same name."""
    names = set(ours.values())
    return {key for key, label in theirs.items() if key in ours or (key == label and label in names)}


def _without(one: Mapping[str, str], other: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    named = {label for key, label in other.items() if key == label}
    matched = _matched(other, one)
    return ((key, label) for key, label in sorted(one.items()) if key not in matched and label not in named)


def _difference(own: UpperList, key: str, label: str, cause: str) -> OneSided:
    return OneSided(key, label, cause, own.decisions.get(key, {}))


class _Causes:
    """Why a line stands on one side only: the same figure asked with later knowledge and on other days tells."""

    def __init__(self, own: UpperList, today: date, ours: Mapping[str, str]) -> None:
        self.own, self.today = own, today
        day = own.effective
        self.later = _names(_rows(own, AsOf(day, max(today, day))))
        self.before = _names(_rows(own, AsOf.on(add_months(day, -NEW_FOR_MONTHS))))
        self.year_before = _names(_rows(own, AsOf.on(add_months(day, -12))))
        self.now = _names(_rows(own, AsOf.on(max(today, day))))
        self.ours = ours

    def ours_only(self, key: str) -> str:
        """Known later to be out, newly come, else counted by another address or holder."""
        if key not in self.later:
            return word("upper_causes", "late_end")
        return word("upper_causes", "new" if key not in self.before else "address")

    def theirs_only(self, key: str) -> str:
        """Known later to be in, lapsed or gone elsewhere, not yet come, or not in the register at all."""
        if key in self.later:
            return word("upper_causes", "late_start")
        state = self._state(key)
        if state and state != COUNTED:
            return f"{word('upper_causes', 'lapse')}（{word('right_states', state)}）"
        if key in self.before | self.year_before:
            return word("upper_causes", "left")
        if key in self.now:
            return word("upper_causes", "later")
        return word("upper_causes", "elsewhere" if state else "unknown")

    def _state(self, key: str) -> str:
        """The state of a right of that number on the day; empty where there is none."""
        try:
            _, facts = facts_of_number(SYSTEM, self.own.division_code, key.split(SEPARATOR)[0])
        except NotFound:
            return ""
        return statistical(facts, self.own.effective, self.own.effective).state


VERDICTS = tuple(words("upper_verdicts").items())

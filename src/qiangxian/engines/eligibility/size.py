"""Size class of an enterprise for one year (enterprises.md §1): large, medium, small or micro by industry.

Sources: 国统字〔2017〕213号 for statistics, 工信部联企业〔2011〕300号 for policy; the bounds are those of
`enterprises/size_classes.yaml`. An enterprise is large, medium or small only where every indicator of its industry reaches
the lower bound, so its class is the lowest of the classes its indicators give one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from qiangxian.kernel import rulebook
from qiangxian.kernel.identifiers import industry
from qiangxian.kernel.words import word

TOPIC = "enterprises"
FILE = "size_classes"
State = Literal["classified", "reference", "incomplete", "not_covered"]
ORDER = ("micro", "small", "medium", "large")
INDUSTRY = "industry"


@dataclass(frozen=True, slots=True)
class SizeFacts:
    """What the class is made of. Amounts in fen; None is not known, which is never zero."""

    industry_code: str
    industry_edition: str
    entity_kind: str
    name: str
    employees: int | None = None
    revenue_fen: int | None = None
    assets_fen: int | None = None


@dataclass(frozen=True, slots=True)
class SizeInput:
    """One indicator that was asked: its value in its own unit (None: not known) and the class it gives alone."""

    code: str
    label: str
    unit: str
    value: Decimal | None
    size: str | None

    @property
    def words(self) -> str:
        """`从业人员 300 人`."""
        return f"{self.label} {_plain(self.value)} {self.unit}" if self.value is not None else f"{self.label} 未报送"


@dataclass(frozen=True, slots=True)
class SizeClass:
    """The class of one year with all it rests on. `size` is None where data are missing or the rule does not apply;
    `missing` names the indicators (or `industry`) somebody has to report."""

    size: str | None
    state: State
    year: int
    standard: str
    band: str
    edition: str
    inputs: tuple[SizeInput, ...]
    missing: tuple[str, ...]
    because: str

    @property
    def label(self) -> str:
        """`中型`, `待补` or `不适用`."""
        return class_label(self.size) if self.size else word("size_states", self.state)

    @property
    def class_or_state(self) -> str:
        """The class, or why there is none."""
        return self.size or self.state

    @property
    def missing_words(self) -> str:
        """What is missing, in words."""
        return "、".join(indicator_label(code) for code in self.missing)


def standard_for(use: str, on: date) -> str:
    """The standard in force for `statistics` or `eligibility` on the day."""
    return str(rulebook.parameter(TOPIC, f"{FILE}.standard_of.{use}", on, None))


def standard_label(standard: str) -> str:
    """Name and document number of a standard."""
    entry = _rules()["standards"][standard]
    return f"{entry['label']}（{entry['document']}）"


def class_label(size: str) -> str:
    """`large` → 大型."""
    return str(_rules()["classes"][size])


def indicator_label(code: str) -> str:
    """The name of an indicator; the industry is one of what can be missing."""
    return "行业代码" if code == INDUSTRY else str(_rules()["indicators"][code]["label"])


def size_class(facts: SizeFacts, year: int, standard: str) -> SizeClass:
    """The class of the year by the bounds in force at its end. `standard` is kept with the answer."""
    if reason := _outside(facts):
        return _without(facts, year, standard, "not_covered", (), reason)
    band, state, reason = band_of(facts.industry_code, facts.industry_edition)
    if band is None:
        missing = (INDUSTRY,) if state == "incomplete" else ()
        return _without(facts, year, standard, state, missing, reason)
    return _classified(facts, year, standard, band)


@lru_cache(maxsize=4096)
def band_of(code: str, edition: str) -> tuple[str | None, State, str]:
    """The row of the table an industry falls under; where none, whether that is unknown or not covered, and why."""
    check = industry.validate(code) if code else None
    if check is None or not check.canonical:
        return None, "incomplete", "没有登记行业代码" if not code else f"行业代码 {code} 不能识别"
    for place in _places(check.canonical):
        if earlier := _rules()["editions"].get(edition, {}).get(place):
            return str(earlier), "classified", ""
        if place in _rules()["not_covered"]:
            return None, "not_covered", str(_rules()["not_covered"][place])
        if found := _by_code().get(place):
            return found, "classified", ""
        if place in _rules()["finer"]:
            return None, "incomplete", f"大类 {place} 分属不同标准，行业代码须细到中类（3 位）"
    return None, "incomplete", f"行业代码 {code} 没有对应的划型标准"


def _places(canonical: str) -> tuple[str, ...]:
    """Group, division and section of a code, narrowest first."""
    digits = canonical[1:]
    return tuple(dict.fromkeys((digits[:3], digits[:2], canonical[0])))


def _classified(facts: SizeFacts, year: int, standard: str, band: str) -> SizeClass:
    bounds = _bounds(band, year)
    inputs = tuple(_input(code, lowest, facts) for code, lowest in bounds.items())
    missing = tuple(one.code for one in inputs if one.size is None)
    label, reference = str(_rules()["bands"][band]["label"]), _rules()["entities"]["reference"]
    if missing:
        names = "、".join(map(indicator_label, missing))
        because = f"{label}须同时看{'、'.join(one.label for one in inputs)}，缺{names}"
        return SizeClass(None, "incomplete", year, standard, label, facts.industry_edition, inputs, missing, because)
    size = min((str(one.size) for one in inputs), key=ORDER.index)
    words = "，".join(f"{one.words}为{class_label(str(one.size))}" for one in inputs)
    because = f"{label}：{words}" + ("；取其中最低" if len(inputs) > 1 else "")
    state: State = "classified"
    if facts.entity_kind in reference:
        state, because = "reference", f"{because}（{reference[facts.entity_kind]}）"
    return SizeClass(size, state, year, standard, label, facts.industry_edition, inputs, (), because)


def _input(code: str, lowest: tuple[int, ...], facts: SizeFacts) -> SizeInput:
    entry = _rules()["indicators"][code]
    raw = getattr(facts, f"{code}_fen" if entry["fen"] else code)
    value = None if raw is None else Decimal(raw) / (entry["fen"] or 1)
    reached = None if value is None else sum(value >= bound for bound in lowest)
    return SizeInput(code, str(entry["label"]), str(entry["unit"]), value, None if reached is None else ORDER[reached])


def _outside(facts: SizeFacts) -> str:
    entities = _rules()["entities"]
    if facts.name.endswith(tuple(entities["branch_endings"])):
        return str(entities["branch_words"])
    return str(entities["outside"].get(facts.entity_kind, ""))


def _without(
    facts: SizeFacts, year: int, standard: str, state: State, missing: tuple[str, ...], because: str
) -> SizeClass:
    return SizeClass(None, state, year, standard, "", facts.industry_edition, (), missing, because)


@lru_cache(maxsize=256)
def _bounds(band: str, year: int) -> Mapping[str, tuple[int, ...]]:
    """Figures of earlier years are classed by the first bounds there are."""
    history = rulebook.RULEBOOK.history(TOPIC, f"{FILE}.bands.{band}.bounds", None)
    held = [entry for entry in history if entry.from_date <= date(year, 12, 31)] or list(history[:1])
    bounds: Mapping[str, tuple[int, ...]] = held[-1].value  # the schema of the topic promises indicator: three bounds
    return bounds


def _rules() -> Mapping[str, Any]:
    return rulebook.load(TOPIC, FILE, division=None)


@lru_cache(maxsize=1)
def _by_code() -> dict[str, str]:
    return {str(code): band for band, entry in _rules()["bands"].items() for code in entry["codes"]}


def _plain(value: Decimal | None) -> str:
    """At most two decimals: the class itself is worked out from the exact figure."""
    return "" if value is None else f"{round(value, 2).normalize():f}"

"""Self-tests of titles: every condition of the rule in force on the day of application, judged by what is known.

A judgement is `met`, `not_met`, `unknown` (data are missing) or `manual_review` (a person must look); never a pass, for the
authority decides. A certificate once given is not judged again by a later rule (enterprises.md §2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import NotFound

from .facts import Facts
from .figures import FILE, TOPIC, TestFigure, entry, figure_of, label, shown

Outcome = Literal["met", "not_met", "unknown", "manual_review"]
Kind = Literal["automatic", "manual", "trigger", "preference", "timing"]
PREFIX = "title_"
OUTCOME_WORDS: Mapping[str, str] = {
    "met": "符合",
    "not_met": "不符合",
    "unknown": "待补数据",
    "manual_review": "人工核查",
}


@dataclass(frozen=True, slots=True)
class Tested:
    """One condition judged by `figures`. `required` says the threshold that held, `missing` what to report, `next` what to do."""

    code: str
    label: str
    kind: Kind
    source: str
    outcome: Outcome
    required: str
    figures: tuple[TestFigure, ...]
    missing: tuple[str, ...]
    next: str

    @property
    def words(self) -> str:
        """The judgement in words."""
        return OUTCOME_WORDS[self.outcome]

    @property
    def counts(self) -> bool:
        """Whether it stands between the enterprise and the title, as far as figures can tell."""
        return self.kind == "automatic" and self.outcome in ("not_met", "unknown")


@dataclass(frozen=True, slots=True)
class SelfTest:
    """The answer for one title: the version of the rule with its source, and each condition."""

    title: str
    label: str
    version: str
    rule_from: date | None
    source: str
    note: str
    on: date
    review: bool
    conditions: tuple[Tested, ...]

    @property
    def distance(self) -> int | None:
        """How many automatic conditions are not met or unknown; None where no rule was in force."""
        return sum(one.counts for one in self.conditions) if self.rule_from else None

    @property
    def open_conditions(self) -> tuple[Tested, ...]:
        """The automatic conditions that are not met or unknown."""
        return tuple(one for one in self.conditions if one.counts)

    def number(self, outcome: str) -> int:
        """How many conditions came out so."""
        return sum(one.outcome == outcome for one in self.conditions)


def titles(division: str | None) -> tuple[tuple[str, str], ...]:
    """The titles that have rules, as (kind, label), in the order of the ladders."""
    found = {str(file["title"]): str(file["label"]) for file in _files(division)}
    order = [step for ladder in rulebook.load(TOPIC, FILE, division=division)["ladders"] for step in ladder["steps"]]
    return tuple((kind, found[kind]) for kind in (*order, *sorted(set(found) - set(order))) if kind in found)


def rule(title: str, on: date, division: str | None) -> Mapping[str, Any] | None:
    """The version in force on the day of application; None before the first."""
    return _rule(title, on, division)


def declared_figures(title: str, on: date, division: str | None) -> tuple[str, ...]:
    """The figures of the rule that only the enterprise can state, in the order of the conditions."""
    version = _rule(title, on, division)
    asked = [code for one in (version or {"conditions": ()})["conditions"] for code in _codes(one)]
    return tuple(dict.fromkeys(code for code in asked if entry(code)["origin"] == "declared"))


def self_test(facts: Facts, title: str, division: str | None, *, review: bool = False) -> SelfTest:
    """Judge one title on `facts.on`. `review` (复核) leaves out what is asked at the first application only."""
    file, version = _file(title, division), _rule(title, facts.on, division)
    if version is None:
        return SelfTest(title, str(file["label"]), "", None, "", "申请日之前没有可用的规则", facts.on, review, ())
    asked = [one for one in version["conditions"] if not (review and one.get("not_on_review"))]
    return SelfTest(
        title,
        str(file["label"]),
        str(version["version"]),
        version["from"],
        str(version["source"]),
        str(version.get("note", "")),
        facts.on,
        review,
        tuple(_tested(one, facts) for one in asked),
    )


def open_count(facts: Facts, title: str, division: str | None, limit: int) -> int | None:
    """As `SelfTest.distance`, giving up past `limit` (the answer is then `limit` + 1): quick enough for a whole county."""
    version = _rule(title, facts.on, division)
    if version is None:
        return None
    found = 0
    for one in version["conditions"]:
        if one.get("kind", "automatic") != "automatic" or one["test"].get("manual"):
            continue
        found += _judge(one["test"], facts)[0] in ("not_met", "unknown")
        if found > limit:
            break
    return found


def _tested(condition: Mapping[str, Any], facts: Facts) -> Tested:
    kind: Kind = condition.get("kind", "manual" if condition["test"].get("manual") else "automatic")
    outcome, looked, missing = _judge(condition["test"], facts)
    following = str(condition.get("next", ""))
    if outcome != "met" and (exempt := condition.get("exempt")):
        outcome, following = _exempted(exempt, facts, outcome, following)
    outcome = _as_kind(kind, outcome)
    figures = tuple(replace(figure_of(code, facts), code=code) for code in dict.fromkeys(looked))
    return Tested(
        str(condition["code"]),
        str(condition["label"]),
        kind,
        str(condition["source"]),
        outcome,
        _required(condition["test"], facts),
        figures,
        tuple(dict.fromkeys(missing)) if outcome == "unknown" else (),
        "" if outcome == "met" else following,
    )


def _as_kind(kind: Kind, outcome: Outcome) -> Outcome:
    """A trigger that fires calls a person; a manual condition is never settled by a statement nobody checked; a
    preference that is absent is nobody's fault."""
    if kind == "trigger":
        fired: Mapping[Outcome, Outcome] = {"met": "manual_review", "not_met": "met"}
        return fired.get(outcome, outcome)
    if kind == "manual":
        return "not_met" if outcome == "not_met" else "manual_review"
    return outcome


def _exempted(codes: Sequence[str], facts: Facts, outcome: Outcome, following: str) -> tuple[Outcome, str]:
    if any(facts.declared.get(code) is True for code in codes):
        return "manual_review", "按豁免情形申请，准备证明材料"
    words = f"有下列情形之一的可以豁免：{'、'.join(label(code) for code in codes)}"
    return outcome, f"{following}；{words}" if following else words


# -- tests ---------------------------------------------------------------------------------------------------------------

Judged = tuple[Outcome, list[str], list[str]]


def _judge(test: Mapping[str, Any], facts: Facts) -> Judged:
    """The outcome, the figures looked at and what is missing. `any` needs one part, `all` every one."""
    if "any" in test or "all" in test:
        return _joined([_judge(part, facts) for part in test.get("any", test.get("all", ()))], "any" in test)
    if test.get("manual"):
        return "manual_review", [], []
    if "title" in test:
        held = any(one.kind == test["title"] and one.valid for one in facts.titles)
        return "met" if held else "not_met", [], []
    if "never" in test:
        return "not_met" if any(one.kind == test["never"] for one in facts.titles) else "met", [], []
    if "window" in test:
        first, last = test["window"]
        return "met" if first <= f"{facts.on:%m-%d}" <= last else "not_met", [], []
    return _compared(test, facts)


def _joined(parts: Sequence[Judged], one_is_enough: bool) -> Judged:
    outcomes = [outcome for outcome, _, _ in parts]
    order: tuple[Outcome, ...] = ("met", "unknown", "manual_review", "not_met")
    if not one_is_enough:
        order = ("not_met", "unknown", "manual_review", "met")
    outcome = next(one for one in order if one in outcomes)
    return outcome, [code for _, codes, _ in parts for code in codes], [one for _, _, words in parts for one in words]


def _compared(test: Mapping[str, Any], facts: Facts) -> Judged:
    code = str(test["figure"])
    found, looked = figure_of(code, facts), [code]
    if "is" in test:
        known: Outcome = "met" if found.value == test["is"] else "not_met"
        return ("unknown" if found.value is None else known), looked, list(found.missing)
    threshold, by, missing = _threshold(test, facts)
    if found.value is None or threshold is None:
        return "unknown", [*looked, *by], [*found.missing, *missing]
    value = Decimal(found.value)
    if _holds(test, value, threshold):
        return "met", [*looked, *by], []
    if found.doubtful and _holds(test, value + found.doubtful, threshold):
        return "manual_review", [*looked, *by], []
    return "not_met", [*looked, *by], []


def _holds(test: Mapping[str, Any], value: Decimal, threshold: Decimal) -> bool:
    if "at_most" in test:
        return value <= threshold
    if "less_than" in test:
        return value < threshold
    if "more_than" in test:
        return value > threshold
    return value >= threshold


def _threshold(test: Mapping[str, Any], facts: Facts) -> tuple[Decimal | None, list[str], tuple[str, ...]]:
    """The bound, which may depend on another figure: the first step whose end that figure does not pass."""
    if (by := test.get("at_least_by")) is None:
        bound = next(test[name] for name in COMPARATORS if name in test)
        return Decimal(str(bound)), [], ()
    other = figure_of(str(by["figure"]), facts)
    if other.value is None:
        return None, [str(by["figure"])], other.missing
    least = next(least for through, least in by["steps"] if through is None or Decimal(other.value) <= through)
    return Decimal(str(least)), [str(by["figure"])], ()


COMPARATORS: Mapping[str, str] = {"at_least": "≥", "at_most": "≤", "more_than": "＞", "less_than": "＜"}


def _required(test: Mapping[str, Any], facts: Facts) -> str:
    """The bound in words, where there is one: `≥ 4%`."""
    for name, words in (("any", " 或 "), ("all", "，且 ")):
        if name in test:
            return words.join(filter(None, (_required(part, facts) for part in test[name])))
    if "title" in test:
        return "持有有效证书"
    if "figure" not in test or "is" in test:
        return label(str(test["figure"])) if "is" in test else ""
    threshold = _threshold(test, facts)[0]
    sign = COMPARATORS[next((name for name in COMPARATORS if name in test), "at_least")]
    return (
        f"{sign} {shown(threshold, str(entry(str(test['figure'])).get('unit', '')))}" if threshold is not None else ""
    )


def _codes(condition: Mapping[str, Any]) -> Iterator[str]:
    yield from _codes_of(condition["test"])
    yield from map(str, condition.get("exempt", ()))


def _codes_of(test: Mapping[str, Any]) -> Iterator[str]:
    for part in (*test.get("any", ()), *test.get("all", ())):
        yield from _codes_of(part)
    if "figure" in test:
        yield str(test["figure"])
    if "at_least_by" in test:
        yield str(test["at_least_by"]["figure"])


# -- files ---------------------------------------------------------------------------------------------------------------


def _files(division: str | None) -> list[Mapping[str, Any]]:
    names = [name for name in rulebook.names(TOPIC, division) if name.startswith(PREFIX)]
    return [rulebook.load(TOPIC, name, division=division) for name in names]


def _file(title: str, division: str | None) -> Mapping[str, Any]:
    if f"{PREFIX}{title}" not in rulebook.names(TOPIC, division):
        raise NotFound(f"称号“{title}”没有自测规则", remedy="请从所列称号中选择")
    return rulebook.load(TOPIC, f"{PREFIX}{title}", division=division)


@lru_cache(maxsize=1024)
def _rule(title: str, on: date, division: str | None) -> Mapping[str, Any] | None:
    held = [version for version in _file(title, division)["versions"] if version["from"] <= on]
    return held[-1] if held else None

"""The rules in force as a page: every dated parameter in words, its value on the day, all its values, source and doubts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiangxian.kernel.rulebook import RULEBOOK, DatedParameter, DatedValue

DOUBTS = ("待核", "未确认", "据一般了解", "没有过渡", "存疑", "推算")
OWN_PAGE = frozenset({"indicators"})


@dataclass(frozen=True)
class Version:
    """One value of a parameter in words."""

    since: date
    words: str
    source: str
    checked: date | None
    note: str


@dataclass(frozen=True)
class Rule:
    """A parameter: where it belongs, what it is called, the value on the day (None before its first), all its values."""

    topic: str
    group: str
    label: str
    standing: Version | None
    versions: tuple[Version, ...]
    where: str

    @property
    def is_doubtful(self) -> bool:
        """Whether the value of the day carries a note that it needs confirming."""
        return self.standing is not None and any(word in self.standing.note for word in DOUBTS)

    @property
    def coming(self) -> tuple[Version, ...]:
        """Values that begin after the one of the day."""
        last = self.standing.since if self.standing else date.min
        return tuple(version for version in self.versions if version.since > last)


@dataclass(frozen=True)
class Group:
    """The rules of one file."""

    topic: str
    label: str
    rules: tuple[Rule, ...]

    @property
    def doubts(self) -> int:
        """How many of them are to be confirmed."""
        return sum(rule.is_doubtful for rule in self.rules)


@dataclass(frozen=True)
class Wish:
    """What is asked for: a topic, words, only what is in doubt."""

    topic: str = ""
    words: str = ""
    doubtful: bool = False

    @property
    def doubtful_query(self) -> str:
        """As the address says it."""
        return "1" if self.doubtful else ""

    def takes(self, rule: Rule) -> bool:
        """Whether the rule is among what is asked for."""
        text = f"{rule.group} {rule.label} {rule.standing.source if rule.standing else ''}"
        return (not self.doubtful or rule.is_doubtful) and self.words in text and self.topic in ("", rule.topic)


def topics(division: str | None) -> list[tuple[str, str]]:
    """Topics that hold dated parameters, with their names."""
    held = {parameter.topic for parameter in _shown(division)}
    names = _labels()["topics"]
    return [(topic, names.get(topic, topic)) for topic in names if topic in held]


def groups(division: str | None, on: date, wish: Wish) -> list[Group]:
    """The rules asked for, file by file."""
    found: dict[tuple[str, str], list[Rule]] = {}
    for parameter in _shown(division):
        rule = _rule(parameter, on)
        if wish.takes(rule):
            found.setdefault((parameter.topic, rule.group), []).append(rule)
    return [Group(topic, label, tuple(rules)) for (topic, label), rules in found.items()]


def _shown(division: str | None) -> Iterator[DatedParameter]:
    return (one for one in RULEBOOK.dated_parameters(division) if one.topic not in OWN_PAGE)


def _rule(parameter: DatedParameter, on: date) -> Rule:
    held = [version for version in parameter.history if version.from_date <= on]
    names = _labels()
    place = f"{parameter.topic}/{parameter.file}"
    return Rule(
        topic=parameter.topic,
        group=names["files"].get(place, parameter.file_label or place),
        label=" · ".join(parameter.labels.get(key) or names["keys"].get(key, key) for key in parameter.path),
        standing=_version(held[-1]) if held else None,
        versions=tuple(_version(version) for version in parameter.history),
        where=parameter.history[-1].where,
    )


def _version(held: DatedValue) -> Version:
    return Version(held.from_date, in_words(held.value), held.source, held.checked, held.note)


def in_words(value: Any) -> str:
    """A value of the rulebook as a reader understands it: lists by 、, spans of years as 第 1–3 年 900 元."""
    names = _labels()
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return "未公布"
    if isinstance(value, Mapping):
        if {"years", "yuan"} <= value.keys():
            first, last = value["years"]
            return f"第 {first}–{last} 年 {value['yuan']} 元"
        pairs = (
            f"{names['keys'].get(key, names['values'].get(key, key))} {in_words(item)}" for key, item in value.items()
        )
        return "；".join(pairs)
    if isinstance(value, tuple):
        return "、".join(in_words(item) for item in value) or "无"
    return str(names["values"].get(value, value))


def _labels() -> Mapping[str, Mapping[str, str]]:
    return RULEBOOK.load("rulebook", "labels", division=None)

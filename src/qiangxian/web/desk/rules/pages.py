"""The rules in force as a page: every dated parameter in words, its value on the day, all its values, source and doubts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from qiangxian.contexts.lists.sources import AtHand
from qiangxian.contexts.lists.types import Cell, Column, Filter, List, day
from qiangxian.kernel.rulebook import RULEBOOK, DatedParameter, DatedValue

DOUBTS = ("待核", "未确认", "据一般了解", "没有过渡", "存疑", "推算")
OWN_PAGE = frozenset({"indicators"})


class RuleInWords:
    """A parameter: where it belongs, what it is called, the value on the day (None before its first), all its values."""

    def __init__(self, parameter: DatedParameter, on: date) -> None:
        names, place = _labels(), f"{parameter.topic}/{parameter.file}"
        self.topic, self.versions = parameter.topic, parameter.history
        self.group = names["files"].get(place, parameter.file_label or place)
        self.label = " · ".join(parameter.labels.get(key) or names["keys"].get(key, key) for key in parameter.path)
        self.standing = next((one for one in reversed(self.versions) if one.from_date <= on), None)
        self.where = self.versions[-1].where

    @property
    def is_doubtful(self) -> bool:
        """Whether the value of the day carries a note that it needs confirming."""
        return self.standing is not None and any(word in self.standing.note for word in DOUBTS)

    @property
    def coming(self) -> tuple[DatedValue, ...]:
        """Values that begin after the one of the day."""
        last = self.standing.from_date if self.standing else date.min
        return tuple(version for version in self.versions if version.from_date > last)


WHICH = (("day", "当日的值"), ("all", "历次规定"))


def rule_list(rules: Sequence[RuleInWords], which: str, division: str | None) -> List:
    """The rules with their value of the day, or with every value they have had."""
    rows = [(rule, version) for rule in rules for version in (rule.versions if which == "all" else (rule.standing,))]
    return List(
        name="rules",
        label="法规与参数",
        unit="项",
        columns=(
            Column("group", "类别", shown=False, in_file=True),
            Column("label", "参数"),
            Column("words", "值"),
            Column("since", "自"),
            Column("source", "依据"),
            Column("checked", "核对日"),
            Column("note", "说明", shown=False, in_file=True),
            Column("where", "位置", shown=False, in_file=True),
        ),
        source=lambda _viewer: AtHand(rows),
        cells=lambda found, _viewer: [_cells(rule, version, which) for rule, version in found],
        filters=(
            Filter("topic", "类别", lambda _v, value: lambda row: row[0].topic == value, lambda _v: topics(division)),
            Filter("which", "规定", lambda _v, _value: lambda _row: True, lambda _v: WHICH, default="day"),
            Filter("doubtful", "核对", lambda _v, _: lambda row: row[0].is_doubtful, lambda _v: (("1", "待核实"),)),
        ),
        search=lambda _viewer, words: lambda row: words in _text(row[0]),
        search_label="名称或依据",
        group=lambda row: row[0].group,
        key=lambda row: f"{row[0].where}:{row[0].label}:{row[1].from_date if row[1] else ''}",
        size=200,
    )


def _text(rule: RuleInWords) -> str:
    return f"{rule.group} {rule.label} {rule.standing.source if rule.standing else ''}"


def _cells(rule: RuleInWords, version: DatedValue | None, which: str) -> dict[str, Cell]:
    """A rule at one of its values; none before its first."""
    coming = [f"自 {one.from_date} 起：{in_words(one.value)}" for one in rule.coming] if which == "day" else []
    past = (
        [f"自 {one.from_date}：{in_words(one.value)}（{one.source}）" for one in rule.versions]
        if len(rule.versions) > 1
        else []
    )
    note = version.note if version else ""
    return {
        "group": Cell(rule.group),
        "label": Cell(rule.label),
        "words": Cell(
            in_words(version.value) if version else "当日尚无规定",
            badge="待核实" if which == "day" and rule.is_doubtful else "",
            note="；".join(filter(None, (note, *coming))),
            more=tuple(past) if which == "day" else (),
        ),
        "since": day(version.from_date if version else None),
        "source": Cell(version.source if version else ""),
        "checked": day(version.checked if version else None),
        "note": Cell(note),
        "where": Cell(rule.where),
    }


def topics(division: str | None) -> list[tuple[str, str]]:
    """Topics that hold dated parameters, with their names."""
    held = {parameter.topic for parameter in _shown(division)}
    names = _labels()["topics"]
    return [(topic, names.get(topic, topic)) for topic in names if topic in held]


def rules(division: str | None, on: date) -> list[RuleInWords]:
    """Every rule with its value of the day, file by file."""
    found: dict[tuple[str, str], list[RuleInWords]] = {}
    for parameter in _shown(division):
        rule = RuleInWords(parameter, on)
        found.setdefault((parameter.topic, rule.group), []).append(rule)
    return [rule for group in found.values() for rule in group]


def _shown(division: str | None) -> Iterator[DatedParameter]:
    return (one for one in RULEBOOK.dated_parameters(division) if one.topic not in OWN_PAGE)


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

"""What an indicator means: its definition as it stands in the rulebook on a day, and the choices it leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from qiangxian.engines.metrics.periods import first_day_of
from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import NotFound, Refused
from qiangxian.kernel.rulebook import DatedValue, Rulebook
from qiangxian.kernel.shapes import Shape

TOPIC = "indicators"
Kind = Literal["stock", "flow", "survey"]
ParameterType = Literal["integer", "choice", "choices"]
Value = int | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One open reading of an indicator: a whole number, one of several choices, or several of them.

    `choices` maps the word kept to the words shown; `source` says why the default is what it is. In the file `versions`
    limits a parameter to those versions of the definition, so that a new one can ask what an old one did not.
    """

    name: str
    label: str
    type: ParameterType
    default: Value
    choices: Mapping[str, str]
    minimum: int | None
    source: str

    def read(self, raw: object) -> Value:
        """The value as kept; `Refused` names the parameter and what it takes."""
        if self.type == "integer":
            return self._integer(raw)
        if self.name == "period" and first_day_of(raw):
            return str(raw)
        words = tuple(raw) if self.type == "choices" and isinstance(raw, (list, tuple)) else (raw,)
        unknown = [word for word in words if word not in self.choices]
        if unknown or not words:
            raise self._refusal(raw, "可选：" + "、".join(f"{word}（{shown}）" for word, shown in self.choices.items()))
        chosen = tuple(word for word in self.choices if word in words)
        return chosen if self.type == "choices" else chosen[0]

    def words(self, value: Value) -> str:
        """The value as a person reads it."""
        if self.type == "integer":
            return str(value)
        if first := first_day_of(value):
            return f"{first.year}年{first.month}月{first.day}日至当日"
        return "、".join(self.choices[word] for word in ((value,) if isinstance(value, str) else _words(value)))

    def _integer(self, raw: object) -> int:
        text = str(raw).strip() if isinstance(raw, (int, str)) and not isinstance(raw, bool) else ""
        least = self.minimum or 0
        if not re.fullmatch(r"\d{1,9}", text) or int(text) < least:
            raise self._refusal(raw, f"请填写不小于 {least} 的整数")
        return int(text)

    def _refusal(self, raw: object, remedy: str) -> Refused:
        return Refused(f"参数“{self.label}”不能取这个值", column=self.name, value=raw, remedy=remedy)


class FigurePart(Shape):
    """One of several figures that stand under an indicator."""

    label: str
    unit: str


class Ratio(Shape):
    """One indicator over another, times `per` (100 for 每百户 or per cent, 10000 for 每万人 where persons are counted)."""

    numerator: str
    denominator: str
    per: Literal[1, 100, 10000]


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of an indicator. `number` is its place in the official library (I02), where it has one.

    It is either counted by a `measure` (`filters` are fixed arguments) or made of other indicators: a `ratio` of two or
    the sum of `addends`. `formula` is the rule in Chinese words with `{parameter}` in it; `parts` names the figures that
    stand under it beside its value; `names` are what else plans call the very same figure.
    """

    code: str
    number: str
    label: str
    unit: str
    kind: Kind
    direction: Literal["up", "down"]
    version: str
    measure: str
    filters: Mapping[str, Any]
    formula: str
    source: str
    from_date: date
    parameters: Mapping[str, Parameter]
    ratio: Ratio | None = None
    addends: tuple[str, ...] = ()
    parts: Mapping[str, FigurePart] = field(default_factory=dict)
    names: tuple[str, ...] = ()

    def is_called(self, subject: str) -> bool:
        """Whether a plan that says so means this very figure; blanks make no difference."""
        return "".join(subject.split()) in {"".join(name.split()) for name in (self.label, *self.names)}

    @property
    def terms(self) -> Mapping[str, str]:
        """The indicators it is made of, by their role; empty where a measure counts it."""
        if self.ratio:
            return {"numerator": self.ratio.numerator, "denominator": self.ratio.denominator}
        return {code: code for code in self.addends}

    @property
    def sign(self) -> str:
        """How people call it: the library number, where it has one, else the code."""
        return self.number or self.code

    def settle(self, given: Mapping[str, Any]) -> dict[str, Value]:
        """All parameters with the given values over the defaults; `Refused` for an unknown name or value."""
        unknown = sorted(set(given) - set(self.parameters))
        if unknown:
            remedy = "可用的参数：" + ("、".join(self.parameters) or "无")
            raise Refused(f"指标“{self.label}”没有参数 {'、'.join(unknown)}", remedy=remedy)
        return {
            name: parameter.read(given[name]) if name in given else parameter.default
            for name, parameter in self.parameters.items()
        }

    def sentence(self, settled: Mapping[str, Value]) -> str:
        """The formula with the chosen readings in it."""
        return self.formula.format(**{name: self.parameters[name].words(value) for name, value in settled.items()})

    def arguments(self, settled: Mapping[str, Value]) -> dict[str, Any]:
        """What the measure is asked with: fixed filters and settled parameters."""
        return {**self.filters, **settled}


class Library:
    """The definitions of one rulebook; the product has one (`LIBRARY`), a test makes its own."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book

    def definition(self, code: str, *, on: date, division: str | None) -> Definition:
        """The version in force on the day. `code` is the file's name or its library number; `NotFound` otherwise."""
        name = self._name(code, division)
        return self._build(name, self.book.dated(TOPIC, f"{name}.definition", on, division), division)

    def definitions(self, *, on: date, division: str | None) -> tuple[Definition, ...]:
        """All indicators in force on the day, library numbers first."""
        held = (self._on(name, on, division) for name in self.book.names(TOPIC, division))
        return tuple(sorted((one for one in held if one), key=lambda one: (one.number or "~", one.code)))

    def version(self, code: str, version: str, division: str | None) -> Definition:
        """That very version, in force or not, so that an old figure can be computed again; `NotFound` if it is gone."""
        name = self._name(code, division)
        for entry in self.book.history(TOPIC, f"{name}.definition", division):
            if entry.value["version"] == version:
                return self._build(name, entry, division)
        raise NotFound(f"规则库中没有指标 {code} 的版本 {version}", remedy="定义改动时须新增版本，不得改写旧版本")

    def _on(self, name: str, on: date, division: str | None) -> Definition | None:
        history = self.book.history(TOPIC, f"{name}.definition", division)
        held = [entry for entry in history if entry.from_date <= on]
        return self._build(name, held[-1], division) if held else None

    def _name(self, code: str, division: str | None) -> str:
        names = self.book.names(TOPIC, division)
        if code in names:
            return code
        for name in names:
            if code and self.book.load(TOPIC, name, division=division).get("number") == code:
                return name
        raise NotFound(f"没有指标 {code}", remedy="可用的指标：" + "、".join(names))

    def _build(self, name: str, entry: DatedValue, division: str | None) -> Definition:
        file = self.book.load(TOPIC, name, division=division)
        held = entry.value
        return Definition(
            code=name,
            number=file.get("number", ""),
            label=file["label"],
            unit=file["unit"],
            kind=file["kind"],
            direction=file["direction"],
            version=held["version"],
            measure=held.get("measure", ""),
            filters=held.get("filters", {}),
            formula=held["formula"],
            source=entry.source,
            from_date=entry.from_date,
            parameters={
                key: _parameter(key, raw)
                for key, raw in file.get("parameters", {}).items()
                if held["version"] in raw.get("versions", (held["version"],))
            },
            ratio=Ratio(**held["ratio"]) if "ratio" in held else None,
            addends=tuple(held.get("sum", ())),
            parts={key: FigurePart(**raw) for key, raw in file.get("parts", {}).items()},
            names=tuple(file.get("names", ())),
        )


def _parameter(name: str, raw: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=name,
        label=raw["label"],
        type=raw["type"],
        default=raw["default"],
        choices=raw.get("choices", {}),
        minimum=raw.get("minimum"),
        source=raw["source"],
    )


def _words(value: Value) -> Iterable[str]:
    return value if isinstance(value, tuple) else (str(value),)


LIBRARY = Library(rulebook.RULEBOOK)
definition, definitions, version = LIBRARY.definition, LIBRARY.definitions, LIBRARY.version

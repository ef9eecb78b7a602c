"""Header vocabularies: which column names mean which field, what the field takes, which words it knows.

`rulebook/<place>/intake/<kind>.yaml` is the data; `words.yaml` beside it holds the words every table shares."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from qiangxian.engines.intake.rule_shapes import shape_faults
from qiangxian.kernel import division as places
from qiangxian.kernel import rulebook
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument

_BRACKETED = re.compile(r"(?P<before>[^()]+)\((?P<within>[^()]+)\)(?P<behind>[^()]*)")
_HINT = re.compile(
    r"YYYY|年月日|格式|文本|\d+位|全称|中文|^如|^例|填写|ZL|^CN$|不含|校验位|带点|无点|精确到|国籍|盖章|公章|^如?有$"
)
_SPELLINGS = ((re.compile(r"(?<=.)(?:日期|时间)$"), "日"), (re.compile(r"(?<=.)(?:号码|编号)$"), "号"))
_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_PLACE = re.compile(r"\{(county|place|prefecture|province|township)\}")
_MARKS = str.maketrans({"【": "(", "】": ")", "〔": "(", "〕": ")", "[": "(", "]": ")", "／": "/", "、": "/"})


def fold_header(text: str) -> str:
    """Widths, blanks, line breaks, bracket shapes, the required-mark `*` and a closing colon make no difference."""
    folded = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).translate(_MARKS).upper()
    while (bare := folded.strip('*:"“”').removesuffix("(必填)").removesuffix("(选填)")) != folded:
        folded = bare
    return folded


@lru_cache(maxsize=8192)
def fold_word(text: str) -> str:
    """As words of a list are compared: widths, blanks, case and brackets make no difference."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).translate(_MARKS).upper()


@dataclass(frozen=True)
class TableField:
    """One field of a kind of table.

    `passed`: words that are no matter of this register, their rows are passed over; `ambiguous`: words that could mean
    two things, with what to say; `from_title`: where no column gives it, the title above the table may; `below_zero`:
    money that may be a loss; `default_unit`: of money whose column names none; `looks`: the rule most of its values
    keep, by which an unknown column may be recognised; `prefer`: of several columns that name the field (applicant and
    present holder) the one that is read, by its name; `beside`: what a header names where another column gives this
    field (登记号 beside 专利号 is that of the contract); `of`: the party field it is an attribute of (code, address and
    area of a holder); `expected`: the word by which a person says that a table has no such column, without which it is
    not read; `names`: several names may stand in a cell; `end_of_span`: of a day, which end of a period is meant where
    a cell holds one (`first`, `last`)."""

    name: str
    label: str
    headers: tuple[str, ...]
    type: str = "text"
    validator: str = ""
    required: bool = False
    separators: tuple[str, ...] = ()
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    allowed: tuple[str, ...] = ()
    passed: frozenset[str] = frozenset()
    ambiguous: Mapping[str, str] = dataclasses.field(default_factory=dict)
    from_title: bool = False
    default_unit: str = ""
    below_zero: bool = False
    looks: str = ""
    prefer: tuple[str, ...] = ()
    beside: Mapping[str, str] = dataclasses.field(default_factory=dict)
    of: str = ""
    expected: str = ""
    names: bool = False
    end_of_span: str = ""
    length: int = 0
    keep_raw: bool = False
    open_ended: bool = False
    note: str = ""
    example: str = ""


@dataclass(frozen=True)
class TableVocabulary:
    """All fields of a kind of table and the words that all tables share."""

    kind: str
    label: str
    fields: tuple[TableField, ...]
    by_header: Mapping[str, tuple[TableField, int | None]]
    by_spelling: Mapping[str, tuple[TableField, int | None]]
    yearly: tuple[tuple[re.Pattern[str], TableField], ...]
    require_any: tuple[str, ...]
    missing_hint: str
    settings: Mapping[str, Any]
    blank_words: frozenset[str]
    open_words: frozenset[str]
    yes_words: frozenset[str]
    no_words: frozenset[str]
    money_units: Mapping[str, int]
    ignored: frozenset[str]
    kept: frozenset[str]
    footers: re.Pattern[str]
    totals: re.Pattern[str]
    groups: re.Pattern[str]
    note_sheets: frozenset[str]
    name_ends: tuple[str, ...]

    def field(self, name: str) -> TableField:
        """The field of that name."""
        return next(field for field in self.fields if field.name == name)

    def meaning(self, header: str) -> tuple[TableField, int | None] | None:
        """The field a header names, with the year where the header carries one; None for an unknown header."""
        folded = fold_header(header)
        for reading in _readings(folded):
            if found := self._named(reading):
                return found
        for pattern, field in self.yearly:
            if match := pattern.fullmatch(_without_unit(folded)):
                return field, int(match[1])
        return None

    def _named(self, names: tuple[str, ...]) -> tuple[TableField, int | None] | None:
        """What several names of one column say together: one field, or nothing."""
        found = [self.by_header.get(name) or self.by_spelling.get(_spelled(name)) for name in names]
        first = found[0] if found else None
        return first if first and all(one and one[0] is first[0] for one in found) else None

    def unit(self, header: str) -> int | None:
        """Fen per unit of a money column, None where the header does not say (`营业收入(万元)`)."""
        match = re.search(r"\(?单?位?:?(亿元|万元|千元|元)\)?$", fold_header(header))
        return self.money_units.get(match[1]) if match else None


def _readings(folded: str) -> Iterator[tuple[str, ...]]:
    """The names a header may stand for, the likeliest first: the whole; without a unit or a hint behind it (`申请日(YYYY-MM-DD)`);
    two names of one field beside each other (`申请号(专利号)`, `缴费日期/票据日期`) or with an end in common (`开业(成立)时间`)."""
    yield (folded,)
    yield (_without_unit(folded),)
    if match := _BRACKETED.fullmatch(folded):
        before, within, behind = match.groups()
        if _HINT.search(within):
            yield (before + behind,)
        elif behind:
            yield before + behind, within + behind
        else:
            yield before, within
    elif len(parts := re.split(r"[/或]", folded)) == 2:
        yield parts[0], parts[1]
    yield (folded.replace("(ZL)", "").replace("ZL", ""),)


def _spelled(folded: str) -> str:
    """申请日期 and 申请时间 are 申请日, 登记编号 is 登记号."""
    for pattern, short in _SPELLINGS:
        folded = pattern.sub(short, folded)
    return folded


def _without_unit(folded: str) -> str:
    return re.sub(r"\((?:单位:?)?(?:亿元|万元|千元|元|人|件|年|天)\)$", "", folded)


@lru_cache(maxsize=64)
def place_names(division: str | None) -> Mapping[str, str]:
    """What `{county}`, `{place}` (without 市 or 县), `{prefecture}`, `{province}` and `{township}` stand for in a rule: the names of the
    county it is read for; where it is read for none, of no county. Under a municipality or the province itself the prefecture is the
    province."""
    if not division:
        return {"county": "某县", "place": "某县", "prefecture": "某市", "province": "某省", "township": "某镇"}
    county = places.find(division).name
    above = [place for code in places.parent_codes(division) if (place := places.find(code)).kind != "grouping"]
    return {
        "county": county,
        "place": county[:-1] if len(county) > 2 else county,
        "prefecture": above[0].name if above else county,
        "province": above[-1].name if above else county,
        "township": next((one.name for one in places.listed_townships(division).values()), "某镇"),
    }


def _with_names(rule: Any, names: Mapping[str, str]) -> Any:
    """The rule with places filled in, keys as well as values; other braces are left alone."""
    if isinstance(rule, str):
        return _PLACE.sub(lambda match: names[match[1]], rule)
    if isinstance(rule, Mapping):
        return {_with_names(key, names): _with_names(value, names) for key, value in rule.items()}
    return tuple(_with_names(one, names) for one in rule) if isinstance(rule, (tuple, list)) else rule


@lru_cache(maxsize=64)
def load_vocabulary(kind: str, division: str | None = None) -> TableVocabulary:
    """The vocabulary of a kind as it holds for a division."""
    data = _with_names(rulebook.load("intake", kind, division=division), place_names(division))
    words = rulebook.load("intake", "words", division=division)
    entries = {**_taken(data, division), **data["fields"]}
    fields = tuple(_field(name, entry, division) for name, entry in entries.items() if entry.get("table", True))
    by_header: dict[str, tuple[TableField, int | None]] = {}
    yearly = []
    for field in fields:
        for header in field.headers:
            if "{year}" in header:
                yearly.append((re.compile(_year_pattern(header)), field))
            else:
                by_header.setdefault(fold_header(header), (field, None))
    by_header = {**_attributes(fields), **by_header}
    kept = frozenset(fold_header(str(header)) for header in (*words["kept_headers"], *data.get("kept_headers", ())))
    return TableVocabulary(
        kind=kind,
        label=str(data["label"]),
        fields=fields,
        by_header=by_header,
        by_spelling=_spellings(by_header, kept),
        yearly=tuple(yearly),
        require_any=tuple(data.get("require_any", ())),
        missing_hint=str(data.get("missing_hint", "")),
        settings=data.get("settings", {}),
        blank_words=_folded(words["blank"]),
        open_words=_folded(words["open_ended"]),
        yes_words=_folded(words["yes"]),
        no_words=_folded(words["no"]),
        money_units={str(unit): int(fen) for unit, fen in words["money_units_in_fen"].items()},
        ignored=frozenset(fold_header(str(header)) for header in words["ignored_headers"]),
        kept=kept - by_header.keys(),
        note_sheets=frozenset(str(name) for name in words["note_sheets"]),
        name_ends=tuple(str(end) for end in words["name_ends"]),
        footers=_any_of(words["footers"]),
        totals=_any_of(words["totals"]),
        groups=_any_of(words["groups"]),
    )


def _attributes(fields: tuple[TableField, ...]) -> dict[str, tuple[TableField, int | None]]:
    """What a party's own columns are called: each name of the party before each word for the attribute (现专利权人 + 通讯地址)."""
    found: dict[str, tuple[TableField, int | None]] = {}
    for field in (one for one in fields if one.of):
        parties = [fold_header(header) for one in fields if one.name == field.of for header in one.headers]
        starts = tuple(sorted(parties, key=len, reverse=True))
        headers = [fold_header(header) for header in field.headers]
        tails = {header.removeprefix(start) for header in headers for start in starts if header.startswith(start)}
        found |= {party + tail: (field, None) for party in parties for tail in tails if len(tail) > 1}
    return found


def _spellings(
    by_header: Mapping[str, tuple[TableField, int | None]], kept: Iterable[str]
) -> Mapping[str, tuple[TableField, int | None]]:
    """Headers by their plain spelling, where it leads to one field and is no column that is only kept."""
    found: dict[str, tuple[TableField, int | None]] = {}
    doubtful = {_spelled(header) for header in kept}
    for header, meaning in by_header.items():
        if found.setdefault(_spelled(header), meaning)[0] is not meaning[0]:
            doubtful.add(_spelled(header))
    return {spelling: meaning for spelling, meaning in found.items() if spelling not in doubtful}


def _taken(data: Mapping[str, Any], division: str | None) -> Mapping[str, Any]:
    """The fields a table has in common with another one, as they stand there."""
    take = data.get("take")
    if not take:
        return {}
    fields = _with_names(rulebook.load("intake", take["from"], division=division)["fields"], place_names(division))
    return {name: fields[name] for name in take["fields"]}


def _year_pattern(header: str) -> str:
    return re.escape(fold_header(header.replace("{year}", "@"))).replace("@", r"((?:19|20)\d\d)")


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _folded(words: Iterable[Any]) -> frozenset[str]:
    return frozenset(fold_word(str(word)) for word in words)


def _field(name: str, entry: Mapping[str, Any], division: str | None) -> TableField:
    values: Mapping[str, Iterable[Any]] = entry.get("values", {})
    codes = rulebook.load("intake", entry["codes"], division=division) if entry.get("codes") else {}
    choices = {
        fold_word(str(word)): code
        for given in (codes.get("values", {}), values)
        for code, words in given.items()
        for word in words
    }
    ambiguous = {**codes.get("ambiguous", {}), **entry.get("ambiguous", {})}
    return TableField(
        name=name,
        label=str(entry["label"]),
        headers=tuple(str(header) for header in (entry["label"], *entry.get("headers", ()))),
        type=str(entry.get("type", "text")),
        validator=str(entry.get("validator", "")),
        required=bool(entry.get("required", False)),
        separators=tuple(str(mark) for mark in entry.get("separators", ())),
        choices=choices,
        allowed=tuple(str(next(iter(words))) for words in values.values()),
        passed=_folded((*codes.get("passed", ()), *entry.get("passed", ()))),
        ambiguous={fold_word(str(word)): str(reason) for word, reason in ambiguous.items()},
        from_title=bool(entry.get("from_title", False)),
        default_unit=str(entry.get("default_unit", "")),
        below_zero=bool(entry.get("below_zero")),
        looks=str(entry.get("looks", "")),
        prefer=tuple(fold_header(str(header)) for header in entry.get("prefer", ())),
        beside={fold_header(str(header)): str(name) for header, name in entry.get("beside", {}).items()},
        of=str(entry.get("of", "")),
        expected=str(entry.get("expected", "")),
        names=bool(entry.get("names", False)),
        end_of_span=str(entry.get("end_of_span", "")),
        length=int(entry.get("length", 0)),
        keep_raw=bool(entry.get("keep_raw", False)),
        open_ended=bool(entry.get("open_ended", False)),
        note=str(entry.get("note", "")),
        example=str(entry.get("example", "")),
    )


def _kinds() -> tuple[str, ...]:
    places = {
        name: rulebook.load("intake", name, division=None).get("place") for name in rulebook.names("intake", None)
    }
    return tuple(sorted((name for name, place in places.items() if place), key=lambda name: int(str(places[name]))))


KINDS = _kinds()
"""The kinds of table, in the order in which an office meets them: every vocabulary says its place."""

LITERATURE = "patents"
"""The table of patent literature: no register, so it has no place among them."""


@rulebook.schema("intake")
def check_intake(document: MarkedDocument) -> Iterable[Issue]:
    """The shape of the file; no header of a table names two fields."""
    found = list(shape_faults(document))
    yield from found
    seen: dict[str, str] = {}
    for name, entry in document.value.get("fields", {}).items() if not found else ():
        if not entry.get("table", True):
            continue
        for header in {fold_header(str(h)) for h in (entry["label"], *entry.get("headers", ()))}:
            if seen.setdefault(header, name) != name:
                yield document.issue(f"列名“{header}”同时属于 {seen[header]} 和 {name}", "fields", name)

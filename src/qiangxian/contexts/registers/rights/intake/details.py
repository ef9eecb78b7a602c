"""What the one long text of a legal-status list says: days, parties, numbers and, where the column is vague, the event."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from qiangxian.engines.intake import Row, TableVocabulary, load_vocabulary
from qiangxian.engines.intake.cells import CellFault
from qiangxian.engines.intake.dates import read_date
from qiangxian.engines.intake.vocabulary import fold_word
from qiangxian.kernel import rulebook

_SEVERAL = re.compile(r"[;；|,，、]")
DAYS = frozenset({"effective_date", "announced_date", "until"})
PERSONS = frozenset({"from_name", "to_name"})


def enrich(row: Row, division_code: str) -> None:
    """Fill what the row's own columns leave open from its `details`; a column always wins over the text."""
    vocabulary, rules = _rules(division_code)
    text = str(row.values.get("details") or "")
    if text:
        for name, value in _told(text, rules["labels"], tuple(rules["other"])).items():
            _take(row, name, value)
        if "type" not in row.values:
            _event_in_words(row, text, vocabulary)
    _effective(row, rules)


def _event_in_words(row: Row, text: str, vocabulary: TableVocabulary) -> None:
    """`专利权的终止` alone does not say why; `未缴年费专利权终止` at the head of the text does."""
    field = vocabulary.field("type")
    folded = fold_word(text)
    words = [word for word in field.choices if len(word) > 3 and word in folded]
    if not words:
        return
    longest = max(words, key=len)
    row.values["type"], row.printed["type"] = field.choices[longest], longest
    column = row.headers.get("type")
    row.refusals[:] = [entry for entry in row.refusals if entry.column != column]


def _take(row: Row, name: str, value: str) -> None:
    if row.values.get(name) or not value:
        return
    if name in DAYS:
        try:
            row.values[name] = read_date(value)
        except CellFault:
            row.raw.setdefault(f"详细信息：{name}", value)
    elif name in PERSONS:
        row.values[name] = tuple(part.strip() for part in _SEVERAL.split(value) if part.strip())
    else:
        row.values[name] = value[:200]


def _effective(row: Row, rules: Mapping[str, Any]) -> None:
    """Where only the announcement is dated, most events take effect with it; one that reaches back is noted."""
    values = row.values
    if values.get("effective_date") or not values.get("announced_date"):
        if not values.get("effective_date") and row.good:
            row.refuse("effective_date", None, "没有生效日，也没有公告日", "请补上其中一个日期")
        return
    values["effective_date"] = values["announced_date"]
    if values.get("type") in rules["reaching_back"]:
        row.note(
            "announced_date",
            values["announced_date"],
            "没有生效日，暂以公告日为生效日",
            "终止追溯至缴费期满日，请按公告或登记簿补上“终止日期”",
        )


def _told(text: str, labels: Mapping[str, Any], other: tuple[str, ...]) -> dict[str, str]:
    """Label and value pairs run together without a mark between them: a value ends where the next label begins."""
    by_label = {str(label): name for name, words in labels.items() for label in words}
    pattern = _pattern((*by_label, *map(str, other)))
    found = list(pattern.finditer(text))
    told: dict[str, str] = {}
    for place, match in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(text)
        name = by_label.get(match[1])
        if name:
            told.setdefault(name, text[match.end() : end].strip(" 　;；,，。\n\t"))
    return told


@lru_cache(maxsize=8)
def _pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(labels, key=len, reverse=True)
    return re.compile("(" + "|".join(map(re.escape, longest_first)) + r")\s*[:：]")


def _rules(division_code: str) -> tuple[TableVocabulary, Mapping[str, Any]]:
    settings = rulebook.load("intake", "events", division=division_code)["settings"]
    return load_vocabulary("events", division_code), settings["details"]

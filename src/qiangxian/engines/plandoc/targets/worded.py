"""Targets without digits: 全覆盖, 翻一番, 进入前三位, 与经济增长同步 (T10, T11, T18, T19)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from qiangxian.engines.plandoc.layout import Place
from qiangxian.engines.plandoc.numbers import read_numeral
from qiangxian.engines.plandoc.targets import subjects
from qiangxian.engines.plandoc.targets.cues import is_history
from qiangxian.engines.plandoc.targets.drafts import Promise, Sentence

_CLAUSE_MARKS = ",;:。!?\n"


def read_worded(sentence: Sentence) -> None:
    """Append the targets in words to `sentence.found`; places where a figure was already read are left alone."""
    taken = [(draft.start, draft.end) for draft in sentence.found]
    for draft in (*_full(sentence), *_doubled(sentence), *_ranked(sentence), *_relative(sentence), *_firsts(sentence)):
        free = not any(start <= draft.at < end for start, end in taken)
        left = sentence.reading[_clause_start(sentence, draft.at) : draft.at]
        intended = sentence.words.purpose.match(left) is not None
        if free and draft.subject and not intended and not is_history(sentence, draft.at, left):
            taken.append((draft.start, draft.end))
            sentence.found.append(draft)
    sentence.found.sort(key=lambda draft: draft.at)


def _full(sentence: Sentence) -> Iterator[Promise]:
    """实现乡镇全覆盖 and 乡镇实现全覆盖 are 100 %; 全覆盖检查 is a manner of checking."""
    if sentence.reading.find("覆盖", sentence.start, sentence.end) < 0:
        return
    for match in sentence.words.full.finditer(sentence.reading, sentence.start, sentence.end):
        at = match.start("figure")
        start = _clause_start(sentence, at)
        verb = sentence.words.full_verb.search(sentence.reading, start, at)
        chained = sentence.found and sentence.found[-1].end <= start <= sentence.found[-1].end + 1
        if verb is None and not chained and not sentence.is_promise(at):
            continue
        place = subjects.before(sentence, verb.end() if verb else start, at, counted=False)
        if verb and place[0] >= place[1]:  # 乡镇实现全覆盖
            place = subjects.before(sentence, start, verb.start(), counted=False)
        yield _counted(_stated(sentence, match.end(), at, place, ">="), Decimal(100), "%")


def _doubled(sentence: Sentence) -> Iterator[Promise]:
    """翻一番 is growth by 1 倍, 翻两番 by 3."""
    for match in sentence.words.double.finditer(sentence.reading, sentence.start, sentence.end):
        times = read_numeral(match["times"]) if match["times"] else Decimal(1)
        start = _clause_start(sentence, match.start())
        place = subjects.before(sentence, start, match.start(), counted=False)
        grown = Decimal(2 ** int(times or 1) - 1)
        draft = _counted(_stated(sentence, match.end(), match.start("figure"), place, "growth"), grown, "倍")
        draft.kind = "flow"
        draft.parameters["direction"] = "up"
        baseline = sentence.words.baseline.search(sentence.reading, start, match.start())
        mention = baseline and next((d for d in sentence.masked.dates if d.start == baseline.start(1)), None)
        if mention:
            draft.parameters["baseline"] = mention.due
        yield draft


def _ranked(sentence: Sentence) -> Iterator[Promise]:
    for match in sentence.words.rank.finditer(sentence.reading, sentence.start, sentence.end):
        place_number = read_numeral(match["place"])
        start = _clause_start(sentence, match.start())
        place = subjects.before(sentence, start, match.start(), counted=False)
        yield _counted(_stated(sentence, match.end(), match.start("figure"), place, "rank"), place_number, "位")


def _relative(sentence: Sentence) -> Iterator[Promise]:
    """与经济增长基本同步, 不低于全市平均水平: no figure of its own."""
    for sign, pattern in sentence.words.relative:
        for match in pattern.finditer(sentence.reading, sentence.start, sentence.end):
            start = _clause_start(sentence, match.start())
            place = subjects.before(sentence, start, match.start(), counted=False)
            named = _grown(sentence.reading[place[0] : place[1]])
            if not (sentence.words.head.search(named) or named.endswith("指标")):
                continue
            draft = _stated(sentence, match.end(), match.start(), place, sign)
            draft.doubt = (
                "target_without_figure",
                f"“{match[0]}”没有数值，作为文字目标读出，须由人设定数值或以材料证明",
            )
            yield draft


def _firsts(sentence: Sentence) -> Iterator[Promise]:
    """实现PCT国际专利申请零的突破: the first of its kind has no figure, a record proves it."""
    for match in sentence.words.first.finditer(sentence.reading, sentence.start, sentence.end):
        start = _clause_start(sentence, match.start())
        verb = sentence.words.full_verb.search(sentence.reading, start, match.start())
        place = subjects.before(sentence, verb.end() if verb else start, match.start(), counted=False)
        if verb and place[0] >= place[1]:
            place = subjects.before(sentence, start, verb.start(), counted=False)
        if verb and place[0] < place[1]:
            hedge = sentence.words.hedge.search(sentence.reading, start, match.start())
            subject = sentence.masked.text[place[0] : match.end()].strip()
            yield Promise(
                start, match.end(), match.start(), subject, (place[0], match.end()), hedge=hedge[0] if hedge else None
            )


def _grown(subject: str) -> str:
    """居民收入增长 names the indicator 居民收入."""
    return re.sub(r"(?:增长|增加|提高|提升)$", "", subject)


def _clause_start(sentence: Sentence, at: int) -> int:
    return max(sentence.start, 1 + max(sentence.reading.rfind(mark, sentence.start, at) for mark in _CLAUSE_MARKS))


def _stated(sentence: Sentence, end: int, at: int, place: Place, sign: str) -> Promise:
    """A target from the beginning of its clause; the figure at `at`, the subject at `place`."""
    start = _clause_start(sentence, at)
    hedge = sentence.words.hedge.search(sentence.reading, start, at)
    subject = sentence.masked.text[place[0] : place[1]].strip() or subjects.inherited(sentence, start)
    held = sentence.words.hedge_reading.get(hedge[0], hedge[0]) if hedge else None
    return Promise(start, end, at, subject, place, sign, kind="stock", hedge=held)


def _counted(draft: Promise, value: Decimal | None, unit: str) -> Promise:
    draft.unit = unit
    draft.values = (value,) if value is not None else ()
    return draft

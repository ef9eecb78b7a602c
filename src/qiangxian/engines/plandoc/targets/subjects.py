"""Of what a figure speaks: the noun before it, after it, or the one an earlier clause named."""

from __future__ import annotations

import re

from qiangxian.engines.plandoc.brackets import trimmed
from qiangxian.engines.plandoc.targets.drafts import Sentence
from qiangxian.engines.plandoc.targets.vocabulary import TargetWords

_LONGEST_TAIL = 32  # 较上年同期相比分别累计: what stands between a noun and its comparator
_JOINTS = "、和及与并或"
PLACE_ENDS = frozenset("市县区州盟旗镇乡道省")
_COMMAS = re.compile("、")
_SHARING = re.compile(r"[、和及与]|以及")
_BASELINE = re.compile(r"[由从][^由从,;。\d]*\d[^由从,;。]*$")
_DATED = re.compile(r"¤(?:底前|底|末|前|内|起|以前|之前|以来|期间|时期|年)*(?:将|把)?")


def before(sentence: Sentence, start: int, end: int, *, counted: bool) -> tuple[int, int]:
    """The range of the noun that ends before a comparator: lead words, verbs and small words cut off."""
    words, reading = sentence.words, sentence.reading
    start, end = _trim(words, reading, start, end)
    if counted:
        found = [match.end() for match in words.restart.finditer(reading, start, end)]
        restarts = [at for at in found if reading[at:end] not in words.generic]  # 专利培育数量 is one noun
        if restarts and end - restarts[-1] >= 2:
            start, end = _trim(words, reading, restarts[-1], end)
    return start, end


def _trim(words: TargetWords, reading: str, start: int, end: int) -> tuple[int, int]:
    baseline = _BASELINE.search(reading, start, end)
    end = baseline.start() if baseline else end
    if reading[end - 1] in words.tail_ends:
        first = max(start, end - _LONGEST_TAIL)
        tail = words.tail.search(reading[first:end])
        end = first + tail.start() if tail else end
    dated = reading.rfind("¤", start, end)  # 各局应当于¤前将企业开办时间
    if dated >= 0 and (day := _DATED.match(reading, dated, end)):
        start = day.end()
    while start < end:
        lead = words.lead.match(reading, start, end)
        start = lead.end() if lead else start
        verb = words.verb_lead.match(reading, start, end)
        if verb is None or not _is_verb(words, verb, reading, end):
            break
        start = verb.end()
    return (start if start < end else end), end


def _is_verb(words: TargetWords, verb: re.Match[str], reading: str, end: int) -> bool:
    """服务业, 建设用地, 授权专利 are nouns; 培育企业 is a verb with its object."""
    if end - verb.end() < 2 or words.no_verb.match(reading, verb.start(), end):
        return False
    return verb["word"] in words.always_cut or (
        len(verb["word"]) > 1
        and not words.noun_tail.match(reading, verb.end(), end)
        and verb["word"] not in words.noun_like
    )


def after(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """The range of the noun that follows a number, up to the next figure of the clause."""
    reading = sentence.reading
    start, end = trimmed(reading, start, end, "的 、□", "")
    uncounted = sentence.words.uncounted.search(reading, start, end)
    end = uncounted.start() if uncounted else end
    return trimmed(reading, start, end, "", _JOINTS + " □")


def inherited(sentence: Sentence, clause_start: int) -> str:
    """The noun of the clause before, for clauses that only say 达到70% or 总数达到50家."""
    if sentence.found and sentence.found[-1].subject_range != (0, 0):
        return sentence.found[-1].subject
    reading, text = sentence.reading, sentence.masked.text
    at = max(reading.rfind(mark, sentence.start, max(sentence.start, clause_start - 1)) for mark in ",;:")
    start, end = before(sentence, max(at + 1, sentence.start), max(sentence.start, clause_start - 1), counted=False)
    return text[start:end].strip("¤,;:。 ")


def members(words: TargetWords, reading: str, text: str, count: int | None) -> list[str]:
    """The subjects among which 分别 or 均 divides a figure: 花生种植、收获机械化率 → 花生种植机械化率, 花生收获机械化率.

    `count` is the number of figures; None means one figure for each. Empty where the text enumerates nothing.
    """
    if "等" in reading and count is None:
        return []
    for joints in (_COMMAS, _SHARING):
        parts = _split(joints, reading, text)
        if len(parts) > 1 and (len(parts) == count or (count is None and joints is _SHARING)):
            return _completed(words, parts)
    return []


def _split(joints: re.Pattern[str], reading: str, text: str) -> list[str]:
    cuts = [0, *(place for found in joints.finditer(reading) for place in found.span()), len(reading)]
    return [part for start, end in zip(cuts[::2], cuts[1::2], strict=True) if (part := text[start:end].strip())]


def _completed(words: TargetWords, parts: list[str]) -> list[str]:
    """Give every member the head that only the last one prints, and the first word that only the first one prints."""
    last = parts[-1]
    ends = [at + 1 for at, mark in enumerate(last) if mark in PLACE_ENDS]
    place = next((at for at in reversed(ends) if words.place.match(last[:at])), 0)
    if place and all(words.place.match(part) for part in parts[:-1]):  # 甲市、乙县细颗粒物浓度
        return [*(f"{part}{parts[-1][place:]}" for part in parts[:-1]), parts[-1]]
    head = words.head.search(parts[-1])
    if head is None or any(words.head.search(part) for part in parts[:-1]):
        return parts
    cores = [*parts[:-1], parts[-1][: head.start]]
    shortest = min(map(len, cores[1:]))
    same_length = all(len(core) == shortest for core in cores[1:])
    prefix = cores[0][:-shortest] if same_length and 0 < shortest < len(cores[0]) else ""
    return [f"{cores[0]}{head.word}", *(f"{prefix}{core}{head.word}" for core in cores[1:])]

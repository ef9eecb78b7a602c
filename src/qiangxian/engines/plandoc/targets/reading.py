"""The reading of all passages in text order."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import TypeVar

from qiangxian.engines.plandoc.numbers import Quantity, plain
from qiangxian.engines.plandoc.targets import subjects
from qiangxian.engines.plandoc.targets.drafts import Promise, Sentence
from qiangxian.engines.plandoc.targets.existence import read_existence
from qiangxian.engines.plandoc.targets.figures import read_figures
from qiangxian.engines.plandoc.targets.horizons import DateMention, Horizons
from qiangxian.engines.plandoc.targets.masking import Masked, mask
from qiangxian.engines.plandoc.targets.types import TargetPassage
from qiangxian.engines.plandoc.targets.vocabulary import TargetWords, vocabulary
from qiangxian.engines.plandoc.targets.worded import read_worded
from qiangxian.engines.plandoc.types import Target, Warning_

_TITLE_LENGTH = 16
_start = attrgetter("start")
Share = tuple[str, int | float | None, dict[str, object]]  # a subject, its value, what is said of it alone
_Place = TypeVar("_Place", Quantity, DateMention)


def read_targets(
    passages: Sequence[TargetPassage],
    *,
    plan_years: tuple[int, int] | None,
    written_year: int | None,
    begun_year: int | None = None,
) -> tuple[list[Target], list[Warning_]]:
    """Numeric and existence targets in text order, with the doubts about them.

    `plan_years` is the range the plan gives in its title (2023-2026); `written_year` resolves days without a year and
    tells a past year from a coming one; `begun_year` is that of 2012年起. Never raises on any text.
    """
    words = vocabulary()
    reader = _Reader(words, Horizons(words.horizons, plan_years, written_year, begun_year))
    for passage in passages:
        reader.read(passage)
    return reader.targets, reader.warnings


class _Reader:
    """Carries what lasts from one passage to the next: numbering, the day of a list of aims, institutions already read."""

    def __init__(self, words: TargetWords, horizons: Horizons) -> None:
        self.words = words
        self.horizons = horizons
        self.targets: list[Target] = []
        self.warnings: list[Warning_] = []
        self._founded: set[str] = set()
        self._silent: dict[str, bool] = {}
        self._aims: dict[str, bool] = {}
        self._carried: tuple[str, DateMention] | None = None

    def read(self, passage: TargetPassage) -> None:
        """Read one passage; descriptions of the present state and lists of conditions hold no targets."""
        if self._is_silent(passage.heading):
            return
        masked = mask(passage.text, self.horizons)
        numbers = self.words.numbers.find(masked.reading)
        founding = list(self.words.founding.finditer(masked.reading))
        if founding and not self._may_found(passage):
            founding = []
        hints = [hint.start() for hint in self.words.worded_hint.finditer(masked.reading)]
        if numbers or founding or hints:
            self._read_sentences(passage, masked, numbers, founding, hints)
        self._carry(passage, masked)

    def _read_sentences(
        self,
        passage: TargetPassage,
        masked: Masked,
        numbers: list[Quantity],
        founding: list[re.Match[str]],
        hints: list[int],
    ) -> None:
        carried = self._carried_to(passage)
        aimed = carried is not None or self._is_aim(passage.heading)
        reading, dates, announces = masked.reading, masked.dates, "目标" in masked.reading
        figure = date = found = hint = 0
        for start, end in masked.sentences():
            first, begun, promised, hinted = figure, date, found, hint
            figure = bisect_left(numbers, end, lo=figure, key=_start) if numbers else 0
            date = bisect_left(dates, end, lo=date, key=_start) if dates else 0
            found = bisect_left(founding, end, lo=found, key=re.Match.start) if founding else 0
            hint = bisect_left(hints, end, lo=hint) if hints else 0
            if not (first < figure or hinted < hint or promised < found):
                continue
            announced = aimed or (announces and self.words.goal_opening.search(reading, start, end) is not None)
            sentence = Sentence(masked, (start, end), passage.task_id is not None, announced, dates[begun:date])
            if first < figure:
                read_figures(sentence, numbers[first:figure])
            if hinted < hint:
                read_worded(sentence)
            self._state_figures(passage, sentence, carried)
            if promised < found:
                self._state_institutions(passage, sentence, founding[promised:found], carried)

    def _is_silent(self, headings: str) -> bool:
        """A short heading 发展现状 or 申报条件; a whole sentence that happens to hold such a word is none."""
        return self._names(headings, self.words.silent_heading, self._silent)

    def _is_aim(self, headings: str) -> bool:
        """A short heading 工作目标: its figures are promised although no day stands beside them."""
        return self._names(headings, self.words.goal_heading, self._aims)

    def _names(self, headings: str, pattern: re.Pattern[str], known: dict[str, bool]) -> bool:
        """Whether a short one of the headings holds the pattern; the headings above are the same for many clauses."""
        for name in headings.split("/"):
            if len(name) <= _TITLE_LENGTH:
                if name not in known:
                    known[name] = pattern.search(name) is not None
                if known[name]:
                    return True
        return False

    # -- numeric -----------------------------------------------------------------------------------------------------
    def _state_figures(self, passage: TargetPassage, sentence: Sentence, carried: DateMention | None) -> None:
        for draft in sentence.found:
            divided = _divided(sentence, draft)
            days = _listed_days(sentence, draft) if len(divided) > 1 else []
            if len(days) != len(divided):
                days = [sentence.masked.due(draft.at, sentence.start) or carried] * len(divided)
            for share, day in zip(divided, days, strict=True):
                self._add(passage, draft, share, day)

    # -- existence ---------------------------------------------------------------------------------------------------
    def _may_found(self, passage: TargetPassage) -> bool:
        """Tasks and safeguards promise institutions, general aims only wish for them."""
        is_work = passage.task_id is not None and not self.words.unnamed_heading.search(passage.heading)
        return passage.in_safeguards or is_work

    def _state_institutions(
        self,
        passage: TargetPassage,
        sentence: Sentence,
        cues: Sequence[re.Match[str]],
        carried: DateMention | None,
    ) -> None:
        for draft in read_existence(sentence, cues):
            if draft.subject not in self._founded:
                self._founded.add(draft.subject)
                day = sentence.masked.due(draft.at, sentence.start) or carried
                self._add(passage, draft, (draft.subject, None, {}), day)

    # -- both --------------------------------------------------------------------------------------------------------
    def _add(self, passage: TargetPassage, draft: Promise, share: Share, day: DateMention | None) -> None:
        subject, value, own = share
        code, named = indicator_of(subject, draft.unit)
        yearly = {"recurrence": "yearly", "month": day.yearly} if day and day.yearly else {}
        if (
            draft.kind == "flow"
            and day
            and day.role in ("year", "current")
            and not {"per", "period"} & set(draft.parameters)
        ):
            yearly["period"] = "year_to_date"  # 2025年新增100件: in that year, 到2025年 would be all until then
        target = Target(
            id="",
            task=passage.task_id,
            text="",
            subject=subject,
            comparator=draft.comparator,
            value=value,
            unit=draft.unit,
            due=(day.due or None) if day else None,
            kind=draft.kind,
            hedge=draft.hedge,
            parameters={**draft.parameters, **own, **named, **yearly},
            indicator=code,
            start=passage.start + draft.start,
            end=passage.start + draft.end,
        )
        self.targets.append(target)
        self._doubt(target, draft, day)

    def _doubt(self, target: Target, draft: Promise, mention: DateMention | None) -> None:
        if draft.doubt:
            self.warnings.append(Warning_(draft.doubt[0], "warning", draft.doubt[1], target.start, target.end))
        if mention and mention.guessed:
            message = f"目标“{target.subject}”的期限没有写明年份，按{mention.due}读出，请核对"
            self.warnings.append(Warning_("target_year_guessed", "info", message, target.start, target.end))

    # -- the day of a list of aims -----------------------------------------------------------------------------------
    def _carried_to(self, passage: TargetPassage) -> DateMention | None:
        """到2025年，实现以下目标: holds for the items below it."""
        if self._carried is None:
            return None
        clause, mention = self._carried
        if passage.clause_id == clause or passage.clause_id.startswith(f"{clause}."):
            return mention
        self._carried = None
        return None

    def _carry(self, passage: TargetPassage, masked: Masked) -> None:
        lasting = [date for date in masked.dates if date.role == "due" and date.due]
        if lasting:
            self._carried = (passage.clause_id, lasting[-1])


def indicator_of(subject: str, unit: str | None) -> tuple[str | None, dict[str, object]]:
    """The code of the indicator that the subject names, with the figures in its name (授权专利2件以上的企业)."""
    for indicator in vocabulary().indicators_of.get(unit or "", ()):
        match = indicator.pattern.search(subject)
        if match:
            return indicator.code, {name: int(value) for name, value in match.groupdict().items() if value}
    return None, {}


_DAYS_IN_A_ROW = re.compile(r"(?:¤+(?:年?[底末])?[、和及])+¤+")


def _listed_days(sentence: Sentence, draft: Promise) -> list[DateMention | None]:
    """2023年、2024年、2025年分别达到…: the days that 分别 divides among as many figures; empty where there are none."""
    rows = [row.span() for row in _DAYS_IN_A_ROW.finditer(sentence.reading, sentence.start, draft.at)]
    if not rows or "分别" not in sentence.reading[rows[-1][1] : draft.at]:
        return []
    days: list[DateMention | None] = [date for date in sentence.dates if rows[-1][0] <= date.start < rows[-1][1]]
    return days if len(days) == len(draft.values) and all(date and date.due for date in days) else []


def _divided(sentence: Sentence, draft: Promise) -> list[Share]:
    """分别, 均 and lists of places: one target for each member of the subject."""
    if not draft.values:
        return [(draft.subject, None, {})]
    first, last = draft.subject_range
    text = sentence.masked.text[first:last]
    may_be_places = (draft.compared or draft.comparator == "growth") and text[-1:] in subjects.PLACE_ENDS
    if not (may_be_places or draft.shared):
        return [(draft.subject, plain(value), {}) for value in draft.values]
    values = [plain(value) for value in draft.values]
    reading = sentence.reading[first:last]
    places = _places(sentence, reading, text) if may_be_places else []
    if places:
        subject = _subject_of_places(sentence, draft)
        return [
            (subject or place, values[min(at, len(values) - 1)], {"place": place}) for at, place in enumerate(places)
        ]
    if first == last:  # 分别减至1个月、半个月: the subjects stand in an earlier clause
        reading = text = draft.subject
    count = len(values) if len(values) > 1 else None
    names = subjects.members(sentence.words, reading, text, count) if draft.shared else []
    if not names:
        return [(draft.subject, value, {}) for value in values]
    return [(name, values[min(at, len(values) - 1)], {}) for at, name in enumerate(names)]


def _places(sentence: Sentence, reading: str, text: str) -> list[str]:
    parts = text.split("、")
    if len(parts) != len(reading.split("、")) or not all(sentence.words.place.match(part) for part in parts):
        return []
    return parts


def _subject_of_places(sentence: Sentence, draft: Promise) -> str:
    """The noun that the places share: the last earlier subject that is no place."""
    earlier = [other for other in sentence.found if other.at < draft.at]
    for other in reversed(earlier):
        if not all(sentence.words.place.match(part) for part in other.subject.split("、")):
            return other.subject
    first = min((other.start for other in sentence.found), default=draft.start)
    start, end = subjects.before(sentence, sentence.start, max(sentence.start, first - 1), counted=False)
    return sentence.masked.text[start:end].split(",")[-1].strip("¤:;, ")

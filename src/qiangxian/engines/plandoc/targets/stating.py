"""Putting a target into words: subject, comparator, kind, hedge and what else the clause says of it."""

from __future__ import annotations

from qiangxian.engines.plandoc.brackets import trimmed
from qiangxian.engines.plandoc.numbers import plain
from qiangxian.engines.plandoc.targets import subjects
from qiangxian.engines.plandoc.targets.drafts import Promise, Sentence, Spot, Style

_DESCRIBING = 3


def state_number_first(sentence: Sentence, spot: Spot, sign: str) -> Promise | None:
    place = subjects.after(sentence, spot.right_start, _noun_end(sentence, spot))
    if place[1] - place[0] < 1:
        return None
    return state(sentence, spot, place, sign, "number_first")


def _noun_end(sentence: Sentence, spot: Spot) -> int:
    if spot.next_number is None:
        return spot.clause_end
    between = sentence.reading[spot.right_start : spot.next_number]
    joint = max(between.rfind(mark) for mark in "、和及与并")
    if joint < 0 and len(between) <= _DESCRIBING:
        return spot.clause_end  # 10条超10亿元产业链: the second figure describes the noun
    return spot.right_start + joint if joint > 0 else spot.next_number


def state_growth(sentence: Sentence, spot: Spot, core: str, *, bound: str | None) -> Promise | None:
    words, number = sentence.words, spot.number
    found = words.growth_before.search(core)
    if found is None:
        return None
    word_start = spot.left_start + found.start
    place = subjects.before(sentence, spot.left_start, word_start, counted=False)
    if place[0] == place[1] and spot.noun_after and number.sort in ("count", "measure"):
        place = subjects.after(sentence, spot.right_start, _noun_end(sentence, spot))
    elif spot.noun_after and number.sort == "time":
        return None
    draft = state(sentence, spot, place, "rank" if _is_rank(sentence, spot) else "growth", "noun_first")
    draft.kind = "flow"
    draft.shared = bool(words.shared.search(sentence.reading, place[1], number.start))
    draft.parameters["direction"] = words.direction_of[found.word]
    if bound:
        draft.parameters["bound"] = bound
    baseline = words.baseline.search(sentence.reading, spot.clause_start, number.start)
    if baseline:
        mention = next((date for date in sentence.masked.dates if date.start == baseline.start(1)), None)
        if mention and mention.due:
            draft.parameters["baseline"] = mention.due
    return draft


def _is_rank(sentence: Sentence, spot: Spot) -> bool:
    return spot.number.unit in ("位", "名", "个位次") and sentence.words.rank_move.search(spot.left) is not None


def state(sentence: Sentence, spot: Spot, place: tuple[int, int], sign: str, style: Style) -> Promise:
    reading, text, number = sentence.reading, sentence.masked.text, spot.number
    start, _ = trimmed(reading, spot.left_start, number.start, " \t、—-", "")
    end = max(spot.right_start, place[1] if style == "number_first" else 0)
    clause_left = reading[spot.clause_start : number.start]
    draft = Promise(
        start=start,
        end=end,
        at=number.start,
        subject=text[place[0] : place[1]].strip(),
        subject_range=place,
        comparator=sign,
        values=(number.value,),
        unit=number.unit,
        style=style,
        kind="stock",
        hedge=_hedge(sentence, spot),
    )
    _inherit(sentence, spot, draft)
    _say_kind(sentence, draft, clause_left, number.sort)
    _say_more(sentence, spot, draft, clause_left)
    return draft


def _hedge(sentence: Sentence, spot: Spot) -> str | None:
    found = sentence.words.hedge.search(sentence.reading, spot.left_start, spot.number.start)
    return None if found is None else sentence.words.hedge_reading.get(found[0], found[0])


def _inherit(sentence: Sentence, spot: Spot, draft: Promise) -> None:
    """A clause without a noun of its own speaks of the noun before it."""
    if draft.subject and draft.subject not in sentence.words.generic:
        return
    earlier = subjects.inherited(sentence, spot.clause_start)
    draft.subject = earlier if not draft.subject else f"{earlier}{draft.subject}"


def _say_kind(sentence: Sentence, draft: Promise, clause_left: str, number_sort: str) -> None:
    words = sentence.words
    yearly = "年" in clause_left
    if yearly and words.mean.search(clause_left):
        draft.parameters["period"] = "mean_per_year"
        draft.kind = "flow"
    elif yearly and words.per_year.search(clause_left):
        draft.parameters["per"] = "year"
        draft.kind = "flow"
    elif number_sort in ("count", "measure"):
        whole = f"{clause_left}{draft.subject}"
        if words.flow.search(whole) and not words.stock.search(whole):
            draft.kind = "flow"


def _say_more(sentence: Sentence, spot: Spot, draft: Promise, clause_left: str) -> None:
    """Upper end of a range, condition in brackets, the whole of which 其中 is a part."""
    number, text = spot.number, sentence.masked.text
    if number.upper is not None:
        draft.parameters["upper"] = plain(number.upper)
        draft.comparator = ">=" if draft.comparator == "=" else draft.comparator  # 保持在8%—10%
    remark = sentence.words.remark.match(text, spot.right_start) if text.startswith("(", spot.right_start) else None
    if remark:
        draft.parameters["condition"] = remark[1]
    above = sentence.words.above.search(clause_left) if "平均" in clause_left else None
    if above:
        draft.parameters["above"] = above["what"]
    if sentence.found and sentence.words.part.match(clause_left):
        draft.parameters["part_of"] = sentence.found[-1].parameters.get("part_of", sentence.found[-1].subject)

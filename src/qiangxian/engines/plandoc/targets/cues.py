"""Figures that look like targets and are none: history, thresholds of a rule, rewards, bookkeeping (§5 "Not targets")."""

from __future__ import annotations

import re

from qiangxian.engines.plandoc.targets.drafts import Sentence, Spot

_FROM = re.compile(r"[由从][^由从\d]{0,40}\d")


def is_no_target(sentence: Sentence, spot: Spot) -> bool:
    """True where a cue of the sentence or the clause says that the figure promises nothing."""
    return (
        is_history(sentence, spot.number.start, spot.left)
        or _is_rise(sentence, spot)
        or _is_condition(sentence, spot)
        or _is_reward(sentence, spot)
        or bool(sentence.words.purpose.match(sentence.reading[spot.clause_start : spot.number.start]))
        or bool(sentence.words.forbid.search(sentence.reading, spot.clause_start, spot.clause_end))
        or bool(sentence.words.name_tail.match(spot.right))
    )


def is_history(sentence: Sentence, at: int, left: str) -> bool:
    """截至目前…184件, 2018年底285家, 已有141家: true unless a coming day stands between the cue and the figure."""
    words, reading = sentence.words, sentence.reading
    dates = sentence.dates_before(at)
    if (dates and dates[-1].role == "past") or words.forecast.search(reading, sentence.start, at):
        return True
    found = words.history.finditer(reading, sentence.start, at)
    cues = [cue for cue in found if reading[cue.start() - 1] not in "由从"]  # 由目前的2件提高到3件 promises 3
    cue = cues[-1] if cues else None
    promised_after = bool(cue and dates and dates[-1].start > cue.end() and dates[-1].role != "current")
    if cue and not promised_after:
        return True
    return bool(words.history_clause.search(left))


def _is_rise(sentence: Sentence, spot: Spot) -> bool:
    words, clause_left = sentence.words, sentence.reading[spot.clause_start : spot.number.start]
    risen = words.rise_to.search(clause_left[-8:]) and _FROM.search(clause_left)
    if not risen:
        return False
    return not words.hedge.search(clause_left) and not sentence.is_promise(spot.number.start)


def _is_condition(sentence: Sentence, spot: Spot) -> bool:
    """…达到25%并签订合同的, 可申请…: the clause is a condition, or it permits something."""
    reading, end = sentence.reading, spot.clause_end
    if reading[end : end + 1] in (",", ":") and sentence.words.condition_end.search(reading, end - 1, end):
        return True
    clause_left = reading[spot.clause_start : spot.number.start]
    if sentence.words.condition_sentence.search(reading, sentence.start, spot.number.start):
        return True
    return bool(sentence.words.permission.search(clause_left)) or bool(sentence.words.qualified.match(spot.right))


def _is_reward(sentence: Sentence, spot: Spot) -> bool:
    """给予5000万元资助, 奖励20万元: the clause itself, a condition before it, or money after it."""
    words, reading = sentence.words, sentence.reading
    reward = words.reward.search(reading, sentence.start, sentence.end)
    people = spot.number.unit in words.reward_people and not words.reward_money.search(
        reading, sentence.start, sentence.end
    )
    if reward is None or people or words.reward_goal.search(reading, spot.clause_start, spot.clause_end):
        return False
    if spot.clause_start <= reward.start() < spot.clause_end:
        return True
    if words.reward.search(reading, spot.clause_start, spot.clause_end):
        return True
    clause = reading[spot.clause_start : spot.clause_end]
    is_money = (spot.number.unit or "").startswith("元")
    return bool(words.reward_clause.match(clause)) or (is_money and reward.start() < spot.clause_start)


def is_bookkeeping(sentence: Sentence, noun: str) -> bool:
    """Counts of measures, stages, meetings and working groups."""
    return noun in sentence.words.bookkeeping or bool(sentence.words.bookkeeping_tail.search(noun))

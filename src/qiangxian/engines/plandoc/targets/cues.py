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
        or (spot.right != "" and sentence.words.name_tail.match(spot.right) is not None)
    )


def is_history(sentence: Sentence, at: int, left: str) -> bool:
    """截至目前…184件, 2018年底285家, 已有141家: true unless a coming day stands between the cue and the figure."""
    date = sentence.last_date(at) if sentence.dates else None
    cues = sentence.cues
    if (date and date.role == "past") or cues.forecast < at or cues.counted:
        return True
    cue = cues.past_before(at)
    if cue is not None and not (date and date.start > cue and date.role != "current"):
        return True
    if cues.told == sentence.end and "了" not in left:
        return False
    return bool(sentence.words.history_clause.search(left)) or _goes_on_telling(sentence, at)


def _goes_on_telling(sentence: Sentence, at: int) -> bool:
    """已建成站点8个,服务企业320家: the clause before tells what is done, and nothing turns to what is to come."""
    reading = sentence.reading
    clause = max(reading.rfind(mark, sentence.start, at) for mark in ",;:")
    if clause < 0 or reading[clause] != ",":
        return False
    before = max(reading.rfind(mark, sentence.start, clause) for mark in ",;:") + 1
    told = sentence.words.history_clause.search(reading, max(before, sentence.start), clause)
    return told is not None and not sentence.words.turning.search(reading, clause, at)


def _is_rise(sentence: Sentence, spot: Spot) -> bool:
    words = sentence.words
    rise = words.rise_to.search(spot.left) if spot.comparator else None
    if rise is None or (sentence.ordered and (spot.sign_after or rise.word.startswith("提"))):
        return False
    clause_left = sentence.reading[spot.clause_start : spot.number.start]
    if not _FROM.search(clause_left):
        return False
    return not words.hedge.search(clause_left) and not sentence.is_promise(spot.number.start)


def _is_condition(sentence: Sentence, spot: Spot) -> bool:
    """…达到25%并签订合同的, 可申请…: the clause is a condition, or it permits something."""
    reading, words, cues, end = sentence.reading, sentence.words, sentence.cues, spot.clause_end
    if reading[end - 1] == "的" and reading[end : end + 1] in (",", ":"):
        return True
    if cues.condition < spot.number.start:
        return True
    if cues.permits < sentence.end and words.permission.search(reading, spot.clause_start, spot.number.start):
        return True
    return "符合" in spot.right and words.qualified.match(spot.right) is not None


def _is_reward(sentence: Sentence, spot: Spot) -> bool:
    """给予5000万元资助, 奖励20万元: the clause itself, a condition before it, or money after it."""
    words, reading, rewards = sentence.words, sentence.reading, sentence.cues.rewards
    if not rewards or words.reward_goal.search(reading, spot.clause_start, spot.clause_end):
        return False
    if spot.number.unit in words.reward_people and not words.reward_money.search(reading, sentence.start, sentence.end):
        return False
    if any(spot.clause_start <= at < spot.clause_end for at in rewards):
        return True
    if spot.comparator and words.comparator_of[spot.comparator.word] == "<=":
        return True  # 认定数量不超过5家: a ceiling of the rule
    is_money = (spot.number.unit or "").startswith("元")
    ruled = words.reward_clause.match(reading[spot.clause_start : spot.clause_end])
    return ruled is not None or (is_money and rewards[0] < spot.clause_start)


def is_bookkeeping(sentence: Sentence, noun: str) -> bool:
    """Counts of measures, stages, meetings and working groups."""
    return noun in sentence.words.bookkeeping or bool(sentence.words.bookkeeping_tail.search(noun))

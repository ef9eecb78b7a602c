"""What speaks for a figure being a target: its unit, its verb, the list it stands in, a lost comma."""

from __future__ import annotations

from qiangxian.engines.plandoc.targets import subjects
from qiangxian.engines.plandoc.targets.drafts import Sentence, Spot


def sign_of(before: str, after: str | None) -> str:
    """The word after the unit decides (保持在94以上, 控制在3%左右), unless the one before it is strict."""
    return before if after is None or before in (">", "<") else after


def weak_word_counts(sentence: Sentence, spot: Spot, core: str, word: str) -> bool:
    """为 and 在 state a target only for an indicator that is promised: 覆盖率为100%."""
    if word in sentence.words.approximate:
        return False
    if word in sentence.words.bare_to:
        head = sentence.words.head.search(core)
        clause = sentence.reading[spot.clause_start : spot.number.start]
        return head is not None and (head.word[0] in "占比" or sentence.words.growing.search(clause) is not None)
    headed = sentence.words.head.search(core.rstrip("¤ ")) is not None
    promised = spot.sign_after in (">=", "<=") or sentence.is_promise(spot.number.start)
    return headed and not spot.noun_after and promised


def fits_unit(sentence: Sentence, spot: Spot, core: str, word: str) -> bool:
    """Durations need a subject of time, plain figures an index."""
    number, words = spot.number, sentence.words
    if number.sort == "time":
        named = sentence.reading[spot.clause_start : spot.number.start]
        if word in words.shortening:
            return True
        named = named if len(core.strip("¤底末前内 ")) > 2 else subjects.inherited(sentence, spot.clause_start)
        return words.time_head.search(named) is not None
    if number.sort == "none":
        return words.index_head.search(core.rstrip("¤ ")) is not None and not spot.right[:1].isalpha()
    return True


def is_attribute(sentence: Sentence, spot: Spot) -> bool:
    """年销售收入超100亿元的企业: the number describes the noun after it."""
    if spot.right.startswith("的"):
        return sentence.words.share.match(spot.right) is None
    described = spot.number.sort != "count" and spot.noun_after and spot.next_number is not None
    return described and not is_torn(sentence, spot)


def is_fund(sentence: Sentence, spot: Spot) -> bool:
    """设立10亿元产业引导基金, 安排不低于500万元的专项经费: the money is the size of the fund."""
    if spot.number.unit != "元":
        return False
    noun = spot.right[: (spot.next_number or spot.clause_end) - spot.right_start]
    return sentence.words.money_object.search(noun) is not None


def needs_noun_after(sentence: Sentence, spot: Spot, place: tuple[int, int]) -> bool:
    empty = place[1] - place[0] < 2
    return empty and spot.noun_after and spot.number.sort == "count"


def is_chained(sentence: Sentence, spot: Spot) -> bool:
    return bool(sentence.found) and sentence.clause - sentence.last_clause <= 1


def is_torn(sentence: Sentence, spot: Spot) -> bool:
    """建立服务机构3家以上[,]服务机构和企业建立数据库1个以上: a lost comma before a new verb and a new figure."""
    if spot.next_number is None or spot.sign_after is None or spot.number.sort != "count":
        return False
    new_start = sentence.words.restart.search(sentence.reading, spot.right_start, spot.next_number)
    return new_start is not None and sentence.words.restart.search(spot.left) is not None


def is_time_limit(sentence: Sentence, spot: Spot) -> bool:
    return (
        spot.number.sort == "time"
        and spot.sign_after == "<="
        and sentence.words.time_head.search(spot.left[-8:]) is not None
    )


def is_commanded(sentence: Sentence, spot: Spot, place: tuple[int, int]) -> bool:
    """A verb of doing opens the clause (not merely inside a name), or the figure continues a list of targets."""
    lead = sentence.reading[spot.left_start : place[0]]
    if any(found for found in sentence.words.restart.finditer(lead)) or sentence.words.verb_before.search(lead):
        return True
    opening = sentence.words.verb_lead.match(sentence.reading, place[0], place[1])
    if opening and place[1] - opening.end() >= 2 and len(opening["word"]) > 1:
        return True  # 查处商标侵权案件30起: the verb is kept in the subject where it may belong to a name
    return is_chained(sentence, spot) and sentence.found[-1].style == "noun_first"


def is_aimed(sentence: Sentence, spot: Spot) -> bool:
    hedged = sentence.words.hedge.search(sentence.reading, spot.clause_start, spot.number.start)
    aimed = sentence.is_promise(spot.number.start) or spot.sign_after is not None
    return bool(hedged) or aimed or spot.number.unit in ("%", "个百分点", "百分点")

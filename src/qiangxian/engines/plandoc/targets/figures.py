"""From a number in a clause to a target: which comparator, which noun, or none at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from qiangxian.engines.plandoc.numbers import Number
from qiangxian.engines.plandoc.targets import subjects
from qiangxian.engines.plandoc.targets.cues import is_bookkeeping, is_no_target
from qiangxian.engines.plandoc.targets.drafts import Draft, Sentence, Spot, Style

_REACH = 28  # a comparator with its small words is never longer
_JOINT_START = re.compile(r"(?:以及|[、和及与并,]|\s)+")
_JOINT_END = re.compile(r"(?:以及|[、和及与并]|\s)+$")
_LIST_GAP = re.compile(r"(?:以上|以下|以内|左右)?(?:、|和|及|与|以及|,|、和)")
_SHARED = re.compile(r"分别|(?<![平年人亩户地])均(?!为主)|都")
_NOTHING = Draft(0, 0, 0, "", (0, 0), "", None, None, "worded")  # a comparator was found and proves no target
_COMPLETING = re.compile(r"^□*(?:[、和及与并且或)\s]|$)")


def read_figures(sentence: Sentence, numbers: Sequence[Number]) -> None:
    """Append the numeric targets of the sentence to `sentence.found`."""
    if not numbers:
        return
    for place, (start, end) in enumerate(sentence.masked.clauses(sentence.start, sentence.end)):
        inside = [number for number in numbers if start <= number.start < end]
        if inside:
            _read_clause(sentence, place, start, end, inside)


def _read_clause(sentence: Sentence, place: int, start: int, end: int, numbers: list[Number]) -> None:
    left_start = start
    groups = list(_groups(sentence.reading, start, numbers))
    for at, group in enumerate(groups):
        following = groups[at + 1][0].start if at + 1 < len(groups) else None
        spot = _spot(sentence, place, start, end, left_start, group[-1], group[0].start, following)
        draft = None if is_no_target(sentence, spot) else _judge(sentence, replace(spot, number=group[0]))
        if draft is not None:
            draft.values = tuple(number.value for number in group)
            sentence.found.append(draft)
            sentence.last_clause = place
            left_start = spot.right_start


def _groups(reading: str, start: int, numbers: list[Number]) -> Iterator[list[Number]]:
    """Figures that 分别 lists in a row (65%和55%) come together, all others alone."""
    group: list[Number] = []
    for number in numbers:
        listed = group and "分别" in reading[start : group[0].start]
        if listed and _LIST_GAP.fullmatch(reading, group[-1].end, number.start):
            group.append(number)
            continue
        if group:
            yield group
        group = [number]
    yield group


def _spot(
    sentence: Sentence, place: int, start: int, end: int, left_start: int, last: Number, at: int, following: int | None
) -> Spot:
    reading, words = sentence.reading, sentence.words
    joint = _JOINT_START.match(reading, left_start, at)
    left_start = joint.end() if joint and left_start > start else left_start
    after = words.comparator_after.match(reading, last.end, end)
    word = after["word"] if after else None
    if word in words.weak_after and reading[after.end() if after else 0 : end].strip():
        after = word = None  # 3个月内完成, 5个起步: the small word belongs to what follows
    right_start = after.end() if after else last.end
    return Spot(
        number=last,
        clause=place,
        clause_start=start,
        clause_end=end,
        left_start=left_start,
        left=reading[left_start:at],
        right=reading[right_start:end],
        right_start=right_start,
        sign_after=words.after_of.get(word) if word else None,
        word_after=word,
        next_number=following,
    )


def _judge(sentence: Sentence, spot: Spot) -> Draft | None:
    """The readings in order of proof: growth, comparator, verb before the number, bare figure after its noun."""
    if spot.left.endswith(("前", "第")):  # a rank: 前50位
        return None
    for reading in (_share, _by_comparator, _by_growth, _by_verb, _by_chain, _bare):
        draft = reading(sentence, spot)
        if draft is not None:
            return draft if draft is not _NOTHING and _holds(sentence, spot, draft) else None
    return None


def _holds(sentence: Sentence, spot: Spot, draft: Draft) -> bool:
    """Last doubts: figures of speech, counts of measures, a subject that is none."""
    number, words = spot.number, sentence.words
    proven = spot.sign_after is not None or draft.comparator in ("<=", ">", "<")
    if number.in_words and number.unit in words.loose_units and number.value < 10 and not proven:
        return draft.compared
    return bool(draft.subject) and not is_bookkeeping(sentence, draft.subject)


# -- one reading each ------------------------------------------------------------------------------------------------
def _share(sentence: Sentence, spot: Spot) -> Draft | None:
    """70%以上的县城消除…, 实现80%以上的企业上云: a share of what follows."""
    number, words = spot.number, sentence.words
    if number.unit != "%" or not spot.sign_after or len(spot.right) < 4 or words.share.match(spot.right):
        return None
    core = sentence.reading[slice(*subjects.before(sentence, spot.left_start, number.start, counted=False))]
    if not spot.right.startswith("的") and core:
        return None
    if len(core) >= 2 and not words.verb_before.search(core[-_REACH:]):
        return None
    place = subjects.after(sentence, spot.right_start, spot.next_number or spot.clause_end)
    return _draft(sentence, spot, place, spot.sign_after, "number_first")


def _by_comparator(sentence: Sentence, spot: Spot) -> Draft | None:
    words, number = sentence.words, spot.number
    found = words.comparator_before.search(spot.left[-_REACH:])
    if found is None:
        return None
    word = found["word"]
    before_end = number.start - (len(spot.left[-_REACH:]) - found.start())
    core = sentence.reading[spot.left_start : before_end]
    sign = _sign(words.comparator_of[word], spot.sign_after)
    if word in words.weak_before and not _weak_counts(sentence, spot, core, word):
        return None
    if words.growth_before.search(core[-_REACH:]) and number.sort in ("ratio", "count", "measure"):
        return _growth_draft(sentence, spot, core, bound=sign)
    if not _fits(sentence, spot, core, word) or _is_attribute(sentence, spot):
        return _NOTHING
    verb = words.verb_before.search(core[-_REACH:])
    if verb and _has_noun_after(spot) and not words.head.search(core):
        return _number_first(sentence, spot, sign)
    place = subjects.before(sentence, spot.left_start, before_end, counted=number.sort == "count")
    if _needs_noun_after(sentence, spot, place):
        return _number_first(sentence, spot, sign)
    draft = _draft(sentence, spot, place, sign, "noun_first")
    draft.shared = bool(_SHARED.search(sentence.reading, place[1], number.start))
    draft.compared = True
    return draft


def _by_growth(sentence: Sentence, spot: Spot) -> Draft | None:
    """增长6%, 比2015年下降18%以上, 增加12项, 压缩一半."""
    found = sentence.words.growth_before.search(spot.left[-_REACH:])
    if found is None or spot.number.sort == "none" or _is_attribute(sentence, spot):
        return None
    return _growth_draft(sentence, spot, spot.left, bound=spot.sign_after)


def _by_verb(sentence: Sentence, spot: Spot) -> Draft | None:
    """培育100名优秀企业家, 高新技术企业新增30家, 完成投资10亿元."""
    words, number = sentence.words, spot.number
    core = words.only_between.sub("", spot.left)
    verb = words.verb_before.search(core[-_REACH:])
    listed = spot.left.endswith(("等", "的")) and words.restart.search(spot.left)
    if (verb is None and not listed) or number.sort in ("time", "ratio", "none"):
        return None
    sign = spot.sign_after or (">" if number.more else ">=")
    if _has_noun_after(spot) or spot.right.startswith("的"):
        if number.sort == "measure" and not spot.right.startswith("的"):
            noun = spot.right[: (spot.next_number or spot.clause_end) - spot.right_start]
            is_fund = number.unit != "元" or words.money_object.search(noun)
            return _number_first(sentence, spot, sign) if is_fund else None
        return _number_first(sentence, spot, sign) if number.sort == "count" else None
    if verb is None or verb["word"] not in words.always_cut:
        return None  # 完成造林10万亩: the word before the figure is the noun
    verb_start = spot.left_start + len(core) - (len(core[-_REACH:]) - verb.start())
    place = subjects.before(sentence, spot.left_start, verb_start, counted=False)
    return _draft(sentence, spot, place, sign, "noun_first")


def _by_chain(sentence: Sentence, spot: Spot) -> Draft | None:
    """建设50所…和150个…: a second number shares the verb of the first."""
    if not _is_chained(sentence, spot) or spot.number.sort != "count" or not _has_noun_after(spot):
        return None
    joined = _JOINT_END.search(spot.left) or not spot.left.strip()
    if sentence.found[-1].style != "number_first" or not joined:
        return None
    return _number_first(sentence, spot, spot.sign_after or ">=")


def _bare(sentence: Sentence, spot: Spot) -> Draft | None:
    """知识产权服务机构3家以上, 覆盖率100%: the figure directly after its noun, with a verb, a chain or an aim before."""
    words, number = sentence.words, spot.number
    if number.sort in ("none", "time") and not _is_time_limit(sentence, spot):
        return None
    place = subjects.before(sentence, spot.left_start, number.start, counted=number.sort == "count")
    torn = _is_torn(sentence, spot)
    if place[1] - place[0] < 2 or not (_COMPLETING.match(spot.right) or torn):
        return None
    headed = bool(words.head.search(sentence.reading[place[0] : place[1]]))
    if not (_is_commanded(sentence, spot, place) or (headed and _is_aimed(sentence, spot))):
        return None
    draft = _draft(sentence, spot, place, spot.sign_after or ">=", "noun_first")
    draft.shared = bool(_SHARED.search(sentence.reading, place[1], number.start))
    if torn:
        draft.doubt = ("target_comma_missing", "此处似缺逗号，两个目标连写，已按两个目标分别读出，请核对")
    return draft


# -- what the readings ask -------------------------------------------------------------------------------------------
def _sign(before: str, after: str | None) -> str:
    """The word after the unit decides (保持在94以上, 控制在3%左右), unless the one before it is strict."""
    return before if after is None or before in (">", "<") else after


def _weak_counts(sentence: Sentence, spot: Spot, core: str, word: str) -> bool:
    """为 and 在 state a target only for an indicator that is promised: 覆盖率为100%."""
    if word in ("近", "约", "大约", "接近"):
        return False
    headed = sentence.words.head.search(core.rstrip("¤ ")) is not None
    return headed and bool(_COMPLETING.match(spot.right)) and sentence.is_promise(spot.number.start)


def _fits(sentence: Sentence, spot: Spot, core: str, word: str) -> bool:
    """Durations need a subject of time, plain figures an index."""
    number, words = spot.number, sentence.words
    if number.sort == "time":
        named = sentence.reading[spot.clause_start : spot.number.start]
        named = named if len(core.strip()) > 2 else subjects.inherited(sentence, spot.clause_start)
        return word in words.time_verbs and words.time_head.search(named) is not None
    if number.sort == "none":
        return words.index_head.search(core.rstrip("¤ ")) is not None and not spot.right[:1].isalpha()
    return True


def _is_attribute(sentence: Sentence, spot: Spot) -> bool:
    """年销售收入超100亿元的企业: the number describes the noun after it."""
    if spot.right.startswith("的"):
        return sentence.words.share.match(spot.right) is None
    described = spot.number.sort != "count" and _has_noun_after(spot) and spot.next_number is not None
    return described and not _is_torn(sentence, spot)


def _has_noun_after(spot: Spot) -> bool:
    return not _COMPLETING.match(spot.right)


def _needs_noun_after(sentence: Sentence, spot: Spot, place: tuple[int, int]) -> bool:
    empty = place[1] - place[0] < 2
    return empty and _has_noun_after(spot) and spot.number.sort == "count"


def _is_chained(sentence: Sentence, spot: Spot) -> bool:
    return bool(sentence.found) and spot.clause - sentence.last_clause <= 1


def _is_torn(sentence: Sentence, spot: Spot) -> bool:
    """建立服务机构3家以上[,]服务机构和企业建立数据库1个以上: a lost comma before a new verb and a new figure."""
    if spot.next_number is None or spot.sign_after is None or spot.number.sort != "count":
        return False
    new_start = sentence.words.restart.search(sentence.reading, spot.right_start, spot.next_number)
    return new_start is not None and sentence.words.restart.search(spot.left) is not None


def _is_time_limit(sentence: Sentence, spot: Spot) -> bool:
    return (
        spot.number.sort == "time"
        and spot.sign_after == "<="
        and sentence.words.time_head.search(spot.left[-8:]) is not None
    )


def _is_commanded(sentence: Sentence, spot: Spot, place: tuple[int, int]) -> bool:
    """A verb of doing opens the clause (not merely inside a name), or the figure continues a list of targets."""
    lead = sentence.reading[spot.left_start : place[0]]
    if any(found for found in sentence.words.restart.finditer(lead)) or sentence.words.verb_before.search(lead[-_REACH:]):
        return True
    return _is_chained(sentence, spot) and sentence.found[-1].style == "noun_first"


def _is_aimed(sentence: Sentence, spot: Spot) -> bool:
    hedged = sentence.words.hedge.search(sentence.reading, spot.clause_start, spot.number.start)
    aimed = sentence.is_promise(spot.number.start) or spot.sign_after is not None
    return bool(hedged) or aimed or spot.number.unit == "%"


# -- drafts ----------------------------------------------------------------------------------------------------------
def _number_first(sentence: Sentence, spot: Spot, sign: str) -> Draft | None:
    place = subjects.after(sentence, spot.right_start, _noun_end(sentence, spot))
    if place[1] - place[0] < 1:
        return None
    return _draft(sentence, spot, place, sign, "number_first")


def _noun_end(sentence: Sentence, spot: Spot) -> int:
    if spot.next_number is None:
        return spot.clause_end
    between = sentence.reading[spot.right_start : spot.next_number]
    joint = max(between.rfind(mark) for mark in "、和及与并")
    return spot.right_start + joint if joint > 0 else spot.next_number


def _growth_draft(sentence: Sentence, spot: Spot, core: str, *, bound: str | None) -> Draft | None:
    words, number = sentence.words, spot.number
    found = words.growth_before.search(core[-_REACH:])
    if found is None:
        return None
    word_start = spot.left_start + len(core) - (len(core[-_REACH:]) - found.start())
    place = subjects.before(sentence, spot.left_start, word_start, counted=False)
    if place[0] == place[1] and _has_noun_after(spot) and number.sort in ("count", "measure"):
        place = subjects.after(sentence, spot.right_start, _noun_end(sentence, spot))
    elif _has_noun_after(spot) and number.sort == "time":
        return None
    draft = _draft(sentence, spot, place, "rank" if _is_rank(sentence, spot) else "growth", "noun_first")
    draft.kind = "flow"
    draft.shared = bool(_SHARED.search(sentence.reading, place[1], number.start))
    draft.parameters["direction"] = words.direction_of[found["word"]]
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


def _draft(sentence: Sentence, spot: Spot, place: tuple[int, int], sign: str, style: Style) -> Draft:
    reading, text, number = sentence.reading, sentence.masked.text, spot.number
    start = spot.left_start
    while start < number.start and reading[start] in " \t、":
        start += 1
    end = max(spot.right_start, place[1] if style == "number_first" else 0)
    clause_left = reading[spot.clause_start : number.start]
    draft = Draft(
        start=start,
        end=end,
        at=number.start,
        subject=text[place[0] : place[1]].strip(),
        subject_range=place,
        comparator=sign,
        value=number.value,
        unit=number.unit,
        style=style,
        hedge=_hedge(sentence, spot),
    )
    _inherit(sentence, spot, draft)
    _say_kind(sentence, draft, clause_left, number.sort)
    _say_more(sentence, spot, draft, clause_left)
    return draft


def _hedge(sentence: Sentence, spot: Spot) -> str | None:
    found = None
    for found in sentence.words.hedge.finditer(sentence.reading, spot.left_start, spot.number.start):
        break
    return None if found is None else sentence.words.hedge_reading.get(found[0], found[0])


def _inherit(sentence: Sentence, spot: Spot, draft: Draft) -> None:
    """A clause without a noun of its own speaks of the noun before it."""
    if draft.subject and draft.subject not in sentence.words.generic:
        return
    earlier = subjects.inherited(sentence, spot.clause_start)
    draft.subject = earlier if not draft.subject else f"{earlier}{draft.subject}"


def _say_kind(sentence: Sentence, draft: Draft, clause_left: str, number_sort: str) -> None:
    words = sentence.words
    whole = f"{clause_left}{draft.subject}"
    if words.per_year.search(clause_left):
        draft.parameters["per"] = "year"
        draft.kind = "flow"
    elif number_sort in ("count", "measure") and words.flow.search(whole) and not words.stock.search(whole):
        draft.kind = "flow"


def _say_more(sentence: Sentence, spot: Spot, draft: Draft, clause_left: str) -> None:
    """Upper end of a range, condition in brackets, the whole of which 其中 is a part."""
    number, text = spot.number, sentence.masked.text
    if number.upper is not None:
        draft.parameters["upper"] = _plain(number.upper)
    remark = re.compile(r"\(((?:剔除|不含|扣除|不包括|含)[^()]{1,40})\)").match(text, spot.right_start)
    if remark:
        draft.parameters["condition"] = remark[1]
    if clause_left.lstrip(" ,").startswith(("其中", "含")) and sentence.found:
        draft.parameters["part_of"] = sentence.found[-1].parameters.get("part_of", sentence.found[-1].subject)


def _plain(value: Decimal) -> Decimal | int:
    return int(value) if value == value.to_integral_value() else value


def plain_values(values: Iterable[Decimal]) -> list[Decimal | int]:
    """Whole numbers as int, all others as Decimal."""
    return [_plain(value) for value in values]

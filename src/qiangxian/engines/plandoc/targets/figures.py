"""From a number in a clause to a target: which comparator, which noun, or none at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qiangxian.engines.plandoc.layout import Place
from qiangxian.engines.plandoc.numbers import Quantity
from qiangxian.engines.plandoc.targets import subjects
from qiangxian.engines.plandoc.targets.cues import is_bookkeeping, is_no_target
from qiangxian.engines.plandoc.targets.drafts import Promise, Sentence, Spot
from qiangxian.engines.plandoc.targets.proofs import (
    fits_unit,
    is_aimed,
    is_attribute,
    is_chained,
    is_commanded,
    is_fund,
    is_time_limit,
    is_torn,
    needs_noun_after,
    sign_of,
    weak_word_counts,
)
from qiangxian.engines.plandoc.targets.stating import state, state_growth, state_number_first
from qiangxian.engines.plandoc.targets.vocabulary import Ending, TargetWords

_JOINT_START = re.compile(r"(?:以及|[、和及与并,]|\s)+")
# 规模以上企业126家,其中80%以上…: the stock of which a share is promised.
_SHARED_OUT = re.compile(r",其中[^,;。\d]{0,8}\d+(?:\.\d+)?%")
_JOINT, _SHORTEST_NOUN = re.compile(r"[、和及与并]"), 4
_JOINT_END = re.compile(r"(?:以及|[、和及与并]|\s)+$")
_LIST_GAP = re.compile(r"(?:以上|以下|以内|左右)?(?:、|和|及|与|以及|,|、和)")
_CONTEXT = 160  # a clause is rarely longer than 60 characters; damaged texts have clauses of thousands
_NOTHING = Promise(0, 0, 0, "", (0, 0))  # a comparator was found and proves no target


def read_figures(sentence: Sentence, numbers: Sequence[Quantity]) -> None:
    """Append the numeric targets of the sentence to `sentence.found`."""
    if not numbers:
        return
    at, last = 0, len(numbers)
    for place, (start, end) in enumerate(sentence.masked.clauses(sentence.start, sentence.end)):
        first, sentence.clause = at, place
        while at < last and numbers[at].start < end:
            at += 1
        if first < at and not sentence.is_void(start, end):
            _read_clause(sentence, start, end, numbers[first:at])
        elif at == last:
            return


def _read_clause(sentence: Sentence, start: int, end: int, numbers: Sequence[Quantity]) -> None:
    left_start = start
    groups = list(_groups(sentence.reading, start, numbers)) if len(numbers) > 1 else [numbers]
    for at, group in enumerate(groups):
        following = groups[at + 1][0].start if at + 1 < len(groups) else None
        if sentence.found and group[0].start < sentence.found[-1].end and sentence.last_clause == sentence.clause:
            continue  # inside the noun of the target before
        spot = _spot(sentence, (start, end), left_start, group, following)
        draft = None if is_no_target(sentence, spot) else _judge(sentence, spot)
        if draft is not None:
            draft.values = tuple([number.value for number in group])
            sentence.found.append(draft)
            sentence.last_clause = sentence.clause
            left_start = spot.right_start


def _groups(reading: str, start: int, numbers: Sequence[Quantity]) -> Iterator[list[Quantity]]:
    """Figures that 分别 lists in a row (65%和55%) come together, all others alone."""
    group: list[Quantity] = []
    for number in numbers:
        listed = group and "分别" in reading[start : group[0].start]
        if listed and _LIST_GAP.fullmatch(reading, group[-1].end, number.start):
            group.append(number)
            continue
        if group:
            yield group
        group = [number]
    yield group


def _spot(sentence: Sentence, clause: Place, left_start: int, group: Sequence[Quantity], following: int | None) -> Spot:
    reading, words = sentence.reading, sentence.words
    number, last = group[0], group[-1].end
    at, (start, end) = number.start, clause
    if end - start > _CONTEXT:
        start, end = max(start, at - _CONTEXT), min(end, last + _CONTEXT)
        left_start = max(start, left_start)
    if left_start > start and (joint := _JOINT_START.match(reading, left_start, at)):
        left_start = joint.end()
    after = words.comparator_after.match(reading, last, end)
    word = after["word"] if after else None
    if word in words.weak_after and reading[after.end() if after else 0 : end].strip():
        after = word = None  # 3个月内完成, 5个起步: the small word belongs to what follows
    right_start = after.end() if after else last
    left, right = reading[left_start:at], reading[right_start:end]
    return Spot(
        number=number,
        clause_start=start,
        clause_end=end,
        left_start=left_start,
        left=left,
        right=right,
        right_start=right_start,
        sign_after=words.after_of.get(word) if word else None,
        next_number=following,
        comparator=words.comparator_before.search(left) or _before_whole(words, left, number),
        noun_after=right != "" and not words.no_noun.match(right),
    )


def _before_whole(words: TargetWords, left: str, number: Quantity) -> Ending | None:
    """不低于财政支出的0.1%: the comparator stands before the whole."""
    found = words.whole_before.search(left) if number.sort == "ratio" and left.endswith("的") else None
    return Ending(found.start(), found["sign"]) if found else None


def _judge(sentence: Sentence, spot: Spot) -> Promise | None:
    """The readings in order of proof: growth, comparator, verb before the number, bare figure after its noun."""
    if spot.left.endswith(("前", "第", "一式")):  # a rank: 前50位; copies of a paper: 一式3份
        return None
    for reading in _READINGS:
        draft = reading(sentence, spot)
        if draft is not None:
            return draft if draft is not _NOTHING and _holds(sentence, spot, draft) else None
    return None


def _holds(sentence: Sentence, spot: Spot, draft: Promise) -> bool:
    """Last doubts: figures of speech, counts of measures, a subject that is none."""
    number, words = spot.number, sentence.words
    proven = spot.sign_after is not None or draft.comparator in ("<=", ">", "<")
    if number.in_words and number.unit in words.loose_units and number.value < 10 and not proven:
        return draft.compared or (is_chained(sentence, spot) and sentence.found[-1].unit is not None)
    return bool(draft.subject) and (
        draft.compared
        or number.unit in words.papers
        or spot.sign_after == ">="
        or number.sort == "measure"
        or not is_bookkeeping(sentence, draft.subject)
    )


# -- one reading each ------------------------------------------------------------------------------------------------
def _share(sentence: Sentence, spot: Spot) -> Promise | None:
    """70%以上的县城消除…, 实现80%以上的企业上云: a share of what follows."""
    number, words = spot.number, sentence.words
    if number.unit != "%" or len(spot.right) < (2 if spot.sign_after else 4):
        return None
    if number.value == 100 and words.whole_share.match(spot.right):
        place = subjects.before(sentence, spot.left_start, number.start, counted=False)
        return state(sentence, spot, place, ">=", "noun_first") if place[1] - place[0] > 1 else None
    if spot.right.startswith("的") and words.covering.search(spot.left):
        return state_number_first(sentence, spot, spot.sign_after or ">=")
    promised = spot.sign_after or (sentence.is_promise(number.start) and words.promised_share.match(spot.right))
    if not promised or words.share.match(spot.right):
        return None
    core = sentence.reading[slice(*subjects.before(sentence, spot.left_start, number.start, counted=False))]
    if spot.sign_after is None:  # 甲区、乙区50%的社区建成服务站: whose share it is stands before the figure
        return state(sentence, spot, (spot.right_start + 1, spot.clause_end), ">=", "number_first")
    led = words.verb_before.search(core) is not None
    if (core and not led and not spot.right.startswith("的")) or not (len(core) < 2 or led or words.scope.match(core)):
        return None
    place = subjects.after(sentence, spot.right_start, spot.next_number or spot.clause_end)
    return state(sentence, spot, place, spot.sign_after, "number_first")


def _by_comparator(sentence: Sentence, spot: Spot) -> Promise | None:
    words, number = sentence.words, spot.number
    found = spot.comparator
    if found is None:
        return None
    word = found.word
    before_end = spot.left_start + found.start
    core = sentence.reading[spot.left_start : before_end]
    sign = sign_of(words.comparator_of[word], spot.sign_after)
    if word in words.weak_words and not weak_word_counts(sentence, spot, core, word):
        return None
    if words.growth_before.search(core) and number.sort in ("ratio", "count", "measure"):
        return state_growth(sentence, spot, core, bound=sign)
    if is_fund(sentence, spot) and words.verb_before.search(
        words.size.sub("", words.comparator_before.without_small_words(core))
    ):
        return state_number_first(sentence, spot, sign)
    if spot.right.startswith("的") and number.unit in words.reward_people and words.restart.search(core):
        return state_number_first(sentence, spot, sign)  # 组建不少于20人的服务队伍
    if not fits_unit(sentence, spot, core, word) or is_attribute(sentence, spot):
        return _NOTHING
    verb = words.verb_before.search(core)
    if verb and spot.noun_after and not words.head.search(core):
        return state_number_first(sentence, spot, sign)
    place = subjects.before(sentence, spot.left_start, before_end, counted=number.sort == "count")
    if word in words.bare_to and (raising := words.growing.match(sentence.reading, *place)):
        place = raising.end(), place[1]
    if needs_noun_after(sentence, spot, place):
        return state_number_first(sentence, spot, sign)
    draft = state(sentence, spot, place, sign, "noun_first")
    draft.shared = bool(words.shared.search(sentence.reading, place[1], number.start))
    draft.compared = True
    return draft


def _at_least(sentence: Sentence, spot: Spot) -> Promise | None:
    """每年至少走访2次, 至少扶持3家企业: a verb stands between the word and the figure."""
    if spot.number.sort != "count" or not ("少" in spot.left or "不低于" in spot.left):
        return None
    found = sentence.words.least_before.search(spot.left)
    if found is None:
        return None
    if spot.noun_after:
        return state_number_first(sentence, spot, ">=")
    start, end = spot.left_start + found.start("verb"), spot.left_start + found.end("verb")
    place = subjects.before(sentence, start, end, counted=True)
    return state(sentence, spot, place, ">=", "noun_first")


def _by_growth(sentence: Sentence, spot: Spot) -> Promise | None:
    """增长6%, 比2015年下降18%以上, 增加12项, 压缩一半."""
    found = sentence.words.growth_before.search(spot.left)
    if found is None and spot.number.unit == "%" and not spot.noun_after:
        return _lowered(sentence, spot)
    if found is None or spot.number.sort == "none" or is_attribute(sentence, spot):
        return None
    doing = sentence.words.verb_before.search(spot.left) if spot.number.sort != "ratio" else None
    if doing and doing.start < found.start:  # 改造提升1.2万亩
        return None
    return state_growth(sentence, spot, spot.left, bound=spot.sign_after)


def _lowered(sentence: Sentence, spot: Spot) -> Promise | None:
    """降低企业融资成本10%以上: the verb before the noun makes the share a fall."""
    lowering = sentence.words.lowering.search(spot.left)
    if lowering is None or len(spot.left) - lowering.end() < 2:
        return None
    draft = state(sentence, spot, (spot.left_start + lowering.end(), spot.number.start), "growth", "noun_first")
    draft.kind, draft.parameters["direction"] = "flow", "down"
    if spot.sign_after:
        draft.parameters["bound"] = spot.sign_after
    return draft


_QUOTED_BEFORE = re.compile(r"(?P<noun>□{3,})$")
_QUOTED_NOUN = re.compile(r"的?(?P<noun>□{3,})(?=[、和及与等]|$)")


def _quoted(sentence: Sentence, spot: Spot) -> Promise | None:
    """新建10个以上“千兆城市”, 选树“最美教师”20名: the noun stands in quotation marks."""
    if spot.number.sort != "count":
        return None
    noun, words = _QUOTED_NOUN.match(spot.right), sentence.words
    before = None if noun else _QUOTED_BEFORE.search(spot.left)
    if before and words.verb_before.search(spot.left[: before.start()]):
        place = spot.left_start + before.start(), spot.left_start + before.end()
        quoted = sentence.masked.text[place[0]] == "“"
        return state(sentence, spot, place, spot.sign_after or ">=", "noun_first") if quoted else None
    if noun is None or not words.verb_before.search(words.comparator_before.without_small_words(spot.left)):
        return None
    place = (spot.right_start + noun.start("noun"), spot.right_start + noun.end("noun"))
    if sentence.masked.text[place[0]] != "“":
        return None
    return state(sentence, spot, place, spot.sign_after or ">=", "number_first")


def _by_verb(sentence: Sentence, spot: Spot) -> Promise | None:
    """培育100名优秀企业家, 高新技术企业新增30家, 完成投资10亿元, 力争有2家企业上市."""
    words, number = sentence.words, spot.number
    if number.sort in ("time", "ratio", "none"):
        return None
    core = words.comparator_before.without_small_words(spot.left)
    hedged = number.sort == "count" and spot.noun_after and words.hedge.search(spot.left) is not None
    if hedged and (not core.strip("¤ ") or words.having.search(core)):
        return state_number_first(sentence, spot, spot.sign_after or ">=")
    verb = words.verb_before.search(core)
    if is_fund(sentence, spot) and spot.right.startswith("的") and words.verb_before.search(words.size.sub("", core)):
        return state_number_first(sentence, spot, spot.sign_after or ">=")  # 设立规模2000万元的基金
    listed = spot.left.endswith(("等", "的")) and words.restart.search(spot.left)
    if verb is None and not listed:
        return None
    sign = spot.sign_after or (">" if number.more else ">=")
    if spot.noun_after or spot.right.startswith("的"):
        if number.sort == "measure" and _is_counted_behind(sentence, spot):
            return None  # 打造5000平方米以上孵化基地1个: the size of the thing counted
        if number.sort == "measure" and not spot.right.startswith("的"):
            described = number.unit == "元" and not is_fund(sentence, spot)
            return None if described else state_number_first(sentence, spot, sign)
        return state_number_first(sentence, spot, sign) if number.sort == "count" else None
    if verb and verb.word in words.always_cut and number.sort == "count" and (later := _counted_later(sentence, spot)):
        return state(sentence, spot, later, sign, "noun_first")
    if verb is None or verb.word not in words.always_cut:
        return None  # 完成造林10万亩: the word before the figure is the noun
    place = subjects.before(sentence, spot.left_start, spot.left_start + verb.start, counted=False)
    if words.verb_before.search(sentence.reading[spot.left_start : place[0]]):
        return None  # 实施危桥改造10座: the clause has its verb already
    return state(sentence, spot, place, sign, "noun_first")


def _counted_later(sentence: Sentence, spot: Spot) -> Place | None:
    """2025年培育5家,2026年培育8家优势企业: the thing counted is named at the last figure."""
    verb = sentence.words.verb_before.search(spot.left)
    start, end = subjects.before(
        sentence, spot.left_start, spot.left_start + (verb.start if verb else 0), counted=False
    )
    if verb is None or start < end:
        return None
    later = re.compile(rf"\d{spot.number.unit}(?:以上|左右)?(?P<noun>[\u3400-\u9fff□]{{2,20}})(?=[,;。、]|$)")
    found = later.search(sentence.reading, spot.number.end, sentence.end)
    return found.span("noun") if found else None


def _is_counted_behind(sentence: Sentence, spot: Spot) -> bool:
    """Whether a count without a mark before it stands behind the noun of this figure."""
    if spot.next_number is None:
        return False
    noun = sentence.reading[spot.right_start : spot.next_number]
    return len(noun) >= _SHORTEST_NOUN and not _JOINT.search(noun)


def _by_chain(sentence: Sentence, spot: Spot) -> Promise | None:
    """建设50所…和150个…: a second number shares the verb of the first."""
    joined = _JOINT_END.search(spot.left) or not spot.left.strip()
    if not spot.left.strip() and is_chained(sentence, spot) and sentence.words.outcome.match(spot.right):
        return _of_these(sentence, spot)
    if is_chained(sentence, spot) and not spot.noun_after and not _JOINT_END.sub("", spot.left).strip():
        return _same_again(sentence, spot)
    if not is_chained(sentence, spot) or spot.number.sort != "count" or not spot.noun_after:
        return None
    if sentence.found[-1].style != "number_first" or not joined:
        return None
    return state_number_first(sentence, spot, spot.sign_after or ">=")


def _same_again(sentence: Sentence, spot: Spot) -> Promise | None:
    """发放贷款20笔、3亿元以上: a second figure of another unit for the noun before."""
    before, joint = sentence.found[-1], sentence.reading[spot.left_start - 1]
    if spot.number.sort not in ("count", "measure") or spot.number.unit == before.unit or joint not in "、和及与":
        return None
    return state(sentence, spot, before.subject_range, spot.sign_after or ">=", "noun_first")


def _of_these(sentence: Sentence, spot: Spot) -> Promise | None:
    """扶持10家企业贯标,5家通过认证: so many of those named before."""
    before = sentence.found[-1]
    if spot.number.unit != before.unit:
        return None
    return state(sentence, spot, before.subject_range, spot.sign_after or ">=", "noun_first")


def _bare(sentence: Sentence, spot: Spot) -> Promise | None:
    """知识产权服务机构3家以上, 覆盖率100%: the figure directly after its noun, with a verb, a chain or an aim before."""
    words, number = sentence.words, spot.number
    if number.sort in ("none", "time") and not is_time_limit(sentence, spot):
        return None
    torn = is_torn(sentence, spot)
    if spot.noun_after and not torn:
        return None
    place = subjects.before(sentence, spot.left_start, number.start, counted=number.sort == "count")
    if place[1] - place[0] < 2:
        return None
    named = sentence.reading[place[0] : place[1]]
    headed = bool(words.head.search(named)) or (number.unit == "%" and words.portion.search(named) is not None)
    counted = number.sort == "count" and (sentence.ordered or sentence.is_promise(number.start))
    counted = counted and not _SHARED_OUT.match(sentence.reading, spot.right_start, sentence.end)
    if not (is_commanded(sentence, spot, place) or (headed and is_aimed(sentence, spot)) or counted):
        return None
    draft = state(sentence, spot, place, spot.sign_after or (">" if number.more else ">="), "noun_first")
    draft.shared = bool(words.shared.search(sentence.reading, place[1], number.start))
    if torn:
        draft.doubt = ("target_comma_missing", "此处似缺逗号，两个目标连写，已按两个目标分别读出，请核对")
    return draft


def _accomplished(sentence: Sentence, spot: Spot) -> Promise | None:
    """到2025年,首批100个示范社区全面建成: what is promised of the things counted stands behind them."""
    done = sentence.words.done.match(spot.right) if spot.number.sort == "count" else None
    if done is None or not sentence.is_promise(spot.number.start):
        return None
    place = (spot.right_start, spot.right_start + done.end("noun"))
    return state(sentence, spot, place, spot.sign_after or ">=", "number_first")


_READINGS = (_share, _by_comparator, _at_least, _by_growth, _quoted, _by_verb, _by_chain, _bare, _accomplished)

"""The words of `national/plandoc/targets.yaml`, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from qiangxian.engines.plandoc.numbers import NumberReader
from qiangxian.engines.plandoc.vocabulary import any_of
from qiangxian.kernel import rulebook

Words = Mapping[str, Any]


@dataclass(frozen=True)
class NamedIndicator:
    """An indicator code with the subject that names it; named groups of the pattern are parameters."""

    code: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Institution:
    """The last word of an institution's name, and what must stand before it for the name to say something."""

    word: str
    bare: bool
    after: re.Pattern[str] | None


class Ending(NamedTuple):
    """A word near the end of a text and where it begins."""

    start: int
    word: str


class Endings:
    """Words sought at the end of a text, small words allowed behind them: read backwards, so that no scan is needed.

    Most texts end in a character with which none of the words ends, and are not looked at further.
    """

    def __init__(self, words: Iterable[str], small: Iterable[str] = (), not_after: str = "") -> None:
        words, small = tuple(words), tuple(small)
        self._lasts = frozenset(word[-1] for word in (*words, *small))
        between = any_of(word[::-1] for word in small)
        self._small = re.compile(f"(?:{between})*" if between else "")
        begins = f"(?![{not_after}])" if not_after else ""
        self._word = re.compile(f"{self._small.pattern}(?P<word>{any_of(word[::-1] for word in words)}){begins}")

    def search(self, text: str) -> Ending | None:
        """The word that begins leftmost."""
        if text[-1:] not in self._lasts:
            return None
        found = self._word.match(text[::-1])
        return Ending(len(text) - found.end(), found["word"][::-1]) if found else None

    def without_small_words(self, text: str) -> str:
        """The text without the small words at its end (每年不少于)."""
        found = self._small.match(text[::-1])
        return text[: len(text) - found.end()] if found else text


class TargetWords:
    """Compiled patterns; each attribute is named after its key in the file."""

    def __init__(self, words: Words) -> None:
        self._compile_figures(words)
        self._compile_subjects(words["subjects"], words["verbs"])
        self._compile_cues(words["cues"])
        self.no_noun = re.compile(rf"□*(?:[、和及与并且或)\s]|$)|{self.share.pattern}|{self.outcome.pattern}")
        self._compile_worded(words["words"])
        self._compile_existence(words["existence"])
        self.hedge = re.compile(any_of(words["hedges"]))
        self.having = re.compile(words["having_pattern"])
        self.size = re.compile(words["size_pattern"])
        self.papers = frozenset(words["papers"])
        self.shared = re.compile(words["shared_pattern"])
        self.hedge_reading: Mapping[str, str] = words["hedge_reading"]
        self.existence_hedge = re.compile(any_of(words["existence_hedges"]))
        self.horizons: Words = words["horizons"]
        self.indicators_of: dict[str, list[NamedIndicator]] = {}
        for entry in words["indicators"]:
            for unit in entry["units"]:
                indicator = NamedIndicator(entry["code"], re.compile(entry["pattern"]))
                self.indicators_of.setdefault(unit, []).append(indicator)

    def _compile_figures(self, words: Words) -> None:
        units, comparators, growth = words["units"], words["comparators"], words["growth"]
        self.numbers = NumberReader(
            {sort: units[sort] for sort in ("count", "measure", "ratio", "time")}, units["per"], words["magnitudes"]
        )
        self.loose_units = frozenset(units["loose"])
        between = [*words["between"], "¤", "□"]
        self.comparator_of = {word: sign for sign, group in comparators["before"].items() for word in group}
        self.comparator_of |= dict.fromkeys(comparators["bare_to"], ">=")
        self.comparator_before = Endings(self.comparator_of, between)
        self.after_of = {word: sign for sign, group in comparators["after"].items() for word in group}
        self.comparator_after = re.compile(rf"[\s□]*(?P<word>{any_of(self.after_of)})")
        self.approximate = frozenset(comparators["approximate"])
        self.bare_to = frozenset(comparators["bare_to"])
        self.weak_words = frozenset(comparators["weak_before"]) | self.bare_to
        self.weak_after = frozenset(comparators["weak_after"])
        self.direction_of = {word: way for way in ("up", "down") for word in growth[way]}
        # 新增 and 净增 are verbs of their own.
        self.growth_before = Endings(self.direction_of, between, not_after="新净倍")
        self.growing = re.compile(any_of(self.direction_of))
        self.per_year = re.compile(growth["per_year_pattern"])
        self.mean = re.compile(growth["mean_pattern"])
        self.baseline = re.compile(growth["baseline_pattern"])

    def _compile_subjects(self, subjects: Words, verbs: Words) -> None:
        self.lead = re.compile(subjects["lead_pattern"])
        self.tail = re.compile(f"(?:{subjects['tail_pattern']}|{any_of(subjects['tail_words'])})++$")
        self.tail_ends = frozenset(word[-1] for word in subjects["tail_words"]) | frozenset(subjects["tail_marks"])
        self.head = Endings(subjects["heads"])
        self.generic = frozenset(subjects["generic"])
        self.index_head = Endings(subjects["index"])
        self.time_head = re.compile(any_of(subjects["time_heads"]))
        self.place = re.compile(subjects["places_pattern"])
        self.shortening = frozenset(subjects["shortening_verbs"])
        self.no_verb = re.compile(verbs["no_verb_pattern"])
        self.done = re.compile(verbs["done_pattern"])
        self.covering = Endings(verbs["covering"])
        self.outcome = re.compile(verbs["outcome_pattern"])
        self.whole_before = re.compile(verbs["whole_pattern"])
        self.whole_share = re.compile(verbs["whole_share_pattern"])
        self.least_before = re.compile(verbs["least_pattern"])
        self.promised_share = re.compile(verbs["share_pattern"])
        self.verb_before = Endings(verbs["strong"])
        self.noun_tail = re.compile(verbs["noun_tail_pattern"])
        self.noun_like = frozenset(verbs["noun_like"])
        self.lowering = re.compile(any_of(verbs["lowering"]))
        self.always_cut = frozenset(verbs["always_cut"])
        self.verb_lead = re.compile(f"(?P<word>{any_of(verbs['strong'])})")
        self.restart = re.compile(f"(?:{any_of(verbs['restart'])})")
        self.money_object = Endings(verbs["money_objects"])
        self.flow = re.compile(any_of(verbs["flow"]))
        self.stock = re.compile(any_of(verbs["stock"]))

    def _compile_cues(self, cues: Words) -> None:
        begins = cues["history_begins"] + "".join({word[0] for word in cues["history_words"]})
        self.history = re.compile(f"(?=[{begins}])(?:{any_of(cues['history_words'])}|{cues['history_pattern']})")
        self.forecast = re.compile(cues["forecast_pattern"])
        self.purpose = re.compile(cues["purpose_pattern"])
        self.reward_people = frozenset(cues["reward_people"])
        self.reward_money = re.compile(cues["reward_money_pattern"])
        self.history_clause = re.compile(cues["history_clause_pattern"])
        self.counted_growth = re.compile(cues["counted_growth_pattern"])
        self.turning = re.compile(cues["turning_pattern"])
        self.silent_heading = re.compile(any_of([*cues["history_headings"], *cues["rule_headings"]]))
        self.goal_opening = re.compile(cues["goal_opening_pattern"])
        self.goal_heading = re.compile(cues["goal_heading_pattern"])
        self.rise_to = Endings(cues["rise_to"])
        self.reward = re.compile(cues["reward_pattern"])
        self.reward_clause = re.compile(cues["reward_clause_pattern"])
        self.qualified = re.compile(cues["qualified_pattern"])
        self.remark = re.compile(cues["remark_pattern"])
        self.part = re.compile(cues["part_pattern"])
        self.reward_goal = re.compile(cues["reward_goal_pattern"])
        self.permission = re.compile(cues["permission_pattern"])
        self.bookkeeping = frozenset(cues["bookkeeping_nouns"])
        self.bookkeeping_tail = Endings(cues["bookkeeping_tail"])
        self.name_tail = re.compile(cues["name_tail_pattern"])
        self.condition_sentence = re.compile(cues["condition_sentence_pattern"])
        self.forbid = re.compile(cues["forbid_pattern"])
        self.portion = re.compile(cues["portion_pattern"])
        self.share = re.compile(cues["shares_pattern"])
        self.scope = re.compile(cues["scope_pattern"])
        self.above = re.compile(cues["above_pattern"])
        self.uncounted = re.compile(cues["uncounted_pattern"])
        self.single_cues = self.forecast, self.condition_sentence, self.forbid, self.permission, self.history_clause
        self.any_cue = re.compile("|".join(cue.pattern for cue in (*self.single_cues, self.reward)))

    def _compile_worded(self, words: Words) -> None:
        self.worded_hint = re.compile(words["hint_pattern"])
        self.full = re.compile(words["full_pattern"])
        self.full_verb = re.compile(any_of(words["full_verbs"]))
        self.double = re.compile(words["double_pattern"])
        self.first = re.compile(words["first_pattern"])
        self.relative = tuple(
            (sign, re.compile(pattern)) for sign, group in words["relative_pattern"].items() for pattern in group
        )
        self.rank = re.compile(words["rank_pattern"])
        self.rank_move = re.compile(words["rank_move_pattern"])

    def _compile_existence(self, words: Words) -> None:
        self.also_nouns = frozenset(words["also_nouns"])
        self.founding = re.compile(f"{any_of(words['verbs'])}|纳入")
        self.agents = re.compile(words["agents_pattern"])
        self.least_name: int = words["least"]
        self.heads = {
            entry["head"]: Institution(
                entry["head"],
                entry.get("bare", False),
                re.compile(any_of(entry["after"])) if entry.get("after") else None,
            )
            for entry in words["heads"]
        }
        self.institution = Endings(self.heads)
        self.made_of = re.compile(f".*(?:{any_of(words['made_of'])})")
        self.not_objects = tuple(words["not_objects"])
        self.vague_object = re.compile(words["vague_pattern"])
        self.grouped = tuple(words["grouped"])
        self.members = re.compile(words["members_pattern"])
        self.assessment = re.compile(words["assessment_pattern"])
        self.assessment_system = re.compile(words["assessment_system_pattern"])
        self.unnamed_heading = re.compile(any_of(words["unnamed_headings"]))


@lru_cache(maxsize=1)
def vocabulary() -> TargetWords:
    """The vocabulary of the national rulebook."""
    return TargetWords(rulebook.load("plandoc", "targets", division=None))

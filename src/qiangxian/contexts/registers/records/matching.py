"""Which enterprise of the county a printed name means: by code, by a person's decision, by any name it ever bore.

A name decides alone only where exactly one enterprise bore exactly that name (`有限责任公司` and `有限公司` differ). A name
that is merely like one waits for a person; a name that is no organisation's is a natural person."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rapidfuzz.fuzz import ratio

from qiangxian.kernel import division, rulebook

from ..types import MatchState, RecordKind
from .conditions import standing
from .kinds import kind_of
from .models import MatchDecision
from .names import fold_name
from .short_names import ShortNames, contained

_HAN_NAME = re.compile(r"[\u3400-\u9fff]+")
_MINORITY_NAME = re.compile(r"[\u3400-\u9fff]+(?:\.[\u3400-\u9fff]+)+")


@dataclass(frozen=True)
class Match:
    """The enterprise record (None where there is none), how sure we are, and what a person should know of it."""

    record_id: int | None
    state: str
    note: str = ""

    @property
    def placed(self) -> bool:
        """Nobody has to look: matched, a person, or decided to be outside the county."""
        return self.state not in (MatchState.DOUBTFUL, MatchState.UNMATCHED)


@dataclass(frozen=True)
class Candidate:
    """An enterprise a doubtful name may mean, how like the names are (0–100) and why it is proposed."""

    record_id: int
    name: str
    score: int
    why: str


OTHER_CODE = "统一社会信用代码与这个名称的企业不符"
OTHER_NAME = "按统一社会信用代码认定，名称与企业登记的不同"


def by_printed_code(name: str, coded: int | None, bearers: Collection[int], codes: Collection[str]) -> Match | None:
    """What a printed code says beside the name. `coded`: the enterprise that has it; `bearers`: those that bore exactly the
    name, `codes` theirs. None where the name has to decide."""
    if coded is not None and coded in bearers:
        return Match(coded, MatchState.MATCHED)
    if bearers and (coded is not None or "" not in codes):
        return Match(None, MatchState.DOUBTFUL, OTHER_CODE)
    if coded is not None:
        return Match(coded, MatchState.MATCHED, OTHER_NAME if name else "")
    return None


def match_enterprise(division_code: str, name: str, uscc: str = "") -> Match:
    """A code decides, unless the name is exactly another enterprise's: then only a person can. Else a recorded decision about
    the name; else a name that exactly one enterprise bore."""
    kind = kind_of(RecordKind.ENTERPRISE)
    folded, mains = fold_name(name), standing(kind.model, division_code)
    bearers: set[int] = set()
    for model, column in kind.names:
        rows = standing(model, division_code).filter(**{column: folded})
        bearers |= set(rows.values_list("record_id", flat=True)[:3]) if folded else set()
    told = None
    if uscc:
        coded = mains.filter(**{kind.code_field: uscc}).values_list("record_id", flat=True).first()
        codes = mains.filter(record_id__in=bearers).values_list(kind.code_field, flat=True)
        told = by_printed_code(name, coded, bearers, list(codes))
    if told is not None and told.placed:
        return told
    decision = MatchDecision.objects.filter(
        division_code=division_code, folded_name=folded, undone_at__isnull=True
    ).first()
    if decision:
        return Match(decision.enterprise_id, decision.verdict)
    if told is not None:
        return told
    if len(bearers) == 1:
        return Match(bearers.pop(), MatchState.MATCHED)
    return Match(None, MatchState.DOUBTFUL if bearers else MatchState.UNMATCHED)


def names_of(division_code: str) -> frozenset[str]:
    """Every folded name that means an enterprise of the county: those it bears or bore, and those a person said are its."""
    kind = kind_of(RecordKind.ENTERPRISE)
    found = {
        name for model, column in kind.names for name in standing(model, division_code).values_list(column, flat=True)
    }
    decided = MatchDecision.objects.filter(division_code=division_code, undone_at__isnull=True)
    found -= set(decided.filter(enterprise=None).values_list("folded_name", flat=True))
    found |= set(decided.exclude(enterprise=None).values_list("folded_name", flat=True))
    return frozenset(found - {""})


class Matcher:
    """All names of one county at hand, for imports and for the queue: the same answers as `match_enterprise`, without a
    query each, and beyond them persons and likenesses."""

    def __init__(self, division_code: str) -> None:
        self.division_code = division_code
        self.rules = rulebook.load("registers", "matching", division=division_code)
        self.by_code: dict[str, int] = {}
        self.codes: dict[int, str] = {}
        self.by_name: dict[str, set[int]] = defaultdict(set)
        self.decisions: dict[str, Match] = {}
        self.cores: dict[str, set[int]] = defaultdict(set)
        self.pieces: dict[str, set[str]] = defaultdict(set)
        self.known: dict[str, Match] = {}
        self._forms = sorted((fold_name(str(form)) for form in self.rules["legal_forms"]), key=len, reverse=True)
        self._words = tuple(fold_name(str(word)) for word in self.rules["organisation_words"])
        self._places = _place_prefixes(division_code)
        short_forms = [fold_name(str(form)) for form in self.rules["short_forms"]]
        self.short = ShortNames([*self._forms, *short_forms])
        self._load()

    def _load(self) -> None:
        kind = kind_of(RecordKind.ENTERPRISE)
        codes = standing(kind.model, self.division_code).exclude(**{kind.code_field: ""})
        self.by_code = dict(codes.values_list(kind.code_field, "record_id"))
        self.codes = {record_id: code for code, record_id in self.by_code.items()}
        for model, column in kind.names:
            rows = standing(model, self.division_code).values_list(column, "record_id")
            for folded, record_id in rows.iterator(chunk_size=5000):
                self.learn(folded, record_id)
        decided = MatchDecision.objects.filter(division_code=self.division_code, undone_at__isnull=True)
        for folded, record_id, verdict in decided.values_list("folded_name", "enterprise_id", "verdict"):
            self.decisions[folded] = Match(record_id, verdict)

    def learn(self, folded: str, record_id: int, uscc: str = "") -> None:
        """An enterprise bears or bore this name."""
        if uscc:
            self.by_code[uscc], self.codes[record_id] = record_id, uscc
        self.by_name[folded].add(record_id)
        self.short.learn(folded)
        core = self.core(folded)
        self.cores[core].add(record_id)
        for piece in _pieces(core):
            self.pieces[piece].add(core)
        self.known.clear()

    def settle(self, true_ids: Sequence[int]) -> None:
        """Identities that were given out provisionally (-1, -2 …) get their true keys."""
        if not true_ids:
            return

        def true(key: int) -> int:
            return key if key > 0 else true_ids[-key - 1]

        self.by_code = {code: true(key) for code, key in self.by_code.items()}
        self.codes = {true(key): code for key, code in self.codes.items()}
        for index in (self.by_name, self.cores):
            for name, keys in index.items():
                index[name] = {true(key) for key in keys}
        self.known.clear()

    def match(self, name: str, uscc: str = "") -> Match:
        """Where the name belongs."""
        if uscc and (told := self._by_code(name, uscc)) is not None:
            return told
        found = self.known.get(name)
        if found is None:
            found = self.known[name] = self._match(fold_name(name))
        return found

    def _by_code(self, name: str, uscc: str) -> Match | None:
        """What the code says; None where the name decides, by a person's word before all."""
        folded = fold_name(name)
        bearers = self.by_name.get(folded, ())
        told = by_printed_code(name, self.by_code.get(uscc), bearers, [self.codes.get(one, "") for one in bearers])
        return None if told is not None and not told.placed and folded in self.decisions else told

    def _match(self, folded: str) -> Match:
        if folded in self.decisions:
            return self.decisions[folded]
        bearers = self.by_name.get(folded, ())
        if len(bearers) == 1:
            return Match(next(iter(bearers)), MatchState.MATCHED)
        if bearers:
            return Match(None, MatchState.DOUBTFUL)
        if self.is_person(folded):
            return _nobody(MatchState.DOUBTFUL if self._abbreviates(folded) else MatchState.PERSON)
        near = self._alike(folded) or self._proposed(folded)
        return _nobody(MatchState.DOUBTFUL if near else MatchState.UNMATCHED)

    def _proposed(self, folded: str) -> list[tuple[str, int]]:
        """Full names the text may be short for."""
        return self.short.propose(folded, int(self.rules["candidates_shown"]), int(self.rules["short_from_percent"]))

    def _abbreviates(self, folded: str) -> bool:
        """A text that looks like a person's name, but every character of which stands in an enterprise's name in order."""
        if len(folded) < self.rules["short_not_person_from"]:
            return False
        return any(contained(folded, name) for name, _ in self._proposed(folded))

    def is_person(self, folded: str) -> bool:
        """Two to four Chinese characters (longer with the dot of a minority name) without a word of an organisation."""
        lengths = self.rules["person_lengths"]
        if _MINORITY_NAME.fullmatch(folded) and len(folded) <= self.rules["minority_person_longest"]:
            return True
        if not (lengths["shortest"] <= len(folded) <= lengths["longest"] and _HAN_NAME.fullmatch(folded)):
            return False
        return not any(folded.endswith(word) or (len(word) > 1 and word in folded) for word in self._words)

    def core(self, folded: str) -> str:
        """The name without its place in front and its legal form behind."""
        for place in self._places:
            if folded.startswith(place) and len(folded) > len(place) + 1:
                folded = folded[len(place) :]
        for form in self._forms:
            if folded.endswith(form) and len(folded) > len(form):
                return folded[: -len(form)]
        return folded

    def _alike(self, folded: str) -> dict[str, int]:
        """Known cores that are like this name's, with their likeness in per cent."""
        core = self.core(folded)
        if core in self.cores:
            return {core: 100}
        own = _pieces(core)
        shared = Counter(other for piece in own for other in self.pieces.get(piece, ()))
        least = int(self.rules["similar_from_percent"])
        likeness = {other: 200 * count // (len(own) + len(_pieces(other)) or 1) for other, count in shared.items()}
        return {other: percent for other, percent in likeness.items() if percent >= least}

    def candidates(self, name: str) -> list[Candidate]:
        """What a person may choose from, the likest first."""
        folded = fold_name(name)
        found: dict[int, tuple[int, str]] = {}
        for record_id in self.by_name.get(folded, ()):
            found[record_id] = (
                100,
                "名称相同，但不止一家用过" if len(self.by_name[folded]) > 1 else "名称相同，代码不同",
            )
        for core, percent in self._alike(folded).items():
            why = "去掉地名和组织形式后相同" if core == self.core(folded) else "字号相近"
            for record_id in self.cores[core]:
                found.setdefault(record_id, (percent, why))
        for likely, score in self._proposed(folded):
            for record_id in self.by_name.get(likely, ()):
                if score > found.get(record_id, (0, ""))[0]:
                    found[record_id] = (score, "简称与名称相符")
        names = dict(self._names_of(found))
        scored = [
            Candidate(key, names.get(key, ""), max(percent - 5, _likeness(folded, names.get(key, ""))), why)
            for key, (percent, why) in found.items()
        ]
        return sorted(scored, key=lambda c: (-c.score, c.name))[: self.rules["candidates_shown"]]

    def _names_of(self, ids: Iterable[int]) -> Any:
        rows = kind_of(RecordKind.ENTERPRISE).standing().filter(record_id__in=list(ids))
        return rows.values_list("record_id", "name")


@cache
def _nobody(state: str) -> Match:
    """One answer for all the names of a list that are no enterprise's."""
    return Match(None, state)


def _pieces(core: str) -> set[str]:
    return {core[place : place + 2] for place in range(len(core) - 1)} or {core}


def _likeness(folded: str, name: str) -> int:
    return round(ratio(folded, fold_name(name)))


def _place_prefixes(division_code: str) -> tuple[str, ...]:
    """`河南省`, `河南`, `平顶山市`, `平顶山`, `舞钢市`, `舞钢`, widest place first, as they may stand before a name."""
    codes = (*reversed(division.parent_codes(division_code)), division_code)
    names = [division.find(code).name for code in codes]
    return tuple(form for name in names for form in (name, re.sub(r"[省市县区]$", "", name)) if len(form) > 1)

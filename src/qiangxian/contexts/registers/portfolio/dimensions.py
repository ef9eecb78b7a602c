"""The ways figures of the registers are broken down: by township, industry, type, size class and title of the holder.

Each member falls into one group at most, so the groups and the unclassified rest add up to the figure."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from qiangxian.engines.metrics.measures import Dimension, Point, Question, dimension
from qiangxian.kernel import division, rulebook
from qiangxian.kernel.identifiers import industry

from ..enterprises.models import Enterprise
from ..enterprises.presence import seated
from ..records.conditions import recorded
from ..records.validity import CERTIFICATE
from ..titles.models import Title
from ..types import AgencyKind, FacilityKind, MatchState, RightType, TitleKind, TrusteeshipMode

TYPE_LABELS = (
    *RightType.choices,
    *AgencyKind.choices,
    *FacilityKind.choices,
    *TitleKind.choices,
    *TrusteeshipMode.choices,
)

ByOwner = Callable[[Question], Mapping[int, str]]


def _of_owner(groups: ByOwner) -> Callable[[Question, Iterable[Point]], Mapping[str, str]]:
    """The group of a member is that of the enterprise it falls to."""

    def group(question: Question, points: Iterable[Point]) -> Mapping[str, str]:
        found = groups(question)
        return {one.key: found[one.owner] for one in points if one.owner is not None and one.owner in found}

    return group


def _townships(question: Question) -> Mapping[int, str]:
    """The township of the seat on the day; a seat outside the county or without township gives none."""
    rows = seated(question).exclude(township_code="").order_by("id")
    return dict(rows.values_list("record_id", "township_code"))


def _township_words(question: Question, code: str) -> str:
    names = {one.code: one.name for one in division.children(question.division)}
    return names.get(code, code)


def _standing(question: Question, *fields: str) -> Iterable[tuple[Any, ...]]:
    rows = Enterprise.objects.filter(recorded(question.recorded), division_code=question.division)
    return rows.values_list("record_id", *fields)


def _industries(question: Question) -> Mapping[int, str]:
    """Section and edition in which the code was given: `C 2017`; a code without an edition is not told apart."""
    return {
        record: f"{letter} {edition}".strip()
        for record, code, edition in _standing(question, "industry_code", "industry_edition")
        if (letter := _section(str(code)))
    }


@lru_cache(maxsize=4096)
def _section(code: str) -> str:
    canonical = industry.validate(code).canonical if code else None
    return industry.section(canonical) if canonical else ""


def _industry_words(question: Question, group: str) -> str:
    """The name of the section with the edition of the code, where that is not the standard in force."""
    letter, _, edition = group.partition(" ")
    words = f"{letter} {industry.section_label(letter)}"
    in_force = rulebook.parameter("industry", "sections.editions", question.as_of.effective, None)
    return words if edition == in_force else f"{words}（{edition or '未注明'} 版代码）"


def _types(_question: Question, points: Iterable[Point]) -> Mapping[str, str]:
    return {one.key: one.type for one in points if one.type}


def _titles(question: Question) -> Mapping[int, str]:
    """Of the titles an enterprise holds on the day the first in the order of the rulebook."""
    day = question.as_of.effective
    order = rulebook.parameter("metrics", "breakdowns.title_order", day, question.division)
    rank = {kind: place for place, kind in enumerate(order)}
    rows = (
        Title.objects.filter(
            recorded(question.recorded),
            CERTIFICATE.holds(question.as_of),
            division_code=question.division,
            enterprise__isnull=False,
        )
        .exclude(match_state=MatchState.OUTSIDE)
        .values_list("enterprise_id", "kind")
    )
    found: dict[int, str] = {}
    for holder, kind in rows:
        if kind in rank and (holder not in found or rank[kind] < rank[found[holder]]):
            found[holder] = kind
    return found


def _words_of(choices: Iterable[tuple[str, str]]) -> Callable[[Question, str], str]:
    named = dict(choices)
    return lambda _question, code: named.get(code, code)


dimension(
    Dimension(
        "township",
        "乡镇街道",
        _of_owner(_townships),
        _township_words,
        "按企业当日住所所在乡级区划；自然人和县外主体未归类",
    )
)
dimension(
    Dimension(
        "industry",
        "行业门类",
        _of_owner(_industries),
        _industry_words,
        "国民经济行业分类 GB/T 4754—2017；只有 2011 年版代码的单独标明",
    )
)
dimension(Dimension("type", "种类", _types, _words_of(TYPE_LABELS)))
dimension(
    Dimension(
        "title",
        "企业称号",
        _of_owner(_titles),
        _words_of(TitleKind.choices),
        "一家有几个称号的归入规则库所列顺序的第一个",
    )
)

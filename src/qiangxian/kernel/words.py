"""What codes are called: states, lights, kinds (`rulebook/…/words/words.yaml`), read here and nowhere else.

An enumeration whose words stand there derives from `Worded`: it has `label`, and for choices in forms and models `choices`,
`labels` and `values`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import EnumMeta, StrEnum
from typing import Any

from qiangxian.kernel import rulebook
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument

from .shapes import faults


def words(vocabulary: str) -> Mapping[str, str]:
    """Every code of the vocabulary with its word, in the order of the rulebook."""
    found: Mapping[str, str] = rulebook.load("words", "words", division=None)[vocabulary]
    return found


def word(vocabulary: str, code: object) -> str:
    """The word of a code; a code without one stands for itself."""
    return words(vocabulary).get(str(code), str(code))


class _WordedMeta(EnumMeta):
    @property
    def choices(cls) -> list[tuple[str, str]]:
        """(code, word) of every member."""
        members: list[Worded] = list(cls)
        return [(member.value, member.label) for member in members]

    @property
    def labels(cls) -> list[str]:
        """The words."""
        return [label for _, label in cls.choices]

    @property
    def values(cls) -> list[str]:
        """The codes."""
        return [value for value, _ in cls.choices]


class Worded(StrEnum, metaclass=_WordedMeta):
    """An enumeration of codes; `__vocabulary__` names where its words stand."""

    __vocabulary__ = ""

    @property
    def label(self) -> str:
        """The word for a screen."""
        return words(self.__vocabulary__)[self.value]


class RightType(Worded):
    """All kinds of right in one register."""

    __vocabulary__ = "right_types"

    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"
    TRADEMARK = "trademark"
    GEOGRAPHICAL_INDICATION = "geographical_indication"
    PLANT_VARIETY = "plant_variety"
    COPYRIGHT = "copyright"
    LAYOUT = "layout"
    OVERSEAS_INVENTION = "overseas_invention"
    PCT_APPLICATION = "pct_application"
    MADRID_MARK = "madrid_mark"


PATENT_TYPES = (RightType.INVENTION, RightType.UTILITY_MODEL, RightType.DESIGN)


class EventType(Worded):
    """Legal events of rights, with the closings of a case that was never granted and a mark's own."""

    __vocabulary__ = "event_types"

    GRANT = "grant"
    REGISTRATION = "registration"
    RENEWAL = "renewal"
    CANCELLATION = "cancellation"
    LAPSE_UNPAID_FEE = "lapse_unpaid_fee"
    RESTORATION = "restoration"
    ABANDONMENT = "abandonment"
    INVALIDATION_FULL = "invalidation_full"
    INVALIDATION_PARTIAL = "invalidation_partial"
    TRANSFER = "transfer"
    LICENCE_CONTRACT = "licence_contract"
    LICENCE_RECORDED = "licence_recorded"
    OPEN_LICENCE = "open_licence"
    OPEN_LICENCE_WITHDRAWN = "open_licence_withdrawn"
    PLEDGE = "pledge"
    PLEDGE_RELEASED = "pledge_released"
    FREEZE = "freeze"
    FREEZE_RELEASED = "freeze_released"
    EXPIRY = "expiry"
    NAME_CHANGE = "name_change"
    REJECTION = "rejection"
    WITHDRAWAL = "withdrawal"
    AWARD = "award"
    OWNERSHIP_DISPUTE = "ownership_dispute"
    DISPUTE_SETTLED = "dispute_settled"
    COMPULSORY_LICENCE = "compulsory_licence"
    CUSTOMS_RECORD = "customs_record"


class LicenceKind(Worded):
    """How far a licence shuts out others; an open licence is one that somebody works."""

    __vocabulary__ = "licence_kinds"

    EXCLUSIVE = "exclusive"
    SOLE = "sole"
    ORDINARY = "ordinary"
    OPEN = "open"


@rulebook.schema("words")
def check_words(document: MarkedDocument) -> Iterator[Issue]:
    """The vocabularies of the enumerations have a word for every member and for nothing else; the national file has all."""
    yield from faults(document, words=dict[str, dict[str, Any]])
    for enumeration in (RightType, EventType, LicenceKind):
        name = enumeration.__vocabulary__
        given, members = set(document.value.get(name, ())), {member.value for member in enumeration}
        if strange := given - members:
            yield document.issue(f"{name} 有不认识的代码 {'、'.join(sorted(strange))}", name)
        if document.file.startswith("national/") and (missing := members - given):
            yield document.issue(f"{name} 缺少 {'、'.join(sorted(missing))}", name)

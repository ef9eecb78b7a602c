"""The contract of a backend, and what all of them share: which records a tree means, in which order, counted how."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from qiangxian.kernel.errors import Refused

from .documents import Document
from .fields import limit, load_fields
from .nodes import Node

RELEVANCE = "relevance"
MOST_VALUES = 200
FACETS = ("type", "legal_status", "year", "applicant", "ipc", "technology", "division", "licence")
"""What can be counted beside the hits."""


@dataclass(frozen=True)
class Question:
    """What is asked: the tree, the order (`relevance`, or a day field with `-` for downwards), the cursor to go on from, how many
    hits, which facets. `expired` is asked between the steps: past its budget a question answers what it has."""

    query: Node
    sort: str = RELEVANCE
    after: str = ""
    size: int = 20
    facets: tuple[str, ...] = ()
    expired: Callable[[], bool] = field(default=lambda: False)


@dataclass(frozen=True)
class Hit:
    """One record of an answer."""

    serial: int
    score: float


@dataclass(frozen=True)
class Answer:
    """Hits, how many records are meant in all, values of facets with their numbers, the cursor of what follows. Where `capped` the
    number is a lower bound, because candidates past the bound were not looked at; where not `complete` time ran out."""

    hits: Sequence[Hit]
    total: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    next: str = ""
    capped: bool = False
    complete: bool = True


class Writing(Protocol):
    """A batch of changes; they are found once the batch is closed without an error."""

    def put(self, document: Document) -> None:
        """Take a record over, in the place of the one with its number."""

    def drop(self, serial: int) -> None:
        """Take a record out."""


class Backend(Protocol):
    """A search engine. One writes at a time; reading goes on meanwhile."""

    name: str

    def search(self, question: Question) -> Answer:
        """Answer a question."""

    def related(self, terms: Mapping[str, float], size: int, *, within: Node) -> Sequence[Hit]:
        """Records about these terms, best first, among those `within` means."""

    def writing(self) -> AbstractContextManager[Writing]:
        """Open a batch."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build the index anew beside the one that serves, then put it in its place; how many records it has."""

    def faults(self) -> Sequence[str]:
        """What is wrong with the index, in words; nothing where it is whole."""


def sort_of(question: Question) -> tuple[str, bool]:
    """(the field to sort by, whether downwards); relevance has no direction."""
    name = question.sort.removeprefix("-")
    known = [RELEVANCE, *(day.key for day in load_fields().days)]
    if name not in known:
        labels = "、".join(day.label for day in load_fields().days)
        raise Refused("检索结果不能按这一列排序", value=question.sort, remedy=f"可按相关度、{labels}排序")
    return name, question.sort.startswith("-")


def cursor(sort: str, place: int) -> str:
    """Where to go on, as text for an address."""
    return base64.urlsafe_b64encode(json.dumps([sort, place]).encode()).decode().rstrip("=")


def place_of(question: Question) -> int | None:
    """The place a cursor names; one of another order is refused."""
    if not question.after:
        return None
    try:
        sort, place = json.loads(base64.urlsafe_b64decode(question.after + "=" * (-len(question.after) % 4)))
        if sort == question.sort and isinstance(place, int) and abs(place) < 1 << 62:
            return place
    except ValueError:
        pass
    remedy = "排序改变后要从第一页开始；请重新检索"
    raise Refused("接着看的位置不对", value=question.after[:40], remedy=remedy)


def most_candidates() -> int:
    """How many candidates are decided one by one."""
    return limit("most_candidates")

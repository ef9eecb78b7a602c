"""The conditions every question to the registers is made of: recorded until, held on the day, known by the day.

Each takes a `prefix` (`"holding__"`) so that it can be asked through a relation. Where no known day is kept, the world
could know a fact on the day it took effect."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from qiangxian.kernel.asof import AsOf

from .models import Interval

AT_ONCE = 1000
Row = TypeVar("Row", bound=Model)


def recorded(revision: int | None = None, *, prefix: str = "") -> Q:
    """Rows as recorded until that revision; without one, the rows that stand now."""
    if revision is None:
        return Q(**{f"{prefix}superseded_revision__isnull": True})
    later = Q(**{f"{prefix}superseded_revision__isnull": True}) | Q(**{f"{prefix}superseded_revision__gt": revision})
    return Q(**{f"{prefix}revision__lte": revision}) & later


def standing(model: type[Model], division_code: str | None = None) -> QuerySet[Any]:
    """The rows of a table that stand now, of one county where one is named."""
    rows: QuerySet[Any] = model._default_manager.filter(recorded())
    return rows if division_code is None else rows.filter(division_code=division_code)


def by_record(model: type[Row], records: Iterable[int]) -> dict[int, list[Row]]:
    """The rows of these records that stand, in the order they were recorded; a record without any gives none."""
    found: dict[int, list[Row]] = defaultdict(list)
    ids = iter(records)
    while some := list(islice(ids, AT_ONCE)):
        for row in standing(model).filter(record_id__in=some).order_by("id"):
            found[row.record_id].append(row)
    return found


def happened(day: str, known: str, as_of: AsOf, *, prefix: str = "") -> Q:
    """The day is set, not after the effective day, and could be known by the known day."""
    told = Q(**{f"{prefix}{known}__lte": as_of.known})
    untold = Q(**{f"{prefix}{known}__isnull": True, f"{prefix}{day}__lte": as_of.known})
    return Q(**{f"{prefix}{day}__lte": as_of.effective}) & (told | untold)


def not_happened(day: str, known: str, as_of: AsOf, *, prefix: str = "") -> Q:
    """The opposite of `happened`, written out so that a missing day counts as not happened in every database."""
    hidden = Q(**{f"{prefix}{known}__gt": as_of.known})
    untold = Q(**{f"{prefix}{known}__isnull": True, f"{prefix}{day}__gt": as_of.known})
    absent = Q(**{f"{prefix}{day}__isnull": True})
    return absent | Q(**{f"{prefix}{day}__gt": as_of.effective}) | hidden | untold


def known_by(as_of: AsOf, *, prefix: str = "") -> Q:
    """Legal events, titles, fees: rows whose `known_date` is not after the known day."""
    return Q(**{f"{prefix}known_date__lte": as_of.known})


def happened_by(day: date | None, known: date | None, as_of: AsOf) -> bool:
    """`happened` for one row at hand."""
    return day is not None and day <= as_of.effective and (known or day) <= as_of.known


def holds(row: Interval, as_of: AsOf) -> bool:
    """Whether an `Interval` at hand has begun (or has no first day) and has not ended as far as known."""
    begun = row.valid_from is None or happened_by(row.valid_from, row.known_from, as_of)
    return begun and not happened_by(row.valid_to, row.known_to, as_of)

"""On which days an enterprise is of the county: seated here, founded, not deregistered. Whatever it bears counts only then."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import QuerySet

from qiangxian.engines.metrics.days import Days
from qiangxian.engines.metrics.measures import Question

from ..records.conditions import recorded
from ..records.points import iso, with_days
from ..records.validity import INTERVAL
from .models import Domicile, Enterprise


class Presence(NamedTuple):
    """An enterprise that was seated in the county: its code (else its name), name and kind, and the days on which it is of
    the county."""

    key: str
    name: str
    kind: str
    days: Days


def seated(question: Question) -> QuerySet[Domicile]:
    """Seats within the county on the day."""
    return Domicile.objects.filter(
        recorded(question.recorded),
        INTERVAL.holds(question.as_of),
        division_code=question.division,
        area_code=question.division,
    )


def seats(question: Question) -> Mapping[int, Days]:
    """By enterprise the days on which it is seated in the county."""
    return question.once("seats", lambda: _seats(question))


def _seats(question: Question) -> dict[int, Days]:
    rows = Domicile.objects.filter(
        recorded(question.recorded), division_code=question.division, area_code=question.division
    )
    found: dict[int, Days] = defaultdict(int)
    for record, days in with_days(question, rows, INTERVAL, "record_id"):
        found[record] |= days
    return dict(found)


def present(question: Question) -> Mapping[int, Presence]:
    """By record the enterprises that were ever seated here; a deregistration counts from its day, once it is known."""
    return question.once("present", lambda: _present(question))


def _present(question: Question) -> dict[int, Presence]:
    here, moments = seats(question), question.moments
    rows = Enterprise.objects.filter(recorded(question.recorded), division_code=question.division)
    days = iso("established_date", "closed_date", "closed_known_date")
    return {
        record: Presence(
            uscc or name, name, kind, here[record] & moments.effective[founded] & moments.spans[None, None, *closed]
        )
        for record, uscc, name, kind, founded, *closed in rows.values_list(
            "record_id", "uscc", "name", "entity_kind", *days
        )
        if record in here
    }


def borne(question: Question, bearer: int | None, printed: str, days: Days) -> tuple[str, Days]:
    """Under which key something an enterprise bears counts, and on which of the days. A printed name nobody has placed yet
    stands for itself, as the county entered it."""
    if bearer is None:
        return printed, days
    found = present(question).get(bearer)
    return (found.key, days & found.days) if found else (printed, 0)

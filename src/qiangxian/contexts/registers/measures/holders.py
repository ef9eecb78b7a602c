"""Who holds what on the day: enterprises of the county and the holdings that count for it."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from qiangxian.engines.metrics.measures import Question

from ..conditions import interval_holds, not_happened, recorded
from ..models import Domicile, Enterprise, Holding

FIRST_RANK = 1


def seated(question: Question) -> QuerySet[Domicile]:
    """Seats within the county on the day."""
    return Domicile.objects.filter(
        recorded(question.recorded),
        interval_holds(question.as_of),
        division_code=question.division,
        area_code=question.division,
    )


def enterprises_of(question: Question) -> QuerySet[Enterprise]:
    """Bodies seated in the county on the day and neither deregistered nor yet to be founded."""
    founded = Q(established_date__isnull=True) | Q(established_date__lte=question.as_of.effective)
    return Enterprise.objects.filter(
        recorded(question.recorded),
        not_happened("closed_date", "closed_known_date", question.as_of),
        founded,
        division_code=question.division,
        record_id__in=seated(question).values("record_id"),
    )


def held(question: Question, *, first_named: bool = False) -> QuerySet[Holding]:
    """Holdings on the day; `first_named` keeps of each right only the holder ranked first among those of the day."""
    rows = Holding.objects.filter(
        recorded(question.recorded), interval_holds(question.as_of), division_code=question.division
    )
    if not first_named:
        return rows
    before = rows.filter(record_id=OuterRef("record_id"), rank__lt=OuterRef("rank"))
    return rows.filter(Q(rank=FIRST_RANK) | ~Exists(before))


def held_locally(question: Question) -> QuerySet[Holding]:
    """First-named holdings that fall to the county: by the seat of the enterprise, else by the printed address."""
    local = Q(holder__isnull=True, area_code=question.division)
    local |= Q(holder_id__in=seated(question).values("record_id"))
    return held(question, first_named=True).filter(local)

"""Minutes as evidence: day, place, body, what was decided and how far it is; who sat there is left out."""

from django.db.models import QuerySet

from qiangxian.contexts.matters.readers import visible_matters
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.evidence import Frozen, evidence_source

from .models import Meeting
from .readers import decided, state_words


def _minuted(actor: Actor, division: str, as_of: AsOf) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(matter__in=visible_matters(actor), matter__division_code=division)
    return rows.select_related("body", "matter").filter(meeting_date__lte=as_of.effective).exclude(minutes_text="")


def _minutes(actor: Actor, division: str, as_of: AsOf) -> list[tuple[str, str]]:
    rows = _minuted(actor, division, as_of).order_by("-meeting_date")
    return [(str(row.pk), f"{row}纪要（{row.meeting_date}）") for row in rows]


@evidence_source("minutes", label="会议纪要", offered=_minutes)
def freeze(actor: Actor, division: str, as_of: AsOf, key: str) -> Frozen:
    """The text of the minutes with every decision, its lead and its day."""
    row = _minuted(actor, division, as_of).filter(pk=int(key)).first()
    if row is None:
        raise NotFound("到这一天没有这次会议的纪要", remedy="请重新选择")
    told = tuple(
        (str(one.number), one.text, one.lead.name if one.lead else "", str(one.due_date or ""), state_words(one))
        for one in decided(row.matter)
    )
    head = f"{row}，{row.meeting_date}，{row.place}"
    words = (head, *(line.strip() for line in row.minutes_text.splitlines() if line.strip()))
    columns = ("序号", "议定事项", "牵头单位", "期限", "进展")
    return Frozen(f"{row}纪要", row.body.name, row.meeting_date, None, words, columns, told)

"""What falls due as a calendar, for the county's list and for an enterprise's own."""

from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from icalendar import Event

from qiangxian.contexts.lists.readers import all_rows
from qiangxian.contexts.lists.types import List, Viewer
from qiangxian.contexts.registers.due.filling import FEES, fill
from qiangxian.contexts.registers.due.types import DueItem
from qiangxian.web.lists.pages import query_of
from qiangxian.web.request import Request

from . import calendars


def due_calendar(request: Request, declared: List) -> HttpResponse:
    """Every line of the list as one day."""
    viewer = Viewer(request.actor, request.as_of)
    found = [row.source for row in all_rows(declared, viewer, query_of(declared, request.GET))]
    name = f"{declared.label}-{request.as_of.effective}"
    at = timezone.now()
    return calendars.ics_response(name, name, (_event(item, at) for item in fill(found, request.as_of)))


def _event(item: DueItem, at: datetime) -> Event:
    """One day in a calendar: the safe day, before any rolling."""
    found = item.found
    part = f":{found.part}" if found.kind in FEES else ""
    key = f"{found.kind}:{item.number}:{item.sub_key}{part}:{found.due_date.isoformat()}"
    words = [f"{item.words}。", *(f"{note}。" for note in item.notes), f"依据：{item.basis}"]
    if item.payment_words:
        words.insert(1, f"缴费记录：{item.payment_words}。")
    title = f"{item.label}：{item.number} {item.title}"
    return calendars.whole_day(key, item.safe_day, title, "\n".join(words), at=at)

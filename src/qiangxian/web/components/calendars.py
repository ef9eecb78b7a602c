"""Days as an iCalendar file (RFC 5545), for the calendar programmes people have on their desks and phones.

The library writes lines, folds and escapes. The UID of an entry follows from what it is about, so that a file taken again
moves the entry instead of doubling it."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.http import HttpResponse
from icalendar import Alarm, Calendar, Event

from .files import sent_bytes

TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Qiangxian//Qiangxian 强县//ZH"
DAY, ALARM = timedelta(days=1), timedelta(days=7)


def uid(key: str) -> str:
    """The same for the same thing, in ASCII."""
    return re.sub(r"[^0-9A-Za-z.-]+", "-", key).strip("-") + "@qiangxian"


def ics_response(name: str, title: str, events: Iterable[Event]) -> HttpResponse:
    """The calendar as a download: CRLF, lines folded at 75 octets."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    for event in events:
        calendar.add_component(event)
    return sent_bytes(f"{name}.ics", calendar.to_ical(), TYPE)


def whole_day(key: str, day: date, summary: str, description: str, *, at: datetime) -> Event:
    """A day as it was told `at`: what it is about in words; one is told some days before."""
    event = Event()
    event.add("uid", uid(key))
    event.add("dtstamp", at)
    event.add("dtstart", day)
    event.add("dtend", day + DAY)
    event.add("summary", summary)
    event.add("description", description)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -ALARM)
    event.add_component(alarm)
    return event

"""Days as an iCalendar file (RFC 5545), for the calendar programmes people have on their desks and phones.

The library writes lines, folds and escapes. The UID of an entry follows from what it is about, so that a file taken again
moves the entry instead of doubling it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpResponse
from icalendar import Alarm, Calendar, Event

from .files import sent_bytes

TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Qiangxian//Qiangxian 强县//ZH"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class CalendarEntry:
    """A whole day: what it is about in words, and how many days before one is told."""

    key: str
    day: date
    summary: str
    description: str
    alarm_days: int = 7


def uid(key: str) -> str:
    """The same for the same thing, in ASCII."""
    return re.sub(r"[^0-9A-Za-z.-]+", "-", key).strip("-") + "@qiangxian"


def ics_response(name: str, title: str, entries: Iterable[CalendarEntry], *, at: datetime) -> HttpResponse:
    """The calendar as a download."""
    return sent_bytes(f"{name}.ics", as_ics(title, entries, at=at), TYPE)


def as_ics(title: str, entries: Iterable[CalendarEntry], *, at: datetime) -> bytes:
    """The bytes of the file: CRLF, lines folded at 75 octets."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    for entry in entries:
        calendar.add_component(_event(entry, at))
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry, at: datetime) -> Event:
    event = Event()
    event.add("uid", uid(entry.key))
    event.add("dtstamp", at)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + DAY)
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.summary)
    alarm.add("trigger", timedelta(days=-entry.alarm_days))
    event.add_component(alarm)
    return event

"""A printed status with its day is an event of that day: granted, closed, ended. What cannot be entered is told on the row, and
the contradictions of printed and computed status judge it for its own day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from qiangxian.engines.intake import Row, load_vocabulary
from qiangxian.engines.intake.vocabulary import fold_word
from qiangxian.engines.lifecycle.conflicts import states_of
from qiangxian.engines.lifecycle.consistency import contradictions, event_contradictions
from qiangxian.engines.lifecycle.facts import CLOSING, Event, RightFacts
from qiangxian.kernel import rulebook
from qiangxian.kernel.identifiers import publication_number
from qiangxian.kernel.words import word

from ...types import PATENT_TYPES, EventType

STATUS, DAY, LAPSED = "imported_status", "status_date", "lapsed_date"


def grant_day(row: Row) -> date | None:
    """The day of grant as a column gives it, or a document whose kind and day say that it announces a grant."""
    number, day = row.values.get("publication_number"), row.values.get("publication_date")
    found: date | None = row.values.get("grant_date")
    if found or not number or not day or not publication_number.is_grant(publication_number.split(number)[1], day):
        return found
    granted: date = row.values.setdefault("grant_date", day)
    return granted


def granted_by_status(row: Row, division_code: str) -> date | None:
    """The day a status that says granted was announced, where nothing else in the row tells the grant."""
    day = announced(row, division_code)
    return day if day and not grant_day(row) and _event_of(row, division_code) == EventType.GRANT else None


def check(row: Row, facts: RightFacts, today: date, division_code: str) -> None:
    """Refuse the row where the day of its status cannot be."""
    kind, granted = _event_of(row, division_code), granted_by_status(row, division_code)
    for found in contradictions(replace(facts, grant_date=granted), today) if granted else ():
        if found.column == "grant_date":
            row.refuse(DAY, granted, found.words, found.remedy)
    column = LAPSED if row.values.get(LAPSED) else DAY
    if kind is None or kind == EventType.GRANT or (day := row.values.get(column)) is None:
        return
    for event in event_contradictions(facts, Event(kind, day), today):
        row.refuse(column, event.value, event.words, event.remedy)
    if facts.grant_date and day < facts.grant_date and kind not in CLOSING:
        row.refuse(column, day, "早于授权公告日", f"授权公告日是 {facts.grant_date}")


def ending(row: Row, granted: date | None, division_code: str) -> Event | None:
    """The event that closed the case or ended the right, as status and day say it; None where they say none. A case that was
    granted is not closed, a right that never was does not lapse: the second is told, because a grant seems to be missing."""
    kind, told = _event_of(row, division_code), announced(row, division_code)
    day = row.values.get(LAPSED) or row.values.get(DAY)
    if kind is None or day is None or kind == EventType.GRANT:
        if day and (why := _unclear(row.values.get(STATUS, ""), division_code)):
            row.note(STATUS, row.values[STATUS], f"{why}，未登记为事件", "请按公告写明原因，例如“未缴年费终止”")
        return None
    if kind in CLOSING:
        return None if granted else Event(kind, day, told if told and told >= day else day)
    if granted is None:
        words = "状态有日期，但没有授权公告日，未登记为事件"
        row.note(STATUS, row.values[STATUS], words, "请补上授权公告日；在此之前列入“状态冲突”")
    return Event(kind, day, told if told and told >= day else None) if granted and granted <= day else None


def tell(row: Row, event: Event) -> None:
    """What was entered from the status, and what of it is uncertain."""
    column = LAPSED if row.values.get(LAPSED) and event.type != EventType.GRANT else DAY
    if column == LAPSED or event.type == EventType.GRANT:
        remedy = ""
    elif event.type == EventType.LAPSE_UNPAID_FEE:
        remedy = "终止追溯至缴费期满日，请按公告或登记簿补上“失效日”"
    else:
        remedy = "状态日是公布状态的日子，生效日请以公告或通知书为准"
    row.note(column, event.effective_date, f"按状态登记为法律事件“{word('event_types', event.type)}”", remedy)


def tell_ungranted(row: Row, kind: str) -> None:
    """A status that only a granted patent has, and no grant anywhere."""
    status = row.values.get(STATUS, "")
    possible = states_of(status) if status and kind in PATENT_TYPES else None
    if possible and "in_force" in possible:
        words = "状态表示已授权，但没有授权公告日，按未授权统计"
        row.note(STATUS, status, words, "请补上授权公告日")


def announced(row: Row, division_code: str) -> date | None:
    """The day beside the status, where its column says that it was announced on that day."""
    words = _settings(division_code)["announced_words"]
    day: date | None = row.values.get(DAY)
    return day if day and any(mark in row.headers.get(DAY, "") for mark in words) else None


def status_day(row: Row) -> date | None:
    """The day for which the printed status speaks."""
    return row.values.get(DAY) or row.values.get(LAPSED)


def _event_of(row: Row, division_code: str) -> str | None:
    return _kind(row.values.get(STATUS, ""), division_code)


@lru_cache(maxsize=4_000)
def _kind(status: str, division_code: str) -> str | None:
    """The event a printed status stands for, by the words of the table of events."""
    found = load_vocabulary("events", division_code).field("type").choices.get(fold_word(status)) if status else None
    return found if found in _settings(division_code)["status_events"] else None


@lru_cache(maxsize=4_000)
def _unclear(status: str, division_code: str) -> str:
    return load_vocabulary("events", division_code).field("type").ambiguous.get(fold_word(status), "")


def _settings(division_code: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = rulebook.load("intake", "rights", division=division_code)["settings"]
    return found

"""Meetings of the demonstration county, told by the steps real ones take: invented, every one marked 演示."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from qiangxian.contexts.matters.story import Moment, forget, office_of, story, tell
from qiangxian.contexts.matters.taking import taken
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.supervision.flow import FLOW as ORDERS
from qiangxian.contexts.supervision.flow import OrderState
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor

from . import bodies, incoming
from .meeting_flow import FLOW as MEETINGS
from .models import Attendance, Body, Decision, Incoming, Meeting, Seat, Topic

SHEET = [("演示签到表.txt", "演示签到表".encode())]


class MeetingStory:
    """The script as moments, for the units the county has."""

    def __init__(self, division_code: str, today: date) -> None:
        self.lines = rulebook.load("demonstration", "meetings", division=division_code)
        rows = people.visible_units(Actor.system()).filter(division_code=division_code)
        self.units: Mapping[str, int] = dict(rows.values_list("name", "pk"))
        self.division_code, self.today = division_code, today
        self.cast = office_of(division_code, self.units)

    def ago(self, days: int) -> date:
        """The day so many days before today."""
        return self.today - timedelta(days=days)

    def text(self, words: str) -> str:
        """The words with the days by which something is due."""
        days = {"soon": self.ago(-10), "later": self.ago(-45)}
        return words.format(**{name: f"{day.year}年{day.month}月{day.day}日" for name, day in days.items()})

    def is_told(self) -> bool:
        """Whether the county has the units the script speaks of."""
        named = {line.split("，")[0] for line in self.lines["body"]["members"].splitlines()} - {""}
        return named <= set(self.units)

    def body(self) -> Moment:
        """The leading group."""
        line = self.lines["body"]
        given = {name: line[name] for name in ("name", "kind", "document_number", "members")}
        given |= {"office_unit_id": str(self.units[line["office"]]), "valid_from": self.ago(line["ago"])}
        return Moment(self.ago(line["ago"]), 0, "set_up", "body", given)

    def meetings(self, body: Body) -> Iterator[Moment]:
        """Each meeting as far as it has come."""
        for key, line in enumerate(self.lines["meetings"]):
            called, held = self.ago(line["called"]), self.ago(line["held"])
            where = {"time_words": "上午9:00", "place": "演示会议室", "chair": "演示组长"}
            days = {"meeting_date": held, "topics_due": min(called + timedelta(days=8), held)}
            given = {"body_id": str(body.pk), "kind": line["kind"], **where, **days}
            yield Moment(called, 0, "call", key, given)
            for topic in line["topics"]:
                told = {name: topic[name] for name in ("title", "words", "reporter")}
                told["unit_id"] = str(self.units[topic["unit"]])
                yield Moment(called + timedelta(days=1), 1, "topic", key, told)
            if "issued" in line:
                yield from self._issued(key, line, held)

    def _issued(self, key: int, line: Mapping[str, Any], held: date) -> Iterator[Moment]:
        before = held - timedelta(days=8)
        yield Moment(before, 2, "agenda", key, lambda own: {"topic_ids": [str(t.pk) for t in own.topics.all()]})
        yield Moment(before, 3, "notify", key, {})
        for name, person in line["present"].items():
            presence = "substitute" if name in line["substitutes"] else "formal"
            yield Moment(before, 4, "answer", key, {"presence": presence, "name": person}, name)
        for name in line["leave"]:
            yield Moment(before, 4, "answer", key, {"presence": "leave"}, name)
        codes = [str(self.units[name]) for name in line["present"]]
        yield Moment(held, 4, "sheet", key, {"unit_ids": codes, "files": SHEET})
        yield Moment(held, 5, "hold", key, {})
        yield Moment(held, 6, "minutes", key, {"text": self.text(line["text"])})
        issued = self.ago(line["issued"])
        yield Moment(issued, 7, "issue", key, {}, "leader")
        yield Moment(issued, 8, "hand_out", key, {})
        yield Moment(issued, 9, happens=self._send)

    def _send(self, at: datetime) -> None:
        """The orders that came of it are approved by another person, sent and received."""
        rows = Decision.objects.filter(
            order__isnull=False, order__matter__state=OrderState.PROPOSED, matter__is_demo=True
        )
        for row in rows.select_related("order__matter"):
            if row.order is None:
                continue
            about = {"matter_id": row.order_id}
            taken(ORDERS.steps["approve"], self.cast["leader"], at, dict(about))
            taken(ORDERS.steps["send"], self.cast["clerk"], at, {**about, "due_date": row.due_date})
            for part in row.order.matter.participants.order_by("pk"):
                taken(ORDERS.steps["sign"], self.cast[part.label], at, dict(about))

    def papers(self) -> Iterator[Moment]:
        """What came in."""
        for key, line in enumerate(self.lines["papers"]):
            day, due = self.ago(line["ago"]), self.ago(-line["due"])
            told = {"kind": line["kind"], "sender": line["sender"], "document_number": line["number"]}
            yield Moment(day, 0, "register", key, {**told, "received_date": day, "gist": line["gist"], "due_date": due})
            if "lead" in line:
                given = {"lead_id": str(self.units[line["lead"]]), "due_date": due}
                yield Moment(day + timedelta(days=1), 1, "assign", key, given)
            if "text" in line:
                yield Moment(day + timedelta(days=1), 2, "read", key, {"text": self.text(line["text"])})


def _ours(division_code: str) -> dict[str, Any]:
    return {"matter__division_code": division_code, "matter__is_demo": True}


def _tell(division_code: str, at: datetime) -> None:
    """Only where the county has the units the script speaks of."""
    script = MeetingStory(division_code, timezone.localdate(at))
    if script.is_told():
        tell(bodies.FLOW, division_code, script.cast, [script.body()], script.today)
        body = Body.objects.get(**_ours(division_code))
        tell(MEETINGS, division_code, script.cast, script.meetings(body), script.today)
        tell(incoming.FLOW, division_code, script.cast, script.papers(), script.today)


def _leave(division_code: str) -> int:
    """The orders that came of it go with those of supervision."""
    ours = _ours(division_code)
    papers, held, sat = Incoming.objects.filter(**ours), Meeting.objects.filter(**ours), Body.objects.filter(**ours)
    every: tuple[Any, ...] = (papers, held, sat)
    gone: list[int] = [pk for rows in every for pk in rows.values_list("pk", flat=True)]
    for row in Decision.objects.filter(matter__in=gone):
        row.helping.clear()
        row.delete()
    for model in (Topic, Attendance):
        model.objects.filter(meeting__in=held).delete()
    Seat.objects.filter(body__in=sat).delete()
    for rows in every:
        rows.delete()
    forget(gone)
    return len(gone)


def _told(division_code: str) -> int:
    return Meeting.objects.filter(**_ours(division_code)).count()


STORY = story("meetings", "收文和会议", 3, _told, _tell, _leave)
demo, remove_demo = STORY.load, STORY.remove

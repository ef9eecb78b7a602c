"""Assessment in the demonstration county, told by the steps real rounds take: invented, every one marked 演示."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from qiangxian.contexts.matters.flow import FLOWS
from qiangxian.contexts.matters.notices import silence
from qiangxian.contexts.matters.story import forget, somebody, story
from qiangxian.contexts.matters.taking import taken
from qiangxian.contexts.people import readers as people
from qiangxian.engines.scoring.shapes import ScoringKind
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor

from . import results
from .models import Appeal, Entry, Round, Slice
from .rounds import FLOW, SLICES

PAPER = [("演示考核方案.txt", "演示：本年度考核方案".encode())]
ORDER = ("reporting", "submitted", "reviewed", "validated")


class AssessmentStory:
    """The script, for the units the county has."""

    def __init__(self, division_code: str, today: date) -> None:
        self.lines: Mapping[str, Any] = rulebook.load("demonstration", "assessments", division=division_code)
        rows = people.visible_units(Actor.system()).filter(division_code=division_code)
        self.units = {name: str(pk) for name, pk in rows.values_list("name", "pk")}
        self.division_code, self.today = division_code, today
        self.clerk = somebody(division_code, "演示办公室", "office")
        self.leader = somebody(division_code, "演示副市长", "leader")

    def take(self, code: str, who: Actor, day: date, own: Any = None, flow: Any = FLOW, **given: Any) -> Any:
        """One step on its day."""
        at = timezone.make_aware(datetime.combine(day, time(10)))
        about = {"division_code": self.division_code} if own is None else {"matter_id": own.pk}
        return taken(flow.steps[code], who, at, {**about, **given}).result

    def opened(self, line: Mapping[str, Any], first: date, last: date, names: list[str], **more: Any) -> Round:
        """A round that was prepared and started."""
        day = self.today - timedelta(days=line["ago"])
        given = {
            "scheme": line["scheme"],
            "first_date": first,
            "last_date": last,
            "basis_number": "",
            "basis_issuer": "",
        }
        own: Round = self.take(
            "prepare", self.clerk, day, unit_ids=[self.units[name] for name in names], **{**given, **more}
        )
        if line.get("targets"):
            self.take("targets", self.clerk, day, own, lines=line["targets"])
        self.take("start", self.clerk, day, own)
        return Round.objects.get(pk=own.pk)

    def finished(self) -> None:
        """Last year's self-assessment: reported, reviewed, validated, summed up, approved."""
        line, year = self.lines["self"], self.today.year - 1
        if line["unit"] not in self.units:
            return
        own = self.opened(line, date(year, 1, 1), date(year, 12, 31), [line["unit"]])
        day = self.today - timedelta(days=line["ago"] - 20)
        for one in Slice.objects.filter(round=own).select_related("matter", "round", "unit"):
            self.bring(one, "validated", day, line)
        self.take("settle", self.clerk, day, own)
        self.take("approve", self.leader, day + timedelta(days=2), own, reason="演示：同意")

    def running(self) -> None:
        """This year's appraisal, each unit as far as it has come."""
        line, year = self.lines["appraisal"], self.today.year
        names = [name for name in line["units"] if name in self.units]
        if not names:
            return
        basis = {
            "basis_number": line["basis_number"].format(year=year),
            "basis_issuer": line["basis_issuer"],
            "files": PAPER,
            "report_due": self.today + timedelta(days=10),
        }
        own = self.opened(line, date(year, 1, 1), date(year, 12, 31), names, **basis)
        for one in Slice.objects.filter(round=own).select_related("matter", "round", "unit"):
            self.bring(one, line["units"][one.unit.name][one.area], self.today - timedelta(days=6), line)

    def bring(self, own: Slice, state: str, day: date, line: Mapping[str, Any]) -> None:
        """The slice to a state."""
        flow, liaison = FLOWS[SLICES], self._liaison(own)
        reach = ORDER.index("submitted" if state == "returned" else state)
        for entry in own.entries.all() if reach else ():
            value = line.get("values", {}).get(entry.key)
            self.take("fill", liaison, day, own, flow, key=entry.key, value=value, words=line["words"])
        if reach:
            self.take("submit", liaison, day, own, flow)
        if state == "returned":
            self.take("return", self.clerk, day, own, flow, reason=line["returned"])
        if reach > 1:
            scheme = results.scheme_of(own.round)
            judged = [one.key for one in own.entries.all() if scheme.criterion(one.key).kind == ScoringKind.JUDGED]
            for key in judged:
                given = {"key": key, "verdict": "accepted", "judged": line["points"][key], "remark": "演示：完成较好"}
                self.take("judge", self.clerk, day, own, flow, **given)
            if own.entries.exclude(key__in=judged).exists():
                self.take("accept_rest", self.clerk, day, own, flow)
            self.take("review", self.clerk, day, own, flow)
        if state == "validated":
            self.take("validate", self.leader, day, own, flow)

    def _liaison(self, own: Slice) -> Actor:
        return somebody(self.division_code, f"演示{own.unit.name}联络员", "liaison", own.unit_id)


def _tell(division_code: str, at: datetime) -> None:
    script = AssessmentStory(division_code, timezone.localdate(at))
    with silence():
        script.finished()
        script.running()


def _ours(division_code: str) -> Any:
    return Round.objects.filter(matter__division_code=division_code, matter__is_demo=True)


def _leave(division_code: str) -> int:
    rounds = list(_ours(division_code).values_list("pk", flat=True))
    slices = list(Slice.objects.filter(round__in=rounds).values_list("pk", flat=True))
    appeals = list(Appeal.objects.filter(entry__slice__in=slices).values_list("pk", flat=True))
    Appeal.objects.filter(pk__in=appeals).delete()
    Entry.objects.filter(slice__in=slices).delete()
    Slice.objects.filter(pk__in=slices).delete()
    _ours(division_code).delete()
    forget([*appeals, *slices, *rounds])
    return len(rounds)


STORY = story("assessments", "考核评估", 7, lambda code: _ours(code).count(), _tell, _leave)
demo, remove_demo = STORY.load, STORY.remove

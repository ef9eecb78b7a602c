"""A county with two tasks: one that two bureaus share, one whose day is long over; a head beside each liaison."""

from typing import Any

import pytest

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.matters.models import Matter
from qiangxian.contexts.people.models import Unit
from qiangxian.contexts.programmes.progress.flow import FLOW
from qiangxian.contexts.programmes.progress.models import Report
from tests.conftest import WUGANG, somebody
from tests.contexts import builders
from tests.contexts.bureaus import at

PROOF = [("清单.txt", "名单".encode())]


class County:
    """市工信局 leads T1 and helps in T2; 市财政局 helps in T1 and leads T2 (due 2025-06); a court is asked in T1."""

    def __init__(self) -> None:
        names = {"lead": ("市工信局", "bureau"), "co": ("市财政局", "bureau"), "court": ("市法院", "court")}
        self.units = {
            key: Unit.objects.create(division_code=WUGANG, name=name, kind=kind) for key, (name, kind) in names.items()
        }
        self.programme = builders.programme_with_targets(targets=(), phases=(("实施", "2025-01", "2027-12"),))
        unit = self.units
        asked = {"lead": unit["lead"], "cooperating": unit["co"], "participating": unit["court"]}
        self.tasks = [
            builders.task(self.programme, "T1", "培育专利密集型企业", **asked),
            builders.task(
                self.programme, "T2", "设立专项资金", deadline="2025-06", lead=unit["co"], cooperating=unit["lead"]
            ),
        ]
        self.clerk, self.second = somebody("经办人", "office", id=11), somebody("复核人", "office", id=12)
        self.lead = somebody("工信局联络员", "liaison", id=21, unit=self.units["lead"].pk)
        self.head = somebody("工信局局长", "unit_head", id=22, unit=self.units["lead"].pk)
        self.co = somebody("财政局联络员", "liaison", id=23, unit=self.units["co"].pk)
        self.co_head = somebody("财政局局长", "unit_head", id=24, unit=self.units["co"].pk)

    def take(self, step: str, who: Any, report: Report | None = None, on: str = "2026-03-16", **given: Any) -> Any:
        about = {"division_code": WUGANG} if report is None else {"matter_id": report.pk}
        return ACTIONS[FLOW.steps[step].action].function(actor=who, at=at(on), **about, **given).result

    def open(
        self, unit: str = "lead", period: str = "2026Q1", on: str = "2026-03-16", due: str = "2026-03-25"
    ) -> Report:
        given = {"unit_id": str(self.units[unit].pk), "period": period, "due_date": due}
        return self.take("open", self.clerk, on=on, **given)

    def write(self, report: Report, who: Any, on: str = "2026-03-16", **said: Any) -> None:
        for task in self.tasks:
            given = {"status": "moved", "done": f"{task.key} 完成 3 家", "next_step": "再做 2 家", **said}
            self.take("write", who, report, on, task=task.key, **given)

    def signed(self, unit: str = "lead", **about: Any) -> Report:
        report = self.open(unit, **about)
        who, head = (self.lead, self.head) if unit == "lead" else (self.co, self.co_head)
        on = about.get("on", "2026-03-16")
        self.write(report, who, on)
        self.take("send", who, report, on)
        self.take("sign", head, report, on)
        return Report.objects.get(pk=report.pk)

    def state(self, report: Report) -> str:
        return Matter.objects.get(pk=report.pk).state


@pytest.fixture
def county(db) -> County:
    return County()

"""A milestone is planned by the office, shown by the unit with evidence, confirmed by a second person; a phase names what it lacks."""

from datetime import date
from typing import Any

import pytest

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.matters.models import Matter
from qiangxian.contexts.programmes.progress import gates, milestones, readers
from qiangxian.contexts.programmes.progress.models import Milestone
from qiangxian.contexts.programmes.readers import timeline
from qiangxian.kernel.errors import NotAllowed, Refused
from tests.conftest import WUGANG

from .conftest import PROOF, at

pytestmark = pytest.mark.django_db


def take(step: str, who: Any, found: Milestone | None = None, **given: Any) -> Milestone:
    about = {"division_code": WUGANG} if found is None else {"matter_id": found.pk}
    act = ACTIONS[milestones.FLOW.steps[step].action].function
    return act(actor=who, at=at("2026-03-16"), **about, **given).result


@pytest.fixture
def planned(county) -> Milestone:
    given = {"task_key": "T1", "title": "站点揭牌", "lead_id": str(county.units["lead"].pk)}
    return take("plan", county.clerk, due_date="2026-04-30", **given)


def test_it_is_shown_with_evidence_and_confirmed_by_the_office(county, planned) -> None:
    with pytest.raises(Refused, match="须附佐证材料"):
        take("reach", county.lead, planned, reason="已揭牌")
    with pytest.raises(NotAllowed):
        take("reach", county.co, planned, reason="已揭牌", files=PROOF)
    take("reach", county.lead, planned, reason="已揭牌", files=PROOF)
    take("not_yet", county.clerk, planned, reason="请附照片")
    assert Matter.objects.get(pk=planned.pk).due_date == date(2026, 4, 30)
    take("reach", county.lead, planned, reason="已揭牌，附照片", files=PROOF)
    take("confirm", county.clerk, planned)
    (found,) = readers.milestones(county.programme.pk, task_key="T1")
    assert (found.matter.state, found.shown) == ("confirmed", "已揭牌，附照片")


def test_its_day_moves_with_a_reason_and_never_backwards_into_the_past(county, planned) -> None:
    take("move", county.clerk, planned, due_date="2026-05-29", reason="设备未到货")
    found = Matter.objects.get(pk=planned.pk)
    assert found.due_date == date(2026, 5, 29) and found.deadlines.count() == 2, "the old day stays on record"
    with pytest.raises(Refused, match="在今天以前"):
        take("move", county.clerk, planned, due_date="2026-03-01", reason="x")


def test_a_phase_names_what_it_still_lacks(county, planned) -> None:
    county.open()
    (span,) = timeline(county.programme.pk, day=date(2026, 3, 16)).spans
    assert gates.lacking(county.programme.pk, span, []) == [
        "节点未达成：站点揭牌（2026-04-30）",
        "1 份进展报告尚未采纳",
    ]
    take("drop", county.clerk, planned, reason="并入总揭牌")
    county.take("accept", county.clerk, county.signed("co"))
    assert gates.lacking(county.programme.pk, span, []) == ["1 份进展报告尚未采纳"]

"""The one property of every flow: no sequence of steps by any actors reaches an undeclared state, skips a guard, lets one
natural person take both sides of a pair, or leaves a clock running on a closed matter."""

import contextlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.matters import freezing
from qiangxian.contexts.matters.flow import FLOWS, Flow, FlowStep, flow_of
from qiangxian.contexts.matters.integrity import arrows
from qiangxian.contexts.matters.models import Deadline, Matter, Step
from qiangxian.contexts.matters.taking import following
from qiangxian.contexts.matters.tasks import let_run_out
from qiangxian.contexts.people.models import Unit
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.kernel.actor import Actor, Grant
from qiangxian.kernel.errors import DomainError
from tests.conftest import WUGANG, somebody
from tests.contexts import builders
from tests.contexts.assessments import begun

from .conftest import at

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 2)
HOLIDAYS = {
    "年份": 2027,
    "放假安排": "1月1日放假。2月5日至2月12日放假，共8天。4月5日放假。5月1日至5日放假。6月9日放假。9月15日放假。10月1日至7日放假。",
}
WORDS = {
    "落实事项": "甲、乙",
    "成员名单": "市工信局，甲，局长，成员",
    "新任成员": "市工信局，乙，局长，成员",
    "签名": "市工信局，甲",
    "公示网址": "https://www.example.gov.cn/gs/1.html",
    "目标值": "有效注册商标总量：10",
    "纪要正文": "会议议定，由市工信局牵头，2026年12月31日前完成。\n会议议定，另行研究。",
}
BEGUN = {"assessment_part": begun.a_slice, "assessment_appeal": begun.an_appeal}
"""Matters nobody opens by hand: they are handed from above."""
FILE = [("佐证.txt", "佐证".encode())]


@pytest.fixture
def cast(db) -> list[Actor]:
    """Four natural persons, one of them with two accounts; the system; a neighbour; the enterprise's agent."""
    from qiangxian.contexts.registers.demonstration.enterprises import make_uscc

    firm = builders.enterprise(
        "舞钢耐磨件有限公司", make_uscc(1, prefix="91", division_code=WUGANG), phone="13800000001"
    )
    builders.right("201920000001.4", firm, type="utility_model", filed="2019-03-02", granted="2019-12-01")
    builders.reported_through(registers=RecordKind.values)
    unit = Unit.objects.create(division_code=WUGANG, name="市工信局")
    builders.task(builders.programme_with_targets(), "T1", "培育企业", lead=unit)
    office = somebody("经办人", "office", id=11)
    return [
        office,
        somebody("复核人", "office", id=12),
        somebody("分管副市长", "leader", id=13),
        Actor(99, "经办人的另一账号", somebody("x", "leader", id=99).grants, person_id=office.person_id),
        somebody("工信局联络员", "liaison", id=21, unit=unit.pk),
        somebody("工信局局长", "unit_head", id=22, unit=unit.pk),
        somebody("企业经办人", "enterprise", id=31, firm=firm.pk),
        somebody("邻县办公室", "office", id=41, division="410482"),
        Actor.system(),
    ]


def value(ask: Any, own: Any, draw: Callable[[int], int], day: date) -> Any:
    """Something plausible for what a step asks, or nothing where it may be left out."""
    if not ask.required and draw(3) == 0:
        return None
    if ask.takes in ("choice", "many") or (ask.takes == "hidden" and ask.options(own)):
        options = [code for code, _ in ask.options(own)]
        chosen = options[draw(len(options))] if options else ""
        return [chosen] if ask.takes == "many" else chosen
    if ask.label in WORDS:
        return WORDS[ask.label]
    if ask.takes == "notes":
        return {code: "请写明" for code, _ in ask.options(own)[: 1 + draw(2)]}
    if ask.label == "报告期":
        return "2026Q1"
    made = {"day": day + timedelta(days=draw(40) - 20), "number": 2026, "numbers": {"services": 1}, "row": 1}
    made |= {"text": "13900000000", "hidden": "", "decimal": "1"}
    if ask.label in HOLIDAYS:
        return HOLIDAYS[ask.label]
    if ask.read is not None:
        return "舞钢耐磨件有限公司"
    return made.get(ask.takes, "已完成 3 家，甲、乙两人核查")


def attempt(spec: FlowStep, actor: Actor, matter: Matter | None, day: date, draw: Callable[[int], int]) -> Any:
    own, given = spec.flow.own(matter) if matter else Matter(division_code=WUGANG), {}
    for name, ask in spec.asks.items():
        if matter is None:
            own.given = given
        if ask.when(own):
            given[name] = ask.initial(own, day) if name == "revision" else value(ask, own, draw, day)
    given |= {"files": FILE} if spec.evidence == "required" or (spec.evidence == "offered" and draw(2)) else {}
    if matter is None and actor.enterprise_record_id:
        given["enterprise_id"] = actor.enterprise_record_id
    about = {"matter_id": matter.pk} if matter else {"division_code": WUGANG}
    return ACTIONS[spec.action].function(actor=actor, at=at(day.isoformat()), **about, **given)


def check(flow: Flow, matter: Matter, day: date) -> None:
    """What must hold after every attempt."""
    assert matter.state in flow.states
    rows = Step.objects.filter(matter=matter).order_by("number")
    assert not rows.exclude(arrows(flow)).exists(), "a step outside the declaration"
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert rows.last().to_state == matter.state
    assert (matter.closed_date is not None) == (matter.state in flow.ended)
    if matter.closed_date:
        assert not Deadline.objects.filter(matter=matter, ended_date__isnull=True).exists()
    last = matter.revisions.order_by("number").last()
    if flow.content and last and not freezing.is_open(flow, matter):
        assert not freezing.differs(flow, flow.own(matter), last), "frozen content was changed"
    assert not matter.joined_to_id or matter.closed_date, "a duplicate goes on by itself"
    assert following(matter, day) is None, "what follows by itself was not taken"
    aside = set(matter.participants.filter(role="recused").values_list("code", flat=True))
    since = max((row.number for row in rows if row.step == "recuse"), default=0)
    persons: dict[str, Any] = {}
    for row in rows:
        impartial = row.step in flow.steps and flow.steps[row.step].impartial and row.number > since
        assert not impartial or str(row.person_id) not in aside, f"{row.step} by somebody who stands aside"
        spec = flow.steps.get(row.step)
        for first in spec.other_than if spec else ():
            assert persons.get(first, object()) != (row.person_id or row.by), f"{row.step} by the one who did {first}"
        persons[row.step] = row.person_id or row.by


@pytest.mark.parametrize("code", sorted(FLOWS))
def test_no_sequence_breaks_a_flow(code, cast) -> None:
    play(FLOWS[code], cast)


def test_no_sequence_breaks_a_flow_with_everything(paper, cast) -> None:
    play(paper, [*cast, whole_guest], examples=24)


def test_the_play_of_a_report_goes_to_its_end(cast) -> None:
    """The property says nothing of a flow that never moves: reports and milestones are opened, written and returned here."""
    taken: set[str] = set()
    play(FLOWS["progress"], cast, examples=20, taken=taken)
    assert {"open", "write"} <= taken


def whole_guest(matter: Matter | None) -> Actor:
    """Whoever came in by the link of this matter."""
    grant = Grant("visitor", WUGANG)
    return Actor(None, "来访人", frozenset({grant}), guest=f"outside:{matter.pk}-door" if matter else "")


def _let_time_pass(matter: Matter, day: date, clerk: Actor, draw: Callable[[int], int]) -> None:
    """What the clock does, and somebody who works on a matter below."""
    let_run_out(today=day, at=at(day.isoformat()))
    for below in matter.children.all():
        spec = next(one for one in flow_of(below).offered(below.state) if draw(2) or one.target)
        with contextlib.suppress(DomainError):
            attempt(spec, clerk, below, day, draw)


def play(flow: Flow, cast: list[Any], examples: int = 8, taken: set[str] | None = None) -> None:
    opening = [spec for spec in flow.steps.values() if spec.opens]
    openings = [spec for spec in opening if not spec.hidden] or opening
    moves = [spec for spec in flow.steps.values() if not spec.opens]

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck), database=None)
    @given(st.data())
    def run(data: st.DataObject) -> None:
        def draw(below: int) -> int:
            return data.draw(st.integers(0, max(below - 1, 0)))

        with transaction.atomic():
            day, matter = FIRST, BEGUN[flow.code](cast, at(FIRST.isoformat())) if flow.code in BEGUN else None
            if any(spec.joins for spec in moves):
                # another one it may go on in
                attempt(openings[0], cast[0], None, day, draw)
            for _ in range(12):
                day += timedelta(days=draw(8))
                if matter is None:
                    spec = openings[draw(len(openings))]
                else:
                    # mostly what leads on, sometimes anything at all
                    possible = [one for one in moves if matter.state in one.sources] or moves
                    pool = possible if draw(4) else moves
                    spec = pool[draw(len(pool))]
                actor = cast[draw(len(cast))]
                actor = actor if isinstance(actor, Actor) else actor(matter)
                held = matter is not None and [g for g in spec.guards if not g(flow.own(matter), day)]
                try:
                    with transaction.atomic():
                        attempt(spec, actor, matter, day, draw)
                except DomainError:
                    pass
                else:
                    assert not held, f"{spec.code} skipped a guard"
                    if taken is not None:
                        taken.add(spec.code)
                    matter = matter or Matter.objects.filter(flow=flow.code).latest("pk")
                if matter is not None and draw(3) == 0:
                    _let_time_pass(matter, day, cast[0], draw)
                if matter is not None:
                    matter = Matter.objects.get(pk=matter.pk)
                    check(flow, matter, day)
            transaction.set_rollback(True)

    run()

"""A work order goes from proposal to a second person's confirmation; courts are asked; a day moves in time only."""

from datetime import date
from typing import Any

import pytest

from qiangxian.contexts.matters import readers as matters
from qiangxian.contexts.matters.models import Matter, Message
from qiangxian.contexts.matters.tasks import remind
from qiangxian.contexts.notices.models import Notice
from qiangxian.contexts.people.models import Unit
from qiangxian.contexts.people.readers import actor_for
from qiangxian.contexts.supervision import actions, demonstration, designations, readers
from qiangxian.contexts.supervision.flow import FLOW, OrderState, document
from qiangxian.contexts.supervision.models import Order
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, NotAllowed, Refused
from qiangxian.kernel.integrity import CHECKS
from tests.conftest import WUGANG, make_account, somebody
from tests.contexts.bureaus import at

pytestmark = pytest.mark.django_db
PROOF = [("结果.txt", "已建成".encode())]


class County:
    """Two bureaus, a court, two of the office and a deputy mayor."""

    def __init__(self) -> None:
        names = {"lead": ("市市场监管局", "bureau"), "co": ("市财政局", "bureau"), "court": ("市法院", "court")}
        self.units = {
            key: Unit.objects.create(division_code=WUGANG, name=name, kind=kind) for key, (name, kind) in names.items()
        }
        self.clerk, self.second = somebody("经办人", "office", id=11), somebody("复核人", "office", id=12)
        self.lead = somebody("监管局联络员", "liaison", id=21, unit=self.units["lead"].pk)
        self.co = somebody("财政局联络员", "liaison", id=22, unit=self.units["co"].pk)
        self.court = somebody("法院联络员", "liaison", id=23, unit=self.units["court"].pk)

    def propose(self, lead: str = "lead", *co: str, **more: Any) -> Order:
        given = {
            "title": "建成服务站",
            "demand": "建成并运行",
            "basis": "方案二（一）",
            "due_date": date(2026, 3, 31),
            **more,
        }
        made = actions.propose(
            actor=self.clerk,
            at=at("2026-03-02"),
            division_code=WUGANG,
            lead_id=str(self.units[lead].pk),
            co_ids=[str(self.units[one].pk) for one in co],
            **given,
        )
        return made.result

    def sent(self, lead: str = "lead", *co: str, **more: Any) -> Order:
        order = self.propose(lead, *co, **more)
        self.do(actions.approve, self.second, order)
        self.do(actions.send, self.clerk, order, due_date=date(2026, 3, 31))
        return Order.objects.get(pk=order.pk)

    def do(self, act: Any, who: Actor, order: Order, on: str = "2026-03-02", **given: Any) -> Any:
        return act(actor=who, at=at(on), matter_id=order.pk, **given).result

    def running(self, *co: str) -> Order:
        order = self.sent("lead", *co)
        self.do(actions.sign, self.lead, order)
        for one in co:
            self.do(actions.sign, getattr(self, one), order)
        return order


@pytest.fixture
def county(db) -> County:
    return County()


def state(order: Order) -> str:
    return Matter.objects.get(pk=order.pk).state


def test_from_proposal_to_confirmation_by_a_second_person(county) -> None:
    order = county.propose("lead", "co")
    with pytest.raises(NotAllowed, match="另一人批准"):
        county.do(actions.approve, county.clerk, order)
    county.do(actions.approve, county.second, order)
    county.do(actions.send, county.clerk, order, due_date=date(2026, 3, 31))
    assert Matter.objects.get(pk=order.pk).number == "知调〔2026〕1号"
    assert set(Notice.objects.values_list("recipient", flat=True)) == {
        f"unit:{county.units['lead'].pk}",
        f"unit:{county.units['co'].pk}",
    }
    county.do(actions.sign, county.lead, order)
    assert matters.deadlines(Matter.objects.get(pk=order.pk))[0].ended_date is None, "a co-unit has not signed"
    county.do(actions.sign, county.co, order)
    assert matters.deadlines(Matter.objects.get(pk=order.pk))[0].ended_date == date(2026, 3, 2)
    with pytest.raises(Conflict, match="协办单位尚未办完：市财政局"):
        county.do(actions.finish, county.lead, order, reason="已建成", files=PROOF)
    county.do(actions.finish_part, county.co, order, reason="资金已拨付")
    with pytest.raises(Refused, match="须附佐证材料"):
        county.do(actions.finish, county.lead, order, reason="已建成")
    county.do(actions.finish, county.lead, order, reason="已建成", files=PROOF)
    with pytest.raises(NotAllowed, match="另一人"):
        county.do(actions.verify, county.clerk, order, reason="属实")
    county.do(actions.verify, county.second, order, on="2026-03-20", reason="现场核验属实")
    closed = Matter.objects.get(pk=order.pk)
    assert (closed.state, closed.closed_date, closed.due_date) == (OrderState.CLOSED, date(2026, 3, 20), None)
    assert readers.percent(*readers.assigned_and_closed(county.clerk)) == 100


def test_progress_needs_a_number_a_document_or_a_reason(county) -> None:
    order = county.running()
    with pytest.raises(Refused, match="没有数字、文件或原因"):
        county.do(actions.feed_back, county.lead, order, reason="正在推进")
    county.do(actions.feed_back, county.lead, order, reason="正在推进，已完成 3 家")
    county.do(actions.feed_back, county.lead, order, reason="正在推进", files=PROOF)
    county.do(actions.feed_back, county.lead, order, reason="本期无新进展（场地未定）")
    assert order.matter.steps.filter(step="feed_back").count() == 3


def test_a_day_is_extended_in_time_once_and_by_another_person(county) -> None:
    order = county.running()
    with pytest.raises(Conflict, match="逾期"):
        county.do(actions.ask_extension, county.lead, order, on="2026-04-01", until=date(2026, 4, 10), reason="场地")
    county.do(actions.ask_extension, county.lead, order, on="2026-03-25", until=date(2026, 4, 10), reason="场地")
    county.do(actions.grant_extension, county.clerk, order, on="2026-03-26")
    assert Matter.objects.get(pk=order.pk).due_date == date(2026, 4, 10)
    with pytest.raises(Conflict, match="只能延期 1 次"):
        county.do(actions.ask_extension, county.lead, order, on="2026-04-01", until=date(2026, 4, 20), reason="再延")
    with pytest.raises(Conflict, match="没有待批的延期申请"):
        county.do(actions.grant_extension, county.clerk, order, on="2026-04-01")


def test_the_lead_declines_within_two_working_days_and_another_leads(county) -> None:
    order = county.sent()
    with pytest.raises(Conflict, match="2026-03-04"):
        county.do(actions.decline, county.lead, order, on="2026-03-05", reason="不属本局职责")
    county.do(actions.decline, county.lead, order, on="2026-03-04", reason="不属本局职责")
    assert state(order) == OrderState.RETURNED
    county.do(actions.hand_on, county.clerk, order, lead_id=str(county.units["co"].pk), reason="职责")
    county.do(actions.send, county.clerk, order, due_date=date(2026, 4, 10))
    assert [one.label for one in matters.owed_by(Matter.objects.get(pk=order.pk))] == ["市财政局"]
    assert Matter.objects.get(pk=order.pk).number == "知调〔2026〕1号", "the number stays"


def test_a_court_is_asked_never_urged_coloured_or_measured(county) -> None:
    order = county.sent("court")
    assert "商请贵单位" in Notice.objects.get().words
    with pytest.raises(Conflict, match="另行商请或通报"):
        county.do(actions.urge, county.second, order)
    assert matters.days_late(Matter.objects.get(pk=order.pk), date(2026, 6, 1)) == 0
    Notice.objects.all().delete()
    for day in ("2026-03-31", "2026-04-02", "2026-04-10"):
        remind(today=date.fromisoformat(day), at=at(day))
    assert not Notice.objects.filter(recipient=f"unit:{county.units['court'].pk}").exists()
    assert not Message.objects.exists()
    assert readers.assigned_and_closed(county.clerk)[0] == 0


def test_urging_reaches_the_bureaus_and_leaves_the_court_out(county) -> None:
    order = county.sent("lead", "court")
    Notice.objects.all().delete()
    county.do(actions.urge, county.second, order, reason="请抓紧")
    assert [row.recipient for row in Notice.objects.all()] == [f"unit:{county.units['lead'].pk}"]


def test_escalation_drafts_a_report_and_sends_nothing(county) -> None:
    order = county.running()
    Notice.objects.all().delete()
    for day in ("2026-04-01", "2026-04-02", "2026-04-03", "2026-04-07"):
        remind(today=date.fromisoformat(day), at=at(day))
    assert set(Message.objects.values_list("title", flat=True)) == {
        "承办单位负责人呈报件",
        "领导小组办公室负责人呈报件",
        "分管副市长呈报件",
    }
    assert "已逾期 7 日" in Message.objects.get(title="分管副市长呈报件").words
    assert not Notice.objects.filter(recipient__startswith="account:").exists(), "a person sends it"
    assert order.matter.steps.count() == 4, "a draft is no step"


def test_what_was_closed_is_looked_at_again_and_can_be_opened(county) -> None:
    order = county.running()
    county.do(actions.finish, county.lead, order, reason="已建成", files=PROOF)
    county.do(actions.verify, county.second, order, reason="属实")
    county.do(actions.look_back, county.clerk, order, on="2026-06-01", result="lost", reason="站点已停")
    county.do(actions.reopen, county.clerk, order, on="2026-06-02", due_date=date(2026, 6, 30), reason="反弹")
    again = Matter.objects.get(pk=order.pk)
    assert (again.state, again.closed_date, again.due_date) == (OrderState.RUNNING, None, date(2026, 6, 30))
    assert again.steps.count() == 8, "its history stays"
    county.do(actions.finish, county.lead, order, on="2026-06-10", reason="已恢复", files=PROOF)
    county.do(actions.send_back, county.second, order, on="2026-06-11", reason="照片看不清")
    assert Matter.objects.get(pk=order.pk).due_date == date(2026, 7, 1), "the days of checking do not count"


def test_referral_upwards_drafts_a_letter_and_comes_back_with_its_number(county) -> None:
    order = county.running()
    with pytest.raises(Conflict, match="还没有提请"):
        county.do(actions.referred, county.clerk, order, number="平政督〔2026〕8号")
    county.do(actions.refer_up, county.clerk, order, reason="多次调度未落实")
    assert "提请贵室立项督查" in Message.objects.get().words
    county.do(actions.referred, county.clerk, order, number="平政督〔2026〕8号")
    assert Order.objects.get().superior_number == "平政督〔2026〕8号"


def test_the_word_of_authority_needs_a_stored_designation(county) -> None:
    plain = county.propose()
    assert document(plain, "send") == "工作调度单"
    given = {
        "document_number": "舞政〔2026〕3号",
        "issuer": "舞钢市人民政府",
        "scope": "知识产权强县",
        "valid_from": date(2026, 1, 1),
    }
    with pytest.raises(Refused, match="须附佐证材料"):
        designations.record_designation(actor=county.clerk, at=at("2026-03-02"), division_code=WUGANG, **given)
    row = designations.record_designation(
        actor=county.clerk, at=at("2026-03-02"), division_code=WUGANG, files=PROOF, **given
    ).result
    assert document(county.propose(designation_id=str(row.pk)), "send") == "督办通知"
    county.do(designations.end_designation, county.clerk, row, day=date(2026, 6, 1), reason="机构调整")
    with pytest.raises(Refused, match="督查授权不对"):
        county.propose(designation_id=str(row.pk))


def test_the_completion_rate_of_the_rule(county) -> None:
    """official-documents.md §4: 22 matters, 6 done → 27 %."""
    assert readers.percent(22, 6) == 27
    assert readers.percent(22, 16) == 73
    assert readers.percent(0, 0) is None


def test_an_order_names_the_target_it_came_from(county) -> None:
    order = county.propose(subject="target:1/G1")
    assert (order.matter.subject_kind, order.matter.subject_id) == ("target", "1/G1")
    with pytest.raises(Refused, match="办理期限在今天以前"):
        county.propose(due_date=date(2026, 3, 1))


def test_every_state_but_the_last_leads_somewhere() -> None:
    sources = {source for spec in FLOW.steps.values() if spec.target for source in spec.sources}
    assert set(OrderState) - sources == {OrderState.DROPPED}


def test_the_demonstration_has_orders_at_every_turn_and_goes_without_a_trace(county, system) -> None:
    for name in ("市工信局", "市农业农村局", "市教体局"):
        Unit.objects.create(division_code=WUGANG, name=name)
    Unit.objects.create(division_code=WUGANG, name="市审计局")
    told = demonstration.demo(actor=system, at=at("2026-11-23"), division_code=WUGANG)
    rows = Matter.objects.filter(flow="supervision")
    assert told.result == rows.count() == 6 and all(rows.values_list("is_demo", flat=True))
    assert set(rows.values_list("state", flat=True)) == {"proposed", "running", "done", "closed"}
    assert [row.title for row in matters.late(rows, date(2026, 11, 23))] == ["演示：补报 2025 年度专利质押融资数据"]
    assert not Notice.objects.exists(), "nobody is told a story"
    found = [code for code in CHECKS if code.startswith(("supervision.", "matters."))]
    as_of = AsOf.on(date(2026, 11, 23))
    assert [code for code in found if list(CHECKS[code].find(WUGANG, as_of))] == []
    assert demonstration.demo(actor=system, at=at("2026-11-23"), division_code=WUGANG).result == 6, "told once"
    demonstration.remove_demo(actor=system, at=at("2026-11-23"), division_code=WUGANG)
    assert not Matter.objects.exists()


def test_the_account_a_story_is_told_by_is_not_offered_the_second_step(county, system) -> None:
    for name in ("市工信局", "市农业农村局", "市教体局", "市审计局"):
        Unit.objects.create(division_code=WUGANG, name=name)
    first, second = (make_account(name, "office", is_demo=demo) for name, demo in (("演示经办", True), ("复核", False)))
    demonstration.demo(actor=system, at=at("2026-11-23"), division_code=WUGANG)
    proposed = Matter.objects.get(flow="supervision", state="proposed")

    def approve(account: Any) -> matters.Offer:
        actor, day = actor_for(account, on=date(2026, 11, 23)), date(2026, 11, 23)
        return next(one for one in matters.offers(actor, proposed, FLOW.own(proposed), day) if one.code == "approve")

    assert (approve(first).allowed, approve(first).reason) == (False, "立项由您本人提出，须由另一人批准。")
    assert approve(second).allowed

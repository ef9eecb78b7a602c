"""Registering, correcting, closing; events and holders; what is refused and why."""

from datetime import date

import pytest

from qiangxian.contexts.audit import readers as audit
from qiangxian.contexts.lists.readers import list_page
from qiangxian.contexts.lists.types import Query, Viewer
from qiangxian.contexts.registers.bodies.actions import add_member, end_member
from qiangxian.contexts.registers.enterprises.actions.enterprises import (
    move_enterprise,
    record_enterprise_year,
    rename_enterprise,
)
from qiangxian.contexts.registers.enterprises.models import Domicile, EnterpriseName
from qiangxian.contexts.registers.enterprises.readers.sizes import enterprise_sizes
from qiangxian.contexts.registers.records.actions.declare import declare_through
from qiangxian.contexts.registers.records.actions.records import close_record, correct_record, create_record
from qiangxian.contexts.registers.records.listing import registers
from qiangxian.contexts.registers.records.lists import reported_through
from qiangxian.contexts.registers.records.readers import record_page
from qiangxian.contexts.registers.records.validation import InvalidValues
from qiangxian.contexts.registers.rights.actions.events import add_right_event, retract_right_event
from qiangxian.contexts.registers.rights.actions.holdings import Holder, add_holder, end_holder
from qiangxian.contexts.registers.rights.models import Holding, LegalEvent, Right
from qiangxian.contexts.registers.rights.readers.facts import RightLaw, proofs_of
from qiangxian.engines.eligibility.size import standard_for
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, NotAllowed, NotFound, Refused

from .cast import AT, STEEL, WUGANG, enterprise, number, patent

pytestmark = pytest.mark.django_db
TODAY = AsOf.on(date(2025, 12, 31))


def page(actor, kind, record, as_of=TODAY):
    return record_page(actor, kind, record, as_of)


def test_a_new_enterprise_has_its_name_and_seat_from_its_founding(office_clerk):
    record = enterprise(actor=office_clerk)
    shown = page(office_clerk, "enterprise", record)
    assert shown.row.uscc == STEEL and shown.state.text == "存续"
    assert [(span.words, span.valid_from) for span in shown.extra["names"]] == [("演示钢铁有限公司", date(2012, 5, 1))]


def test_a_wrong_code_is_refused_beside_its_field(office_clerk):
    with pytest.raises(InvalidValues) as refusal:
        enterprise(actor=office_clerk, uscc="91410481MA00000156")
    assert "第 18 位校验码不符" in refusal.value.errors["uscc"]


def test_the_same_code_is_registered_only_once(office_clerk):
    enterprise(actor=office_clerk)
    with pytest.raises(Conflict, match="已经登记过"):
        enterprise(actor=office_clerk, name="另一个名字")


def test_only_the_office_of_the_county_may_register(liaison, deputy_mayor, auditor, neighbour_officer):
    for actor in (liaison, deputy_mayor, auditor, neighbour_officer):
        with pytest.raises(NotAllowed):
            enterprise(actor=actor)


def test_the_neighbour_cannot_touch_a_record_of_ours(office_clerk, neighbour_officer):
    record = enterprise(actor=office_clerk)
    with pytest.raises(NotAllowed):
        close_record(
            actor=neighbour_officer, at=AT, record_id=record, revision=1, closed_date=date(2025, 1, 1), reason="无"
        )
    with pytest.raises(NotFound):
        page(neighbour_officer, "enterprise", record)


def test_a_correction_supersedes_and_says_who_why_and_what(office_clerk):
    record = enterprise(actor=office_clerk)
    old = page(office_clerk, "enterprise", record).row
    correct_record(
        actor=office_clerk,
        at=AT,
        record_id=record,
        revision=old.revision,
        values={"name": "演示特钢有限公司"},
        reason="照执照改",
    )
    shown = page(office_clerk, "enterprise", record)
    assert shown.versions[0][1] == [("企业名称", "演示钢铁有限公司", "演示特钢有限公司")]
    assert shown.versions[0][0].reason == "照执照改" and shown.versions[1][0].superseded_revision is not None
    assert EnterpriseName.objects.get(record_id=record, superseded_revision=None).name == "演示特钢有限公司"
    assert audit.lines_about(office_clerk, "registers.enterprise", str(record))[0].reason == "照执照改"


def test_who_saw_an_old_version_does_not_overwrite_the_new_one(office_clerk):
    record = enterprise(actor=office_clerk)
    seen = page(office_clerk, "enterprise", record).row.revision
    change = {"actor": office_clerk, "at": AT, "record_id": record, "revision": seen, "reason": "核对"}
    correct_record(**change, values={"address": "一号路"})
    with pytest.raises(Conflict, match="旧版本"):
        correct_record(**change, values={"address": "二号路"})


def test_a_correction_needs_a_reason_and_a_difference(office_clerk):
    record = enterprise(actor=office_clerk)
    change = {"actor": office_clerk, "at": AT, "record_id": record, "revision": 1}
    with pytest.raises(Refused, match="理由"):
        correct_record(**change, values={"address": "一号路"}, reason=" ")
    with pytest.raises(Refused, match="没有任何改动"):
        correct_record(**change, values={"name": "演示钢铁有限公司"}, reason="核对")


def test_a_closed_enterprise_is_closed_from_the_day_it_was_known(office_clerk):
    record = enterprise(actor=office_clerk)
    close_record(
        actor=office_clerk,
        at=AT,
        record_id=record,
        revision=1,
        closed_date=date(2025, 3, 1),
        known_date=date(2025, 4, 1),
        reason="注销公告",
    )
    day = date(2025, 3, 15)
    assert page(office_clerk, "enterprise", record, AsOf.on(day)).state.text == "存续"
    assert page(office_clerk, "enterprise", record, AsOf.on(day, date(2025, 4, 1))).state.text == "已注销"


def test_renaming_and_moving_keep_the_past(office_clerk):
    record = enterprise(actor=office_clerk)
    rename_enterprise(
        actor=office_clerk,
        at=AT,
        record_id=record,
        revision=1,
        name="演示新钢有限公司",
        effective_date=date(2023, 1, 1),
    )
    revision = page(office_clerk, "enterprise", record).row.revision
    move_enterprise(
        actor=office_clerk,
        at=AT,
        record_id=record,
        revision=revision,
        area_code="410482",
        effective_date=date(2024, 1, 1),
    )
    before = page(office_clerk, "enterprise", record, AsOf.on(date(2023, 6, 1)))
    assert before.state.text == "存续"
    assert page(office_clerk, "enterprise", record).state.text == "在汝州市"
    assert Domicile.objects.filter(record_id=record, superseded_revision=None).count() == 2
    found = list_page(registers()[0], Viewer(office_clerk, TODAY), Query(text="演示钢铁"))
    assert [row.key for row in found.rows] == [record]


def test_a_patent_gets_its_term_and_its_holder_by_name(office_clerk):
    firm = enterprise(actor=office_clerk)
    right = Right.objects.get(record_id=patent(number(1), actor=office_clerk))
    assert right.expiry_date == date(2039, 3, 1)
    holding = Holding.objects.get(record_id=right.record_id)
    assert (holding.holder_id, holding.match_state) == (firm, "matched")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"number": "201910123456.0"}, "number"),
        ({"type": "design"}, "type"),
        ({"grant_date": date(2018, 1, 1)}, "grant_date"),
        ({"sub_key": "9"}, "sub_key"),
        ({"title": ""}, "title"),
    ],
)
def test_what_contradicts_a_number_or_a_day_is_refused(office_clerk, values, field):
    with pytest.raises(InvalidValues) as refusal:
        patent(**{"number": number(2), **values}, actor=office_clerk)
    assert set(refusal.value.errors) == {field}


def test_a_lapse_announced_late_is_seen_late(office_clerk):
    record = patent(number(3), actor=office_clerk)
    add_right_event(
        actor=office_clerk,
        at=AT,
        record_id=record,
        revision=1,
        type="lapse_unpaid_fee",
        effective_date=date(2024, 3, 1),
        announced_date=date(2025, 1, 10),
    )
    day = date(2024, 6, 1)
    assert page(office_clerk, "right", record, AsOf.on(day)).state.text == "有效"
    late = page(office_clerk, "right", record, AsOf.on(day, date(2025, 2, 1)))
    assert late.state.text == "终止"
    law = RightLaw(late.row, AsOf.on(day, date(2025, 2, 1)), day)
    assert law.statistical.state == "in_force"
    assert proofs_of(law.legal.because) == ["2024-03-01 未缴年费终止，2025-01-10 公告（手工登记）"]


def test_a_transfer_ends_the_old_holder_and_opens_the_new_one_and_can_be_taken_back(office_clerk):
    firm = enterprise(actor=office_clerk)
    record = patent(number(4), actor=office_clerk)
    revision = page(office_clerk, "right", record).row.revision
    event = add_right_event(
        actor=office_clerk,
        at=AT,
        record_id=record,
        revision=revision,
        type="transfer",
        effective_date=date(2023, 5, 1),
        holders=[Holder("外地公司")],
    ).result
    now = [span.words for span in page(office_clerk, "right", record).extra["holders"] if span.now]
    then = [
        span.words
        for span in page(office_clerk, "right", record, AsOf.on(date(2022, 1, 1))).extra["holders"]
        if span.now
    ]
    assert (now, then) == (["外地公司"], ["演示钢铁有限公司"])
    retract_right_event(actor=office_clerk, at=AT, record_id=record, event_id=event, reason="登错专利")
    again = page(office_clerk, "right", record)
    assert [(span.words, span.now) for span in again.extra["holders"]] == [("演示钢铁有限公司", True)]
    assert [moment["stands"] for moment in again.extra["moments"]] == [False]
    assert [right.number for right, *_ in page(office_clerk, "enterprise", firm).extra["rights_now"]] == [number(4)]


def test_a_transfer_without_a_new_holder_is_refused(office_clerk):
    record = patent(number(5), actor=office_clerk)
    with pytest.raises(Refused, match="受让人"):
        add_right_event(
            actor=office_clerk, at=AT, record_id=record, revision=1, type="transfer", effective_date=date(2023, 5, 1)
        )
    assert not LegalEvent.objects.exists()


def test_a_renewed_mark_runs_ten_years_longer(office_clerk):
    values = {
        "type": "trademark",
        "number": "12345678",
        "sub_key": "31",
        "title": "演示",
        "filing_date": date(2012, 1, 5),
        "registration_date": date(2013, 1, 7),
    }
    record = create_record(
        actor=office_clerk, at=AT, kind="right", division_code=WUGANG, values=values, holders=[Holder("某社")]
    ).result
    assert Right.objects.get(record_id=record).expiry_date == date(2023, 1, 7)
    add_right_event(
        actor=office_clerk, at=AT, record_id=record, revision=1, type="renewal", effective_date=date(2022, 11, 1)
    )
    assert page(office_clerk, "right", record).row.expiry_date == date(2033, 1, 7)


def test_holders_and_members_come_and_go(office_clerk):
    firm = enterprise(actor=office_clerk)
    record = patent(number(6), actor=office_clerk, holder="外地乙公司")
    add_holder(actor=office_clerk, at=AT, record_id=record, holder=Holder("演示钢铁有限公司"), reason="共有")
    first = Holding.objects.get(record_id=record, rank=1, superseded_revision=None)
    end_holder(
        actor=office_clerk, at=AT, record_id=record, holding_id=first.pk, effective_date=date(2024, 1, 1), reason="退出"
    )
    holders = page(office_clerk, "right", record).extra["holders"]
    assert [(span.words, span.now) for span in holders] == [("演示钢铁有限公司", True), ("外地乙公司", False)]
    alliance = create_record(
        actor=office_clerk, at=AT, kind="alliance", division_code=WUGANG, values={"name": "演示钢铁联盟"}
    ).result
    member = add_member(
        actor=office_clerk, at=AT, record_id=alliance, member_name="演示钢铁有限公司", effective_date=date(2024, 1, 1)
    ).result
    assert [m[1] for m in page(office_clerk, "enterprise", firm).extra["memberships"]] == ["演示钢铁联盟"]
    end_member(
        actor=office_clerk, at=AT, record_id=alliance, member_id=member, effective_date=date(2025, 1, 1), reason="退会"
    )
    assert [span.now for span in page(office_clerk, "alliance", alliance).extra["members"]] == [False]


def test_a_register_is_declared_complete_forward_and_backward_with_a_reason(office_clerk):
    declare = {"actor": office_clerk, "at": AT, "division_code": WUGANG, "register": "right"}
    declare_through(**declare, through_date=date(2025, 6, 30))
    with pytest.raises(Refused, match="往回改"):
        declare_through(**declare, through_date=date(2025, 5, 31))
    declare_through(**declare, through_date=date(2025, 5, 31), reason="六月数据有缺")
    assert reported_through(WUGANG)["right"].through_date == date(2025, 5, 31)
    with pytest.raises(Refused, match="将来"):
        declare_through(**declare, through_date=date(2026, 6, 30))


def test_a_title_belongs_to_the_enterprise_of_its_name_and_can_be_revoked(office_clerk):
    firm = enterprise(actor=office_clerk)
    values = {
        "enterprise_name": "演示钢铁有限公司",
        "kind": "pilot",
        "name": "知识产权试点企业",
        "level": "provincial",
        "valid_from": date(2023, 1, 1),
        "valid_through": date(2026, 12, 31),
    }
    record = create_record(actor=office_clerk, at=AT, kind="title", division_code=WUGANG, values=values).result
    assert page(office_clerk, "title", record).row.enterprise_id == firm
    close_record(
        actor=office_clerk, at=AT, record_id=record, revision=2, closed_date=date(2025, 2, 1), reason="撤销文件"
    )
    assert page(office_clerk, "title", record).state.text == "已撤销"
    assert page(office_clerk, "title", record, AsOf.on(date(2025, 1, 31))).state.text == "有效"


def test_yearly_facts_are_replaced_only_with_a_reason(office_clerk):
    record = enterprise(actor=office_clerk)
    report = {"actor": office_clerk, "at": AT, "record_id": record, "year": 2024}
    record_enterprise_year(**report, employees=120)
    with pytest.raises(Refused, match="已经登记过"):
        record_enterprise_year(**report, employees=121)
    record_enterprise_year(**report, employees=121, revenue_fen=200_000_000_00, reason="年报更正")
    [(year, _size)] = enterprise_sizes(record, standard_for("statistics", date(2024, 12, 31)))
    assert (year.employees, year.revenue_fen, year.assets_fen) == (121, 200_000_000_00, None)


def test_a_wrong_code_nobody_touches_does_not_hold_up_a_correction(office_clerk):
    record = patent(number(8, "3"), actor=office_clerk, type="design", title="减速机")
    Right.objects.filter(record_id=record).update(classification="A23L7/10")  # as an older import may have left it
    change = {"actor": office_clerk, "at": AT, "record_id": record, "revision": 1, "reason": "证书"}
    with pytest.raises(InvalidValues):
        correct_record(**change, values={"classification": "A23L7/11"})
    correct_record(**change, values={"title": "行星减速机"})
    assert page(office_clerk, "right", record).row.title == "行星减速机"

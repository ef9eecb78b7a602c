"""Trusteeship contracts, non-normal filings and public lists: recorded with their days, never overwritten."""

from datetime import UTC, date, datetime

import pytest

from qiangxian.contexts.lists.readers import list_page
from qiangxian.contexts.lists.types import Query, Viewer
from qiangxian.contexts.registers.contracts.actions import cover_right, end_trusteeship, log_trusteeship_service
from qiangxian.contexts.registers.contracts.models import Trusteeship
from qiangxian.contexts.registers.contracts.readers import enterprises_under_trusteeship
from qiangxian.contexts.registers.enterprises.actions.listings import add_listing, end_listing
from qiangxian.contexts.registers.enterprises.models import EnterpriseListing
from qiangxian.contexts.registers.records.actions.records import create_record
from qiangxian.contexts.registers.records.listing import registers
from qiangxian.contexts.registers.records.lists import reported_through
from qiangxian.contexts.registers.records.readers import record_page
from qiangxian.contexts.registers.records.scope import visible
from qiangxian.contexts.registers.rights.actions.non_normal import reinstate_filing
from qiangxian.contexts.registers.rights.models import NonNormalFiling
from qiangxian.contexts.registers.rights.readers.excluding import excluding_entry
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, NotAllowed, Refused
from tests.conftest import AT, WUGANG, somebody
from tests.contexts import builders

from .imported import take_in

pytestmark = pytest.mark.django_db
CONTRACT = {
    "contract_number": "托管2025-1",
    "enterprise_name": "舞钢机械有限公司",
    "agency_name": "舞钢专利代理事务所",
    "mode": "full",
    "county_funded": True,
    "valid_from": date(2025, 1, 6),
    "valid_through": date(2026, 1, 5),
}


def on(day: str, known: str | None = None) -> AsOf:
    return AsOf.on(date.fromisoformat(day), date.fromisoformat(known) if known else None)


@pytest.fixture
def firm(db):
    return builders.enterprise("舞钢机械有限公司")


def sign(actor, **more):
    values = {**CONTRACT, **more}
    return create_record(actor=actor, at=AT, kind=RecordKind.TRUSTEESHIP, division_code=WUGANG, values=values).result


def page(actor, kind, record, day):
    return record_page(actor, kind, record, on(day))


def test_a_contract_finds_its_parties_and_is_in_force_between_its_days(firm, office_clerk) -> None:
    agency = builders.agency("舞钢专利代理事务所", licence_number="41999")
    record = sign(office_clerk)
    row = Trusteeship.objects.get(record=record)
    assert (row.enterprise_id, row.agency_id, row.known_date) == (firm.pk, agency.pk, date(2025, 1, 6))
    for day, expected in (("2025-01-05", False), ("2025-01-06", True), ("2026-01-05", True), ("2026-01-06", False)):
        found = enterprises_under_trusteeship(WUGANG, on(day))
        assert (found == {(firm.pk, "舞钢机械有限公司")}) is expected, day


def test_an_early_end_counts_from_its_day_and_only_once_known(firm, office_clerk) -> None:
    record = sign(office_clerk)
    row = Trusteeship.objects.get(record=record)
    end_trusteeship(
        actor=office_clerk,
        at=AT,
        record_id=record,
        revision=row.revision,
        effective_date=date(2025, 6, 1),
        known_date=date(2025, 7, 10),
        reason="改由自有人员管理",
    )
    assert enterprises_under_trusteeship(WUGANG, on("2025-06-01", "2025-07-09"))
    assert not enterprises_under_trusteeship(WUGANG, on("2025-06-01", "2025-07-10"))
    assert Trusteeship.objects.filter(record=record).count() == 2, "the first version stays"


def test_county_money_waits_for_enough_services_and_a_deliverable(firm, office_clerk) -> None:
    record = sign(office_clerk)
    for month in range(2, 6):
        payment = page(office_clerk, "trusteeship", record, "2025-12-01").extra["payment"]
        assert payment.text.startswith("不能支付")
        log_trusteeship_service(
            actor=office_clerk,
            at=AT,
            record_id=record,
            day=date(2025, month, 10),
            words="核对年费",
            deliverable="台账" if month == 5 else "",
        )
    assert page(office_clerk, "trusteeship", record, "2025-12-01").extra["payment"].text == "可以支付"
    assert "服务记录 2/4" in page(office_clerk, "trusteeship", record, "2025-03-31").extra["payment"].text


def test_a_service_outside_the_contract_is_refused(firm, office_clerk) -> None:
    record = sign(office_clerk)
    with pytest.raises(Refused, match="合同期"):
        log_trusteeship_service(actor=office_clerk, at=AT, record_id=record, day=date(2025, 1, 5), words="早了一天")


def test_a_service_of_the_early_morning_is_of_that_day_in_the_county(firm, office_clerk) -> None:
    record = sign(office_clerk)
    half_past_seven = datetime(2025, 6, 10, 23, 30, tzinfo=UTC)
    log_trusteeship_service(
        actor=office_clerk, at=half_past_seven, record_id=record, day=date(2025, 6, 11), words="核对年费"
    )
    with pytest.raises(Refused):
        log_trusteeship_service(
            actor=office_clerk, at=half_past_seven, record_id=record, day=date(2025, 6, 12), words="还没到"
        )


@pytest.mark.parametrize(
    ("agency", "words"),
    [
        (None, "机构未登记"),
        ({"kind": "consulting"}, "没有代理资质"),
        ({"kind": "patent_agency"}, "许可号未登记"),
        ({"kind": "patent_agency", "licence_number": "41999"}, "已核对"),
        ({"kind": "patent_agency", "licence_number": "41999", "closed": "2025-05-01"}, "没有代理资质"),
    ],
)
def test_the_licence_of_the_agency_is_checked_on_the_day(firm, office_clerk, agency, words) -> None:
    if agency is not None:
        builders.agency("舞钢专利代理事务所", **agency)
    record = sign(office_clerk)
    assert page(office_clerk, "trusteeship", record, "2025-06-01").extra["licence"].text == words


def test_rights_are_named_once_in_a_contract(firm, office_clerk) -> None:
    builders.right("201920000001.4", firm, type="utility_model")
    record = sign(office_clerk)
    cover_right(actor=office_clerk, at=AT, record_id=record, number="ZL 201920000001.4")
    with pytest.raises(Conflict, match="已在合同"):
        cover_right(actor=office_clerk, at=AT, record_id=record, number="201920000001.4")


def test_an_enterprise_sees_its_own_contract_and_no_other(firm, office_clerk) -> None:
    other = builders.enterprise("另一家有限公司")
    sign(office_clerk)

    def agent(record):
        return somebody("企业", "enterprise", id=9, firm=record.pk)

    assert visible("trusteeship", agent(firm)).count() == 1
    assert visible("trusteeship", agent(other)).count() == 0


def test_a_filing_finds_its_right_and_holder_and_comes_back_with_its_day(firm, office_clerk) -> None:
    right = builders.right("201920000001.4", firm, type="utility_model", filed="2019-03-02", granted="2019-12-01")
    record = create_record(
        actor=office_clerk,
        at=AT,
        kind=RecordKind.NON_NORMAL,
        division_code=WUGANG,
        values={"number": "ZL201920000001.4", "listed_date": date(2025, 3, 10)},
    ).result
    row = NonNormalFiling.objects.get(record=record)
    assert (row.number, row.right_id, row.enterprise_id) == ("201920000001.4", right.pk, firm.pk)
    assert excluding_entry(right.pk, on("2025-03-10")) is not None
    assert excluding_entry(right.pk, on("2025-03-09")) is None
    reinstate_filing(
        actor=office_clerk,
        at=AT,
        record_id=record,
        revision=row.revision,
        effective_date=date(2025, 9, 1),
        reason="申诉成立",
    )
    assert excluding_entry(right.pk, on("2025-08-31", "2025-12-31")) is not None
    assert excluding_entry(right.pk, on("2025-09-01")) is None


def test_a_number_nobody_can_read_is_refused(office_clerk) -> None:
    with pytest.raises(Refused, match="申请号"):
        create_record(
            actor=office_clerk,
            at=AT,
            kind=RecordKind.NON_NORMAL,
            division_code=WUGANG,
            values={"number": "不是号码", "listed_date": date(2025, 3, 10)},
        )


FILINGS = """
申请号 | 申请人 | 通报批次 | 通报日期 | 恢复日期
201920000001.4 | 舞钢机械有限公司 | 2025年第一批 | 2025-03-10 |
202020000001.7 | 查无此人的公司 | 2025年第一批 | 2025-03-10 | 2025-09-01
号码写错 | 舞钢机械有限公司 | 2025年第一批 | 2025-03-10 |
"""


def test_a_table_of_filings_is_taken_row_by_row(firm) -> None:
    builders.right("201920000001.4", firm, type="utility_model")
    receipt = take_in("non_normal", FILINGS)
    assert (receipt["created"], len(receipt["refused"])) == (2, 1)
    rows = NonNormalFiling.objects.order_by("number").values_list("number", "enterprise_id", "reinstated_date")
    assert list(rows) == [("201920000001.4", firm.pk, None), ("202020000001.7", None, date(2025, 9, 1))]
    assert "non_normal" in reported_through(WUGANG)
    again = take_in("non_normal", FILINGS)
    assert (again["created"], again["unchanged"]) == (0, 2)


def test_lists_are_entered_and_left_on_their_days_and_never_twice(firm, office_clerk) -> None:
    given = {"actor": office_clerk, "at": AT, "record_id": firm.pk, "kind": "abnormal_operation"}
    add_listing(**given, effective_date=date(2025, 5, 1))
    with pytest.raises(Conflict, match="已在经营异常名录"):
        add_listing(**given, effective_date=date(2025, 5, 2))
    row = EnterpriseListing.objects.get()
    end_listing(
        actor=office_clerk,
        at=AT,
        record_id=firm.pk,
        listing_id=row.pk,
        effective_date=date(2025, 5, 20),
        reason="已补报年报",
    )
    for day, words in (("2025-05-19", "在列"), ("2025-05-20", "已移出")):
        [(_row, state)] = page(office_clerk, "enterprise", firm.pk, day).extra["listings"]
        assert state.text == words


def test_the_registers_show_contracts_and_filings_as_lists(firm, office_clerk, neighbour_officer) -> None:
    sign(office_clerk)
    [contracts] = [one for one in registers() if one.slug == "trusteeships"]
    viewer = Viewer(office_clerk, on("2025-06-01"))
    found = list_page(contracts, viewer, Query(filters={"state": "in_force", "funded": "yes"}))
    assert [row.cells["state"].text for row in found.rows] == ["履行中"]
    assert list_page(contracts, Viewer(neighbour_officer, on("2025-06-01")), Query()).total == 0
    with pytest.raises(NotAllowed):
        sign(neighbour_officer, contract_number="邻县")

"""What follows from declaring a kind of record, shown on trusteeships: import, template, matching, undo, list, page, steps."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from qiangxian.contexts.lists.readers import list_page
from qiangxian.contexts.lists.types import Query, Viewer
from qiangxian.contexts.registers.contracts.actions import cover_right
from qiangxian.contexts.registers.contracts.models import Trusteeship
from qiangxian.contexts.registers.intake.actions.imports import undo_batch
from qiangxian.contexts.registers.intake.actions.matches import decide_match
from qiangxian.contexts.registers.intake.readers import waiting_names
from qiangxian.contexts.registers.records.kinds import kind_of, links, tables
from qiangxian.contexts.registers.records.listing import register_of
from qiangxian.contexts.registers.records.lists import reported_through
from qiangxian.contexts.registers.records.models import ImportBatch
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.engines.intake import KINDS, empty_workbook, load_vocabulary
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict
from tests.conftest import AT, WUGANG
from tests.contexts import builders

from .imported import given, rehearse, take_in

pytestmark = pytest.mark.django_db
TODAY = AsOf.on(date(2025, 12, 31))
LEDGER = """
合同编号 | 委托企业 | 受托机构 | 托管方式 | 财政资金 | 生效日期 | 到期日期 | 提前终止日期
T-1 | 舞钢机械有限公司 | 舞钢专利代理事务所 | 完全托管 | 是 | 2025-01-06 | 2026-01-05 |
T-2 | 查无此人的公司 | 外地事务所 | 部分托管 | 否 | 2025-03-01 | |
T-3 | 舞钢机械有限公司 | 舞钢专利代理事务所 | 顾问服务 | 否 | 2025-03-01 | 2025-02-01 |
T-4 | 舞钢机械有限公司 | 舞钢专利代理事务所 | 随便 | 否 | 2025-03-01 | |
"""


@pytest.fixture
def firm(db):
    return builders.enterprise("舞钢机械有限公司", uscc="91410481MA00000155")


@pytest.fixture
def agency(db):
    return builders.agency("舞钢专利代理事务所", licence_number="41999")


def undo(uid: str):
    return undo_batch(**given(), batch_uid=uid, reason="传错了文件")


def test_a_ledger_is_taken_row_by_row_with_its_parties(firm, agency) -> None:
    receipt = take_in("trusteeships", LEDGER)
    assert (receipt["rows"], receipt["created"], receipt["refused_rows"], receipt["unmatched"]) == (4, 2, 2, 1)
    assert {entry["column"] for entry in receipt["refused"]} == {"到期日期", "托管方式"}
    first, second = Trusteeship.objects.order_by("contract_number")
    assert (first.enterprise_id, first.agency_id, first.match_state) == (firm.pk, agency.pk, "matched")
    assert (first.known_date, first.county_funded, first.valid_through) == (date(2025, 1, 6), True, date(2026, 1, 5))
    assert (second.enterprise_id, second.agency_id, second.match_state) == (None, None, "unmatched")
    assert reported_through(WUGANG)["trusteeship"].through_date == date(2025, 12, 31)
    again = take_in("trusteeships", LEDGER)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)


def test_a_dry_run_writes_nothing(firm) -> None:
    assert rehearse("trusteeships", LEDGER)["created"] == 2
    assert not Trusteeship.objects.exists() and not ImportBatch.objects.exists()


def test_a_corrected_file_lays_new_facts_over_the_old(firm, agency) -> None:
    take_in("trusteeships", LEDGER)
    ended = LEDGER.replace("2026-01-05 |", "2026-01-05 | 2025-06-01")
    assert take_in("trusteeships", ended)["updated"] == 1
    row = Trusteeship.objects.get(contract_number="T-1", superseded_revision__isnull=True)
    assert (row.ended_date, row.agency_id) == (date(2025, 6, 1), agency.pk)


def test_an_undone_batch_no_longer_stands_and_undo_respects_what_points_to_it(firm, agency, office_clerk) -> None:
    builders.right("201920000001.4", firm, type="utility_model")
    uid = take_in("trusteeships", LEDGER)["batch"]
    record = Trusteeship.objects.get(contract_number="T-1").record_id
    cover_right(actor=office_clerk, at=AT, record_id=record, number="201920000001.4")
    with pytest.raises(Conflict, match="补充了 1 条"):
        undo(uid)
    other = take_in("trusteeships", LEDGER.replace("T-", "第二批-"))["batch"]
    undo(other)
    assert list_page(register_of(kind_of("trusteeship")), Viewer(office_clerk, TODAY), Query()).total == 2


def test_an_enterprise_a_contract_was_matched_to_cannot_be_undone(agency) -> None:
    firms = take_in("enterprises", "统一社会信用代码,企业名称\n91410481MA00000155,舞钢机械有限公司".encode())["batch"]
    take_in("trusteeships", LEDGER)
    with pytest.raises(Conflict, match="已对应到本批次新建的企业"):
        undo(firms)


def test_a_name_nobody_knows_waits_for_a_person_and_a_decision_moves_the_contract(firm, agency, office_clerk) -> None:
    take_in("trusteeships", LEDGER)
    [waiting] = waiting_names(office_clerk, WUGANG)
    assert (waiting.name, waiting.rows) == ("查无此人的公司", 1)
    decided = {"division_code": WUGANG, "names": ["查无此人的公司"], "verdict": "matched", "enterprise_id": firm.pk}
    assert decide_match(actor=office_clerk, at=AT, **decided).result == 1
    row = Trusteeship.objects.get(contract_number="T-2", superseded_revision__isnull=True)
    assert (row.enterprise_id, row.match_state) == (firm.pk, "matched")


def test_a_contract_finds_its_enterprise_when_that_is_registered_later(agency) -> None:
    take_in("trusteeships", LEDGER)
    assert Trusteeship.objects.filter(enterprise__isnull=True, superseded_revision__isnull=True).count() == 2
    take_in("enterprises", "统一社会信用代码,企业名称\n91410481MA00000155,舞钢机械有限公司".encode())
    row = Trusteeship.objects.get(contract_number="T-1", superseded_revision__isnull=True)
    assert row.match_state == "matched" and row.enterprise_id is not None


def test_the_empty_workbook_the_form_and_the_history_name_the_same_fields(firm, office_clerk) -> None:
    kind, vocabulary = kind_of(RecordKind.TRUSTEESHIP), load_vocabulary("trusteeships")
    assert [field.label for field in kind.fields] == [field.label for field in vocabulary.fields]
    sheet = load_workbook(io.BytesIO(empty_workbook(vocabulary))).worksheets[0]
    heads = {str(cell.value).rstrip("*") for cell in sheet[1]}
    assert {field.label for field in kind.fields} <= heads | {f"{field.label}（必填）" for field in kind.fields}
    asked = [field.name for field in kind.asks(WUGANG, correcting=False)]
    assert "ended_date" not in asked and asked[:2] == ["contract_number", "enterprise_name"]


def test_every_table_and_link_of_a_kind_is_known_to_undo() -> None:
    assert {"Trusteeship", "TrusteeshipRight", "TrusteeshipService"} <= {model.__name__ for model in tables()}
    named = {(model.__name__, party.column) for model, party in links()}
    assert {("Trusteeship", "enterprise_id"), ("Trusteeship", "agency_id"), ("TrusteeshipRight", "right_id")} <= named
    assert "trusteeships" in KINDS


def test_the_page_of_a_contract_shows_its_sections_and_its_steps(firm, agency, log_in) -> None:
    take_in("trusteeships", LEDGER)
    record = Trusteeship.objects.get(contract_number="T-1").record_id
    client = log_in("office")
    page = client.get(f"/desk/registers/trusteeships/{record}/?as_of=2025-12-31").content.decode()
    for words in (
        "履行中",
        "当事人和资质",
        "已核对",
        "服务记录（0 次）",
        "记录服务",
        "提前终止",
        "合同没有列明单件权利",
    ):
        assert words in page
    assert f"/desk/registers/enterprises/{firm.pk}/" in page and f"/desk/registers/agencies/{agency.pk}/" in page
    service = {"day": "2025-02-10", "words": "核对年费", "deliverable": "台账", "source": ""}
    assert client.post(f"/desk/registers/trusteeships/{record}/service/", service).status_code == 302
    refused = client.post(f"/desk/registers/trusteeships/{record}/service/", {**service, "day": "2025-01-01"})
    assert "合同期" in refused.content.decode()
    end = {"effective_date": "2025-06-01", "reason": "改由自有人员管理"}
    assert client.post(f"/desk/registers/trusteeships/{record}/end/", end).status_code == 302
    page = client.get(f"/desk/registers/trusteeships/{record}/?as_of=2025-12-31").content.decode()
    assert "已提前终止" in page and "核对年费" in page and "改由自有人员管理" in page


def test_other_readers_of_a_contract_cannot_change_it(firm, agency, log_in) -> None:
    take_in("trusteeships", LEDGER)
    record = Trusteeship.objects.get(contract_number="T-1").record_id
    assert log_in("liaison").get(f"/desk/registers/trusteeships/{record}/end/").status_code == 403
    assert log_in("office", division="410482").get(f"/desk/registers/trusteeships/{record}/").status_code == 404

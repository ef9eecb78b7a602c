"""What offices really get: legal-status lists with one long text, fee receipts, lists of titles, mappings, match rates."""

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from qiangxian.cli import registers
from qiangxian.contexts.registers.enterprises.models import Enterprise, EnterpriseListing
from qiangxian.contexts.registers.intake.actions.imports import (
    NothingImported,
    check_batch,
    open_import,
    run_import,
    undo_batch,
)
from qiangxian.contexts.registers.intake.actions.mappings import remove_mapping, save_mapping
from qiangxian.contexts.registers.intake.actions.matches import accept_matches, decide_match, undo_matches
from qiangxian.contexts.registers.intake.models import HeaderMapping
from qiangxian.contexts.registers.intake.readers import waiting_names
from qiangxian.contexts.registers.records.conditions import recorded
from qiangxian.contexts.registers.records.models import MatchDecision
from qiangxian.contexts.registers.rights.models import AnnualFee, Holding, LegalEvent, Right
from qiangxian.contexts.registers.titles.models import Title
from qiangxian.kernel.errors import NotFound, Refused

from .imported import given, handed_in, take_in

pytestmark = pytest.mark.django_db

RIGHT = "申请号 | 名称 | 申请人 | 申请日 | 授权公告日\n201710601862.3 | 一种轧机 | 甲公司 | 2017-07-21 | 2019-03-01\n"
WORKS = "统一社会信用代码 | 企业名称\n91410481MA00000155 | 舞钢市维克液压机械股份有限公司\n93410481MA3X00029R | 舞钢市丰登种植专业合作社\n"


def standing(model, **where):
    return list(model.objects.filter(recorded(), **where).order_by("id"))


def test_a_legal_status_list_is_read_from_its_long_text() -> None:
    take_in("rights", RIGHT)
    told = take_in(
        "events",
        "申请号,法律状态公告日,法律状态含义,法律状态详细信息\n"
        "CN201710601862.3,2017.12.01,公布,公布\n"
        "CN201710601862.3,20180105,实质审查的生效,实质审查的生效IPC(主分类):B21B 1/22申请日:20170721\n"
        "CN201710601862.3,2020.03.20,专利权的转移,专利权的转移变更事项:专利权人变更前权利人:甲公司变更后权利人:乙公司;丙公司登记生效日:20200302\n"
        "CN201710601862.3,2021.05.11,专利权质押合同登记的生效,专利权质押合同登记的生效登记号:Y2021980001234登记生效日:20210428出质人:乙公司质权人:某银行发明名称:一种轧机\n"
        "CN201710601862.3,2025.12.30,专利权的终止,未缴年费专利权终止IPC(主分类):B21B 1/22申请日:20170721授权公告日:20190301终止日期:20250721\n"
        "CN201710601862.3,2025.12.31,专利权的终止,\n",
    )
    assert (told["created"], told["refused_rows"]) == (3, 1)
    assert told["passed"] == {"公布": 1, "实质审查的生效": 1}
    assert told["headers"][0]["source"] == "国家专利检索及分析系统法律状态导出"
    pledge = LegalEvent.objects.get(type="pledge")
    assert (pledge.effective_date, pledge.announced_date) == (date(2021, 4, 28), date(2021, 5, 11))
    assert pledge.detail == {"pledgee": "某银行", "contract": "Y2021980001234"}
    assert LegalEvent.objects.get(type="lapse_unpaid_fee").effective_date == date(2025, 7, 21)
    assert [held.holder_name for held in standing(Holding, valid_to__isnull=True)] == ["乙公司", "丙公司"]
    assert "看不出终止的原因" in told["refused"][0]["reason"]


def test_an_event_with_its_announcement_alone_takes_effect_with_it_and_a_lapse_says_so() -> None:
    take_in("rights", RIGHT)
    told = take_in("events", "申请号,法律状态公告日,法律状态\n201710601862.3,2025-12-30,未缴年费终止\n")
    [lapse] = standing(LegalEvent, type="lapse_unpaid_fee")
    assert lapse.effective_date == date(2025, 12, 30)
    assert "暂以公告日" in told["notes"][0]["reason"]


def test_fee_receipts_part_years_fees_surcharges_and_what_is_no_annual_fee() -> None:
    take_in("rights", RIGHT)
    told = take_in(
        "fees",
        "票据号码,申请号,费用种类,金额,缴费日期\n"
        "00011,201710601862.3,发明专利第7年年费,600.00,2023-08-25\n"
        "00011,201710601862.3,年费滞纳金,100.00,2023-08-25\n"
        "00012,201710601862.3,发明专利第 8 年年费,600.00,2024-07-01\n"
        "00013,201710601862.3,发明专利第九年年费滞纳金,300.00,2025-11-01\n"
        "00014,201710601862.3,实质审查费,2500.00,2018-01-01\n"
        "00015,201710601862.3,年费滞纳金,50.00,2020-01-01\n"
        "00016,201710601862.3,赔偿金,1.00,2020-01-01\n",
    )
    years = {fee.year: (fee.amount_fen, fee.surcharge_fen, fee.receipt_number) for fee in standing(AnnualFee)}
    assert years == {7: (60_000, 10_000, "00011"), 8: (60_000, None, "00012"), 9: (None, 30_000, "00013")}
    assert (told["created"], told["passed"]) == (4, {"实质审查费": 1})
    assert [entry["reason"] for entry in told["refused"]] == ["看不出是哪一年的滞纳金", "不认识的费用种类"]
    again = take_in("fees", "申请号,费用种类,金额,缴费日期\n201710601862.3,第7年年费,600,2023-08-25\n")
    assert again["unchanged"] == 1


def test_two_receipts_that_contradict_each_other_are_refused() -> None:
    take_in("rights", RIGHT)
    told = take_in(
        "fees", "申请号,年度,金额,缴费日期\n201710601862.3,7,600,2023-08-25\n201710601862.3,7,900,2023-08-25\n"
    )
    assert (told["created"], told["refused_rows"]) == (1, 1)


def test_a_list_of_titles_gives_kind_and_level_by_its_title_and_the_last_day_by_its_years() -> None:
    take_in("enterprises", WORKS)
    told = take_in(
        "titles",
        "河南省2023年第一批高新技术企业名单,,,,\n序号,企业名称,证书编号,发证日期,有效期\n"
        "1,舞钢市维克液压机械股份有限公司,GR202341000001,2023-11-22,三年\n2,外地公司,GR202341000002,2024-02-29,3年\n合计,,,,\n",
    )
    first, second = standing(Title)
    assert (first.kind, first.level, first.valid_through, first.match_state) == (
        "high_tech",
        "national",
        date(2026, 11, 21),
        "matched",
    )
    assert second.valid_through == date(2027, 2, 28)
    assert (told["match_rate"], told["unmatched"]) == (0.5, 1)
    assert told["headers"][0]["constants"][0]["value"] == "高新技术企业"


def test_a_case_closed_by_its_printed_status_gets_the_event_of_its_day() -> None:
    take_in(
        "rights",
        "申请号 | 名称 | 申请日 | 法律状态 | 法律状态最后修改日期\n"
        "201710601862.3 | 甲 | 2017-07-21 | 视为撤回 | 20200105\n99117225.6 | 乙 | 1999-11-18 | 专利权的终止 | 20200105\n",
    )
    [closed] = standing(LegalEvent)
    assert (closed.type, closed.effective_date) == ("withdrawal", date(2020, 1, 5))
    assert Right.objects.get(number="99117225.6").imported_status == "专利权的终止"


def test_rights_abroad_are_told_by_their_kind() -> None:
    told = take_in(
        "rights",
        "种类 | 号码 | 名称 | 权利人 | 国别代码 | 申请日 | 授权日\n"
        "海外发明专利 | US 8930553 B2 | MILL | 甲公司 | US | 2012-10-09 | 2015-01-06\n"
        "PCT国际申请 | PCT/CN2023/123456 | 轧机 | 甲公司 | | 2023-05-01 |\nPCT国际申请 | PCT-1 | 轧机 | 甲公司 | | |\n",
    )
    assert (told["created"], told["refused_rows"]) == (2, 1)
    assert {(right.type, right.number, right.country) for right in standing(Right)} == {
        ("overseas_invention", "US8930553B2", "US"),
        ("pct_application", "PCT/CN2023/123456", ""),
    }


HEADERS = ("案卷", "成果", "归属")
LIST = "案卷,成果,归属\n201710601862.3,一种轧机,甲公司\n"


def opened(content: str = LIST):
    return open_import(**given(), table=handed_in("rights", content.encode(), name="表.csv")).result


def save(batch, **chosen: str):
    return save_mapping(**given(), batch_uid=batch.uid, sheets={HEADERS: chosen}, constants={})


def test_a_saved_mapping_reads_this_file_and_later_ones_until_it_is_removed() -> None:
    batch = opened()
    check_batch(**given(), batch_uid=batch.uid)
    batch.refresh_from_db()
    assert batch.options["stage"] == "mapping"
    save(batch, 案卷="number", 成果="title", 归属="holders")
    told = run_import(**given(), batch_uid=batch.uid)
    assert told["created"] == 1
    assert take_in("rights", LIST.replace("201710601862.3", "99117225.6"))["created"] == 1
    mapping = HeaderMapping.objects.get()
    remove_mapping(**given(), mapping_id=mapping.pk)
    with pytest.raises(Refused, match="没有认出"):
        take_in("rights", LIST)
    with pytest.raises(NotFound):
        remove_mapping(**given(), mapping_id=mapping.pk)


def test_a_new_mapping_supersedes_the_old_one_and_one_field_has_one_column() -> None:
    batch = opened()
    with pytest.raises(Refused, match="都对应到"):
        save(batch, 案卷="number", 成果="number")
    save(batch, 案卷="number", 成果="title")
    save(batch, 案卷="number", 成果="title", 归属="holders")
    assert HeaderMapping.objects.filter(superseded_at__isnull=True).count() == 1
    assert HeaderMapping.objects.count() == 2


def test_a_short_name_is_doubtful_with_the_enterprise_proposed_and_a_bulk_is_accepted_and_undone() -> None:
    take_in("enterprises", WORKS)
    works = dict(Enterprise.objects.values_list("folded_name", "record_id"))
    told = take_in(
        "rights",
        "申请号 | 名称 | 申请人\n201710601862.3 | 甲 | 维克液压\n99117225.6 | 乙 | 丰登种植合作社\n97248479.5 | 丙 | 张三丰\n",
    )
    assert told["match_rate"] == pytest.approx(1 / 3, abs=0.001)
    found = {held.holder_name: held.match_state for held in standing(Holding)}
    assert found == {"维克液压": "doubtful", "丰登种植合作社": "doubtful", "张三丰": "person"}
    steel, farm = works["舞钢市维克液压机械股份有限公司"], works["舞钢市丰登种植专业合作社"]
    accept_matches(**given(), chosen=[("维克液压", steel), ("丰登种植合作社", farm)])
    assert {held.holder_id for held in standing(Holding, match_state="matched")} == {steel, farm}
    [bulk] = set(MatchDecision.objects.values_list("bulk", flat=True))
    undo_matches(**given(), bulk=bulk, reason="再看看")
    assert {held.match_state for held in standing(Holding, match_state="doubtful")} == {"doubtful"}
    assert not MatchDecision.objects.filter(undone_at__isnull=True).exists()
    with pytest.raises(NotFound):
        undo_matches(**given(), bulk=bulk, reason="再来")


def test_a_file_of_another_kind_says_which_kind_its_columns_fit() -> None:
    with pytest.raises(Refused, match="看列名像“知识产权”"):
        take_in("titles", RIGHT)


def test_nothing_is_kept_where_every_row_is_refused() -> None:
    with pytest.raises(NothingImported):
        take_in("rights", "申请号 | 名称\n201710601862.4 | 甲\n")
    assert not Right.objects.exists()


def test_a_public_list_puts_enterprises_on_it_and_a_later_one_takes_them_off() -> None:
    take_in("enterprises", WORKS)
    told = take_in(
        "listings",
        "舞钢市经营异常名录公示,,\n企业名称,列入日期,列入原因\n舞钢市维克液压机械股份有限公司,2025-07-08,未按期年报\n外地公司,2025-07-08,未按期年报\n",
    )
    assert (told["created"], told["refused_rows"], told["match_rate"]) == (1, 1, 0.5)
    [listing] = standing(EnterpriseListing)
    assert (listing.kind, listing.valid_from, listing.valid_to) == ("abnormal_operation", date(2025, 7, 8), None)
    off = "企业名称,名录,列入日期,移出日期\n舞钢市维克液压机械股份有限公司,经营异常名录,2025-07-08,2025-09-01\n"
    batch = take_in("listings", off)
    assert (batch["updated"], take_in("listings", off)["unchanged"]) == (1, 1)
    [listing] = standing(EnterpriseListing)
    assert (listing.valid_to, listing.detail) == (date(2025, 9, 1), "未按期年报")
    undo_batch(**given(), batch_uid=batch["batch"], reason="错")
    assert standing(EnterpriseListing)[0].valid_to is None


def test_names_on_title_lists_wait_in_the_same_queue() -> None:
    take_in("enterprises", WORKS)
    take_in(
        "titles",
        "企业名称 | 称号 | 有效期起\n维克液压 | 高新技术企业 | 2023-11-22\n外地公司 | 高新技术企业 | 2023-11-22\n",
    )
    take_in("rights", "申请号 | 名称 | 申请人\n201710601862.3 | 甲 | 维克液压\n")
    first, second = waiting_names(given()["actor"], "410481")
    assert (first.name, first.rows, first.worst, second.name) == ("维克液压", 2, "doubtful", "外地公司")
    record_id = Enterprise.objects.get(uscc="91410481MA00000155").record_id
    assert decide_match(**given(), names=["维克液压"], verdict="matched", enterprise_id=record_id).result == 2
    assert [entry.name for entry in waiting_names(given()["actor"], "410481")] == ["外地公司"]


def test_the_command_line_names_columns_and_values_for_one_file_and_tells_the_match_rate(tmp_path) -> None:
    place = tmp_path / "得证企业.csv"
    place.write_text("得证企业,备考\n甲公司,好\n", encoding="utf-8")
    said = ["--through", "2025-12-31", "--set", "称号类别=高新技术企业", "--set", "有效期起=2023-11-22", "--json"]
    answer = CliRunner().invoke(registers.app, ["import", "titles", str(place), "--map", "得证企业=企业名称", *said])
    told = json.loads(answer.stdout)
    assert (told["created"], told["match_rate"], told["waiting"], told["passed"]) == (1, 0.0, 0, {})
    assert standing(Title)[0].valid_from == date(2023, 11, 22)
    refused = CliRunner().invoke(registers.app, ["import", "titles", str(place), "--map", "得证企业"]).exception
    assert isinstance(refused, Refused) and "写法不对" in str(refused)

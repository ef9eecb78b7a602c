"""Enterprises, titles, events, fees, agencies, facilities, alliances from tables."""

from datetime import date

import pytest

from qiangxian.contexts.registers.bodies.models import Agency, AllianceMember, Facility
from qiangxian.contexts.registers.enterprises.models import Domicile, Enterprise, EnterpriseName, EnterpriseYear
from qiangxian.contexts.registers.intake.actions.imports import NothingImported, undo_batch
from qiangxian.contexts.registers.records.conditions import recorded
from qiangxian.contexts.registers.rights.models import AnnualFee, Holding, LegalEvent, Right
from qiangxian.contexts.registers.titles.models import Title
from qiangxian.kernel.errors import Conflict

from .imported import given, take_in

pytestmark = pytest.mark.django_db

WORKS = """
统一社会信用代码 | 企业名称 | 曾用名 | 乡镇（街道） | 成立日期 | 2023年营业收入(万元) | 2024年营业收入(万元)
91410481MA00000155 | 舞钢市甲机械有限公司 | 舞钢甲机械厂 | 尹集镇 | 2012年5月1日 | 1200.5 | 1500
93410481MA3X00029R | 舞钢市乙种植专业合作社 | | | 2015-03-01 | |
"""
RIGHT = "申请号 | 名称 | 申请人 | 申请日 | 授权公告日\n201710601862.3 | 一种轧机 | 舞钢市甲机械有限公司 | 2017-07-21 | 2019-03-01\n"


def standing(model, **where):
    return list(model.objects.filter(recorded(), **where).order_by("id"))


def test_enterprises_bring_names_seat_and_years() -> None:
    receipt = take_in("enterprises", WORKS)
    assert receipt["created"] == 2
    works = Enterprise.objects.get(uscc="91410481MA00000155")
    assert (works.township_code, works.area_code, works.entity_kind) == ("410481102", "410481", "company")
    assert Enterprise.objects.get(uscc="93410481MA3X00029R").entity_kind == "cooperative"
    assert {name.name for name in standing(EnterpriseName, record=works.record)} == {
        "舞钢市甲机械有限公司",
        "舞钢甲机械厂",
    }
    assert [seat.valid_from for seat in standing(Domicile, record=works.record)] == [date(2012, 5, 1)]
    years = {year.year: year.revenue_fen for year in standing(EnterpriseYear, record=works.record)}
    assert years == {2023: 1_200_500_000, 2024: 1_500_000_000}
    assert any("没有写明注册地" in note["reason"] for note in receipt["notes"])


def test_a_renamed_enterprise_keeps_its_old_name_with_its_days() -> None:
    take_in("enterprises", WORKS)
    take_in("enterprises", "信用代码 | 单位名称 | 更名日期\n91410481MA00000155 | 舞钢市丙科技有限公司 | 2025-06-01\n")
    names = standing(EnterpriseName, record=Enterprise.objects.filter(recorded()).get(uscc="91410481MA00000155").record)
    days = {name.name: (name.valid_from, name.valid_to) for name in names}
    assert days["舞钢市甲机械有限公司"] == (date(2012, 5, 1), date(2025, 6, 1))
    assert days["舞钢市丙科技有限公司"] == (date(2025, 6, 1), None)


def test_a_yearly_figure_without_its_year_is_set_aside_and_money_without_a_unit_refused() -> None:
    receipt = take_in(
        "enterprises",
        "统一社会信用代码 | 企业名称 | 从业人员 | 2024年营业收入\n"
        "91410481MA00000155 | 甲 | 12 |\n93410481MA3X00029R | 乙 | | 300\n52410481MJ00000180 | 丙 | |\n",
    )
    assert receipt["created"] == 2
    assert {entry["row"]: entry["reason"] for entry in receipt["refused"]} == {3: "金额没有单位"}
    assert [(note["row"], note["column"]) for note in receipt["notes"] if "哪一年" in note["reason"]] == [
        (1, "从业人员")
    ]
    assert Enterprise.objects.get(name="甲").raw == {"从业人员": "12"}


def test_a_year_column_left_blank_sets_the_figures_of_its_row_aside() -> None:
    table = "统一社会信用代码 | 企业名称 | 年度 | 从业人员\n91410481MA00000155 | 甲 | 2024 | 12\n93410481MA3X00029R | 乙 | | 30\n"
    receipt = take_in("enterprises", table)
    assert receipt["created"] == 2
    assert [(note["row"], note["value"]) for note in receipt["notes"] if "哪一年" in note["reason"]] == [(3, "30")]
    assert [year.employees for year in standing(EnterpriseYear)] == [12]


PLATFORM = """
某平台企业查询导出：共3家
序号 | 企业名称 | 登记状态 | 实缴资本 | 成立日期 | 核准日期 | 所属区县 | 统一社会信用代码 | 纳税人识别号 | 企业（机构）类型 | 曾用名 | 参保人数
1 | 舞钢市甲机械有限公司 | 存续 | 3000万元人民币 | 2010-05-06 | 2023-06-07 | 舞钢市 | 91410481MA00000155 | 91410481MA00000155 | 有限责任公司(自然人投资或控股) | 舞钢市甲机械厂（2010-05至2016-03） | 56
2 | 舞钢市乙种植专业合作社 | 注销 | - | 2015-05-06 | 2019-06-07 | 汝州市 | 93410481MA3X00029R | 93410481MA3X00029R | 农民专业合作社 | - | -
3 | 舞钢市丙学会 | 在业 | 100.5万美元 | 2016/5/6 | 2016-05-06 | 无此县 | 52410481MJ00000180 | - | 社会团体 | | 0
"""


def test_the_export_of_a_platform_of_enterprise_data_goes_in_and_says_what_it_keeps_aside() -> None:
    receipt = take_in("enterprises", PLATFORM)
    assert (receipt["created"], receipt["refused"]) == (3, [])
    first, second, third = standing(Enterprise)
    assert (first.established_date, first.area_code, first.entity_kind) == (date(2010, 5, 6), "410481", "company")
    assert (second.area_code, second.raw["登记状态"]) == ("410482", "注销")
    assert first.raw["核准日期"] == "2023-06-07" and third.raw["实缴资本"] == "100.5万美元"
    assert sorted(name.name for name in standing(EnterpriseName, record=first.record)) == [
        "舞钢市甲机械厂",
        "舞钢市甲机械有限公司",
    ]
    told = {(note["row"], note["column"]) for note in receipt["notes"]}
    assert {(2, "实缴资本"), (2, "参保人数"), (4, "登记状态"), (5, "所属区县")} <= told
    assert receipt["headers"][0]["unknown"] == []


def test_a_certificate_without_an_end_has_the_one_of_its_rule_and_a_long_one_stays_long() -> None:
    receipt = take_in(
        "titles",
        "河南省2019年第一批高新技术企业名单\n序号 | 企业名称 | 证书编号 | 发证日期 | 有效期至\n"
        "1 | 舞钢市甲机械有限公司 | GR201941000009 | 2019-10-31 | \n2 | 舞钢市乙有限公司 | GR201941000010 | 2019-10-31 | 长期\n",
    )
    first, second = standing(Title)
    assert (first.valid_through, second.valid_through) == (date(2022, 10, 30), None)
    assert [(note["row"], note["column"], note["value"]) for note in receipt["notes"]] == [
        (3, "有效期至", "2022-10-30")
    ]
    take_in("titles", "企业名称 | 称号 | 级别 | 入库日期\n舞钢市丙有限公司 | 科技型中小企业 | 省级 | 2024-07-05\n")
    assert standing(Title)[-1].valid_through == date(2024, 12, 31)


def test_undoing_enterprises_is_refused_while_rights_point_to_them() -> None:
    works = take_in("enterprises", WORKS)
    rights = take_in("rights", RIGHT)
    with pytest.raises(Conflict, match="已对应到本批次新建的企业"):
        undo_batch(**given(), batch_uid=works["batch"], reason="撤")
    undo_batch(**given(), batch_uid=rights["batch"], reason="撤")
    undo_batch(**given(), batch_uid=works["batch"], reason="撤")
    assert not standing(Enterprise)
    assert not standing(EnterpriseName)


def test_titles_take_their_level_from_the_column_or_from_their_own_words() -> None:
    take_in("enterprises", WORKS)
    receipt = take_in(
        "titles",
        "企业名称 | 称号 | 级别 | 有效期起 | 有效期至\n"
        "舞钢市甲机械有限公司 | 国家知识产权优势企业 | | 2022-10-01 | 2025-09-30\n"
        "舞钢市甲机械有限公司 | 创新型中小企业 | 省级 | 2023-01-01 | 长期\n"
        "舞钢市甲机械有限公司 | 高企 | | 2022-12-01 | 2025-11-30\n"
        "舞钢市甲机械有限公司 | 知识产权试点企业 | | 2023-01-01 | \n"
        "舞钢市丁有限公司 | 最佳企业 | 省级 | 2023-01-01 | \n",
    )
    assert (receipt["created"], receipt["refused_rows"]) == (3, 2)
    first, second, third = standing(Title)
    assert (third.name, third.level) == ("高企", "national")  # as a 高新技术企业
    assert (first.kind, first.level, first.valid_through, first.match_state) == (
        "advantage",
        "national",
        date(2025, 9, 30),
        "matched",
    )
    assert second.valid_through is None
    assert [entry["column"] for entry in receipt["refused"]] == ["级别", "称号"]


def test_a_transfer_ends_the_old_holder_and_begins_the_new_one() -> None:
    take_in("enterprises", WORKS)
    take_in("rights", RIGHT)
    receipt = take_in(
        "events",
        "申请号 | 事件 | 生效日 | 公告日 | 变更前权利人 | 变更后权利人\n"
        "201710601862.3 | 专利权的转移 | 2024-03-05 | 2024-03-22 | 外地公司 | 舞钢市乙种植专业合作社\n"
        "ZL201710601862.3 | 专利权的转移 | 2022-01-10 | 2022-01-28 | 舞钢市甲机械有限公司 | 外地公司\n"
        "201710601862.3 | 未缴年费专利权终止 | 2025-07-21 | 2025-12-30 | | \n",
    )
    assert (receipt["created"], receipt["refused"]) == (3, [])
    held = Holding.objects.filter(recorded()).order_by("valid_from")
    assert [(h.holder_name, h.valid_from, h.valid_to, h.known_to) for h in held] == [
        ("舞钢市甲机械有限公司", date(2017, 7, 21), date(2022, 1, 10), date(2022, 1, 28)),
        ("外地公司", date(2022, 1, 10), date(2024, 3, 5), date(2024, 3, 22)),
        ("舞钢市乙种植专业合作社", date(2024, 3, 5), None, None),
    ]
    lapse = LegalEvent.objects.get(type="lapse_unpaid_fee")
    assert (lapse.effective_date, lapse.known_date) == (date(2025, 7, 21), date(2025, 12, 30))
    again = take_in("events", "申请号 | 事件 | 生效日\n201710601862.3 | 未缴年费专利权终止 | 2025-07-21\n")
    assert (again["unchanged"], again["revision"]) == (1, None)


def test_undoing_a_transfer_brings_the_old_holder_back() -> None:
    take_in("rights", RIGHT)
    batch = take_in("events", "申请号 | 事件 | 生效日 | 变更后权利人\n201710601862.3 | 转让 | 2022-01-10 | 外地公司\n")[
        "batch"
    ]
    undo_batch(**given(), batch_uid=batch, reason="错")
    [held] = standing(Holding)
    assert (held.holder_name, held.valid_to) == ("舞钢市甲机械有限公司", None)


def test_impossible_events_are_refused() -> None:
    take_in("rights", RIGHT)
    with pytest.raises(NothingImported) as refusal:
        take_in(
            "events",
            "申请号 | 事件 | 生效日\n甲乙丙 | 质押 | 2020-01-01\n201710601862.3 | 质押 | 2010-01-01\n"
            "201710601862.3 | 转让 | 2020-01-01\n201710601862.3 | 卖掉了 | 2020-01-01\n",
        )
    reasons = [entry["reason"] for entry in refusal.value.receipt["refused"]]
    assert reasons == ["不是专利申请号", "生效日早于申请日", "没有写明变更后权利人", "不认识的事件"]


def test_a_grant_event_gives_the_right_its_grant_day_and_a_renewal_its_term() -> None:
    take_in("rights", "注册号 | 商标名称 | 类别 | 注册日期\n1234567 | 舞钢 | 6 | 2010-05-07\n")
    take_in("events", "注册号 | 事件 | 生效日\n1234567 | 续展 | 2020-05-07\n")
    assert Right.objects.filter(recorded()).get().expiry_date == date(2030, 5, 7)


def test_fees_of_a_year_are_kept_and_a_year_not_listed_is_not_unpaid() -> None:
    take_in("rights", RIGHT)
    receipt = take_in(
        "fees",
        "申请号 | 年度 | 应缴日 | 缴费日 | 年费金额(元) | 查询日\n"
        "201710601862.3 | 7 | 2023-07-21 | 2023-07-01 | 2000 |\n201710601862.3 | 9 | 2025-07-21 | | 2000 | 2025-12-01\n",
    )
    assert receipt["created"] == 2
    paid, unpaid = standing(AnnualFee)
    assert (paid.amount_fen, paid.paid_on, paid.known_date) == (200_000, date(2023, 7, 1), date(2023, 7, 1))
    assert (unpaid.paid_on, unpaid.known_date) == (None, date(2025, 12, 1))


def test_agencies_facilities_and_alliances() -> None:
    take_in("enterprises", WORKS)
    take_in(
        "agencies",
        "机构名称 | 业务类别 | 是否分所 | 乡镇 | 成立日\n示例专利代理分所 | 专利代理 | 是 | 垭口街道 | 2024-01-01\n",
    )
    take_in(
        "facilities",
        "名称 | 类别 | 运行单位 | 启用日\n装备专利库 | 专利信息数据库 | 舞钢市甲机械有限公司 | 2024-05-01\n",
    )
    take_in("alliances", "联盟名称 | 成员单位 | 成立日\n装备联盟 | 舞钢市甲机械有限公司;外地公司 | 2024-06-01\n")
    assert (Agency.objects.get().is_branch, Agency.objects.get().township_code) == (True, "410481001")
    assert Facility.objects.get().operator_id == Enterprise.objects.get(uscc="91410481MA00000155").record_id
    again = take_in("alliances", "联盟名称 | 成员单位\n装备联盟 | 舞钢市乙种植专业合作社\n")
    assert again["updated"] == 1
    assert len(standing(AllianceMember)) == 3


def test_an_unknown_township_is_refused_with_the_known_ones() -> None:
    with pytest.raises(NothingImported) as refusal:
        take_in("agencies", "机构名称 | 业务类别 | 乡镇\n甲 | 专利代理 | 某某镇\n")
    assert "尹集镇" in refusal.value.receipt["refused"][0]["remedy"]

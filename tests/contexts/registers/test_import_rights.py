"""Rights from a table: numbers, types, holders, grants, terms; again, changed, undone."""

from datetime import date

import pytest

from qiangxian.contexts.registers.intake.actions.imports import NothingImported, open_import, undo_batch
from qiangxian.contexts.registers.intake.actions.matches import decide_match, undo_match
from qiangxian.contexts.registers.intake.readers import match_decisions, waiting_names, with_candidates
from qiangxian.contexts.registers.records.actions.records import correct_record
from qiangxian.contexts.registers.records.conditions import recorded
from qiangxian.contexts.registers.records.models import ImportBatch, RegisterClock, ReportedThrough
from qiangxian.contexts.registers.rights.models import Holding, LegalEvent, Right
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotAllowed, Refused

from .imported import AT, given, handed_in, rehearse, take_in

pytestmark = pytest.mark.django_db

LIST = """
申请号 | 专利名称 | 申请人 | 专利类型 | 申请日 | 授权公告日 | 摘要
CN201710601862.3 | 一种轧机 | 舞钢市甲机械有限公司;张三 | 发明 | 2017.07.21 | 20190301 | 略
202321234567.6 | 一种料仓 | 舞钢市乙有限公司 | 实用新型 | 2023-05-04 |  | 略
"""


def standing(model, **where):
    return list(model.objects.filter(recorded(), **where).order_by("id"))


def test_a_list_becomes_rights_with_holders_grant_and_term() -> None:
    receipt = take_in("rights", LIST)
    assert (receipt["rows"], receipt["created"], receipt["refused"]) == (2, 2, [])
    right = Right.objects.get(number="201710601862.3")
    assert (right.type, right.filing_date, right.grant_date) == ("invention", date(2017, 7, 21), date(2019, 3, 1))
    assert right.expiry_date == date(2037, 7, 21)
    assert right.raw == {"申请号": "CN201710601862.3", "摘要": "略"}
    held = standing(Holding, record=right.record)
    assert [(h.rank, h.holder_name, h.match_state) for h in held] == [
        (1, "舞钢市甲机械有限公司", "unmatched"),
        (2, "张三", "person"),
    ]
    [grant] = standing(LegalEvent, record=right.record)
    assert (grant.type, grant.effective_date, grant.known_date) == ("grant", date(2019, 3, 1), date(2019, 3, 1))
    assert receipt["unmatched"] == 2


def test_the_same_file_again_changes_nothing_and_takes_no_revision() -> None:
    take_in("rights", LIST)
    before = RegisterClock.objects.get().revision
    receipt = take_in("rights", LIST)
    assert (receipt["created"], receipt["updated"], receipt["unchanged"]) == (0, 0, 2)
    assert receipt["revision"] is None
    assert RegisterClock.objects.get().revision == before


def test_other_values_supersede_and_a_blank_cell_erases_nothing() -> None:
    take_in("rights", LIST)
    receipt = take_in("rights", "申请号 | 专利名称 | 授权公告日\n201710601862.3 | 一种冷轧机 |\n")
    assert receipt["updated"] == 1
    right = Right.objects.filter(recorded()).get(number="201710601862.3")
    assert (right.title, right.grant_date) == ("一种冷轧机", date(2019, 3, 1))
    assert right.reason == f"导入批次 {receipt['batch']}"
    assert Right.objects.filter(number="201710601862.3").count() == 2


def test_a_grant_that_arrives_later_becomes_an_event() -> None:
    take_in("rights", LIST)
    take_in("rights", "申请号 | 名称 | 授权公告日\n202321234567.6 | 一种料仓 | 2024-01-09\n")
    right = Right.objects.filter(recorded()).get(number="202321234567.6")
    assert [event.effective_date for event in standing(LegalEvent, record=right.record)] == [date(2024, 1, 9)]


def test_undo_brings_back_what_was_replaced_and_withdraws_what_was_new() -> None:
    take_in("rights", LIST)
    second = take_in("rights", "申请号 | 名称\n201710601862.3 | 错误的名称\n99117225.6 | 旧专利\n")
    undo_batch(**given(), batch_uid=second["batch"], reason="导错了文件")
    rights = {right.number: right.title for right in standing(Right)}
    assert rights == {"201710601862.3": "一种轧机", "202321234567.6": "一种料仓"}
    assert Right.objects.filter(number="201710601862.3").count() == 3, "history keeps all of it"
    with pytest.raises(Conflict, match="不能撤销"):
        undo_batch(**given(), batch_uid=second["batch"], reason="再撤一次")


def test_undo_is_refused_where_later_changes_stand_on_the_batch() -> None:
    first = take_in("rights", LIST)
    take_in("rights", "申请号 | 名称\n201710601862.3 | 改过的名称\n")
    with pytest.raises(Conflict, match="后来又有更改"):
        undo_batch(**given(), batch_uid=first["batch"], reason="想撤")
    assert len(standing(Right)) == 2


def test_undo_needs_a_reason() -> None:
    receipt = take_in("rights", LIST)
    with pytest.raises(Refused, match="理由"):
        undo_batch(**given(), batch_uid=receipt["batch"], reason=" ")


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("201710601862.4 | 名 | 甲 | 发明 | 2017-07-21", "申请号", "校验位"),
        ("4.1E+17 | 名 | 甲 | 发明 | 2017-07-21", "申请号", "存成了数字"),
        ("201710601862.3 | 名 | 甲 | 实用新型 | 2017-07-21", "专利类型", "类型位"),
        ("201710601862.3 | 名 | 甲 | 发明专利申请书 | 2017-07-21", "专利类型", "不认识的种类"),
        ("201710601862.3 |  | 甲 | 发明 | 2017-07-21", "专利名称", "没有填写"),
        ("201710601862.3 | 名 | 甲 | 发明 | 2017-02-30", "申请日", "没有这一天"),
        ("201710601862.3 | 名 | 甲 | 发明 | 2017-07", "申请日", "不是完整的日期"),
        (" | 名 | 甲 | 发明 | 2017-07-21", "申请号", "没有号码"),
    ],
)
def test_a_bad_row_is_refused_with_place_and_remedy_and_the_good_one_goes_in(row: str, column: str, words: str) -> None:
    table = f"申请号 | 专利名称 | 申请人 | 专利类型 | 申请日\n{row}\n99117225.6 | 旧专利 | 乙 | 发明 | 1999-11-01\n"
    receipt = take_in("rights", table)
    assert receipt["created"] == 1
    [entry] = receipt["refused"]
    assert (entry["row"], entry["column"]) == (2, column)
    assert words in entry["reason"]
    assert entry["remedy"]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("201710601862.3 | 名 | 甲 | 发明 | 2017-07-21 |  | 99999999", "期限补偿天数", "补偿天数"),
        ("202321234567.6 | 名 | 甲 | 实用新型 | 2023-05-04 |  | 30", "期限补偿天数", "只有发明"),
        ("201710601862.3 | 名 | 甲 | 发明 | 2017-07-21 | 2016-01-01 | ", "授权公告日", "早于申请日"),
        ("201710601862.3 | 名 | 甲 | 发明 | 2017-07-21 | 2199-01-01 | ", "授权公告日", "将来"),
    ],
)
def test_what_contradicts_itself_refuses_the_row_and_the_file_goes_on(row: str, column: str, words: str) -> None:
    head = "申请号 | 专利名称 | 申请人 | 专利类型 | 申请日 | 授权公告日 | 期限补偿天数"
    receipt = take_in("rights", f"{head}\n{row}\n99117225.6 | 旧专利 | 乙 | 发明 | 1999-11-01 |  | \n")
    assert receipt["created"] == 1
    [entry] = receipt["refused"]
    assert (entry["row"], entry["column"]) == (2, column)
    assert words in entry["reason"] and entry["remedy"]


def test_an_award_is_known_by_its_printed_name() -> None:
    take_in("rights", LIST)
    head = "号码 | 事件 | 生效日 | 奖项名称 | 获奖等级 | 获奖年份"
    take_in(
        "events",
        f"{head}\n201710601862.3 | 获奖 | 2024-07-01 | 第二十五届中国专利奖优秀奖 |  | 2024\n202321234567.6 | 获奖 | 2024-07-01 | 河南省专利奖 | 一等奖 | 2024\n",
    )
    national, provincial = standing(LegalEvent, type="award")
    assert national.detail == {"name": "第二十五届中国专利奖优秀奖", "year": 2024, "award": "china_patent"}
    assert provincial.detail == {"name": "河南省专利奖", "level": "一等奖", "year": 2024}


def test_unknown_words_are_never_defaulted_and_the_allowed_ones_are_listed() -> None:
    with pytest.raises(NothingImported) as refusal:
        take_in("rights", "申请号 | 名称 | 专利类型\n201710601862.3 | 名 | 小发明\n")
    [entry] = refusal.value.receipt["refused"]
    assert (
        entry["remedy"]
        == "可填：发明、实用新型、外观设计、商标、地理标志、植物新品种、著作权、集成电路布图设计、海外发明专利、PCT、马德里国际注册商标"
    )
    assert ImportBatch.objects.get().state == "failed"


def test_strict_commits_nothing_if_one_row_is_refused() -> None:
    with pytest.raises(NothingImported, match="严格模式"):
        take_in("rights", LIST + "201710601862.9 | 坏号 | 甲 | 发明 | 2017-07-21 | | 略\n", strict=True)
    assert not Right.objects.exists()
    assert not ReportedThrough.objects.exists()


def test_a_dry_run_tells_the_same_and_leaves_no_trace() -> None:
    told = rehearse("rights", LIST + "201710601862.9 | 坏号 | 甲 | 发明 | 2017-07-21 | | 略\n")
    assert (told["batch"], told["dry_run"], told["created"], told["refused_rows"]) == (None, True, 2, 1)
    assert not Right.objects.exists()
    assert not ImportBatch.objects.exists()


def test_the_same_number_twice_with_different_values_refuses_the_second() -> None:
    receipt = take_in("rights", LIST + "201710601862.3 | 另一种说法 | 丙 | 发明 | 2017-07-21 | | 略\n")
    [entry] = receipt["refused"]
    assert (entry["row"], receipt["created"]) == (4, 2)
    assert "第 2 行已有同一条登记" in entry["reason"]


def test_numbers_of_1985_to_1988_need_no_check_digit_but_younger_ones_do() -> None:
    receipt = take_in("rights", "申请号 | 名称\nCN85102475 | 电动机\n99117225 | 缺校验位\n")
    assert Right.objects.get().number == "85102475.0"
    assert receipt["refused"][0]["remedy"].startswith("完整的号码应为 99117225.6")


def test_a_publication_day_is_a_grant_day_only_for_a_document_that_announces_a_grant() -> None:
    take_in(
        "rights",
        "申请号 | 名称 | 公开（公告）号 | 公开（公告）日\n"
        "201710601862.3 | 甲 | CN107000000A | 2018-01-05\n202321234567.6 | 乙 | CN219000000U | 2023-09-01\n",
    )
    assert Right.objects.get(number="201710601862.3").grant_date is None
    assert Right.objects.get(number="202321234567.6").grant_date == date(2023, 9, 1)


def test_a_mark_in_two_classes_is_two_rights_and_without_a_class_it_is_refused() -> None:
    receipt = take_in(
        "rights",
        "注册号 | 商标名称 | 国际分类 | 注册人 | 注册日期\n58123456 | 舞钢 | 6;35 | 甲公司 | 2022-03-07\n1234567 | 无类 | | 乙 | 2001-01-01\n",
    )
    assert sorted(Right.objects.values_list("sub_key", "expiry_date")) == [
        ("35", date(2032, 3, 7)),
        ("6", date(2032, 3, 7)),
    ]
    assert receipt["refused"][0]["reason"] == "没有写明商标类别"


def test_an_enterprise_imported_later_finds_the_rights_printed_under_its_name() -> None:
    take_in("rights", LIST)
    take_in("enterprises", "统一社会信用代码 | 企业名称\n91410481MA00000155 | 舞钢市甲机械有限公司\n")
    held = Holding.objects.filter(recorded()).get(holder_name="舞钢市甲机械有限公司")
    assert held.match_state == "matched"
    assert Holding.objects.filter(holder_name="舞钢市甲机械有限公司").count() == 2


def test_a_name_that_is_merely_alike_waits_in_the_queue_until_a_person_decides() -> None:
    take_in("enterprises", "统一社会信用代码 | 企业名称\n91410481MA00000155 | 舞钢市甲机械有限责任公司\n")
    take_in("rights", LIST)
    [first, second] = list(waiting_names(Actor.system(), "410481"))
    assert (first.name, first.worst) == ("舞钢市甲机械有限公司", "doubtful")
    [[candidate], _] = with_candidates("410481", [first.name, second.name])
    decided = decide_match(
        **given(), names=[first.name], verdict="matched", enterprise_id=candidate.record_id, reason="同一家"
    )
    assert decided.result == 1
    held = Holding.objects.filter(recorded()).get(holder_name="舞钢市甲机械有限公司")
    assert (held.match_state, held.holder_id) == ("matched", candidate.record_id)
    [decision] = match_decisions(Actor.system(), "410481")
    undo_match(**given(), decision_id=decision.pk, reason="看错了")
    assert Holding.objects.filter(recorded()).get(holder_name="舞钢市甲机械有限公司").match_state == "doubtful"


def test_the_neighbour_imports_nothing_into_our_registers(neighbour_officer) -> None:
    with pytest.raises(NotAllowed):
        open_import(actor=neighbour_officer, at=AT, division_code="410481", table=handed_in("rights", b"x"))


def test_an_import_declares_the_register_complete_and_never_earlier_than_it_was() -> None:
    take_in("rights", LIST)
    receipt = take_in("rights", "申请号 | 名称\n99117225.6 | 旧专利\n", through=date(2024, 6, 30))
    assert receipt["reported_through"] == "2025-12-31"


def test_a_correction_by_hand_is_not_undone_by_importing_the_old_file_again() -> None:
    take_in("rights", LIST)
    right = Right.objects.get(number="202321234567.6")
    correct_record(
        **{k: v for k, v in given().items() if k != "division_code"},
        record_id=right.record_id,
        revision=right.revision,
        values={"title": "一种粮食料仓"},
        reason="证书为准",
    )
    receipt = take_in("rights", LIST)
    assert receipt["unchanged"] == 2
    assert Right.objects.filter(recorded()).get(number="202321234567.6").title == "一种粮食料仓"


def test_one_record_in_two_spellings_is_no_contradiction_and_is_told() -> None:
    head = "申请号 | 专利名称 | 申请人 | 申请日 | 备注"
    receipt = take_in(
        "rights",
        f"{head}\n201710601862.3 | 一种轧机 | 甲公司 | 2017-07-21 | 甲\nZL 2017 1 0601862.3 | 一种轧机 | 甲公司 | 2017年7月21日 | 乙\n"
        "201710601862.3 | 一种冷轧机 | 甲公司 | 2017-07-21 | 甲\n",
    )
    assert (receipt["created"], receipt["unchanged"], receipt["refused_rows"]) == (1, 1, 1)
    assert [note["row"] for note in receipt["notes"]] == [3]
    assert receipt["refused"][0]["row"] == 4


def test_the_receipt_says_what_every_row_would_change_in_words() -> None:
    take_in("rights", LIST)
    told = rehearse("rights", LIST.replace("一种轧机", "一种冷轧机").replace("2017.07.21", "2017.07.22"))
    assert [(one["row"], one["field"], one["before"], one["after"]) for one in told["changes"]] == [
        (2, "名称", "一种轧机", "一种冷轧机"),
        (2, "申请日", "2017-07-21", "2017-07-22"),
        (2, "届满日", "2037-07-21", "2037-07-22"),
    ]


def test_money_and_years_are_told_as_people_read_them() -> None:
    head = "统一社会信用代码 | 企业名称 | 注册地址 | 2024年营业收入(万元) | 2024年规上\n"
    line = "91410481MA00000155 | 青松铸件厂 | 舞钢市乙路2号 | {} | {}\n"
    take_in("enterprises", head + line.format("1200", "否"))
    told = rehearse("enterprises", head + line.format("1350.5", "是"))
    assert [(one["record"], one["field"], one["before"], one["after"]) for one in told["changes"]] == [
        ("青松铸件厂", "2024年营业收入", "1,200万元", "1,350.5万元"),
        ("青松铸件厂", "2024年规上企业", "否", "是"),
    ]


def test_the_preview_shows_the_money_of_a_fee_in_yuan() -> None:
    take_in("rights", "申请号 | 名称 | 申请日 | 授权公告日\n201710601862.3 | 一种轧机 | 2017-07-21 | 2019-03-01\n")
    fees = "申请号 | 年费年度 | 缴费日 | 年费金额(元)\n201710601862.3 | 5 | 2021-07-01 | {}\n"
    take_in("fees", fees.format("180"))
    told = rehearse("fees", fees.format("1200"))
    assert [(one["record"], one["field"], one["before"], one["after"]) for one in told["changes"]] == [
        ("201710601862.3", "第5年年费金额", "180元", "1,200元")
    ]


def test_the_preview_shows_what_a_row_corrects_of_an_event() -> None:
    take_in("rights", "申请号 | 名称 | 申请日 | 授权公告日\n201710601862.3 | 一种轧机 | 2017-07-21 | 2019-03-01\n")
    head = "申请号 | 事件 | 生效日 | 公告日 | 合同备案号 | 贷款金额(万元)\n"
    take_in("events", head + "201710601862.3 | 质押登记 | 2024-03-01 | | 质2024-1 | \n")
    told = rehearse("events", head + "201710601862.3 | 质押登记 | 2024-03-01 | 2024-03-12 | 质2024-1 | 500\n")
    assert [(one["record"], one["field"], one["before"], one["after"]) for one in told["changes"]] == [
        ("201710601862.3", "质押登记（2024-03-01）的公告日", "", "2024-03-12"),
        ("201710601862.3", "质押登记（2024-03-01）的内容", "合同 质2024-1", "合同 质2024-1；贷款 500万元"),
    ]

"""The holder column: asked for where it is missing, chosen where there are two, a changed holder decided by a person."""

from datetime import date

import pytest

from qiangxian.contexts.registers.intake.actions.imports import check_batch, open_import, undo_batch
from qiangxian.contexts.registers.intake.actions.waiting import decide_holder_changes, set_waiting_aside
from qiangxian.contexts.registers.intake.models import WaitingRow
from qiangxian.contexts.registers.records.conditions import recorded
from qiangxian.contexts.registers.rights.models import Holding, LegalEvent, Right
from qiangxian.engines.intake import LacksColumn
from qiangxian.kernel.errors import Refused

from .imported import given, handed_in, take_in

pytestmark = pytest.mark.django_db

BARE = "申请号 | 名称 | 申请日\n202321234567.6 | 一种料仓 | 2023-05-04\n"
HELD = "申请号 | 名称 | 申请日 | 专利权人\n202321234567.6 | 一种料仓 | 2023-05-04 | {}\n"


def holders() -> list[tuple[str, date | None, date | None]]:
    rows = Holding.objects.filter(recorded()).order_by("valid_from", "rank", "id")
    return [(row.holder_name, row.valid_from, row.valid_to) for row in rows]


def test_a_list_of_rights_without_holders_is_read_only_where_somebody_says_so() -> None:
    with pytest.raises(LacksColumn, match="没有“权利人”列。文件里有：申请号、名称、申请日"):
        take_in("rights", BARE, without=[])
    assert not Right.objects.exists()
    assert take_in("rights", BARE, without=["without_holder"])["created"] == 1


def test_the_batch_of_such_a_list_becomes_a_question() -> None:
    batch = open_import(**given(), table=handed_in("rights", BARE, without=[])).result
    check_batch(**given(), batch_uid=batch.uid)
    batch.refresh_from_db()
    assert (batch.options["stage"], batch.options["lacking"]) == (
        "mapping",
        {"word": "without_holder", "label": "权利人"},
    )


@pytest.mark.parametrize("name", ["企业名称", "单位名称", "[标]当前申请(专利权)人", "第一原始申请（专利权）人"])
def test_what_platforms_call_a_holder_is_known(name: str) -> None:
    take_in("rights", HELD.replace("专利权人", name).format("青松铸件厂"), without=[])
    assert [name for name, *_ in holders()] == ["青松铸件厂"]


def test_of_two_holder_columns_the_present_one_is_read_told_and_can_be_exchanged() -> None:
    both = "申请号 | 名称 | 申请日 | 原始申请(专利权)人 | 当前申请(专利权)人\n202321234567.6 | 一种料仓 | 2023-05-04 | 甲厂 | 乙厂\n"
    told = take_in("rights", both, without=[])
    assert told["headers"][0]["choices"] == [
        {"field": "权利人", "column": "当前申请(专利权)人", "others": ["原始申请(专利权)人"]}
    ]
    other = both.replace("202321234567.6", "201710601862.3")
    take_in("rights", other, mapping={"原始申请(专利权)人": "权利人"})
    assert [name for name, *_ in holders()] == ["乙厂", "甲厂"]


def test_columns_of_one_name_are_told_apart_by_the_row_above_them() -> None:
    table = (
        "| 专利信息 |  |  | 权利人信息 | \n"
        "序号 | 申请号 | 名称 | 申请日 | 名称 | 地址\n"
        "1 | 202321234567.6 | 一种料仓 | 2023-05-04 | 青松铸件厂 | 舞钢市乙路2号\n"
    )
    take_in("rights", table, without=[])
    [only] = Holding.objects.filter(recorded())
    assert (Right.objects.get().title, only.holder_name, only.address) == ("一种料仓", "青松铸件厂", "舞钢市乙路2号")


def test_columns_of_one_name_are_named_by_their_place() -> None:
    table = "申请号 | 名称 | 申请日 | 名称\n202321234567.6 | 一种料仓 | 2023-05-04 | 青松铸件厂\n"
    with pytest.raises(Refused, match="有 2 列都叫“名称”"):
        take_in("rights", table, mapping={"名称": "权利人"})
    take_in("rights", table, mapping={"名称#2": "权利人"}, without=[])
    assert (Right.objects.get().title, [name for name, *_ in holders()]) == ("一种料仓", ["青松铸件厂"])


def test_another_holder_than_stands_waits_for_a_decision_and_nothing_is_lost_meanwhile() -> None:
    take_in("rights", HELD.format("甲厂"))
    told = take_in("rights", HELD.format("乙厂").replace("一种料仓", "一种新料仓"))
    assert (told["updated"], told["holder_changes"], told["waiting"]) == (1, 1, 0)
    assert holders() == [("甲厂", date(2023, 5, 4), None)]
    [row] = WaitingRow.objects.all()
    assert (row.kind, row.summary) == ("rights", "权利人：甲厂 → 乙厂")
    take_in("rights", HELD.format("乙厂").replace("一种料仓", "一种新料仓"))
    assert WaitingRow.objects.count() == 1
    set_waiting_aside(**given(), row_ids=[row.pk], reason="登记簿仍为甲厂")
    assert holders() == [("甲厂", date(2023, 5, 4), None)]


@pytest.mark.parametrize("later", [True, False])
def test_a_correction_replaces_the_holder_from_the_beginning(later: bool) -> None:
    take_in("rights", HELD.format("甲厂"))
    if later:
        take_in("rights", HELD.format("乙厂"))
        done = decide_holder_changes(**given(), row_ids=[WaitingRow.objects.get().pk], change="correction")
        assert done.result == 1
        assert WaitingRow.objects.get().state == "placed"
    else:
        assert take_in("rights", HELD.format("乙厂"), holder_change="correction")["updated"] == 1
    assert holders() == [("乙厂", date(2023, 5, 4), None)]
    assert not LegalEvent.objects.filter(recorded(), type="transfer").exists()


def test_a_transfer_ends_one_holder_and_begins_the_other_on_the_day_the_list_is_complete_for() -> None:
    take_in("rights", HELD.format("甲厂"))
    told = take_in("rights", HELD.format("乙厂"), through=date(2025, 6, 30), holder_change="transfer")
    assert holders() == [("甲厂", date(2023, 5, 4), date(2025, 6, 30)), ("乙厂", date(2025, 6, 30), None)]
    event = LegalEvent.objects.get(type="transfer")
    assert (event.effective_date, event.announced_date, event.detail) == (
        date(2025, 6, 30),
        None,
        {"from": "甲厂", "to": "乙厂"},
    )
    assert "转让登记日请按公告补正" in [note["remedy"] for note in told["notes"]]
    undo_batch(**given(), batch_uid=told["batch"], reason="不是转让")
    assert holders() == [("甲厂", date(2023, 5, 4), None)]


def test_what_was_decided_can_be_undone_and_waits_again() -> None:
    take_in("rights", HELD.format("甲厂"))
    take_in("rights", HELD.format("乙厂"))
    done = decide_holder_changes(**given(), row_ids=[WaitingRow.objects.get().pk], change="correction")
    undo_batch(**given(), batch_uid=done.id, reason="看错了")
    assert holders() == [("甲厂", date(2023, 5, 4), None)]
    assert WaitingRow.objects.get().state == "waiting"


def test_a_new_name_of_the_very_enterprise_changes_nobody() -> None:
    take_in(
        "enterprises",
        "统一社会信用代码 | 企业名称 | 曾用名 | 成立日期\n91410481MA00000155 | 红旗轧辊有限公司 | 红旗轧辊厂 | 2006-04-12\n",
    )
    take_in("rights", HELD.format("红旗轧辊厂"))
    told = take_in("rights", HELD.format("红旗轧辊有限公司"))
    assert (told["unchanged"], told["holder_changes"]) == (1, 0)

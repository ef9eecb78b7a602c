"""Fee reductions from a table: laid ready by their days, waiting for their patent, one at a time of one patent."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from qiangxian.cli.main import app, mount
from qiangxian.contexts.registers.intake.actions.imports import undo_batch
from qiangxian.contexts.registers.intake.models import WaitingRow
from qiangxian.contexts.registers.records.conditions import recorded
from qiangxian.contexts.registers.rights.actions.fees import record_reduction
from qiangxian.contexts.registers.rights.models import FeeReduction, Right
from qiangxian.engines.intake import KINDS, empty_workbook, load_vocabulary
from qiangxian.engines.lifecycle.reductions import offered_percents
from qiangxian.kernel.actor import Actor

from .imported import AT, given, rehearse, take_in

pytestmark = pytest.mark.django_db

RIGHTS = """
申请号 | 名称 | 申请人 | 申请日 | 授权公告日
201710601862.3 | 一种轧机 | 甲公司 | 2017-07-21 | 2019-03-01
"""
TABLE = """
专利号 | 费减比例 | 审批日期 | 费减终止日
201710601862.3 | 70% | 2021-05-01 |
ZL201710601862.3 | 0.85 | 2018-01-10 | 2020-06-01
"""


def standing() -> list[tuple[int, date, date | None]]:
    rows = FeeReduction.objects.filter(recorded()).order_by("approved_date")
    return [(row.percent, row.approved_date, row.valid_to) for row in rows]


BOTH = [(85, date(2018, 1, 10), date(2020, 6, 1)), (70, date(2021, 5, 1), None)]


def test_reductions_are_created_once_known_from_their_days_and_undone_with_their_batch() -> None:
    take_in("rights", RIGHTS)
    assert rehearse("reductions", TABLE)["created"] == 2
    assert standing() == []
    told = take_in("reductions", TABLE)
    assert (told["created"], told["refused_rows"], told["match_rate"]) == (2, 0, 1.0)
    assert standing() == BOTH
    first = FeeReduction.objects.get(percent=85)
    assert (first.known_from, first.known_to, first.source_row) == (date(2018, 1, 10), date(2020, 6, 1), 3)
    again = take_in("reductions", TABLE)
    assert (again["created"], again["unchanged"]) == (0, 2)
    undo_batch(**given(), batch_uid=told["batch"], reason="错")
    assert standing() == []


def test_an_end_that_comes_later_is_laid_over_what_stands_and_makes_room_for_the_next() -> None:
    take_in("rights", RIGHTS)
    take_in("reductions", "申请号 | 减缴比例 | 批准日\n201710601862.3 | 85 | 2018-01-10\n")
    told = take_in("reductions", TABLE)
    assert (told["created"], told["updated"]) == (1, 1)
    assert standing() == BOTH


def test_two_reductions_of_one_day_contradict_each_other_also_with_what_was_recorded_by_hand() -> None:
    take_in("rights", RIGHTS)
    record_reduction(
        actor=Actor.system(),
        at=AT,
        record_id=Right.objects.get().record_id,
        percent=85,
        approved_date=date(2018, 1, 10),
    )
    told = take_in(
        "reductions",
        "申请号 | 减缴比例 | 批准日 | 终止日\n"
        "201710601862.3 | 85% | 2021-05-01 |\n"
        "201710601862.3 | 85% | 2018-01-10 |\n"
        "201710601862.3 | 70% | 2017-08-01 | 2017-12-01\n"
        "201710601862.3 | 85% | 2017-08-01 | 2017-12-01\n",
    )
    assert (told["created"], told["unchanged"], told["refused_rows"]) == (1, 1, 2)
    assert sorted((entry["row"], entry["reason"]) for entry in told["refused"]) == [
        (2, "2018-01-10 批准的费减到这一天尚未终止"),
        (5, "同一批准日在本文件中已有，内容不同"),
    ]


def test_what_cannot_be_is_refused_with_its_reason() -> None:
    take_in("rights", RIGHTS)
    take_in("rights", "注册号 | 商标名称 | 类别 | 注册日期\n1234567 | 舞钢 | 6 | 2010-05-07\n")
    told = take_in(
        "reductions",
        "申请号 | 减缴比例 | 批准日 | 终止日\n"
        "201710601862.3 | 50% | 2021-05-01 |\n"
        "201710601862.3 | 85% | 2016-05-01 |\n"
        "201710601862.3 | 85% | 2026-05-01 |\n"
        "201710601862.3 | 85% | 2021-05-01 | 2021-05-01\n"
        "1234567 | 85% | 2021-05-01 |\n"
        "201710601862.3 | 85% | 2022-05-01 |\n",
    )
    assert (told["created"], told["refused_rows"]) == (1, 5)
    assert [entry["reason"] for entry in told["refused"]] == [
        "不认识的减缴比例",
        "批准日不可能是这一天",
        "批准日不可能是这一天",
        "终止日早于批准日",
        "这件权利不缴年费",
    ]


def test_a_reduction_of_an_unknown_patent_waits_until_it_arrives() -> None:
    told = take_in("reductions", TABLE)
    assert (told["waiting"], told["created"]) == (2, 0)
    assert "减缴比例" in WaitingRow.objects.first().summary
    assert take_in("rights", RIGHTS)["fetched"] == 2
    assert standing() == BOTH


def test_the_command_line_takes_the_table_and_offers_its_empty_workbook(tmp_path) -> None:
    take_in("rights", RIGHTS)
    table = tmp_path / "费减.csv"
    table.write_text(TABLE.strip().replace(" |", ","), encoding="utf-8")
    mount()
    answer = CliRunner().invoke(app, ["registers", "import", "reductions", str(table), "--through", "2025-12-31"])
    assert answer.exit_code == 0, answer.output
    assert standing() == BOTH
    assert "reductions" in KINDS
    vocabulary = load_vocabulary("reductions")
    [percent] = [field for field in vocabulary.fields if field.name == "percent"]
    assert set(map(int, percent.choices.values())) == set(offered_percents())
    heads = [str(cell.value) for cell in load_workbook(io.BytesIO(empty_workbook(vocabulary))).worksheets[0][1]]
    assert [head.rstrip("*").split("（")[0] for head in heads] == ["申请号", "减缴比例", "批准日", "终止日"]

"""Whatever stands in the cells: no traceback, every row accounted for, a dry run without a trace, nothing half written."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiangxian.contexts.registers.intake.actions.imports import NothingImported
from qiangxian.contexts.registers.records.kinds import tables
from qiangxian.contexts.registers.records.models import Record
from qiangxian.engines.intake import KINDS, load_vocabulary
from qiangxian.engines.intake.vocabulary import TableField
from qiangxian.kernel.errors import Refused

from .imported import take_in

PLAUSIBLE = [
    "", "-", "长期", "201710601862.3", "99117225.6", "ZL202321234567.6", "1234567", "58123456", "4.1E+17", "91410481MA00000155",
    "93410481MA3X00029R", "甲公司", "甲公司;张三", "发明", "实用新型", "商标", "地理标志", "高新技术企业", "国家级", "专利代理",
    "专利信息数据库", "转让", "质押", "著录变更", "续展", "授权", "2017-07-21", "2024.3.5", "20251231", "2017-02-30", "6", "6;35", "99",
    "是", "尹集镇", "C3130", "2023", "12.5", "-3", "=1+1", "甲\n乙", "\x00", "a" * 400, "舞钢市甲机械有限公司",
]  # fmt: skip
DAYS = ["2017-07-21", "2024.3.5", "20251231", "2019年3月1日"]
CODES = {
    "uscc": ["91410481MA00000155", "93410481MA3X00029R"],
    "division": ["410481"],
    "industry": ["C3130"],
    "nice_class": ["6"],
}
NUMBERS = {"number": ["201710601862.3", "99117225.6"], "mark_number": [""], "sub_key": ["", "6", "6;35"]}
CELLS = st.one_of(st.sampled_from(PLAUSIBLE), st.text(max_size=12))


def cell(field: TableField) -> st.SearchStrategy[str]:
    """Mostly what the field expects, now and then anything."""
    fitting = {
        "date": DAYS,
        "choice": list(field.allowed),
        "flag": ["是", "否"],
        "integer": ["7", "2023"],
        "number": ["12.5"],
        "period": ["三年", "2023-11-22至2026-11-21"],
        "identifier": CODES.get(field.validator, [""]),
        "code": NUMBERS.get(field.name, [""]),
        "money": [""],
        "text": NUMBERS.get(field.name, ["甲公司", "舞钢市甲机械有限公司", "乙公司;张三"]),
    }[field.type]
    usual = st.sampled_from([*fitting, ""] if not field.required else fitting)
    return st.one_of(usual, usual, usual, usual, usual, usual, CELLS)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_no_cell_breaks_an_import_and_every_row_is_accounted_for(kind: str, data: st.DataObject) -> None:
    fields = load_vocabulary(kind).fields
    lines = data.draw(st.lists(st.tuples(*map(cell, fields)), min_size=1, max_size=5))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(field.label for field in fields)
    writer.writerows(lines)
    before = standing()
    try:
        receipt = take_in(kind, out.getvalue().encode("utf-8", "replace"))
    except NothingImported as refusal:
        receipt = refusal.receipt
        assert standing() == before
    except Refused:
        assert standing() == before
        return
    done = receipt["created"] + receipt["updated"] + receipt["unchanged"] + receipt["waiting"]
    done += sum(receipt["passed"].values())
    assert done + receipt["refused_rows"] == receipt["rows"] == receipt["lines"]["rows"]
    assert receipt["lines"]["total"] == sum(receipt["lines"][sort] for sort in ("head", "rows", "notes", "blank"))
    assert all(entry["reason"] and entry["remedy"] for entry in receipt["refused"])


def standing() -> tuple[int, ...]:
    return (Record.objects.count(), *(model._default_manager.count() for model in tables()))

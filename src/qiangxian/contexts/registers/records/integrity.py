"""What must hold for records of every kind: a row that means another record finds it, registers are declared complete. And
how a finding names the record it is about."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet

from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import Finding, check

from ..types import RecordKind
from .conditions import recorded, standing
from .kinds import BY_MODEL, kind_of, links
from .models import Record, Recorded, ReportedThrough


def about(row: Recorded, words: str, part: str = "") -> Finding:
    """A finding about a record, from its main row; `part` tells several of one record apart. A row of another table stands
    for a record without a main row."""
    kind = BY_MODEL.get(type(row))
    code = kind.code if kind else row.record.kind
    key, label = (
        (kind.natural_key(row), kind.label_of(row)) if kind else (f"记录 {row.record_id}", "（已不在基础台账）")
    )
    return Finding(f"{key} {part}".strip(), label, words, code, str(row.record_id))


def with_main(rows: QuerySet[Any], kind: str) -> Iterator[tuple[Any, Any]]:
    """Rows of a kind's other tables, each with the main row of its record (where there is none, with itself)."""
    mains = kind_of(kind).standing().filter(record_id__in=rows.order_by().values("record_id"))
    found = {main.record_id: main for main in mains}
    for row in rows:
        yield row, found.get(row.record_id, row)


@check(
    "registers.link_lost",
    label="对应的登记已不在基础台账",
    owner="office",
    severity="error",
    rule="企业、机构、权利的对应关系只能指向现行的登记，否则按企业和权利汇总的数字会少计",
    remedy="打开该条登记，用“更正”保存一次以重新对应，或恢复被撤销的登记",
)
def link_lost(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Rows whose party names a record without a standing version, or of another kind. One question a link."""
    for model, party in links():
        named = standing(kind_of(party.kind).model).filter(record_id=OuterRef(party.column))
        lost = standing(model, division).filter(~Exists(named), **{f"{party.column}__isnull": False})
        for row_id, record_id, kind in lost.order_by("pk").values_list("pk", "record_id", "record__kind"):
            label = f"{kind_of(kind).label} {record_id}"
            key = f"{model._meta.model_name} {row_id} {party.column}"
            yield Finding(key, label, f"对应的{kind_of(party.kind).label}已不在基础台账", kind, str(record_id))


@check(
    "registers.not_declared",
    label="基础台账长期没有声明数据齐全截至",
    owner="office",
    severity="warning",
    rule="超过数据齐全截至日的数字只是不完整的计数；从未申报的基础台账没有数字（未报送）",
    remedy="导入最新清单，或在基础台账页面声明数据齐全到哪一天",
)
def not_declared(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Registers with records whose declared day lies too far back, or that were never declared."""
    days = rulebook.parameter("registers", "integrity.undeclared_days", as_of.effective, division)
    declared = dict(
        ReportedThrough.objects.filter(recorded(), division_code=division)
        .order_by()
        .values_list("register")
        .annotate(day=Max("through_date"))
    )
    kinds = Record.objects.filter(division_code=division).order_by().values_list("kind", flat=True).distinct()
    for kind in sorted(kinds):
        label, through = RecordKind(kind).label, declared.get(kind)
        if through is None:
            yield Finding(kind, label, "有记录，但从未声明数据齐全到哪一天", "register", kind)
        elif (as_of.effective - through).days > days:
            words = f"只申报到 {through}，已过 {(as_of.effective - through).days} 天"
            yield Finding(kind, label, words, "register", kind)

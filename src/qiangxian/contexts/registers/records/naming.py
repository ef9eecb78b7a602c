"""How a finding names the record it is about, and the rows every check begins with."""

from typing import Any, TypeVar

from django.db.models import Model, OuterRef, QuerySet, Subquery

from qiangxian.kernel.integrity import Finding

from ..enterprises.models import Enterprise
from ..rights.models import Right
from ..types import RecordKind
from .conditions import recorded

Row = TypeVar("Row", bound=Model)
RIGHT_NAMES = ("number", "sub_key", "title")


def with_right(rows: QuerySet[Any], *more: str) -> QuerySet[Any]:
    """Rows about a right with its number, class and title (and other columns) beside them, as `right_…`."""
    right = Right.objects.filter(recorded(), record_id=OuterRef("record_id"))
    annotated: QuerySet[Any] = rows.annotate(
        **{f"right_{name}": Subquery(right.values(name)[:1]) for name in (*RIGHT_NAMES, *more)}
    )
    return annotated


def with_enterprise(rows: QuerySet[Row]) -> QuerySet[Any]:
    """Rows about an enterprise with its code and name beside them."""
    firm = Enterprise.objects.filter(recorded(), record_id=OuterRef("record_id"))
    return rows.annotate(
        enterprise_uscc=Subquery(firm.values("uscc")[:1]), enterprise_name=Subquery(firm.values("name")[:1])
    )


def about_right(row: Any, words: str, part: str = "") -> Finding:
    """A finding about a right, or about a row annotated by `with_right`; `part` tells several of one right apart."""
    told = row if hasattr(row, "number") else _Named(row)
    number = f"{told.number}/{told.sub_key}" if told.sub_key else str(told.number)
    key = f"{number} {part}".strip()
    return Finding(key, f"{told.title}（{number}）", words, RecordKind.RIGHT, str(row.record_id))


class _Named:
    """The names a row carries of its right; a right that no longer stands has none."""

    def __init__(self, row: Any) -> None:
        self.number = row.right_number or f"记录 {row.record_id}"
        self.sub_key = row.right_sub_key or ""
        self.title = row.right_title or "（权利已不在基础台账）"


def about_row_of_enterprise(row: Any, words: str, part: str) -> Finding:
    """A finding about a row annotated by `with_enterprise`."""
    return about_enterprise(row.record_id, row.enterprise_uscc or "", row.enterprise_name or "", words, part)


def about_enterprise(record_id: int, uscc: str, name: str, words: str, part: str = "") -> Finding:
    """A finding about an enterprise, by its code where it has one."""
    key = f"{uscc or name} {part}".strip()
    return Finding(key, name, words, RecordKind.ENTERPRISE, str(record_id))


def about_title(row: Any, words: str) -> Finding:
    """A finding about a certificate."""
    key = f"{row.kind}/{row.level}/{row.enterprise_name}/{row.valid_from}"
    return Finding(key, f"{row.enterprise_name} {row.name}", words, RecordKind.TITLE, str(row.record_id))

"""Natural keys: how a record is named outside the database, in digests, proofs and links."""

from typing import Any

from django.db.models import Q

from qiangxian.kernel.check import normalise

from ..models import REGISTER_MODELS
from ..types import RecordKind
from .conditions import recorded
from .models import Recorded

UNIQUE_BY: dict[str, tuple[str, ...]] = {
    RecordKind.ENTERPRISE: ("uscc",),
    RecordKind.RIGHT: ("number", "sub_key"),
    RecordKind.TITLE: ("kind", "level", "enterprise_name", "valid_from"),
    RecordKind.AGENCY: ("name", "kind"),
    RecordKind.FACILITY: ("name", "kind"),
    RecordKind.ALLIANCE: ("name",),
    RecordKind.TRUSTEESHIP: ("contract_number", "enterprise_name"),
    RecordKind.NON_NORMAL: ("number", "listed_date"),
    RecordKind.FIGURE: ("series", "part", "period_start", "period_end"),
}
SEPARATOR = "/"


def natural_key(row: Any) -> str:
    """`number` or `number/class` of a right, code (else name) of an enterprise, the fields that make others unique."""
    kind = row.record.kind
    if kind == RecordKind.ENTERPRISE:
        return str(row.uscc or row.name)
    parts = [str(getattr(row, name) or "") for name in UNIQUE_BY[kind]]
    return SEPARATOR.join(part for part in parts if part)


def label_of(row: Any) -> str:
    """How a person calls the record: the title of a right with its number, else the name."""
    if hasattr(row, "listed_date"):
        return f"{row.number}（{row.listed_date} 通报）"
    if hasattr(row, "series"):
        return f"{row.series} {row.part} {row.period_end}".replace("  ", " ")
    if hasattr(row, "contract_number"):
        return f"{row.enterprise_name} 托管合同 {row.contract_number}"
    if hasattr(row, "number"):
        return f"{row.title}（{row.number}）"
    if hasattr(row, "enterprise_name"):
        return f"{row.enterprise_name} {row.name}"
    return str(row.name)


def taken_by(kind: str, division_code: str, row: Recorded) -> int | None:
    """The record that already stands under the same key, if any; an enterprise without a code has none."""
    values = {name: getattr(row, name) for name in UNIQUE_BY[kind]}
    if kind == RecordKind.ENTERPRISE and not values["uscc"]:
        return None
    rows = REGISTER_MODELS[kind].objects.filter(recorded(), division_code=division_code, **values)  # type: ignore[attr-defined]
    return rows.values_list("record_id", flat=True).first()  # type: ignore[no-any-return]


def key_condition(kind: str, key: str) -> Q:
    """Rows under a natural key; a part that is left out (class, kind, level) matches any."""
    if kind == RecordKind.ENTERPRISE:
        return Q(uscc=normalise(key)) | Q(name=key)
    condition, parts = Q(), key.split(SEPARATOR)
    for name, value in zip(UNIQUE_BY[kind], parts, strict=False):
        condition &= Q(**{name: value})
    return condition

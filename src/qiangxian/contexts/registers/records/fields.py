"""The fields of a record: what the model already says (days, choices, length) is read from the model, labels and hints from
the rulebook."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from qiangxian.kernel.asking import Field


def column(model: type[models.Model], name: str) -> models.Field[Any, Any] | None:
    """The column of that name, None where the model has none."""
    return next((field for field in model._meta.concrete_fields if name in (field.name, field.attname)), None)


def fields_of(model: type[models.Model], entries: Mapping[str, Mapping[str, Any]]) -> tuple[Field, ...]:
    """The fields of a record's form: the entries of its vocabulary that are columns, in their order, but for those that
    stand only in tables (`form: false`)."""
    pairs = [(column(model, name), name, entry) for name, entry in entries.items() if entry.get("form", True)]
    return tuple(_field(found, name, entry) for found, name, entry in pairs if found is not None)


def _field(found: models.Field[Any, Any], name: str, entry: Mapping[str, Any]) -> Field:
    return Field(
        name,
        str(entry.get("asked", entry["label"])),
        takes=str(entry.get("takes", _takes(found))),
        required=bool(entry.get("required_by_hand", entry.get("required", False))),
        choices=tuple((str(code), str(words)) for code, words in found.choices or ()),
        check=str(entry.get("check", entry.get("validator", ""))),
        length=found.max_length or 0,
        hint=str(entry.get("hint", entry.get("note", ""))),
        correcting_only=bool(entry.get("correcting_only", False)),
        personal=bool(entry.get("personal", False)),
        blank=str(entry.get("blank", "")),
    )


def _takes(found: models.Field[Any, Any]) -> str:
    if found.choices:
        return "choice"
    if isinstance(found, models.DateField):
        return "day"
    if isinstance(found, models.BooleanField):
        return "flag"
    if isinstance(found, models.IntegerField):
        return "number"
    return "long" if isinstance(found, models.TextField) else "text"


OTHER_LABELS = {
    "number_status": "号码校验",
    "expiry_date": "届满日",
    "imported_status": "导入文件中的状态",
    "match_state": "匹配",
    "enterprise_id": "对应企业",
    "operator_id": "对应企业",
    "holder_id": "对应企业",
    "agency_id": "对应机构",
    "right_id": "对应权利",
    "is_demo": "演示数据",
    "raw": "原始内容",
}
"""Columns no form asks for, as the history names them; what has no label is of no interest to a reader."""

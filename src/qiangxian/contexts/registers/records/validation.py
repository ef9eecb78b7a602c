"""The checks every value passes before it is stored, whichever way it comes: form, command line, demonstration."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from qiangxian.kernel.check import Check
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.identifiers import (
    VALIDATORS,
    application_number,
    copyright_number,
    geographical_indication,
    layout_design,
    locarno,
    plant_variety,
    trademark_number,
)
from qiangxian.kernel.identifiers import ipc as ipc_symbol

from ..types import PATENT_TYPES, GeographicalSystem, RecordKind, RightType
from .fields import FIELDS, Field


@dataclass
class Checked:
    """Values ready to store, errors and doubts by field (words for the person who typed). `standing`: what is recorded
    already; a wrong code nobody touches is a doubt, so that it does not hold up the correction of something else."""

    standing: Mapping[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)

    def take(self, name: str, check: Check) -> None:
        """Store the canonical form, or the error beside the field."""
        if not check.ok and name != "number" and self.standing.get(name) == check.raw:
            self.values[name], self.doubts[name] = check.raw, check.reason
            return
        if not check.ok:
            self.errors[name] = "；".join(part for part in (check.reason, check.remedy) if part)
            return
        self.values[name] = check.canonical
        if check.status == "suspect":
            self.doubts[name] = check.reason

    def require(self, condition: bool, name: str, words: str) -> None:
        """An error beside the field unless the condition holds."""
        if not condition:
            self.errors.setdefault(name, words)


class InvalidValues(Refused):
    """Some fields cannot be stored; `errors` says which and why."""

    def __init__(self, checked: Checked, kind: str) -> None:
        labels = {entry.name: entry.label for entry in FIELDS.get(kind, ())}
        words = "；".join(f"{labels.get(name, name)}：{text}" for name, text in checked.errors.items())
        super().__init__(f"有 {len(checked.errors)} 处不能登记：{words}", remedy="请改正后再保存")
        self.errors = checked.errors


def check_values(kind: str, values: Mapping[str, Any], standing: Mapping[str, Any] | None = None) -> Checked:
    """Check one record's values field by field, then together; `standing`: the version they would replace."""
    checked = Checked(standing or {})
    unknown = sorted(set(values) - {entry.name for entry in FIELDS[kind]})
    if unknown:
        raise Refused("登记项里没有这些栏目", value="、".join(unknown))
    for entry in FIELDS[kind]:
        if entry.name in values:
            _check_field(checked, entry, values[entry.name])
        else:
            checked.require(not entry.required, entry.name, "此项必填")
    TOGETHER.get(kind, _nothing)(checked)
    _check_order(checked)
    return checked


def valid_values(kind: str, values: Mapping[str, Any], standing: Mapping[str, Any] | None = None) -> Checked:
    """As `check_values`, raising `InvalidValues` where anything is wrong."""
    checked = check_values(kind, values, standing)
    if checked.errors:
        raise InvalidValues(checked, kind)
    return checked


def _check_field(checked: Checked, entry: Field, value: Any) -> None:
    if isinstance(value, str):
        value = value.strip()
    if value in (None, ""):
        checked.require(not entry.required, entry.name, "此项必填")
        checked.values[entry.name] = _blank(entry)
        return
    if entry.check:
        checked.take(entry.name, VALIDATORS[entry.check](value))
        return
    checked.values[entry.name] = value
    if entry.takes == "choice":
        checked.require(value in dict(entry.choices), entry.name, "请从所列选项中选择")
    if entry.takes == "day":
        checked.require(isinstance(value, date), entry.name, "不是日期，请写成 2025-12-31 的形式")
    if entry.length and isinstance(value, str):
        checked.require(len(value) <= entry.length, entry.name, f"最多 {entry.length} 个字，现有 {len(value)} 个")


def _blank(entry: Field) -> Any:
    return {"day": None, "flag": False, "number": 0}.get(entry.takes, "")


def _nothing(checked: Checked) -> None:
    return None


def _enterprise(checked: Checked) -> None:
    values = checked.values
    if values.get("industry_code") and not values.get("industry_edition"):
        checked.require(False, "industry_edition", "请写明行业代码依据的版本，例如 2017")
    _check_township(checked)


def _check_township(checked: Checked) -> None:
    area, township = checked.values.get("area_code"), checked.values.get("township_code")
    if area and township:
        checked.require(township.startswith(area), "township_code", f"乡镇代码 {township} 不在 {area} 之内")


def _right(checked: Checked) -> None:
    values = checked.values
    kind, number = values.get("type"), values.get("number")
    if not kind or not number or "type" in checked.errors:
        return
    _check_sub_key(checked, kind)
    check = NUMBER_CHECKS[kind](values)
    checked.take("number", check)
    values["number_status"] = check.status
    if kind in PATENT_TYPES and check.ok and check.canonical:
        named = application_number.right_type(check.canonical)
        checked.require(named in (None, kind), "type", f"申请号的类型位表示{_type_words(named)}，与所选种类不符")
    _check_classification(checked, kind)


def _type_words(kind: str | None) -> str:
    return RightType(kind).label if kind else "其他种类"


def _check_sub_key(checked: Checked, kind: str) -> None:
    sub_key = checked.values.get("sub_key") or ""
    if kind == RightType.TRADEMARK:
        checked.take("sub_key", trademark_number.validate_class(sub_key))
    elif kind == RightType.GEOGRAPHICAL_INDICATION:
        checked.require(sub_key in GeographicalSystem.values, "sub_key", "请选择地理标志的保护体系")
    else:
        checked.require(not sub_key, "sub_key", "只有商标和地理标志填写此项")


def _check_classification(checked: Checked, kind: str) -> None:
    text = checked.values.get("classification")
    if not text:
        return
    if kind in (RightType.INVENTION, RightType.UTILITY_MODEL):
        checked.take("classification", ipc_symbol.validate(text))
    elif kind == RightType.DESIGN:
        checked.take("classification", locarno.validate(text))


def _non_normal(checked: Checked) -> None:
    """The list names applications; a number nobody can read as one would never find its right."""
    if "number" not in checked.errors:
        checked.take("number", application_number.validate(checked.values["number"]))


def _patent_number(values: Mapping[str, Any]) -> Check:
    granted = None if values.get("grant_date") else False
    return application_number.validate(values["number"], granted=granted, filing_date=values.get("filing_date"))


def _indication_number(values: Mapping[str, Any]) -> Check:
    """Only agricultural indications and marks have numbers with a rule; a product is named by its announcement."""
    system = values.get("sub_key")
    if system == GeographicalSystem.AGRICULTURAL:
        return geographical_indication.validate(values["number"])
    if system == GeographicalSystem.MARK:
        return trademark_number.validate(values["number"])
    return Check("valid", str(values["number"]))


NUMBER_CHECKS: dict[str, Callable[[Mapping[str, Any]], Check]] = {
    **dict.fromkeys(PATENT_TYPES, _patent_number),
    RightType.TRADEMARK: lambda values: trademark_number.validate(values["number"]),
    RightType.GEOGRAPHICAL_INDICATION: _indication_number,
    RightType.PLANT_VARIETY: lambda values: plant_variety.validate(values["number"]),
    RightType.COPYRIGHT: lambda values: copyright_number.validate(values["number"]),
    RightType.LAYOUT: lambda values: layout_design.validate(values["number"]),
}

TOGETHER: dict[str, Callable[[Checked], None]] = {
    RecordKind.ENTERPRISE: _enterprise,
    RecordKind.RIGHT: _right,
    RecordKind.AGENCY: _check_township,
    RecordKind.FACILITY: _check_township,
    RecordKind.NON_NORMAL: _non_normal,
}

_ORDERED = (
    ("filing_date", "grant_date", "授权公告日早于申请日"),
    ("filing_date", "registration_date", "注册（登记）日早于申请日"),
    ("established_date", "closed_date", "注销日早于成立日期"),
    ("opened_date", "closed_date", "终止日早于成立（启用）日"),
    ("valid_from", "valid_through", "有效期止早于有效期起"),
    ("valid_from", "revoked_date", "撤销日早于有效期起"),
    ("signed_date", "valid_from", "生效日早于签订日"),
    ("valid_from", "ended_date", "提前终止日早于生效日"),
    ("listed_date", "withdrawn_date", "撤回申请日早于通报日"),
    ("listed_date", "reinstated_date", "恢复日早于通报日"),
)


def _check_order(checked: Checked) -> None:
    for first, last, words in _ORDERED:
        start, end = checked.values.get(first), checked.values.get(last)
        if isinstance(start, date) and isinstance(end, date):
            checked.require(start <= end, last, words)

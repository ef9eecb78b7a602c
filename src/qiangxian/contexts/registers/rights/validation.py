"""What must hold among the values of a right: the number by the rule of its kind, the class, the classification."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from qiangxian.engines.lifecycle.consistency import contradictions
from qiangxian.engines.lifecycle.facts import RightFacts
from qiangxian.kernel.check import Check
from qiangxian.kernel.identifiers import (
    application_number,
    copyright_number,
    geographical_indication,
    layout_design,
    locarno,
    not_ahead,
    plant_variety,
    trademark_number,
)
from qiangxian.kernel.identifiers import ipc as ipc_symbol

from ..records.validation import Checked
from ..types import PATENT_TYPES, GeographicalSystem, RightType

DAYS = ("filing_date", "grant_date", "registration_date", "printed_expiry")


def check_law(checked: Checked) -> None:
    """Days and numbers of a right that contradict the law or each other, by the one set of rules there is."""
    days = (checked.values.get(name) for name in DAYS)
    filed, granted, registered, printed = (day if isinstance(day, date) else None for day in days)
    added = checked.values.get("compensation_days") or 0
    facts = RightFacts(str(checked.values.get("type") or ""), filed, granted, registered, added, printed)
    for found in contradictions(facts, checked.today):
        checked.require(False, found.column, f"{found.words}，{found.remedy}")


def check_right(checked: Checked) -> None:
    """The law, then number, class and classification by the rule of the kind of right."""
    check_law(checked)
    values = checked.values
    kind, number = values.get("type"), values.get("number")
    if not kind or not number or "type" in checked.errors:
        return
    _check_sub_key(checked, kind)
    check = number_check(kind, values, checked.today)
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


NUMBERS: dict[str, str] = {
    **dict.fromkeys(PATENT_TYPES, "application_number"),
    RightType.COPYRIGHT: "copyright_number",
    RightType.GEOGRAPHICAL_INDICATION: "geographical_indication",
    RightType.PCT_APPLICATION: "international",
}


def number_check(kind: str, values: Mapping[str, Any], today: date) -> Check:
    """The number by the rule of its kind; one of a year to come is none."""
    return not_ahead(NUMBERS.get(kind, ""), NUMBER_CHECKS[kind](values), today)


NUMBER_CHECKS: dict[str, Callable[[Mapping[str, Any]], Check]] = {
    **dict.fromkeys(PATENT_TYPES, _patent_number),
    RightType.TRADEMARK: lambda values: trademark_number.validate(values["number"]),
    RightType.GEOGRAPHICAL_INDICATION: _indication_number,
    RightType.PLANT_VARIETY: lambda values: plant_variety.validate(values["number"]),
    RightType.COPYRIGHT: lambda values: copyright_number.validate(values["number"]),
    RightType.LAYOUT: lambda values: layout_design.validate(values["number"]),
}

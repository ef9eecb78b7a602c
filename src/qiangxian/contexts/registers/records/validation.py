"""The checks every value passes before it is stored, whichever way it comes: form, command line, demonstration."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from qiangxian.kernel.asking import Field
from qiangxian.kernel.calendar import LAST_DAY
from qiangxian.kernel.check import Check
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.identifiers import VALIDATORS, not_ahead

from .kinds import kind_of


@dataclass
class Checked:
    """Values ready to store, errors and doubts by field (words for the person who typed). `standing`: what is recorded
    already; a wrong code nobody touches is a doubt, so that it does not hold up the correction of something else. `today`: what
    has happened lies before it."""

    standing: Mapping[str, Any] = field(default_factory=dict)
    today: date = LAST_DAY
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


HAPPENED = ("established_date", "opened_date", "listed_date", "signed_date")
"""Days of a record that cannot lie ahead."""


class InvalidValues(Refused):
    """Some fields cannot be stored; `errors` says which and why."""

    def __init__(self, checked: Checked, kind: str) -> None:
        labels = {entry.name: entry.label for entry in kind_of(kind).fields}
        words = "；".join(f"{labels.get(name, name)}：{text}" for name, text in checked.errors.items())
        super().__init__(f"有 {len(checked.errors)} 处不能登记：{words}", remedy="请改正后再保存")
        self.errors = checked.errors


def check_values(
    kind: str, values: Mapping[str, Any], standing: Mapping[str, Any] | None = None, *, today: date = LAST_DAY
) -> Checked:
    """Check one record's values field by field, then together; `standing`: the version they would replace. `today`: nothing that
    has happened lies beyond it; left out where the values were judged before."""
    checked, declared = Checked(standing or {}, today), kind_of(kind)
    unknown = sorted(set(values) - {entry.name for entry in declared.fields})
    if unknown:
        raise Refused("登记项里没有这些栏目", remedy="请用空白模板里的栏目名", value="、".join(unknown))
    for entry in declared.fields:
        if entry.name in values:
            _check_field(checked, entry, values[entry.name])
        else:
            checked.require(not entry.required, entry.name, "此项必填")
    declared.check(checked)
    _check_order(checked, declared.ordered)
    for name in HAPPENED:
        day = checked.values.get(name)
        checked.require(not isinstance(day, date) or day <= today, name, "日期在将来，请核对")
    return checked


def valid_values(
    kind: str, values: Mapping[str, Any], standing: Mapping[str, Any] | None = None, *, today: date = LAST_DAY
) -> Checked:
    """As `check_values`, raising `InvalidValues` where anything is wrong."""
    checked = check_values(kind, values, standing, today=today)
    if checked.errors:
        raise InvalidValues(checked, kind)
    return checked


def _check_field(checked: Checked, entry: Field, value: Any) -> None:
    if isinstance(value, str):
        value = value.strip()
    if value in (None, ""):
        checked.require(not entry.required, entry.name, "此项必填")
        checked.values[entry.name] = entry.empty
        return
    if entry.check:
        checked.take(entry.name, not_ahead(entry.check, VALIDATORS[entry.check](value), checked.today))
        return
    checked.values[entry.name] = value
    if entry.takes == "choice":
        checked.require(value in dict(entry.choices), entry.name, "请从所列选项中选择")
    if entry.takes == "day":
        checked.require(isinstance(value, date), entry.name, "不是日期，请写成 2025-12-31 的形式")
    if entry.length and isinstance(value, str):
        checked.require(len(value) <= entry.length, entry.name, f"最多 {entry.length} 个字，现有 {len(value)} 个")


def organisation_code(text: str) -> str:
    """The canonical code of an organisation, empty where none is given; a wrong one is refused."""
    if not text.strip():
        return ""
    check = VALIDATORS["uscc"](text)
    if check.canonical is None:
        raise Refused(check.reason, column="统一社会信用代码", value=text, remedy=check.remedy)
    return check.canonical


def check_township(checked: Checked) -> None:
    """The township lies in the county."""
    area, township = checked.values.get("area_code"), checked.values.get("township_code")
    if area and township:
        checked.require(township.startswith(area), "township_code", f"乡镇代码 {township} 不在 {area} 之内")


def _check_order(checked: Checked, pairs: Iterable[tuple[str, str, str]]) -> None:
    for first, last, words in pairs:
        start, end = checked.values.get(first), checked.values.get(last)
        if isinstance(start, date) and isinstance(end, date):
            checked.require(start <= end, last, words)

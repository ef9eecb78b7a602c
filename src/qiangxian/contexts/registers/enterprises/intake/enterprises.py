"""Rows of enterprises: one body per code, every name it bore, where it is seated, what it reported by year."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from qiangxian.engines.intake import Row
from qiangxian.kernel import division, rulebook

from ...intake.desk import Desk
from ...intake.rows import township_of
from ...records.conditions import recorded
from ...records.kinds import Kind, RecordDraft
from ...records.names import fold_name
from ...records.readers import shown
from ...types import EntityKind
from ..models import Domicile, Enterprise, EnterpriseName, EnterpriseYear
from ..readers.sizes import YEAR_FIGURES

_TIME_BORNE = re.compile(r"[（(][^（）()]*\d{4}[^（）()]*[）)]$")
PLACE = ("area_code", "township_code", "address")


class EnterpriseRows(Kind):
    """How a table of enterprises is read: everything an enterprise keeps beside its main row."""

    def read(self, row: Row, desk: Desk) -> dict[str, Any]:
        _former_names(row)
        facts, values = {**super().read(row, desk), **_place(row, desk)}, row.values
        if status := values.get("register_status"):
            _told_status(row, status, desk)
        if row.good and values.get("industry_code") and not values.get("industry_edition"):
            row.note(
                "industry_code", values["industry_code"], "没有写明行业分类版本", "请补“行业分类版本”列，例如 2017"
            )
        return facts

    def parts_of(self, row: Row, desk: Desk) -> dict[str, Any]:
        return {"years": _years(row)}

    def assumed(self, facts: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
        return {"entity_kind": entity_kind(facts["uscc"], desk.division_code), "area_code": desk.division_code}

    def begin(self, draft: RecordDraft, record_id: int, row: Row, desk: Desk) -> None:
        facts, values = draft.facts, row.values
        renamed = values.get("renamed_date")
        self._name(facts["name"], record_id, row, desk, valid_from=renamed or facts["established_date"])
        for name in values.get("former_names", ()):
            self._name(name, record_id, row, desk, valid_to=renamed)
        since = values.get("moved_in_date") or facts["established_date"]
        desk.add(
            Domicile,
            record_id,
            {**{key: facts[key] or draft.defaults.get(key, "") for key in PLACE}, "valid_from": since},
            row,
        )
        for year, reported in draft.parts["years"].items():
            desk.add(EnterpriseYear, record_id, {"year": year, **reported}, row)
        desk.matcher.learn(facts["folded_name"], record_id, facts["uscc"])

    def _name(
        self,
        name: str,
        record_id: int,
        row: Row,
        desk: Desk,
        *,
        valid_from: date | None = None,
        valid_to: date | None = None,
    ) -> None:
        folded = fold_name(name)
        days = {"valid_from": valid_from, "valid_to": valid_to}
        desk.add(EnterpriseName, record_id, {"name": name, "folded_name": folded, **days}, row)
        desk.new_names.add(folded)

    def revise(self, draft: RecordDraft, old: Enterprise, row: Row, desk: Desk) -> bool:
        named = self._revise_names(draft, old, row, desk)
        moved = self._revise_place(draft, old, row, desk)
        return self._revise_years(draft, old, row, desk) or named or moved

    def _revise_names(self, draft: RecordDraft, old: Enterprise, row: Row, desk: Desk) -> bool:
        rows = list(EnterpriseName.objects.filter(recorded(), record_id=old.record_id))
        borne = {name.folded_name for name in rows}
        wanted = [draft.facts["name"], *row.values.get("former_names", ())]
        fresh = [name for name in wanted if fold_name(name) not in borne]
        day = row.values.get("renamed_date")
        if draft.facts["name"] in fresh and day:
            for name in rows:
                if name.valid_to is None:
                    self._end(name, day, row, desk)
        for name in fresh:
            current = name == draft.facts["name"]
            self._name(
                name, old.record_id, row, desk, valid_from=day if current else None, valid_to=None if current else day
            )
        return bool(fresh)

    def _end(self, name: EnterpriseName, day: date, row: Row, desk: Desk) -> None:
        desk.strike(name)
        facts = {"name": name.name, "folded_name": name.folded_name, "valid_from": name.valid_from, "valid_to": day}
        desk.add(EnterpriseName, name.record_id, facts, row)

    def _revise_place(self, draft: RecordDraft, old: Enterprise, row: Row, desk: Desk) -> bool:
        told = {key: draft.facts[key] or getattr(old, key) for key in PLACE}
        if told == {key: getattr(old, key) for key in PLACE}:
            return False
        moved = row.values.get("moved_in_date")
        for seat in Domicile.objects.filter(recorded(), record_id=old.record_id, valid_to__isnull=True):
            desk.strike(seat)
            if moved and (seat.valid_from is None or seat.valid_from < moved):
                kept = {key: getattr(seat, key) for key in PLACE}
                desk.add(Domicile, old.record_id, {**kept, "valid_from": seat.valid_from, "valid_to": moved}, row)
        since = moved or draft.facts["established_date"] or old.established_date
        desk.add(Domicile, old.record_id, {**told, "valid_from": since}, row)
        return True

    def _revise_years(self, draft: RecordDraft, old: Enterprise, row: Row, desk: Desk) -> bool:
        changed = False
        stored = {year.year: year for year in EnterpriseYear.objects.filter(recorded(), record_id=old.record_id)}
        for year, reported in draft.parts["years"].items():
            before = stored.get(year)
            merged = {name: reported.get(name, getattr(before, name, None)) for name in YEAR_FIGURES}
            if before and merged == {name: getattr(before, name) for name in YEAR_FIGURES}:
                continue
            if before:
                desk.strike(before)
                pairs = [(f"{year}年{self.words['fields'][name]['label']}", name) for name in YEAR_FIGURES]
                told = [
                    (label, shown(self.code, name, getattr(before, name)), shown(self.code, name, merged[name]))
                    for label, name in pairs
                    if getattr(before, name) != merged[name]
                ]
                desk.counts.change(row, old.name, told)
            desk.add(EnterpriseYear, old.record_id, {"year": year, **merged}, row)
            changed = True
        return changed


def _former_names(row: Row) -> None:
    """`丙合作社（2016-05至2018-06）`: the time a name was borne is no part of it."""
    if names := row.values.get("former_names"):
        bare = tuple(dict.fromkeys(_TIME_BORNE.sub("", name) for name in names))
        if bare != names:
            row.raw.setdefault(row.headers["former_names"], "；".join(names))
            row.values["former_names"] = bare


def _told_status(row: Row, status: str, desk: Desk) -> None:
    """The status of the registry is kept as it stands; one that says the body is no more needs the day from which."""
    row.raw.setdefault(row.headers["register_status"], status)
    ended = rulebook.load("intake", "enterprises", division=desk.division_code)["settings"]["ended_statuses"]
    if any(word in status for word in ended) and not row.values.get("closed_date"):
        remedy = "没有日期的按存续登记：请补“注销日期”列，或在企业页面登记注销（迁出）"
        row.note("register_status", status, "登记状态说明主体已不存续或不在本地，但没有日期", remedy)


def _years(row: Row) -> dict[int, dict[str, int]]:
    """Yearly facts from columns that carry their year, and from a row that carries one in its own column."""
    years = {year: dict(reported) for year, reported in row.yearly.items()}
    plain = {name: row.values[name] for name in YEAR_FIGURES if row.values.get(name) is not None}
    if plain:
        year = years.setdefault(row.values["year"], {})
        for name, value in plain.items():
            if year.setdefault(name, value) != value:
                row.refuse(name, value, "与列名带年份的同一数据不一致", "请核对后只保留一处")
    for year_ in years:
        if not 1980 <= year_ <= 2100:
            row.refuse("year", year_, "年份不对", "请核对年度")
    return years


def _place(row: Row, desk: Desk) -> dict[str, str]:
    """The seat by code, by township, by the county's name in the address; else the register's county, and it is said."""
    values = row.values
    township = township_of(row, desk)
    area = str(values.get("area_code") or "")[:6]
    longer = str(values.get("area_code") or "")
    if len(longer) >= 9 and not township:
        township = longer[:9]
    if township and area and not township.startswith(area):
        row.refuse("township", values.get("township"), "乡镇（街道）不在区划代码所指的县（市、区）", "请核对")
    area = area or _county(row, desk)
    if not area and not township and desk.county_name not in values.get("address", ""):
        row.note(None, None, "没有写明注册地所在县（市、区）", f"暂按{desk.county_name}登记，如不符请更正")
    here = desk.division_code if desk.county_name in values.get("address", "") else ""
    return {"area_code": area or township[:6] or here, "township_code": township, "address": values.get("address", "")}


def _county(row: Row, desk: Desk) -> str:
    """The code of the county a column names; a name that several counties bear is that of the nearest, if there is one."""
    name = row.values.get("county", "")
    if not name or name == desk.county_name:
        return desk.division_code if name else ""
    code = division.county_named(name, near=desk.division_code)
    if code is None:
        row.note("county", name, "不认识的县（市、区）", "请核对名称，或补“行政区划代码”列")
        row.raw.setdefault(row.headers["county"], name)
    return code or ""


def entity_kind(code: str, division_code: str) -> str:
    """What sort of body a code names by its first two characters."""
    kinds = rulebook.load("intake", "enterprises", division=division_code)["settings"]["entity_by_uscc_prefix"]
    return str(kinds.get(code[:2], EntityKind.COMPANY))

"""Numbers and codes of the field, one module each: `compact`, `validate`, `is_valid`, `format`.

The type of the field decides which module is asked; nothing guesses from the digits, since eight bare digits may be an
old patent application, a trademark or a forest variety. `VALIDATORS` names the modules for rule files and importers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from qiangxian.kernel import division
from qiangxian.kernel.check import Check, normalise
from qiangxian.kernel.identifiers import (
    agency_code,
    application_number,
    copyright_number,
    decision_number,
    geographical_indication,
    industry,
    international,
    ipc,
    layout_design,
    locarno,
    organisation_code,
    phone,
    plant_variety,
    publication_number,
    resident_id,
    trademark_number,
    uscc,
)

YEARS = {
    "application_number": re.compile(r"(\d{4})\d{8}\."),
    "copyright_number": re.compile(r"(?:.作登字-)?(\d{4})(?:SR|-)"),
    "decision_number": re.compile(r".*〔(\d{4})〕"),
    "geographical_indication": re.compile(r"AGI(\d{4})-"),
    "international": re.compile(r"(?:PCT/[A-Z]{2}|WO)(\d{4})/"),
}
"""Where a canonical number carries the year in which it was given."""


def not_ahead(kind: str, check: Check, today: date) -> Check:
    """The same, refused where the number carries a year or a day of birth that is still to come."""
    if not check.ok or check.canonical is None:
        return check
    if kind == "resident_id":
        ahead = str(born) if (born := resident_id.birth_date(check.canonical)) > today else ""
    else:
        found = YEARS[kind].match(check.canonical) if kind in YEARS else None
        ahead = found[1] if found and int(found[1]) > today.year else ""
    words = f"号码中的{'出生日期' if kind == 'resident_id' else '年份'} {ahead} 在将来"
    return replace(check, status="invalid", canonical=None, reason=words, remedy="请核对号码") if ahead else check


VALIDATORS: dict[str, Callable[..., Check]] = {
    "agency_code": agency_code.validate,
    "application_number": application_number.validate,
    "copyright_number": copyright_number.validate,
    "decision_number": decision_number.validate,
    "division": division.validate,
    "geographical_indication": geographical_indication.validate,
    "industry": industry.validate,
    "international": international.validate,
    "ipc": ipc.validate,
    "layout_design": layout_design.validate,
    "locarno": locarno.validate,
    "nice_class": trademark_number.validate_class,
    "organisation_code": organisation_code.validate,
    "patent_attorney": agency_code.validate_attorney,
    "phone": phone.validate,
    "plant_variety": plant_variety.validate,
    "publication_number": publication_number.validate,
    "resident_id": resident_id.validate,
    "similar_group": trademark_number.validate_group,
    "trademark_number": trademark_number.validate,
    "uscc": uscc.validate,
}


_OF_RIGHTS = (
    "application_number",
    "copyright_number",
    "geographical_indication",
    "international",
    "layout_design",
    "plant_variety",
    "publication_number",
    "trademark_number",
)
_DRESS = re.compile(r"^(?:软著登字|NO|第)?[.:]?(?:第)?|号$")


def numbers_meant(text: str) -> set[str]:
    """The numbers a person may mean who types this into a search: each kind's own form, and the text without prefix and
    dress, such as the beginning of a number. Unlike a field, a search may try them all."""
    bare = _DRESS.sub("", normalise(text))
    checks = (VALIDATORS[kind](written) for kind in _OF_RIGHTS for written in {normalise(text), bare})
    without_prefix = bare.removeprefix("ZL").removeprefix("CN")
    found = {check.canonical for check in checks if check.canonical}
    return {one for one in found | {bare, without_prefix} if one}

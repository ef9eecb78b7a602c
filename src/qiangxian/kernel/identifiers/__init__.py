"""Numbers and codes of the field, one module each: `compact`, `validate`, `is_valid`, `format`.

The type of the field decides which module is asked; nothing guesses from the digits, since eight bare digits may be an
old patent application, a trademark or a forest variety. `VALIDATORS` names the modules for rule files and importers.
"""

from __future__ import annotations

from collections.abc import Callable

from qiangxian.kernel import division
from qiangxian.kernel.check import Check
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

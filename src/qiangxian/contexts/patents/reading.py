"""From a row of literature to what it says of an application. A number that is wrong refuses the row; a class that is none, or a
priority nobody can read, is told and left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from qiangxian.engines.intake import Row
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.identifiers import application_number, ipc, locarno, not_ahead, publication_number

from .places import area_of
from .types import Draft, Printed

FIRST_DAY = date(1985, 4, 1)
_BARE_PUBLICATION = re.compile(r"(?:CN)?([123]\d{6}|[123]\d{8}|8[5-8]\d{6})([A-Z]\d?)?")
_DOCUMENT = re.compile(r"([A-Z]{2})[\s-]*(\d[\d/.-]*)\s*([A-Z]\d?)?")
_FOREIGN_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})[-./]?(\d{2})[-./]?(\d{2})(?!\d)")
_TYPES = {"1": "invention", "8": "invention", "2": "utility_model", "3": "design"}
_LISTS = ("applicants", "owners", "inventors", "agents", "cpc", "family", "priorities")
_TEXTS = ("title", "abstract", "claims", "description", "agency", "address", "pct_number")


def read_draft(row: Row, today: date) -> Draft:
    """What the row says; `Refused` names the column that makes it useless."""
    number, raw = _number(row, today)
    printed = _printed(row, number, today)
    if not number and printed is None:
        raise Refused("没有申请号，也没有公开号", remedy="请补全其中一个号码")
    values: dict[str, Any] = {key: " ".join(str(row.values.get(key) or "").split()) for key in _TEXTS}
    values |= {key: list(row.values.get(key) or ()) for key in _LISTS}
    classes, designs, notes = _classes(row)
    values |= {"ipc": classes, "ipc_main": classes[0] if classes else "", "locarno": designs}
    values |= {"application_number": number, "raw_number": raw if raw != number else ""}
    values["type"] = _type(row, number, printed)
    values["filing_date"] = _filed(row, today)
    values["grant_date"] = row.values.get("grant_date") or _granted(printed, values["type"])
    values["priority_date"] = _first_priority(values["priorities"])
    values["division_code"] = row.values.get("area_code") or area_of(values["address"])
    values["printed_status"] = str(row.values.get("imported_status") or "")
    values["printed_status_date"] = row.values.get("status_date")
    values["cited"] = [known for one in row.values.get("cited") or () if (known := document_number(str(one)))]
    key = number or (printed.stem if printed else "")
    return Draft(key, {name: value for name, value in values.items() if value}, printed, notes)


def _number(row: Row, today: date) -> tuple[str, str]:
    """The application number and how it was printed; a patent number stands for it."""
    raw = str(row.values.get("number") or row.values.get("patent_number") or "")
    if not raw:
        return "", ""
    dropped = "check_digit_dropped" in row.traits
    check = application_number.validate(raw, check_digit_dropped=dropped)
    check = not_ahead("application_number", check, today)
    if not check.ok or check.canonical is None:
        raise Refused(check.reason, remedy=check.remedy, column=row.headers.get("number", "申请号"), value=raw)
    return check.canonical, raw


def _printed(row: Row, number: str, today: date) -> Printed | None:
    """The document the row is about. A number without its kind is kept as it is."""
    raw = str(row.values.get("publication_number") or "")
    if not raw:
        return None
    compact = publication_number.compact(raw)
    found = _BARE_PUBLICATION.fullmatch(compact)
    if found is None:
        if number:
            return None
        column = row.headers.get("publication_number", "公开（公告）号")
        remedy = "应为 CN 加 7 位或 9 位数字和文献种类代码，例如 CN101234567A"
        raise Refused("不是中国专利文献号", remedy=remedy, column=column, value=raw)
    digits, kind = found[1], found[2] or ""
    day = row.values.get("publication_date")
    meaning = publication_number.meaning(kind, day) if kind and day else ""
    return Printed(f"CN{digits}{kind}", f"CN{digits}", kind, day, meaning or "")


def _classes(row: Row) -> tuple[list[str], list[str], list[str]]:
    """Classes of inventions and of designs, wherever they stand, the main one first; what is neither."""
    given = [*(row.values.get("classification") or ()), *(row.values.get("all_classifications") or ())]
    classes, designs, notes = list[str](), list[str](), list[str]()
    for one in (*given, *(row.values.get("locarno") or ())):
        text = re.sub(r"\([0-9.]+\)\w*$|\(\d+\)$", "", str(one).replace("（", "(").replace("）", ")").strip())
        if (check := ipc.validate(text)).ok and check.canonical:
            classes.append(check.canonical)
        elif (check := locarno.validate(text)).ok and check.canonical:
            designs.append(check.canonical)
        elif text:
            notes.append(f"分类号“{text[:40]}”未识别，没有采用")
    return list(dict.fromkeys(classes)), list(dict.fromkeys(designs)), notes


def _type(row: Row, number: str, printed: Printed | None) -> str:
    """By the application number, else the words of the row, else the first digit of the document number."""
    by_number = application_number.right_type(number) if number else ""
    digit = "" if printed is None else printed.stem[4 if len(printed.stem) == 10 else 2]
    return by_number or str(row.values.get("type") or "") or _TYPES.get(digit, "")


def _filed(row: Row, today: date) -> date | None:
    filed: date | None = row.values.get("filing_date")
    if filed and not FIRST_DAY <= filed <= today:
        column, remedy = row.headers.get("filing_date", "申请日"), "应在 1985-04-01 至今天之间，请核对"
        raise Refused("申请日不可能是这一天", remedy=remedy, column=column, value=filed)
    return filed


def _granted(printed: Printed | None, type_: str) -> date | None:
    """A grant is announced by its document; utility models and designs are published by nothing else."""
    if printed is None or printed.published_date is None:
        return None
    return printed.published_date if printed.meaning == "granted" else None


def _first_priority(printed: Iterable[str]) -> date | None:
    days = []
    for text in printed:
        for year, month, day in _FOREIGN_DAY.findall(text):
            try:
                days.append(date(int(year), int(month), int(day)))
            except ValueError:
                continue
    return min(days, default=None)


def document_number(printed: str) -> str:
    """`CN 1719946 A 20060111` → `CN1719946A`; empty where no number stands."""
    found = _DOCUMENT.search(" ".join(printed.upper().split()))
    return "" if found is None else found[1] + re.sub(r"\D", "", found[2]) + (found[3] or "")


def stem_of(number: str) -> str:
    """A document number without its kind."""
    return re.sub(r"(?<=\d)[A-Z]\d?$", "", number)


def told(row: Row, fault: Refused) -> Mapping[str, Any]:
    """A refused row for the receipt."""
    return {**fault.as_row(), "file": row.origin, "sheet": row.sheet, "row": row.number}

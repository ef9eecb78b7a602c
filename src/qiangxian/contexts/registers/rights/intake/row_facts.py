"""What a row of a table of rights says: the number by the rule of its kind, the type, the printed term, the classes, the area.

Read from the row alone, no register is asked; what cannot be is refused at its column."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from qiangxian.engines.intake import Row
from qiangxian.engines.lifecycle.consistency import contradictions
from qiangxian.engines.lifecycle.facts import RightFacts
from qiangxian.engines.lifecycle.terms import expiry_date
from qiangxian.kernel.check import Check, examine, invalid, valid
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.identifiers import application_number, international, ipc, locarno, trademark_number

from ...intake.desk import Desk
from ...types import PATENT_TYPES, GeographicalSystem, RightType
from ..validation import NUMBER_CHECKS
from . import statuses
from .attached import DROPPED

_FOREIGN = re.compile(r"[A-Z]{2}[0-9A-Z]{3,15}")


def _foreign(text: str) -> Check:
    """A foreign publication number begins with the country; beyond that every office has its own form."""
    return examine(
        text,
        lambda folded: (
            valid(folded.replace(".", ""))
            if _FOREIGN.fullmatch(folded.replace(".", ""))
            else invalid("不是国外专利公布号", "应以国别代码开头，例如 US8930553B2")
        ),
    )


ABROAD: dict[str, Callable[[str], Check]] = {
    RightType.OVERSEAS_INVENTION: _foreign,
    RightType.PCT_APPLICATION: international.validate,
    RightType.MADRID_MARK: trademark_number.validate,
}
OWN_NUMBER = {
    "mark_number": RightType.TRADEMARK,
    "variety_number": RightType.PLANT_VARIETY,
    "copyright_number": RightType.COPYRIGHT,
    "layout_number": RightType.LAYOUT,
    "indication_number": RightType.GEOGRAPHICAL_INDICATION,
}
TERM_YEARS = 10
_AND_MORE = re.compile(r" 等 \d+ 个$")
_DESIGN_ITEM = re.compile(r"(?<=^\d\d-\d\d)-[A-Z]\d{4}$")  # 09-01-B0367: class and item of the early Chinese lists
_EDITION = re.compile(r"\s*\((?:\d+|\d{4}\.\d{2})\)\s*[A-Z]?$")


def kind_and_number(row: Row) -> tuple[str | None, str, str]:
    """Type and number by what the columns say they hold, never by the look of the digits."""
    values, kind = row.values, row.values.get("type")
    own = [name for name in OWN_NUMBER if values.get(name)]
    if kind is None and own and not values.get("number"):
        kind = str(OWN_NUMBER[own[0]])
    if kind is None and values.get("sub_key") and not values.get("patent_number"):
        kind = str(RightType.TRADEMARK)
    if kind is None and values.get("indication_system"):
        kind = str(RightType.GEOGRAPHICAL_INDICATION)
    order = [name for name, owner in OWN_NUMBER.items() if owner == kind]
    order += ["number", "patent_number"] if kind in (None, *PATENT_TYPES) else ["number", *own]
    found = [name for name in order if values.get(name)]
    if not found:
        if row.good:
            row.refuse("number", None, "没有号码", "专利填申请号，商标填注册号和类别，其他填登记号")
        return kind, "", "number"
    if len(found) > 1 and kind in (None, *PATENT_TYPES):
        one, two = (application_number.compact(values[name]).replace(".", "") for name in found[:2])
        if one != two:
            row.refuse(found[1], values[found[1]], "申请号与专利号不一致", f"申请号列是 {values[found[0]]}，请核对")
    return kind or "patent", values[found[0]], found[0]


def take_printed_term(row: Row, kind: str) -> None:
    """The term as printed: its last day is the printed expiry. Terms follow each other without a gap, so its first day is the
    day of registration or the same day ten, twenty … years later: the one within ten years of filing is it."""
    values, term, first = row.values, row.values.get("term"), row.values.get("term_from")
    if first:
        row.raw.setdefault(row.headers["term_from"], first.isoformat())
    if term is not None:
        row.raw.setdefault(row.headers["term"], f"{term.first or ''} 至 {term.last or ''}")
        first = term.first or first
        if term.last:
            values.setdefault("printed_expiry", term.last)
    if first is None or values.get("registration_date") or kind not in (RightType.TRADEMARK, RightType.MADRID_MARK):
        return
    filed, day = values.get("filing_date"), first
    while filed and _years_before(day, TERM_YEARS) >= filed:
        day = _years_before(day, TERM_YEARS)
    values["registration_date"] = day
    doubt = "" if filed else "（没有申请日，可能是续展后的起始日）"
    words = f"没有注册日，按专用权期限的起始日推算为 {day}{doubt}"
    row.note("term" if term is not None else "term_from", first, words, "请核对注册证，补上注册日")


def _years_before(day: date, years: int) -> date:
    """The same day of an earlier year; 29 February becomes 28 February of a common year."""
    return date(day.year - years, day.month, min(day.day, 28) if day.month == 2 else day.day)


def number_check(kind: str, text: str, row: Row) -> Check:
    if kind == "patent" or kind in PATENT_TYPES:
        dropped = DROPPED in row.traits
        return application_number.validate(text, check_digit_dropped=dropped, filing_date=row.values.get("filing_date"))
    if kind in ABROAD:
        return ABROAD[RightType(kind)](text)
    system = row.values.get("indication_system")
    check: Check = NUMBER_CHECKS[RightType(kind)]({"number": text, "sub_key": system})
    return check


def agreed_type(row: Row, kind: str, canonical: str, column: str) -> str | None:
    """The type digit of a patent number and the type column must say the same."""
    if kind != "patent" and kind not in PATENT_TYPES:
        return kind
    named = application_number.right_type(canonical)
    if kind == "patent":
        if named is None:
            row.refuse(column, canonical, "从申请号看不出专利类型", "请补上专利类型列")
        return named
    if named not in (None, kind):
        words = f"申请号的类型位表示{RightType(str(named)).label}，类型列写的是{RightType(kind).label}"
        row.refuse("type", RightType(kind).label, words, "请核对申请号和类型，改正其中之一")
        return None
    return kind


def drop_cut_names(row: Row) -> None:
    """Names that a list cut short or masked are no holders."""
    names = row.values.get("holders", ())
    if names and (_AND_MORE.search(names[-1]) or any("*" in name for name in names)):
        row.note("holders", "、".join(names), "权利人姓名或名称不完整，未采用", "新录入的请补全权利人")
        del row.values["holders"]


def is_lawful(row: Row, kind: str, desk: Desk) -> bool:
    """Whether nothing in the row contradicts the law or itself; what does refuses the row at its column. A patent whose
    number does not tell its type is asked as an invention, which may have everything the others may have."""
    value = row.values.get
    known = RightFacts(
        RightType.INVENTION if kind == "patent" else kind,
        value("filing_date"),
        value("grant_date"),
        value("registration_date"),
        value("compensation_days") or 0,
        value("printed_expiry"),
    )
    for found in contradictions(known, county_day(desk.at)):
        row.refuse(found.column, found.value, found.words, found.remedy)
    statuses.check(row, known, county_day(desk.at), desk.division_code)
    return row.good


def facts_of(row: Row, kind: str, check: Check) -> dict[str, Any]:
    values = row.values
    known = {name: values.get(name) for name in ("filing_date", "grant_date", "registration_date", "printed_expiry")}
    days = values.get("compensation_days")
    patent = kind in PATENT_TYPES
    return {
        **known,
        "type": str(kind),
        "number": check.canonical,
        "number_status": check.status,
        "title": values.get("title", ""),
        **({"compensation_days": days} if days else {}),
        "expiry_date": _expiry(str(kind), *known.values(), days or 0),
        "publication_number": values.get("publication_number", ""),
        "classification": _classification(row, kind) if patent or kind == RightType.OVERSEAS_INVENTION else "",
        "inventors": "；".join(values.get("inventors", ())),
        "agency_name": values.get("agency_name", ""),
        "imported_status": values.get("imported_status", ""),
        "status_date": statuses.status_day(row),
        "country": values.get("country", ""),
        "priority_number": values.get("priority_number", ""),
        "raw": _raw(row),
    }


@lru_cache(maxsize=20_000)
def _expiry(
    kind: str, filed: date | None, granted: date | None, registered: date | None, printed: date | None, days: int
) -> date | None:
    facts = RightFacts(
        type=kind,
        filing_date=filed,
        grant_date=granted,
        registration_date=registered,
        printed_expiry=printed,
        compensation_days=days,
    )
    return expiry_date(facts)


def _raw(row: Row) -> dict[str, str]:
    more = row.values.get("all_classifications")
    if more:
        row.raw.setdefault(row.headers["all_classifications"], str(more))
    for name in ("classification", "locarno"):
        if len(symbols := row.values.get(name, ())) > 1:
            row.raw.setdefault(row.headers[name], ";".join(symbols))
    if day := row.values.get("publication_date"):
        row.raw.setdefault(row.headers["publication_date"], day.isoformat())
    if day := row.values.get("lapsed_date"):
        row.raw.setdefault(row.headers["lapsed_date"], day.isoformat())
    return row.raw


def _classification(row: Row, kind: str) -> str:
    values = row.values
    design = kind == RightType.DESIGN
    column = "locarno" if design and values.get("locarno") else "classification"
    symbols = values.get(column) or re.split(r"[;；|]", values.get("all_classifications", ""))[:1]
    text = _EDITION.sub("", symbols[0]).strip() if symbols else ""
    if not text:
        return ""
    if design and _DESIGN_ITEM.search(text):
        row.raw.setdefault(row.headers.get(column, "分类号"), text)
        text = _DESIGN_ITEM.sub("", text)
    check = (locarno if design else ipc).validate(text)
    if check.ok and check.canonical:
        return str(check.canonical)
    row.note(column, text, check.reason + "，原文已保留，未采用", check.remedy)
    row.raw.setdefault(row.headers.get(column, "分类号"), text)
    return ""


def sub_keys(row: Row, kind: str) -> list[str]:
    values = row.values
    if kind == RightType.GEOGRAPHICAL_INDICATION:
        system = values.get("indication_system")
        if not system:
            row.refuse(
                "indication_system", None, "没有写明地理标志的保护体系", "可填：" + "、".join(GeographicalSystem.labels)
            )
        return [system] if system else []
    if kind != RightType.TRADEMARK:
        return [""]
    classes = values.get("sub_key", ())
    if not classes:
        row.refuse("sub_key", None, "没有写明商标类别", "请填 1 至 45 的类别号；一件商标由注册号和类别共同确定")
    keys = []
    for text in classes:
        named = trademark_number.classes(text)
        keys += named
        if not named:
            row.refuse("sub_key", text, "看不出是哪一类", "商标类别为 1 至 45；几个类别用分号分开，例如 30;31")
        elif not text.isdecimal():
            row.raw.setdefault(row.headers.get("sub_key", "商标类别"), "；".join(classes))
    return list(dict.fromkeys(keys))


def area_of(row: Row, desk: Desk) -> str:
    given = row.values.get("area_code")
    if given:
        return str(given)[:6]
    return desk.division_code if desk.county_name in row.values.get("address", "") else ""

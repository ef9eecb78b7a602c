"""Rows of rights: the number by the rule of its kind, holders by rank, the grant as an event, the term by law."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from qiangxian.engines.intake import Row
from qiangxian.engines.intake.sources import OWN
from qiangxian.engines.lifecycle.consistency import contradictions
from qiangxian.engines.lifecycle.facts import Event, RightFacts
from qiangxian.engines.lifecycle.terms import expiry_date
from qiangxian.kernel.check import Check, examine, invalid, valid
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.identifiers import (
    application_number,
    international,
    ipc,
    locarno,
    not_ahead,
    trademark_number,
)

from ...intake.desk import Desk
from ...intake.records import LOOK_AT_CODE
from ...intake.rows import hash_of
from ...intake.waiting import lay_aside
from ...records.conditions import recorded
from ...records.kinds import Draft, Kind
from ...records.models import Recorded
from ...records.names import fold_name
from ...types import PATENT_TYPES, EventType, GeographicalSystem, RightType
from ..lifecycle_facts import expiry_of
from ..models import Holding, LegalEvent, Right
from ..validation import NUMBER_CHECKS, NUMBERS
from . import statuses
from .attached import DROPPED

UNNAMED = "（来源未给出名称）"
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
STARTING = {EventType.GRANT: "grant_date", EventType.REGISTRATION: "registration_date"}
KEYED = frozenset({RightType.TRADEMARK, RightType.GEOGRAPHICAL_INDICATION})
GRANTED = (*PATENT_TYPES, RightType.PLANT_VARIETY, RightType.OVERSEAS_INVENTION)
_AND_MORE = re.compile(r" 等 \d+ 个$")
_DESIGN_ITEM = re.compile(r"(?<=^\d\d-\d\d)-[A-Z]\d{4}$")  # 09-01-B0367: class and item of the early Chinese lists
_EDITION = re.compile(r"\s*\((?:\d+|\d{4}\.\d{2})\)\s*[A-Z]?$")


class RightRows(Kind):
    """How a table of rights is read."""

    def read(self, row: Row, desk: Desk) -> dict[str, Any]:
        kind, text, column = _kind_and_number(row)
        if not text or kind is None:
            return {}
        statuses.grant_day(row)
        _printed_term(row, kind)
        named = "application_number" if kind == "patent" else NUMBERS.get(kind, "")
        check = not_ahead(named, _check(kind, text, row), county_day(desk.at))
        if not check.ok or check.canonical is None:
            _lawful(row, kind, desk)
            row.refuse(column, text, check.reason, check.remedy)
            return {}
        kind = _agreed_type(row, kind, check.canonical, column)
        if kind is None:
            return {}
        _whole_names(row)
        if check.status == "suspect":
            row.note(column, text, check.reason, check.remedy)
        if check.canonical != text:
            row.raw.setdefault(row.headers.get(column, "号码"), text)
        return _facts(row, kind, check) if _lawful(row, kind, desk) else {}

    def drafts(self, row: Row, facts: dict[str, Any], desk: Desk) -> Sequence[Draft]:
        start = "grant_date" if facts["type"] in GRANTED else "registration_date"
        parts = {"holders": row.values.get("holders", ()), "area_code": _area(row, desk), "own": OWN in row.traits}
        defaults = {"title": UNNAMED, "grant_date": statuses.granted_by_status(row, desk.division_code)}
        if (day := row.values.get("start_date")) and not any(row.values.get(column) for column in STARTING.values()):
            defaults |= {start: day}
            parts["start"] = start
        return [
            Draft((facts["number"], sub_key), {**facts, "sub_key": sub_key}, parts, defaults)
            for sub_key in self._known_keys(row, facts, desk) or _sub_keys(row, facts["type"])
        ]

    def _known_keys(self, row: Row, facts: dict[str, Any], desk: Desk) -> list[str]:
        """Our own list does not always show class or system: those that stand under the number are meant."""
        given = row.values.get("sub_key") or row.values.get("indication_system")
        if given or OWN not in row.traits or facts["type"] not in KEYED:
            return []
        return list(self.standing(desk.division_code).filter(number=facts["number"]).values_list("sub_key", flat=True))

    def begin(self, draft: Draft, record_id: int, row: Row, desk: Desk) -> None:
        since = draft.facts["filing_date"] or draft.facts["grant_date"] or draft.facts["registration_date"]
        self._hold(draft, record_id, row, desk, since)
        for kind, day in _beginnings(draft):
            self._record(Event(kind, day, day), record_id, row, desk)
        self._by_status(draft, record_id, draft.facts["grant_date"], row, desk)

    def _by_status(self, draft: Draft, record_id: int, granted: date | None, row: Row, desk: Desk) -> bool:
        """What the printed status with its day says has happened; whether that was new."""
        granted = granted or (draft.defaults["grant_date"] if draft.parts.get("start") else None)
        told = [] if granted or not (day := draft.defaults["grant_date"]) else [Event(EventType.GRANT, day, day)]
        if told or granted:
            granted = granted or told[0].effective_date
        elif draft.facts["type"] in PATENT_TYPES:
            statuses.tell_ungranted(row, draft.facts["type"])
        if event := statuses.ending(row, granted, desk.division_code):
            told.append(event)
        new = [event for event in told if record_id < 0 or not _events(record_id, event.type)]
        for event in new:
            statuses.tell(row, event)
            self._record(event, record_id, row, desk)
        return bool(new)

    def _record(self, event: Event, record_id: int, row: Row, desk: Desk) -> None:
        days = {"effective_date": event.effective_date, "announced_date": event.announced_date}
        desk.add(LegalEvent, record_id, {"type": str(event.type), **days, "known_date": event.known_date}, row)

    def _hold(self, draft: Draft, record_id: int, row: Row, desk: Desk, since: date | None) -> None:
        placed = True
        for rank, name in enumerate(draft.parts["holders"], start=1):
            first = rank == 1
            code = row.values.get("holder_uscc", "") if first else ""
            match = desk.matcher.match(name, code)
            if match.note:
                row.note("holder_uscc", code, match.note, LOOK_AT_CODE)
            placed = placed and match.placed
            facts = {
                "holder_id": match.record_id,
                "holder_name": name,
                "folded_name": fold_name(name),
                "holder_uscc": code,
                "rank": rank,
                "address": row.values.get("address", "") if first else "",
                "area_code": draft.parts["area_code"] if first else "",
                "match_state": str(match.state),
                "valid_from": since,
            }
            desk.add(Holding, record_id, facts, row)
        if draft.parts["holders"]:
            desk.counts.match(placed)

    def news(self, draft: Draft, old: Any) -> dict[str, Any]:
        """Our own list says one first day, and the end of the term with every renewal: where a record has them, they are none."""
        told = super().news(draft, old)
        if (old.grant_date or old.registration_date) and (start := draft.parts.get("start")):
            told.pop(start, None)
        end = told.get("printed_expiry")
        if draft.parts["own"] and end and end + timedelta(days=1) == old.expiry_date:
            told.pop("printed_expiry")
        return told

    def revise(self, draft: Draft, old: Recorded, row: Row, desk: Desk) -> bool:
        changed = self._revise_start(draft, old, row, desk)
        granted = draft.facts["grant_date"] or getattr(old, "grant_date", None)
        ended = self._by_status(draft, old.record_id, granted, row, desk)
        return self._revise_holders(draft, old, row, desk) or changed or ended

    def _revise_start(self, draft: Draft, old: Recorded, row: Row, desk: Desk) -> bool:
        changed = False
        for kind, column in STARTING.items():
            day = draft.facts[column]
            if not day or (draft.parts["own"] and day == getattr(old, column)):
                continue
            events = _events(old.record_id, kind)
            if any(event.effective_date == day for event in events):
                continue
            for event in events:
                desk.strike(event)
            self._record(Event(kind, day, day), old.record_id, row, desk)
            changed = True
        return changed

    def _revise_holders(self, draft: Draft, old: Recorded, row: Row, desk: Desk) -> bool:
        """Other holders than stand are a correction, or a transfer, as a person says; until then they wait in the queue."""
        names = draft.parts["holders"]
        folded = [fold_name(name) for name in names]
        held = list(Holding.objects.filter(recorded(), record_id=old.record_id).order_by("rank", "id")) if names else []
        standing = [holding for holding in held if holding.valid_to is None]
        first = [h for h in held if h.valid_from == min((x.valid_from for x in held if x.valid_from), default=None)]
        if not names or folded in ([h.folded_name for h in standing], [h.folded_name for h in first]):
            return False
        if not held:
            self._hold(draft, old.record_id, row, desk, draft.facts["filing_date"])
            return True
        if self._are_the_same(names, standing, row, desk):
            return False
        desk.counts.holder_changes += 1
        printed = "、".join(holding.holder_name for holding in standing) or "（无）"
        desk.counts.change(row, self.label_of(old), [("权利人", printed, "、".join(names))])
        change = desk.batch.options.get("holder_change")
        late = any(holding.valid_from and holding.valid_from > desk.through for holding in standing)
        if not change or (change == "transfer" and late):
            keys, told = [draft.facts["number"]], f"权利人：{printed} → {'、'.join(names)}"
            lay_aside(row, self.table, hash_of(row, self.table), keys, told, desk)
            return False
        if change == "transfer":
            self._transfer(draft, old.record_id, standing, row, desk)
            return True
        for holding in standing:
            desk.strike(holding)
        self._hold(draft, old.record_id, row, desk, standing[0].valid_from if standing else draft.facts["filing_date"])
        return True

    def _are_the_same(self, names: Sequence[str], standing: Sequence[Holding], row: Row, desk: Desk) -> bool:
        """Other names of the very enterprises that hold it: nobody changed."""
        codes = [row.values.get("holder_uscc", ""), *[""] * len(names)]
        found = [desk.matcher.match(name, code).record_id for name, code in zip(names, codes, strict=False)]
        return None not in found and found == [holding.holder_id for holding in standing]

    def _transfer(self, draft: Draft, record_id: int, standing: Sequence[Holding], row: Row, desk: Desk) -> None:
        """The day of the transfer is not printed: it is entered for the day the table is complete for, and told."""
        day = desk.through
        parties = {"from": "；".join(h.holder_name for h in standing), "to": "；".join(draft.parts["holders"])}
        for holding in standing:
            desk.replace(holding, row, valid_to=day)
        self._hold(draft, record_id, row, desk, day)
        told = {"type": str(EventType.TRANSFER), "effective_date": day, "known_date": day, "detail": parties}
        desk.add(LegalEvent, record_id, told, row)
        row.note("holders", parties["to"], f"按转让登记，自 {day} 起", "转让登记日请按公告补正")

    def derive(self, facts: dict[str, Any], record_id: int) -> None:
        """The term by law, with every renewal recorded."""
        events = LegalEvent.objects.filter(recorded(), record_id=record_id)
        facts["expiry_date"] = expiry_of(Right(**facts), events)

    def document(self, row: Row, draft: Draft) -> tuple[Any, ...] | None:
        """Which of the several documents of one application (A, B …) a row describes."""
        number = row.values.get("publication_number")
        return (number, draft.facts["filing_date"]) if number and draft.facts["type"] in PATENT_TYPES else None


def _beginnings(draft: Draft) -> list[tuple[EventType, date]]:
    """How and when the right began: one day printed as grant and as registration is one beginning, of the sort its kind has."""
    days = {column: draft.facts[column] for column in STARTING.values()}
    if start := draft.parts.get("start"):
        days[start] = days[start] or draft.defaults[start]
    if days["grant_date"] == days["registration_date"]:
        days["registration_date" if draft.facts["type"] in GRANTED else "grant_date"] = None
    return [(kind, day) for kind, column in STARTING.items() if (day := days[column])]


def _events(record_id: int, kind: str) -> list[LegalEvent]:
    return list(LegalEvent.objects.filter(recorded(), record_id=record_id, type=kind))


def _kind_and_number(row: Row) -> tuple[str | None, str, str]:
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


def _printed_term(row: Row, kind: str) -> None:
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


def _check(kind: str, text: str, row: Row) -> Check:
    if kind == "patent" or kind in PATENT_TYPES:
        dropped = DROPPED in row.traits
        return application_number.validate(text, check_digit_dropped=dropped, filing_date=row.values.get("filing_date"))
    if kind in ABROAD:
        return ABROAD[RightType(kind)](text)
    system = row.values.get("indication_system")
    check: Check = NUMBER_CHECKS[RightType(kind)]({"number": text, "sub_key": system})
    return check


def _agreed_type(row: Row, kind: str, canonical: str, column: str) -> str | None:
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


def _whole_names(row: Row) -> None:
    """Names that a list cut short or masked are no holders."""
    names = row.values.get("holders", ())
    if names and (_AND_MORE.search(names[-1]) or any("*" in name for name in names)):
        row.note("holders", "、".join(names), "权利人姓名或名称不完整，未采用", "新录入的请补全权利人")
        del row.values["holders"]


def _lawful(row: Row, kind: str, desk: Desk) -> bool:
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


def _facts(row: Row, kind: str, check: Check) -> dict[str, Any]:
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


def _sub_keys(row: Row, kind: str) -> list[str]:
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


def _area(row: Row, desk: Desk) -> str:
    given = row.values.get("area_code")
    if given:
        return str(given)[:6]
    return desk.division_code if desk.county_name in row.values.get("address", "") else ""

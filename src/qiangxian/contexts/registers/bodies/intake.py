"""Rows of titles, agencies, facilities and alliances: simple records under a natural key."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from qiangxian.engines.intake import Row
from qiangxian.kernel import rulebook

from ..intake.desk import Desk
from ..intake.kinds import Draft, in_order, township_of
from ..intake.rematching import NOWHERE
from ..records.conditions import recorded
from ..records.models import Recorded
from ..records.names import fold_name
from ..titles.models import Title
from ..types import Level, RecordKind, TitleKind
from .models import Agency, Alliance, AllianceMember, Facility

OPERATION = ("opened_date", "opened_known_date", "closed_date", "closed_known_date")


class Simple:
    """What needs nothing beside its main row."""

    def begin(self, draft: Draft, record_id: int, row: Row, desk: Desk) -> None:
        return None

    def revise(self, draft: Draft, old: Recorded, row: Row, desk: Desk) -> bool:
        return False

    def derive(self, merged: dict[str, Any], old: Recorded) -> None:
        return None

    def finish(self, desk: Desk) -> None:
        return None

    def settle(self, desk: Desk) -> None:
        return None

    def document(self, row: Row, draft: Draft) -> tuple[Any, ...] | None:
        return None


class Titles(Simple):
    """Kind `titles`."""

    register = RecordKind.TITLE
    model: type[Recorded] = Title
    key_fields = ("kind", "level", "enterprise_name", "valid_from")

    def draft(self, row: Row, desk: Desk) -> Sequence[Draft]:
        values = row.values
        _validity(row)
        in_order(
            row,
            ("valid_from", "valid_through", "有效期至早于有效期起"),
            ("valid_from", "revoked_date", "撤销日早于有效期起"),
        )
        level = values.get("level") or _level_in_words(row, desk)
        if not row.good:
            return ()
        match = desk.matcher.match(values["enterprise_name"], values.get("uscc", ""))
        desk.counts.match(match.placed)
        texts = ("uscc", "certificate_number", "document_number", "issuer", "batch_name")
        facts = {
            **{name: values.get(name, "") for name in texts},
            **{
                name: values.get(name) for name in ("valid_from", "valid_through", "revoked_date", "revoked_known_date")
            },
            "enterprise_id": match.record_id,
            "enterprise_name": values["enterprise_name"],
            "match_state": str(match.state),
            "kind": values["kind"],
            "name": values.get("name") or row.printed.get("kind") or TitleKind(values["kind"]).label,
            "level": level,
            "known_date": values.get("known_date"),
            "raw": row.raw,
        }
        key = (facts["kind"], level, facts["enterprise_name"], facts["valid_from"])
        return [Draft(key, facts, defaults={"known_date": values["valid_from"]})]


def _validity(row: Row) -> None:
    """`三年`, `2023-11-22至2026-11-21`: the columns of its first and last day win over the one of its length."""
    values, told = row.values, row.values.get("validity")
    if told is None:
        if row.good and not values.get("valid_from"):
            row.refuse("valid_from", None, "没有有效期起（发证日期）", "请补上发证日期或有效期")
        return
    if told.first:
        values.setdefault("valid_from", told.first)
    if told.last:
        values.setdefault("valid_through", told.last)
    start = values.get("valid_from")
    if start is None and row.good:
        row.refuse("validity", None, "只有有效期的长度，没有起始日", "请补“发证日期”列")
    elif told.years and start:
        values.setdefault("valid_through", _years_later(start, told.years) - timedelta(days=1))


def _years_later(day: date, years: int) -> date:
    """The same day of a later year; 29 February becomes 1 March of a common year, so that the last day is 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _level_in_words(row: Row, desk: Desk) -> str:
    """The level as the title's own words give it; where they do not, the row is refused."""
    words = rulebook.load("intake", "titles", division=desk.division_code)["settings"]["level_words"]
    printed = row.printed.get("kind", "") + row.values.get("name", "") + row.title
    for word in sorted(words, key=len, reverse=True):
        if str(word) in printed:
            return str(words[word])
    row.refuse("level", None, "没有写明级别，从称号也看不出来", "请加“级别”列，可填：" + "、".join(Level.labels))
    return ""


class Agencies(Simple):
    """Kind `agencies`."""

    register = RecordKind.AGENCY
    model: type[Recorded] = Agency
    key_fields = ("name", "kind")

    def draft(self, row: Row, desk: Desk) -> Sequence[Draft]:
        values = row.values
        in_order(row, ("opened_date", "closed_date", "终止日早于成立日"))
        place = _place(row, desk)
        if not row.good:
            return ()
        facts = {
            **{
                name: values.get(name, "")
                for name in ("name", "uscc", "kind", "licence_number", "parent_name", "address")
            },
            **{name: values.get(name) for name in OPERATION},
            "is_branch": values.get("is_branch"),
            **place,
            "raw": row.raw,
        }
        defaults = {"is_branch": False, "area_code": desk.division_code}
        return [Draft((facts["name"], facts["kind"]), facts, defaults=defaults)]


class Facilities(Simple):
    """Kind `facilities`."""

    register = RecordKind.FACILITY
    model: type[Recorded] = Facility
    key_fields = ("name", "kind")

    def draft(self, row: Row, desk: Desk) -> Sequence[Draft]:
        values = row.values
        in_order(row, ("opened_date", "closed_date", "终止日早于启用日"))
        place = _place(row, desk)
        if not row.good:
            return ()
        operator = values.get("operator_name", "")
        match = desk.matcher.match(operator, values.get("operator_uscc", "")) if operator else None
        facts = {
            **{name: values.get(name, "") for name in ("name", "kind", "level", "operator_name", "web_address")},
            **{name: values.get(name) for name in OPERATION},
            "operator_id": match.record_id if match else None,
            **place,
            "raw": row.raw,
        }
        if match:
            desk.counts.match(match.placed)
        return [Draft((facts["name"], facts["kind"]), facts, defaults={"area_code": desk.division_code})]


class Alliances(Simple):
    """Kind `alliances`."""

    register = RecordKind.ALLIANCE
    model: type[Recorded] = Alliance
    key_fields = ("name",)

    def draft(self, row: Row, desk: Desk) -> Sequence[Draft]:
        values = row.values
        in_order(row, ("opened_date", "closed_date", "终止日早于成立日"))
        if not row.good:
            return ()
        facts = {
            **{name: values.get(name, "") for name in ("name", "industry", "lead_name", "self_discipline_rules")},
            **{name: values.get(name) for name in OPERATION},
            "raw": row.raw,
        }
        return [Draft((facts["name"],), facts, {"members": values.get("members", ())})]

    def begin(self, draft: Draft, record_id: int, row: Row, desk: Desk) -> None:
        self._join(draft.parts["members"], record_id, draft.facts["opened_date"], row, desk)

    def _join(self, names: Sequence[str], record_id: int, since: Any, row: Row, desk: Desk) -> None:
        matches = [(name, desk.matcher.match(name)) for name in names]
        for name, match in matches:
            facts = {"member_name": name, "enterprise_id": match.record_id, "valid_from": since}
            desk.add(AllianceMember, record_id, facts, row)
        if matches:
            desk.counts.match(all(match.placed for _, match in matches))

    def revise(self, draft: Draft, old: Recorded, row: Row, desk: Desk) -> bool:
        """New members join; one that a list leaves out has not left, since the list may be of another year."""
        stored = list(AllianceMember.objects.filter(recorded(), record_id=old.record_id))
        known = {fold_name(member.member_name): member for member in stored}
        fresh = [name for name in draft.parts["members"] if fold_name(name) not in known]
        self._join(fresh, old.record_id, None, row, desk)
        found = self._find(known.values(), desk)
        return bool(fresh) or found

    def _find(self, members: Any, desk: Desk) -> bool:
        """Members that have become known since."""
        changed = False
        for member in members:
            if member.enterprise_id is None and (match := desk.matcher.match(member.member_name)).record_id:
                desk.replace(member, NOWHERE, enterprise_id=match.record_id)
                changed = True
        return changed


def _place(row: Row, desk: Desk) -> dict[str, str]:
    township = township_of(row, desk)
    area = str(row.values.get("area_code") or "")[:6]
    if township and area and not township.startswith(area):
        row.refuse("township", row.values.get("township"), "乡镇（街道）不在区划代码所指的县（市、区）", "请核对")
    return {"area_code": area or township[:6], "township_code": township}

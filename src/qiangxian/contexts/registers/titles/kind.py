"""Titles: the declaration, and how a table of certificates is read."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from qiangxian.contexts.lists.sections import Section
from qiangxian.engines.intake import Row, load_vocabulary
from qiangxian.engines.intake.dates import chinese_count
from qiangxian.kernel import rulebook

from ..intake.desk import Desk
from ..records.additions import adds_to
from ..records.kinds import Kind, declare
from ..records.party import Party
from ..records.readers import owned
from ..records.validity import CERTIFICATE
from ..types import Level, MatchState, RecordKind, TitleKind
from .models import Title


@declare
class Titles(Kind):
    """Certificates that name an enterprise."""

    code, slug, table, model = RecordKind.TITLE, "titles", "titles", Title
    key = ("kind", "level", "enterprise_name", "valid_from")
    title = "{0.enterprise_name} {0.name}"
    exact = ("certificate_number",)
    validity = CERTIFICATE
    parties = (Party("enterprise_id", RecordKind.ENTERPRISE, "enterprise_name", "uscc", "match_state", is_owner=True),)
    ordered = (
        ("valid_from", "valid_through", "有效期止早于有效期起"),
        ("valid_from", "revoked_date", "撤销日早于有效期起"),
    )

    def sections(self, row: Title, extra: Mapping[str, Any]) -> list[Section]:
        [(_label, owner)] = self.party_pairs(row)
        match = MatchState(row.match_state).label
        return [Section("owner", "持有企业", pairs=[("企业", replace(owner, note=match))])]

    def read(self, row: Row, desk: Any) -> dict[str, Any]:
        _validity(row)
        _end_by_rule(row, desk)
        facts = super().read(row, desk)
        facts["level"] = facts["level"] or _level_in_words(row, desk)
        if row.good:
            facts["name"] = facts["name"] or row.printed.get("kind") or TitleKind(facts["kind"]).label
        return facts


adds_to(RecordKind.ENTERPRISE, "titles")(owned(RecordKind.TITLE))


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


def _end_by_rule(row: Row, desk: Desk) -> None:
    """A certificate that prints no end has the one its rule gives (`valid` of the title's conditions), and that is said."""
    start = row.values.get("valid_from")
    told = any(row.values.get(name) or row.printed.get(name) for name in ("valid_through", "validity"))
    if start is None or told:
        return
    rule = _rules(desk.division_code).get(str(row.values.get("kind")))
    if rule is None:
        return
    label, words = rule
    years = re.match(r"[一二三四五六七八九十]+(?=年)", words)
    end = _years_later(start, chinese_count(years[0])) - timedelta(days=1) if years else date(start.year, 12, 31)
    row.values["valid_through"] = end
    row.note(
        "valid_through", end, f"没有有效期止，按{label}的规定（{words}）推算", "请核对证书；不符的请补“有效期至”列"
    )


@lru_cache(maxsize=16)
def _rules(division_code: str) -> dict[str, tuple[str, str]]:
    """By kind of title: its name and how long its certificate is valid."""
    names = [name for name in rulebook.names("enterprises", division_code) if name.startswith("title_")]
    rules = [rulebook.load("enterprises", name, division=division_code) for name in names]
    return {
        str(rule["title"]): (str(rule["label"]), str(rule["valid"]))
        for rule in rules
        if "title" in rule and "valid" in rule
    }


def _years_later(day: date, years: int) -> date:
    """The same day of a later year; 29 February becomes 1 March of a common year, so that the last day is 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _level_in_words(row: Row, desk: Desk) -> str:
    """The level as the title's own words give it; where they do not, the row is refused."""
    words = load_vocabulary("titles", desk.division_code).settings["level_words"]
    named = _rules(desk.division_code).get(str(row.values.get("kind")), ("", ""))[0]  # 高企 is a 高新技术企业
    printed = row.printed.get("kind", "") + row.values.get("name", "") + row.title + named
    for word in sorted(words, key=len, reverse=True):
        if str(word) in printed:
            return str(words[word])
    row.refuse("level", None, "没有写明级别，从称号也看不出来", "请加“级别”列，可填：" + "、".join(Level.labels))
    return ""

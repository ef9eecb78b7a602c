"""The words of a fee receipt: `发明专利第7年年费`, `年费滞纳金`: which year, fee or surcharge, or no annual fee at all."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from qiangxian.engines.intake import Row
from qiangxian.engines.intake.dates import chinese_count
from qiangxian.kernel import rulebook


def read_item(row: Row, division_code: str) -> None:
    """Put year and money where the item says they belong; an item that is no annual fee passes the row over."""
    item = str(row.values.get("item") or "")
    if not item:
        if row.good and not row.values.get("year"):
            row.refuse("year", None, "没有写明年费年度", "请补“年费年度”列，或写明费用种类，例如“发明专利第7年年费”")
        return
    rules, text = _rules(division_code), "".join(item.split())
    surcharge, fee = bool(rules["surcharge"].search(text)), bool(rules["fee"].search(text))
    if not surcharge and not fee:
        _other(row, item, text, rules)
        return
    found = rules["year"].search(text)
    if found:
        row.values.setdefault("year", chinese_count(found["year"]))
    if surcharge and "surcharge_fen" not in row.values and "amount_fen" in row.values:
        row.values["surcharge_fen"] = row.values.pop("amount_fen")
    if not surcharge and not row.values.get("year") and row.good:
        row.refuse("item", item, "年费没有写明是第几年", "请写明年度，例如“发明专利第7年年费”")


def _other(row: Row, item: str, text: str, rules: Mapping[str, Any]) -> None:
    if rules["passed"].search(text):
        row.passed = item
        row.refusals.clear()
    elif row.good:
        row.refuse("item", item, "不认识的费用种类", "年费写成“第 n 年年费”，滞纳金写成“年费滞纳金”")


@lru_cache(maxsize=8)
def _compiled(division_code: str) -> Mapping[str, Any]:
    settings = rulebook.load("intake", "fees", division=division_code)["settings"]["items"]
    return {name: re.compile("|".join(f"(?:{word})" for word in words)) for name, words in settings.items()}


def _rules(division_code: str) -> Mapping[str, Any]:
    return _compiled(division_code)

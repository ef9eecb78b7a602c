"""What stands against declaring an open licence (专利法第五十条; 专利法实施细则 2023 第八十六条)."""

from __future__ import annotations

from qiangxian.engines.lifecycle.facts import RightFacts
from qiangxian.engines.lifecycle.status import status
from qiangxian.kernel.asof import AsOf

_FLAGS = {
    "licensed_exclusive": "独占许可在备案期内",
    "licensed_sole": "排他许可在备案期内",
    "frozen": "专利权被保全或处于中止程序",
}


def open_licence_bars(facts: RightFacts, as_of: AsOf, *, pledgee_agrees: bool, evaluated: bool) -> tuple[str, ...]:
    """The reasons, in Chinese, for which the declaration would be refused on the day; empty where none is known.

    `pledgee_agrees`: a consent of the pledgee is at hand. `evaluated`: a 专利权评价报告 is (utility model, design).
    """
    now = status(facts, as_of, "legal")
    words = [text for flag, text in _FLAGS.items() if flag in now.flags]
    if now.state in {"in_force_grace", "presumed_lapsed"}:
        words.append("年费未缴")
    elif now.state != "in_force":
        words.append("专利权不在有效状态")
    if "pledged" in now.flags and not pledgee_agrees:
        words.append("专利权已质押，未见质权人同意")
    if facts.type in {"utility_model", "design"} and not evaluated:
        words.append("未见专利权评价报告")
    return tuple(words)

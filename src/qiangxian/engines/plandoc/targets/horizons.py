"""Days by which a target falls due, and years that are only a baseline or the past (plan-notations §3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from qiangxian.engines.plandoc.numbers import read_numeral
from qiangxian.engines.plandoc.vocabulary import rules

Role = Literal["due", "deadline", "year", "current", "baseline", "start", "past"]

_NUMERAL = "一二两三四五六七八九十"
# What begins like a date and is none: figures with something else behind them, 规划 without 期, 通过 without years.
_NONE = rf"(?!\d++[^-–—－~～﹣至到年月\s{_NUMERAL}])(?![规建示创试方](?!.期))(?![用经通](?!过?[\d{_NUMERAL}]))"
_DATE = re.compile(
    rf"(?=[0-9“\"{_NUMERAL}今当年用经通规建示创试方每次翌]){_NONE}(?:"  # cheap: most characters begin no date
    r"(?P<range_from>(?:19|20)\d\d)年?\s?(?:[-–—－~～﹣]+|至|到)\s?(?P<range_to>(?:19|20)\d\d)年?"
    r"|(?P<year>(?:19|20)\d\d)(?:年|-(?=\d))"
    r"(?:(?P<month>\d{1,2})(?:月份?|-(?=\d))(?:(?P<day>\d{1,2})日?|上旬|中旬|下旬)?|(?P<half>[上下])半年|第?(?P<quarter>[一二三四])季度)?"
    r"(?:年?[底末初]|度)?"
    r"|(?<!\d)(?P<only_month>1[0-2]|[1-9])月份?(?:(?P<only_day>\d{1,2})日|上旬|中旬|下旬)?[底末]?"
    r"|(?:今年|当年)?(?<![上去])(?:年底|年末)|年内"
    r"|(?P<plan>[“\"]?(?P<plan_name>十[一二三四五六]五)[”\"]?)(?:规划)?(?:时期|期间|期末|末)?"
    r"|(?P<period_end>(?:规划|建设|示范|创建|试点|方案)期(?:末|满))"
    r"|每年(?:的)?(?P<yearly>\d{1,2})月(?:份)?(?:\d{1,2}日)?[底末]?|(?P<yearly_end>每年年?[底末])"
    r"|(?P<next>次年|翌年)(?:(?P<next_month>1[0-2]|[1-9])月)?[底末初]?"
    rf"|(?P<begun>(?:19|20)\d\d)年起,?(?:用|通过|经过)?(?P<lasting>\d{{1,2}}|[{_NUMERAL}]{{1,2}})年(?:左右)?的?(?:时间内?|努力|内|之内)"
    rf"|(?:用|经过|通过)?(?:\d{{1,2}}|[{_NUMERAL}]{{1,2}})?(?:[-—~～到至])?(?P<years>\d{{1,2}}|[{_NUMERAL}]{{1,2}})年(?:左右)?的?(?:时间内?|努力|内|之内))"
)
_DATE_MARK = re.compile("年|月|五|期|19|20")
_GROWN = tuple(rules("targets")["cues"]["rise_to"])
_BASE = re.compile(rules("targets")["growth"]["base_pattern"])
_AFTER = re.compile(r"(?:之前|以前|前|内)")
_SINCE = re.compile(r"(?:起|以来|开始)")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date at `start:end`; `due` is ISO as precise as the text, `guessed` where its year is not printed.

    `yearly` is the month of 每年12月底前, which has no day of its own.
    """

    start: int
    end: int
    due: str
    role: Role
    guessed: bool = False
    yearly: int | None = None


class Horizons:
    """Reads the dates of a passage, knowing the years that the plan itself gives."""

    def __init__(
        self,
        rules: Mapping[str, Any],
        plan_years: tuple[int, int] | None,
        written_year: int | None,
        begun_year: int | None = None,
    ) -> None:
        self._begun = begun_year
        self._rules = rules
        self._plan_years = plan_years
        self._written = written_year or (plan_years[0] if plan_years else None)

    def find(self, text: str) -> list[DateMention]:
        """Every date of the text in order, those without a known year with an empty `due`."""
        if not _DATE_MARK.search(text):
            return []
        return [self._read(text, match) for match in _DATE.finditer(text)]

    def _read(self, text: str, match: re.Match[str]) -> DateMention:
        if match["yearly"] or match["yearly_end"]:
            return DateMention(match.start(), match.end(), "", "deadline", yearly=int(match["yearly"] or 12))
        due, guessed = self._due(match)
        role = self._role(text, match, due)
        return DateMention(match.start(), match.end(), due, role, guessed)

    def _due(self, match: re.Match[str]) -> tuple[str, bool]:
        if match["range_to"]:
            return match["range_to"], False
        if match["begun"]:
            return str(int(match["begun"]) + int(read_numeral(match["lasting"]) or 1) - 1), False
        if match["year"]:
            return self._of_year(match["year"], match), False
        if match["plan_name"]:
            return str(self._rules["five_year_plans"].get(match["plan_name"], "")), False
        if match["period_end"]:
            return (str(self._plan_years[1]) if self._plan_years else ""), True
        if match["years"] and self._begun:  # 5年内 in a plan that says 2012年起
            return str(self._begun + int(read_numeral(match["years"]) or 1) - 1), True
        if match["years"] and self._written:
            return str(self._written + int(read_numeral(match["years"]) or 0)), True
        if self._written is None:
            return "", True
        if match["only_month"]:
            return _iso(str(self._written), match["only_month"], match["only_day"]), True
        if match["next"]:
            return _iso(str(self._written + 1), match["next_month"], None), True
        return str(self._written), True

    def _of_year(self, year: str, match: re.Match[str]) -> str:
        if match["half"]:
            return f"{year}-{self._rules['halves'][match['half']]:02}"
        if match["quarter"]:
            return f"{year}-{self._rules['quarters'][match['quarter']]:02}"
        return _iso(year, match["month"], match["day"])

    def _role(self, text: str, match: re.Match[str], due: str) -> Role:
        before, after = text[max(0, match.start() - 2) : match.start()], match.end()
        if before.endswith(("比", "较", "与", "以", "高于", "低于", "同")) or (
            "基" in text and _BASE.match(text, after)
        ):
            return "baseline"
        if _SINCE.match(text, after) or before.endswith(("自", "从", "由")):
            return "start"
        if before in ("截至", "截止") or (before.endswith("在") and self._is_past(due)):
            return "past"
        if self._is_past(due) and text.endswith(_GROWN, 0, match.start()):  # 由2021年的40件增至2023年的86件
            return "past"
        if before.endswith(("到", "至")) or match["period_end"] or match["years"] or match["begun"]:
            return "due"
        if _AFTER.match(text, after) or not (match["year"] or match["plan"] or match["range_to"]):
            return "deadline"
        if self._is_past(due):
            return "past"
        return "current" if due[:4] == str(self._written) else "year"

    def _is_past(self, due: str) -> bool:
        return bool(due and self._written and int(due[:4]) < self._written)


def _iso(year: str, month: str | None, day: str | None) -> str:
    if not month or not 1 <= int(month) <= 12:
        return year
    if not day or not 1 <= int(day) <= 31:
        return f"{year}-{int(month):02}"
    return f"{year}-{int(month):02}-{int(day):02}"

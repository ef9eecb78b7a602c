"""What the pages of sizes and ladders show, built from the query string."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiangxian.contexts.registers import readers
from qiangxian.contexts.registers.readers import SizeLine
from qiangxian.engines.eligibility.figures import FIELD_WORDS
from qiangxian.engines.eligibility.size import STATE_WORDS, class_label, standard_for, standard_label
from qiangxian.engines.eligibility.titles import titles
from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.money import Money
from qiangxian.web.request import Request

PAGE = 50
SHOWN = 20
SIZES = ("large", "medium", "small", "micro")
STATES = ("incomplete", "not_covered")
TONES = {"classified": "green", "reference": "green", "incomplete": "yellow", "not_covered": "none"}
USES = {"statistics": "统计口径", "eligibility": "政策资格"}
SCALE = {True: "规上", False: "规下", None: "未报送"}
SIZE_HEADINGS = (
    "企业", "统一社会信用代码", "规模", "划型行业", "行业代码", "代码版本", "从业人员（人）", "营业收入（万元）",
    "资产总额（万元）", "缺少的数据", "说明", "规上", "报送", "标准",
)  # fmt: skip
NEAR_HEADINGS = ("梯队", "企业", "现有称号", "下一级", "未满足或待补的条件数", "条件", "判断", "还缺什么或下一步")


@dataclass(frozen=True)
class SizeView:
    """The list of one year by one standard; `shown` is the page of the filter."""

    year: int
    years: list[int]
    use: str
    standard: str
    standards: list[tuple[str, str]]
    choices: list[tuple[str, str, int]]
    wish: str
    text: str
    lines: list[SizeLine]
    shown: list[SizeLine]
    page: int
    pages: int

    @property
    def standard_words(self) -> str:
        """Name and number of the standard."""
        return standard_label(self.standard)

    @property
    def about(self) -> list[tuple[str, str]]:
        """For the second sheet of a file."""
        return [
            ("内容", "企业规模"),
            ("年度", str(self.year)),
            ("标准", self.standard_words),
            ("行数", str(len(self.lines))),
        ]


def size_view(request: Request, division_code: str) -> SizeView:
    """The newest ended year by the statistical standard, unless the query asks for others."""
    query, last = request.GET, request.as_of.effective.year - 1
    years = sorted({*readers.years_reported(division_code), last}, reverse=True)
    asked = query.get("year", "")
    year = int(asked) if asked in map(str, years) else last
    use = query.get("standard", "")
    use = use if use in USES else "statistics"
    standard = standard_for(use, date(year, 12, 31))
    every = readers.size_lines(request.actor, division_code, year, standard)
    text, wish = query.get("q", "").strip()[:60], query.get("size", "")
    found = [line for line in every if _takes(line, wish) and (text in line.name or text == line.uscc)]
    page, pages = _page(query.get("page", ""), len(found))
    return SizeView(
        year,
        years,
        use,
        standard,
        list(USES.items()),
        _choices(every),
        wish,
        text,
        found,
        found[(page - 1) * PAGE : page * PAGE],
        page,
        pages,
    )


def _takes(line: SizeLine, wish: str) -> bool:
    return wish in ("", line.size.size, line.size.state if not line.size.size else "")


def _choices(lines: Sequence[SizeLine]) -> list[tuple[str, str, int]]:
    counted = Counter(line.size.size or line.size.state for line in lines)
    sizes = [(code, class_label(code), counted[code]) for code in SIZES]
    return [*sizes, *((code, STATE_WORDS[code], counted[code]) for code in STATES)]


def _page(asked: str, lines: int) -> tuple[int, int]:
    pages = max(-(-lines // PAGE), 1)
    return min(max(int(asked) if asked.isdecimal() and len(asked) < 8 else 1, 1), pages), pages


def size_rows(view: SizeView) -> Iterator[tuple[Any, ...]]:
    """The lines of a file."""
    for line in view.lines:
        known = {one.code: one.value for one in line.size.inputs}
        yield (
            line.name,
            line.uscc,
            line.size.label,
            line.size.band,
            line.industry_code,
            line.size.edition,
            *(_number(known.get(code)) for code in ("employees", "revenue", "assets")),
            line.size.missing_words,
            line.size.because,
            SCALE[line.above_scale],
            line.source,
            standard_label(line.size.standard),
        )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


# -- the ladder ----------------------------------------------------------------------------------------------------------


def ladder_views(request: Request, division_code: str) -> list[dict[str, Any]]:
    """Each ladder with the nearest enterprises tested in full."""
    return [
        {"ladder": one, "near": [(near, near.test(division_code)) for near in one.near[:SHOWN]], "more": len(one.near)}
        for one in _ladders(request, division_code)
    ]


def _ladders(request: Request, division_code: str) -> list[Any]:
    day = request.as_of
    return readers.ladder(request.actor, division_code, day, add_months(day.effective, -12))


def near_rows(request: Request, division_code: str) -> Iterator[tuple[Any, ...]]:
    """One line a condition that is open, for everybody near a step."""
    for one in _ladders(request, division_code):
        for near in one.near:
            opened = near.test(division_code).open_conditions
            head = (one.label, near.name, near.step or "无", near.next, near.distance)
            for tested in opened:
                yield (*head, tested.label, tested.words, "、".join(tested.missing) or tested.next)
            if not opened:
                yield (*head, "", "", "自动判断的条件均已符合，其余由人工核查")


# -- on the page of an enterprise ----------------------------------------------------------------------------------------


def enterprise_sections(row: Any, on: date) -> dict[str, Any]:
    """The years of one enterprise with what was reported by whom and the class each gives; the titles to be tested."""
    standard = standard_for("statistics", on)
    pairs = readers.enterprise_sizes(row.record_id, standard)
    years = [{"row": year, "size": size, "tone": TONES[size.state], "figures": _figures(year)} for year, size in pairs]
    tests = titles(row.division_code)
    return {"years": years, "tests": tests, "scale_words": SCALE, "size_standard": standard_label(standard)}


def _figures(year: Any) -> list[tuple[str, str]]:
    """What was reported, in words; an amount nobody reported is left out and counted as missing nowhere as zero."""
    named = [
        (words, getattr(year, name), name.endswith("_fen")) for name, words in FIELD_WORDS.items() if name != "sme"
    ]
    return [
        (words, Money(value).format() if is_money else f"{value}人")
        for words, value, is_money in named
        if value is not None and not isinstance(value, bool)
    ]

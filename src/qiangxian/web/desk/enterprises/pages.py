"""Sizes and ladders as lists, and what the page of an enterprise shows of both."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from qiangxian.contexts.lists.sources import AtHand
from qiangxian.contexts.lists.types import Cell, Choices, Column, Filter, List, Viewer, number
from qiangxian.contexts.registers.enterprises.readers.sizes import (
    enterprise_sizes,
    newest_year,
    size_lines,
    years_reported,
)
from qiangxian.contexts.registers.portfolio import title_ladder
from qiangxian.engines.eligibility.figures import FIELD_WORDS
from qiangxian.engines.eligibility.size import class_label, standard_for, standard_label
from qiangxian.engines.eligibility.titles import titles
from qiangxian.kernel.money import Money
from qiangxian.kernel.words import word
from qiangxian.web.request import Request

SIZES = ("large", "medium", "small", "micro")
STATES = ("incomplete", "not_covered")
TONES = {"classified": "green", "reference": "green", "incomplete": "yellow", "not_covered": "none"}
USES = {"statistics": "统计口径", "eligibility": "政策资格"}
SCALE = {True: "规上", False: "规下", None: "未报送"}
CHOICES = [*((code, class_label(code)) for code in SIZES), *((code, word("size_states", code)) for code in STATES)]


def size_list(request: Request, division_code: str) -> List:
    """The county's enterprises with their class of a year by a standard: of the newest year reported by the statistical one,
    unless the query asks for others."""
    last = newest_year(division_code, request.as_of.effective)
    years = [str(year) for year in sorted({*years_reported(division_code), last}, reverse=True)]
    year = request.GET.get("year", "") if request.GET.get("year", "") in years else str(last)
    use = request.GET.get("standard", "") if request.GET.get("standard", "") in USES else "statistics"
    standard = standard_for(use, date(int(year), 12, 31))
    ended = request.as_of.effective.year - 1
    behind = f"（{ended} 年度尚无企业报送）" if int(year) == last < ended else ""
    return List(
        name="sizes",
        label="企业规模",
        unit="家",
        columns=SIZE_COLUMNS,
        source=lambda viewer: AtHand(size_lines(viewer.actor, division_code, int(year), standard)),
        cells=lambda rows, _viewer: [_size_cells(row) for row in rows],
        filters=(
            Filter("size", "规模", _sized, lambda _viewer: CHOICES, tabs="size.class_or_state"),
            Filter("year", "年度", _any, lambda _viewer: [(one, f"{one} 年") for one in years], default=str(last)),
            Filter("standard", "标准", _any, lambda _viewer: list(USES.items()), default="statistics"),
        ),
        search=lambda _viewer, text: lambda line: text in line.name or text == line.uscc,
        search_label="企业名称或代码",
        key=lambda line: line.record_id,
        link=lambda line: ("enterprise", line.record_id),
        note=lambda _viewer: f"{year} 年度{behind}，按{standard_label(standard)}",
        empty_title="没有年度数据",
        empty="年度数据在企业页面登记，也可以成批导入。",
    )


def _sized(_viewer: Viewer, wish: str) -> Callable[[Any], bool]:
    return lambda line: line.size.class_or_state == wish


def _any(_viewer: Viewer, _value: str) -> Callable[[Any], bool]:
    """The year and the standard choose what is read, not which of the rows."""
    return lambda _line: True


def _file_only(key: str, label: str) -> Column:
    return Column(key, label, shown=False, in_file=True)


SIZE_COLUMNS = (
    Column("name", "企业", ("name",)),
    _file_only("uscc", "统一社会信用代码"),
    Column("size", "规模"),
    Column("band", "划型行业"),
    _file_only("industry_code", "行业代码"),
    _file_only("edition", "代码版本"),
    _file_only("employees", "从业人员（人）"),
    _file_only("revenue", "营业收入（万元）"),
    _file_only("assets", "资产总额（万元）"),
    Column("missing", "缺少的数据"),
    Column("because", "依据"),
    Column("above_scale", "规上"),
    Column("source", "报送"),
    _file_only("standard", "标准"),
    Column("test", "申报条件", in_file=False),
)


def _size_cells(line: Any) -> dict[str, Cell]:
    known, size = {one.code: one.value for one in line.size.inputs}, line.size
    edition = f"{line.industry_code}（{size.edition or '未注明'} 版）" if line.industry_code else ""
    return {
        "name": Cell(line.name),
        "uscc": Cell(line.uscc),
        "size": Cell(size.label, TONES.get(size.state, "none")),
        "band": Cell(size.band, note=edition),
        "industry_code": Cell(line.industry_code),
        "edition": Cell(size.edition),
        **{code: number(_number(known.get(code))) for code in ("employees", "revenue", "assets")},
        "missing": Cell(size.missing_words),
        "because": Cell(size.because),
        "above_scale": Cell(SCALE[line.reported.above_scale if line.reported else None]),
        "source": Cell(line.reported.source if line.reported else ""),
        "standard": Cell(standard_label(size.standard)),
        "test": Cell("自查", about=("self_test", line.record_id)),
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


# -- the ladder ----------------------------------------------------------------------------------------------------------


class NearLine(NamedTuple):
    """An enterprise near the next step of a ladder."""

    ladder: str
    name: str
    distance: int
    near: title_ladder.NearTitle


def near_list(ladders: title_ladder.Ladders, division_code: str) -> List:
    """Everybody near the next step with what is missing; only the rows of a page are tested in full."""

    def cells(rows: Sequence[NearLine], viewer: Viewer) -> list[Mapping[str, Cell]]:
        tests = title_ladder.near_tests(division_code, ladders, [row.near for row in rows])
        day = ladders.as_of.effective
        return [_near_cells(row, test.open_conditions, day) for row, test in zip(rows, tests, strict=True)]

    lines = [NearLine(view.label, near.name, near.distance, near) for view in ladders.views for near in view.near]
    choices: Choices = [(view.label, view.label) for view in ladders.views]
    return List(
        name="ladder",
        label="临近上一级称号的企业",
        unit="家",
        columns=(
            Column("ladder", "梯队", shown=False, in_file=True),
            Column("name", "企业", ("name",)),
            Column("step", "现有称号"),
            Column("next", "下一级"),
            Column("distance", "未满足或待补的条件数", ("distance", "name"), number=True),
            Column("open", "未满足或待补的条件"),
        ),
        source=lambda _viewer: AtHand(lines),
        cells=cells,
        filters=(
            Filter("ladder", "梯队", lambda _viewer, value: lambda row: row.ladder == value, lambda _viewer: choices),
        ),
        search=lambda _viewer, text: lambda row: text in row.name,
        search_label="企业名称",
        group=lambda row: row.ladder,
        key=lambda row: row.near.record_id,
        empty_title="没有临近下一级的企业",
        empty="年度数据没有报送的企业无法判断。",
        size=20,
    )


def _near_cells(line: NearLine, conditions: Sequence[Any], day: date) -> dict[str, Cell]:
    near, opened = line.near, list(_open_words(conditions))
    return {
        "ladder": Cell(line.ladder),
        "name": Cell(near.name, about=("ladder_test", (near.record_id, near.title, day))),
        "step": Cell(near.step or "无"),
        "next": Cell(near.next),
        "distance": number(near.distance),
        "open": Cell("；".join(opened) or "自动判断的条件均已符合，其余由人工核查"),
    }


def _open_words(conditions: Sequence[Any]) -> Iterator[str]:
    for tested in conditions:
        wanting = "、".join(tested.missing) or tested.next
        yield f"{tested.label}（{tested.words}）" + (f"：{wanting}" if wanting else "")


# -- on the page of an enterprise ----------------------------------------------------------------------------------------


def enterprise_sections(row: Any, on: date) -> dict[str, Any]:
    """The years of one enterprise with what was reported by whom and the class each gives; the titles to be tested."""
    standard = standard_for("statistics", on)
    pairs = enterprise_sizes(row.record_id, standard)
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

"""The figures of a self-test, each worked out from the facts with the words that show how.

`enterprises/figures.yaml` names them; those that no register holds are declared by whoever runs the test."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from qiangxian.kernel import rulebook
from qiangxian.kernel.registry import Registry

from .facts import Facts, RightFact

TOPIC = "enterprises"
FILE = "figures"
WAN = 1_000_000
FIELD_WORDS = {
    "employees": "从业人员",
    "revenue_fen": "营业收入",
    "assets_fen": "资产总额",
    "research_fen": "研发费用",
    "research_domestic_fen": "境内研发费用",
    "research_staff": "科技人员",
    "total_income_fen": "总收入",
    "high_tech_income_fen": "高新技术产品（服务）收入",
    "main_business_fen": "主营业务收入",
    "liabilities_fen": "负债总额",
    "equity_paid_fen": "实缴新增股权融资",
    "above_scale": "是否规上",
    "sme": "企业规模",
}

Value = Decimal | bool | None


@dataclass(frozen=True, slots=True)
class TestFigure:
    """A figure: None is not known and then `missing` says what to report. `doubtful` more may count once checked. `words` say how it
    came about."""

    value: Value
    words: str = ""
    missing: tuple[str, ...] = ()
    doubtful: int = 0
    code: str = ""

    @property
    def label(self) -> str:
        """Its name."""
        return label(self.code)

    @property
    def shown(self) -> str:
        """The value with its unit."""
        return shown(self.value, str(entry(self.code).get("unit", "")))

    @property
    def origin(self) -> str:
        """Where it is from, in words."""
        return str(rulebook.load(TOPIC, FILE, division=None)["origins"][entry(self.code)["origin"]])


FIGURES: Registry[Callable[[Facts], TestFigure]] = Registry("自测数据")


def figure(code: str) -> Callable[[Callable[[Facts], TestFigure]], Callable[[Facts], TestFigure]]:
    """Register how one figure is worked out."""

    return FIGURES.adding(code, lambda function: function)


def figure_of(code: str, facts: Facts) -> TestFigure:
    """The figure of that code; one that is declared is what the person stated, else not known."""
    if code in FIGURES:
        return FIGURES[code](facts)
    stated = facts.declared.get(code)
    return TestFigure(stated, "", () if stated is not None else (f"填报“{label(code)}”",))


def entry(code: str) -> Mapping[str, Any]:
    """What the rulebook says of a figure: label, unit, origin."""
    told: Mapping[str, Any] = rulebook.load(TOPIC, FILE, division=None)["figures"][code]
    return told


def label(code: str) -> str:
    """The name of a figure."""
    return str(entry(code)["label"])


def shown(value: Value, unit: str) -> str:
    """A value with its unit, at most two decimals."""
    if value is None:
        return "未知"
    if isinstance(value, bool):
        return "是" if value else "否"
    number = value.quantize(Decimal("0.01")).normalize()
    return f"{number:f}{'' if unit == '%' else ' '}{unit}"


# -- yearly figures ------------------------------------------------------------------------------------------------------


def _asked(facts: Facts, wanted: Iterable[tuple[int, str]]) -> tuple[list[int], tuple[str, ...]]:
    """The values in order and what is missing of them."""
    pairs = [(year, name, getattr(facts.year(year), name)) for year, name in wanted]
    return [value for _, _, value in pairs if value is not None], tuple(
        f"{year} 年{FIELD_WORDS[name]}" for year, name, value in pairs if value is None
    )


def _amount(code: str, name: str, years_ago: int, *, unit: int = WAN) -> None:
    @figure(code)
    def one(facts: Facts) -> TestFigure:
        year = facts.last_year - years_ago
        values, missing = _asked(facts, [(year, name)])
        return TestFigure(None, "", missing) if missing else TestFigure(Decimal(values[0]) / unit, f"{year} 年")


def _ratio(code: str, above: str, below: str, years_ago: int = 0) -> None:
    @figure(code)
    def one(facts: Facts) -> TestFigure:
        return _share(facts, [facts.last_year - years_ago], above, below)


def _share(facts: Facts, years: Sequence[int], above: str, below: str) -> TestFigure:
    """Σ of one figure ÷ Σ of another over some years, in per cent."""
    tops, no_tops = _asked(facts, [(year, above) for year in years])
    bottoms, no_bottoms = _asked(facts, [(year, below) for year in years])
    if no_tops or no_bottoms:
        return TestFigure(None, "", no_tops + no_bottoms)
    top, bottom, scale = sum(tops), sum(bottoms), WAN if above.endswith("_fen") else 1
    span = f"{years[0]}" if len(years) == 1 else f"{min(years)}—{max(years)}"
    words = f"{span} 年：{_plain(top, scale)} ÷ {_plain(bottom, scale)}"
    if not bottom:
        return TestFigure(None, words, (f"{span} 年{FIELD_WORDS[below]}为 0，无法计算比例",))
    return TestFigure(Decimal(top) * 100 / bottom, words)


def _plain(value: int, scale: int) -> str:
    text = f"{(Decimal(value) / scale).quantize(Decimal('0.01')).normalize():f}"
    return f"{text} 万元" if scale == WAN else text


def _last_years(facts: Facts, count: int) -> list[int]:
    """The ended years, fewer for a younger enterprise (the real operating years)."""
    first = facts.last_year - count + 1
    return list(range(max(first, facts.established.year if facts.established else first), facts.last_year + 1))


_amount("staff", "employees", 0, unit=1)
_amount("sales_latest", "revenue_fen", 0)
_amount("assets_latest", "assets_fen", 0)
_amount("research_latest", "research_fen", 0)
_amount("research_previous", "research_fen", 1)
_ratio("research_staff_share", "research_staff", "employees")
_ratio("research_ratio_latest", "research_fen", "revenue_fen")
_ratio("research_ratio_previous", "research_fen", "revenue_fen", 1)
_ratio("high_tech_income_share", "high_tech_income_fen", "total_income_fen")
_ratio("main_business_share", "main_business_fen", "revenue_fen")
_ratio("debt_ratio", "liabilities_fen", "assets_fen")


@figure("research_ratio_three_years")
def _three_years(facts: Facts) -> TestFigure:
    """Σ research ÷ Σ sales of the last three years (国科发火〔2016〕195号), of fewer for a younger enterprise."""
    years = _last_years(facts, 3)
    return (
        _share(facts, years, "research_fen", "revenue_fen") if years else TestFigure(None, "", ("完整年度的经营数据",))
    )


@figure("research_domestic_share")
def _domestic(facts: Facts) -> TestFigure:
    years = _last_years(facts, 3)
    if not years:
        return TestFigure(None, "", ("完整年度的经营数据",))
    return _share(facts, years, "research_domestic_fen", "research_fen")


@figure("research_two_years")
def _two_years(facts: Facts) -> TestFigure:
    return _sum(facts, "research_fen")


@figure("equity_paid_two_years")
def _equity(facts: Facts) -> TestFigure:
    return _sum(facts, "equity_paid_fen")


def _sum(facts: Facts, name: str) -> TestFigure:
    years = (facts.last_year - 1, facts.last_year)
    values, missing = _asked(facts, [(year, name) for year in years])
    return (
        TestFigure(None, "", missing)
        if missing
        else TestFigure(Decimal(sum(values)) / WAN, f"{years[0]}—{years[1]} 年合计")
    )


@figure("main_business_growth")
def _growth(facts: Facts) -> TestFigure:
    """The yearly growth that leads from the figure of two years before to the last one (compound)."""
    first, last = facts.last_year - 2, facts.last_year
    values, missing = _asked(facts, [(first, "main_business_fen"), (last, "main_business_fen")])
    if missing or not values[0]:
        return TestFigure(None, "", missing or (f"{first} 年主营业务收入为 0，无法计算增长率",))
    words = f"{first} 年 {_plain(values[0], WAN)} → {last} 年 {_plain(values[1], WAN)}"
    return TestFigure(((Decimal(values[1]) / values[0]).sqrt() - 1) * 100, words)


def _flag(code: str, name: str) -> None:
    @figure(code)
    def one(facts: Facts) -> TestFigure:
        value = getattr(facts.year(facts.last_year), name)
        missing = () if value is not None else (f"{facts.last_year} 年{FIELD_WORDS[name]}",)
        return TestFigure(value, f"{facts.last_year} 年", missing)


_flag("is_sme", "sme")
_flag("above_scale", "above_scale")


@figure("days_registered")
def _days(facts: Facts) -> TestFigure:
    if facts.established is None:
        return TestFigure(None, "", ("成立日期",))
    return TestFigure(Decimal((facts.on - facts.established).days), f"{facts.established} 成立，{facts.on} 申请")


# -- rights and lists ----------------------------------------------------------------------------------------------------


def kinds_of(group: str) -> frozenset[str]:
    """The types of right of `class_one` or `class_two`."""
    return frozenset(rulebook.load(TOPIC, FILE, division=None)["rights"][group])


def _class_one(facts: Facts) -> list[RightFact]:
    return [right for right in facts.rights if right.type in kinds_of("class_one")]


@figure("class_one_own")
def _own(facts: Facts) -> TestFigure:
    """Class I rights of its own: none that was acquired, none where it ranks after the limit; those whose origin nobody
    recorded are doubtful."""
    limit = int(rulebook.parameter(TOPIC, f"{FILE}.rights.rank_limit", facts.on, None))
    ranked = [right for right in _class_one(facts) if right.rank <= limit]
    own = sum(right.origin == "own" for right in ranked)
    doubtful = sum(right.origin == "unknown" for right in ranked)
    left_out = len(_class_one(facts)) - own - doubtful
    words = f"自主 {own} 件" + (f"，取得方式不明 {doubtful} 件" if doubtful else "")
    return TestFigure(Decimal(own), words + (f"；受让或排名靠后 {left_out} 件不计" if left_out else ""), (), doubtful)


@figure("supporting_rights")
def _supporting(facts: Facts) -> TestFigure:
    """Class I however acquired; Class II only where it can not have been used for an earlier certificate."""
    earlier = [one.valid_from for one in facts.titles if one.kind == "high_tech"]
    second = [right for right in facts.rights if right.type in kinds_of("class_two")]
    used = [right for right in second if earlier and (right.obtained is None or right.obtained < max(earlier))]
    one, fresh = len(_class_one(facts)), len(second) - len(used)
    words = f"Ⅰ类 {one} 件，Ⅱ类 {fresh} 件" + (f"；上次认定前取得的Ⅱ类 {len(used)} 件可能已用过" if used else "")
    return TestFigure(Decimal(one + fresh), words, (), len(used))


@figure("class_rights")
def _class_rights(facts: Facts) -> TestFigure:
    kinds = kinds_of("class_one") | kinds_of("class_two")
    return TestFigure(Decimal(sum(right.type in kinds for right in facts.rights)))


@figure("inventions_in_force")
def _inventions(facts: Facts) -> TestFigure:
    return TestFigure(Decimal(sum(right.type == "invention" for right in facts.rights)))


@figure("listed_now")
def _listed(facts: Facts) -> TestFigure:
    return TestFigure(Decimal(len(facts.listings)), "、".join(facts.listings) or "登记的名录中没有")


@figure("listed_three_years")
def _listed_before(facts: Facts) -> TestFigure:
    return TestFigure(Decimal(len(facts.past_listings)), "、".join(facts.past_listings) or "登记的名录中没有")


@figure("non_normal_now")
def _non_normal(facts: Facts) -> TestFigure:
    return TestFigure(Decimal(facts.non_normal))


# -- the evaluation of 科技型中小企业, estimated --------------------------------------------------------------------------


@figure("tech_sme_staff_score")
def _staff_score(facts: Facts) -> TestFigure:
    share = figure_of("research_staff_share", facts)
    if share.value is None:
        return share
    return TestFigure(_points("staff", share.value, facts.on), f"占比 {shown(share.value, '%')}")


@figure("tech_sme_score")
def _tech_score(facts: Facts) -> TestFigure:
    """Staff, research and results by the steps of 国科发政〔2017〕115号; an estimate, research by its share of sales."""
    staff, ratio = figure_of("research_staff_share", facts), figure_of("research_ratio_latest", facts)
    if staff.value is None or ratio.value is None:
        return TestFigure(None, "", staff.missing + ratio.missing)
    first = len(_class_one(facts))
    second = sum(right.type in kinds_of("class_two") for right in facts.rights)
    parts = (
        ("科技人员", _points("staff", staff.value, facts.on)),
        ("研发投入", _points("research", ratio.value, facts.on)),
        ("科技成果", max(_points("class_one", first, facts.on), _points("class_two", second, facts.on))),
    )
    return TestFigure(
        sum((points for _, points in parts), Decimal(0)), "，".join(f"{name} {value}" for name, value in parts)
    )


def _points(part: str, value: Decimal | int, on: date) -> Decimal:
    steps = rulebook.parameter(TOPIC, f"{FILE}.tech_sme_score.{part}", on, None)
    return Decimal(next((step["points"] for step in steps if value >= step["least"]), 0))

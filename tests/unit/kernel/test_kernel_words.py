"""Days, periods, money, actors and decisions."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.evidence import EVIDENCE_PROVIDERS, EvidenceRow
from qiangxian.kernel.money import Money
from qiangxian.kernel.period import Period
from qiangxian.kernel.provenance import Provenance


def test_a_question_without_a_known_day_uses_the_knowledge_of_that_day():
    assert AsOf.on(date(2026, 6, 30)) == AsOf(date(2026, 6, 30), date(2026, 6, 30))


def test_the_known_day_may_lie_before_the_effective_day():
    asked = AsOf.on(date(2026, 6, 30), known=date(2025, 1, 1))
    assert asked.known < asked.effective
    assert "2025-01-01" in str(asked)


def test_a_month_end_is_the_last_day_even_in_february_of_a_leap_year():
    assert AsOf.month_end(2024, 2) == AsOf.on(date(2024, 2, 29))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2023-01:2025-12", date(2023, 1, 1), date(2026, 1, 1)),
        ("2024", date(2024, 1, 1), date(2025, 1, 1)),
        ("2023:2025", date(2023, 1, 1), date(2026, 1, 1)),
        ("2024-02-05:2024-02-29", date(2024, 2, 5), date(2024, 3, 1)),
    ],
)
def test_a_period_is_written_with_its_last_month_and_kept_half_open(text, start, end):
    assert Period.parse(text) == Period(start, end)


@pytest.mark.parametrize("text", ["2025-12:2023-01", "2023-13:2024-01", "去年", "", "2024-02-30", "2023-1:2023-2"])
def test_an_impossible_period_is_refused_with_a_remedy(text):
    with pytest.raises(Refused) as refusal:
        Period.parse(text)
    assert refusal.value.remedy


def test_thirty_six_months_adjoin_without_overlap():
    months = Period.parse("2023-01:2025-12").months()
    assert len(months) == 36
    assert all(earlier.end == later.start for earlier, later in pairwise(months))
    assert months[11].label == "2023-12"
    assert months[11].last_day == date(2023, 12, 31)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 3000))
def test_a_period_holds_its_first_day_and_not_its_end(start, days):
    period = Period(start, start + timedelta(days=days))
    assert start in period
    assert period.end not in period
    assert Period.parse(f"{period.start}:{period.last_day}") == period


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (80_000, "800元"),
        (90_050, "900.5元"),
        (1_500_000, "1.5万元"),
        (23_600_000_000, "2.36亿元"),
        (0, "0元"),
        (-5_000_000, "-5万元"),
    ],
)
def test_money_is_shown_in_the_unit_people_say(fen, words):
    assert Money(fen).format() == words


def test_fifteen_percent_of_a_full_fee_is_exact():
    assert Money.yuan(900).percent(15) == Money.yuan("135")
    assert Money.yuan(Decimal("0.01")).percent(50) == Money(1)
    assert Money.yuan(2000).as_number() == 2000
    assert Money.yuan("0.5").as_number() == 0.5


@pytest.mark.parametrize("amount", ["0.001", 1.5])
def test_money_refuses_parts_of_a_fen_and_floats(amount):
    with pytest.raises(ValueError, match=r"float|fen"):
        Money.yuan(amount)


@given(st.integers(-(10**15), 10**15), st.integers(-(10**15), 10**15))
def test_money_adds_without_loss(left, right):
    assert (Money(left) + Money(right)) - Money(right) == Money(left)


def test_the_system_is_named_and_a_visitor_holds_no_division():
    assert Actor.system().label == "系统"
    assert Actor.system().has("office", "system")
    assert not Actor.visitor().has("office")
    assert not Actor.visitor().division_codes


def test_a_refusal_says_why():
    assert allow()
    assert not deny("只有办公室可以销号")
    with pytest.raises(ValueError, match="reason"):
        Decision(False)


def test_a_refused_row_tells_place_value_and_remedy():
    refusal = Refused("校验码不符", file="a.xlsx", sheet="专利", row=17, column="申请号", value="2017", remedy="请核对")
    assert str(refusal) == "文件 a.xlsx，工作表“专利”，第 17 行，“申请号”列，值“2017”：校验码不符（请核对）"
    assert refusal.as_row() == {
        "sheet": "专利", "row": 17, "column": "申请号", "value": "2017", "reason": "校验码不符", "remedy": "请核对",
    }  # fmt: skip


def test_an_evidence_provider_is_found_by_its_code_and_registered_once():
    def meetings(division, as_of, filters):
        return [EvidenceRow("meeting", "1", f"{division} {filters['year']}")]

    EVIDENCE_PROVIDERS.add("test.meetings", meetings)
    try:
        rows = EVIDENCE_PROVIDERS.named("test.meetings")("410481", AsOf.on(date(2024, 1, 1)), {"year": 2024})
        assert rows[0].label == "410481 2024"
        with pytest.raises(ValueError, match="twice"):
            EVIDENCE_PROVIDERS.add("test.meetings", meetings)
    finally:
        del EVIDENCE_PROVIDERS["test.meetings"]


def test_a_source_is_printed_with_what_is_known_of_it():
    assert str(Provenance("国家知识产权局", obtained_on=date(2024, 5, 1))) == "国家知识产权局，2024-05-01 取得"

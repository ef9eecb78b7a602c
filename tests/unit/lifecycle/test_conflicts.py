"""Imported words against computed law."""

from datetime import date

import pytest

from qiangxian.engines.lifecycle.conflicts import (
    premature_lapses,
    printed_expiry_differs,
    states_of,
    status_conflict,
)
from qiangxian.engines.lifecycle.facts import Event, RightFacts

GRANTED = RightFacts("invention", filing_date=date(2019, 4, 10), grant_date=date(2021, 6, 1))
DAY = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        ("等待实审提案", "not_granted"),
        ("一通出案待答复", "not_granted"),
        ("驳回等复审请求", "closed"),
        ("专利权维持", "in_force"),
        ("未缴年费终止失效", "lapsed"),
        ("有效期届满", "expired"),
        ("专利权部分无效", "in_force"),
        ("宣告专利权全部无效", "never_existed"),
        ("视为放弃取得专利权", "closed"),
        ("授权", "in_force"),
    ],
)
def test_printed_words_are_read_as_states(printed, state):
    assert state in states_of(printed)


def test_unknown_words_are_not_judged():
    assert states_of("某某") is None
    assert status_conflict("某某", GRANTED, DAY) is None


def test_a_right_printed_as_ended_that_the_law_holds_in_force_is_a_conflict():
    assert status_conflict("未缴年费终止失效", GRANTED, DAY) == "in_force"
    assert status_conflict("专利权维持", GRANTED, DAY) is None


def test_a_lapse_announced_before_the_law_allows_is_a_finding():
    early = Event("lapse_unpaid_fee", date(2026, 4, 10), date(2026, 11, 1))
    proper = Event("lapse_unpaid_fee", date(2025, 4, 10), date(2026, 2, 27))
    facts = RightFacts("invention", filing_date=date(2019, 4, 10), events=(early, proper))
    assert premature_lapses(facts) == (early,)


def test_a_printed_last_day_that_the_law_does_not_give_is_a_finding():
    printed = [
        RightFacts("design", filing_date=date(2021, 6, 1), printed_expiry=day)
        for day in (date(2036, 5, 31), date(2036, 6, 1), date(2031, 5, 31))
    ]
    assert [printed_expiry_differs(facts) for facts in printed] == [False, False, True]
    assert not printed_expiry_differs(
        RightFacts(
            "plant_variety", filing_date=date(2015, 1, 1), grant_date=date(2020, 1, 1), printed_expiry=date(2034, 1, 1)
        )
    )

"""Self-tests of titles by the worked examples of the rulebook; what no answer may ever do."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.engines.eligibility.facts import Facts, RightFact, TitleFact, YearFacts
from qiangxian.engines.eligibility.figures import FIGURES, figure_of
from qiangxian.engines.eligibility.ladder import ladders, near_limit, standing
from qiangxian.engines.eligibility.titles import OUTCOME_WORDS, declared_figures, rule, self_test, titles
from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import NotFound

VECTORS = rulebook.entries("enterprises", "self_test_vectors", division=None)
COUNTS = {"employees", "research_staff", "sme", "above_scale"}
KINDS = [kind for kind, _ in titles(None)]


def year_of(number, figures) -> YearFacts:
    fen = {f"{k}_fen": int(Decimal(str(v)) * 1_000_000) for k, v in figures.items() if k not in COUNTS}
    return YearFacts(number, **fen, **{k: v for k, v in figures.items() if k in COUNTS})


def rights_of(vector) -> tuple[RightFact, ...]:
    return tuple(
        RightFact(f"2015{place}{copy}", one["type"], one.get("rank", 1), one.get("origin", "own"), one.get("obtained"))
        for place, one in enumerate(vector.get("rights", ()))
        for copy in range(one.get("times", 1))
    )


def facts_of(vector) -> Facts:
    on = vector["on"]
    return Facts(
        on=on,
        established=vector.get("established"),
        years={number: year_of(number, figures) for number, figures in vector.get("years", {}).items()},
        rights=rights_of(vector),
        titles=tuple(
            TitleFact(one["kind"], one["from"], one["through"], one["from"] <= on <= one["through"])
            for one in vector.get("titles", ())
        ),
        listings=tuple(vector.get("listings", ())),
        non_normal=vector.get("non_normal", 0),
        declared={
            code: value if isinstance(value, bool) else Decimal(str(value))
            for code, value in vector.get("declared", {}).items()
        },
    )


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_a_self_test(vector):
    facts = facts_of(vector)
    answer = self_test(facts, vector["title"], None, review=vector.get("review", False))
    found = {one.code: one.outcome for one in answer.conditions}
    assert {code: found.get(code, "absent") for code in vector.get("expect", {})} == dict(vector.get("expect", {}))
    missing = {one.code: list(one.missing) for one in answer.conditions}
    for code, words in vector.get("missing", {}).items():
        assert missing[code] == list(words)
    for code, value in vector.get("figures", {}).items():
        assert figure_of(code, facts).value == value
    if "version" in vector:
        assert answer.version == vector["version"]


@pytest.mark.parametrize("kind", KINDS)
def test_with_nothing_known_nothing_is_promised(kind):
    answer = self_test(Facts(on=date(2026, 7, 1)), kind, None)
    for one in answer.conditions:
        assert one.words in OUTCOME_WORDS.values()
        assert "通过" not in one.words
        assert one.outcome != "unknown" or one.missing, one.code
        assert one.source
        asked_of_years = [shown for shown in one.figures if shown.origin == "企业年度数据"]
        assert one.outcome != "met" or not asked_of_years, "a figure nobody reported cannot meet a condition"


def test_rules_change_on_their_day_and_name_their_version():
    assert rule("little_giant", date(2026, 3, 31), None)["version"] == "2022"
    assert rule("little_giant", date(2026, 4, 1), None)["version"] == "2026"
    assert self_test(Facts(on=date(2025, 6, 1)), "advantage", None).version == "国知发运字〔2025〕28号"


def test_every_figure_of_every_rule_can_be_worked_out_or_declared():
    for kind in KINDS:
        for on in (date(2024, 1, 1), date(2026, 11, 22)):
            stated = declared_figures(kind, on, None)
            answer = self_test(Facts(on=on), kind, None)
            for one in answer.conditions:
                for shown in one.figures:
                    assert shown.code in FIGURES or shown.code in stated, shown.code


def test_a_title_without_rules_is_refused_in_words():
    with pytest.raises(NotFound, match="没有自测规则"):
        self_test(Facts(on=date(2026, 7, 1)), "leading_agri", None)


def test_a_statement_nobody_checked_never_settles_a_manual_condition():
    declared = {"score": Decimal(99)}
    answer = self_test(Facts(on=date(2026, 7, 1), declared=declared), "high_tech", None)
    assert {one.outcome for one in answer.conditions if one.kind == "manual"} == {"manual_review"}


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_more_research_never_loses_the_research_condition(sales, research):
    def outcome(fen: int) -> str:
        years = {n: YearFacts(n, revenue_fen=sales * 100, research_fen=fen) for n in (2023, 2024, 2025)}
        facts = Facts(on=date(2026, 7, 1), established=date(2000, 1, 1), years=years)
        return next(one.outcome for one in self_test(facts, "high_tech", None).conditions if one.code == "research")

    assert not (outcome(research * 100) == "met" and outcome((research + 1) * 100) == "not_met")


def test_the_ladder_stands_on_the_highest_valid_step_and_asks_for_the_next():
    specialised = next(one for one in ladders(None) if one.code == "specialised")
    held = TitleFact("innovative_sme", date(2025, 1, 1), date(2027, 12, 31), True)
    over = TitleFact("little_giant", date(2020, 1, 1), date(2022, 12, 31), False)
    found = standing(Facts(on=date(2026, 7, 1), titles=(held, over)), specialised, None)
    assert (found.step, found.next, found.test.title) == ("innovative_sme", "specialised_sme", "specialised_sme")
    top = TitleFact("little_giant", date(2025, 1, 1), date(2027, 12, 31), True)
    assert standing(Facts(on=date(2026, 7, 1), titles=(top,)), specialised, None).next is None
    assert near_limit(date(2026, 7, 1), None) == 2

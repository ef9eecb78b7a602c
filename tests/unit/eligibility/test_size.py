"""Size classes by the worked examples of the rulebook, and what must hold for any figures."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.engines.eligibility.size import ORDER, SizeFacts, band_of, size_class, standard_for, standard_label
from qiangxian.kernel import rulebook

VECTORS = rulebook.entries("enterprises", "size_vectors", division=None)
WAN = 1_000_000


def facts_of(vector) -> SizeFacts:
    fen = {f"{name}_fen": int(Decimal(str(vector[name])) * WAN) for name in ("revenue", "assets") if name in vector}
    return SizeFacts(
        vector["code"],
        vector.get("edition", "2017"),
        vector.get("entity", "company"),
        vector.get("name", "某某有限公司"),
        vector.get("employees"),
        **fen,
    )


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_the_size_class_of_a_year(vector):
    found = size_class(facts_of(vector), 2025, "national_2017")
    assert (found.size, found.state) == (vector["size"], vector.get("state", "classified"))
    assert found.missing == tuple(vector.get("missing", ()))
    assert found.because
    assert (found.year, found.standard) == (2025, "national_2017")


def test_the_answer_says_what_is_missing_in_words():
    found = size_class(SizeFacts("C3130", "2017", "company", "某厂", employees=300), 2025, "ministry_2011")
    assert (found.label, found.missing_words) == ("待补", "营业收入")
    assert "缺营业收入" in found.because


def test_statistics_and_policy_each_have_their_standard():
    on = date(2026, 11, 22)
    assert (standard_for("statistics", on), standard_for("eligibility", on)) == ("national_2017", "ministry_2011")
    assert "国统字〔2017〕213号" in standard_label("national_2017")


def test_every_division_of_the_classification_has_an_answer():
    for division in range(1, 98):
        band, state, reason = band_of(f"{division:02d}", "2017")
        assert band or reason or state == "classified", division


FIGURES = st.integers(0, 3000), st.integers(0, 300_000), st.integers(0, 200_000)


@given(*FIGURES, st.sampled_from(["C31", "E47", "F51", "I63", "K701", "L72", "A01", "M73"]))
def test_more_of_everything_never_makes_an_enterprise_smaller(employees, revenue, assets, code):
    small = size_class(_facts(code, employees, revenue, assets), 2025, "national_2017")
    more = size_class(_facts(code, employees + 1, revenue + 1, assets + 1), 2025, "national_2017")
    assert ORDER.index(small.size) <= ORDER.index(more.size)


@given(*FIGURES)
def test_the_class_is_the_lowest_an_indicator_gives(employees, revenue, assets):
    found = size_class(_facts("C31", employees, revenue, assets), 2025, "national_2017")
    assert ORDER.index(found.size) == min(ORDER.index(one.size) for one in found.inputs)


def _facts(code: str, employees: int, revenue: int, assets: int) -> SizeFacts:
    return SizeFacts(code, "2017", "company", "某厂", employees, revenue * WAN, assets * WAN)

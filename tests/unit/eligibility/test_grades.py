"""Grades of the cultivation library by the worked examples (enterprises.md §4, L1 and L4)."""

from datetime import date

import pytest

from qiangxian.engines.eligibility.grades import grade
from qiangxian.kernel import rulebook

VECTORS = rulebook.entries("enterprises", "grade_vectors", division=None)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_a_grade_follows_from_the_figures(vector):
    answer = grade(vector["figures"], date(2026, 7, 1), None)
    assert answer.grade == vector["grade"]
    assert answer.because

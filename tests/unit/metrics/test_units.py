"""A figure told in another unit; what says something else is never compared."""

from decimal import Decimal

import pytest

from qiangxian.engines.metrics.units import factor


@pytest.mark.parametrize(
    ("unit", "wanted", "times"),
    [
        ("元", "元", 1),
        ("万元", "元", 10000),
        ("元", "万元", Decimal("0.0001")),
        ("亿元", "万元", 10000),
        ("百万元", "万元", 100),
        ("件", "项", 1),
        ("家", "个", 1),
        ("千件", "件", 1000),
        ("人", "名", 1),
        ("人", "万人", Decimal("0.0001")),
        ("%", "个百分点", 1),
        ("件/万人", "件/万人", 1),
        ("家", "", 1),
    ],
)
def test_a_figure_is_told_in_another_unit(unit: str, wanted: str, times: object) -> None:
    assert factor(unit, wanted) == times


@pytest.mark.parametrize(
    ("unit", "wanted"), [("件", "万元"), ("人", "人次"), ("%", "件"), ("件/万人", "件"), ("公里", "个")]
)
def test_what_says_something_else_is_not_compared(unit: str, wanted: str) -> None:
    assert factor(unit, wanted) is None

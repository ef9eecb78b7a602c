"""How a record behind a figure is numbered on a page: by what people print, never by our own words."""

import pytest

from qiangxian.engines.metrics.measures import CountedRow


@pytest.mark.parametrize(
    ("key", "label", "number"),
    [
        ("201310699744.2", "一种轧机", "201310699744.2"),
        ("PCT/CN2026/990008", "一种轧机", "PCT/CN2026/990008"),
        ("10000037/21", "甲牌", "10000037/21"),
        ("甲事务所/patent_agency", "甲事务所", ""),
        ("公告2014第2号/product", "某某米", "公告2014第2号"),
        ("I27/accepted/2026-01-01/2026-03-31", "受理", "2026-01-01 至 2026-03-31"),
        ("resident_population/2025-12-31", "常住人口", "2025-12-31"),
    ],
)
def test_a_number_is_what_people_print(key: str, label: str, number: str) -> None:
    assert CountedRow("any", key, label).number == number

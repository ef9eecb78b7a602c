"""Numbers with units as plans print them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.engines.plandoc.numbers import read_numeral
from qiangxian.engines.plandoc.targets.vocabulary import vocabulary


def numbers(text):
    return [(number.value, number.unit) for number in vocabulary().numbers.find(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("10家", 10, "家"),
        ("1.2亿千瓦", 120_000_000, "千瓦"),
        ("15000名", 15000, "名"),
        ("15,000名", 15000, "名"),
        ("2.6万家", 26000, "家"),
        ("7万件", 70000, "件"),
        ("2万亿元", 2_000_000_000_000, "元"),
        ("100 万元", 1_000_000, "元"),
        ("320万名", 3_200_000, "名"),
        ("5千家", 5000, "家"),
        ("10万千瓦时", 100_000, "千瓦时"),
        ("35微克/立方米", 35, "微克/立方米"),
        ("3万元/人", 30000, "元/人"),
        ("2个百分点", 2, "个百分点"),
        ("3个工作日", 3, "个工作日"),
        ("三十家", 30, "家"),
        ("一百二十名", 120, "名"),
        ("两所", 2, "所"),
        ("百分之八", 8, "%"),
        ("五分之一", 20, "%"),
        ("八成以上", 80, "%"),
        ("一半以上", 50, "%"),
        ("半个月", Decimal("0.5"), "个月"),
        ("120余家", 120, "家"),
    ],
)
def test_a_number_has_its_magnitude_applied_and_its_unit_kept(text, value, unit):
    assert numbers(text) == [(value, unit)]


@pytest.mark.parametrize(
    ("text", "low", "high"), [("1到2个", 1, 2), ("60%—70%", 60, 70), ("5年到10年", 5, 10), ("2-3万件", 20000, 30000)]
)
def test_both_ends_of_a_range_are_read(text, low, high):
    (number,) = vocabulary().numbers.find(text)
    assert (number.value, number.upper) == (low, high)


@pytest.mark.parametrize("text", ["第一", "统一", "唯一", "PM2.5", "数十家"])
def test_words_with_a_numeral_in_them_are_no_numbers_with_units(text):
    assert [unit for _, unit in numbers(text) if unit] == []


@pytest.mark.parametrize("raw", ["十十", "点", "二点点", "", "亿万百"])
def test_what_is_no_numeral_reads_as_nothing(raw):
    assert read_numeral(raw) is None


@given(st.text(alphabet="零〇一二两三四五六七八九十百千万亿点0123456789,. ", max_size=12))
def test_no_numeral_raises(raw):
    assert read_numeral(raw) is None or isinstance(read_numeral(raw), Decimal)

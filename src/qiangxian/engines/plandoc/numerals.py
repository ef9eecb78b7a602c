"""Chinese numerals as headings and dates print them."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"


def chinese_numeral(number: int) -> str:
    """1 to 99 as in 二十五、"""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


NUMERALS = {chinese_numeral(number): number for number in range(1, 100)}
_YEAR_DIGITS = str.maketrans("〇○O零o一二三四五六七八九", "00000123456789")


def year_digits(text: str) -> str:
    """二〇二三 as 2023; copies print the zero as 〇, ○ or the letter O."""
    return text.translate(_YEAR_DIGITS)

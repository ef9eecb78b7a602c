"""How typed words are read."""

import pytest

from qiangxian.contexts.lists.typed import words_of


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("轧机", ["轧机"]),
        ("轧机 冷却　装置", ["轧机", "冷却", "装置"]),
        ("轧机，冷却、轧机", ["轧机", "冷却"]),
        ("ZL 2013 1 0699744.2", ["ZL201310699744.2"]),
        ("轧机 2013 1 0699744.2 冷却", ["轧机", "201310699744.2", "冷却"]),
        ("9141 0481 MA00 0000 17", ["91410481MA00000017"]),
        ("G1 T2", ["G1", "T2"]),
        ("第 12 类", ["第", "12", "类"]),
        ("  ", []),
        ("", []),
    ],
)
def test_words(typed: str, words: list[str]) -> None:
    assert words_of(typed) == words

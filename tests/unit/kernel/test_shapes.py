"""A rule file that has another shape than the one declared for it is told at its line, with what to do."""

from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from qiangxian.kernel.marked_yaml import read_marked
from qiangxian.kernel.shapes import DatedShape, Shape, faults

GOOD = """\
tea:
  label: 绿茶
  served: morning
  cups: 3
  since: 2024-03-01
  prices:
    - {from: 2024-01-01, value: 12, source: 价目表, checked: 2026-01-05}
"""


class Drink(Shape):
    label: str
    served: Literal["morning", "evening"]
    cups: int
    since: date
    prices: list[DatedShape[int]] | int = 0


def told(folder: Path, text: str, name: str = "menu") -> list[tuple[int, str]]:
    file = folder / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    document = read_marked(file, f"national/drinks/{name}.yaml")
    return [(issue.line, issue.message) for issue in faults(document, menu=dict[str, Drink])]


def test_a_file_of_the_declared_shape_has_no_fault(tmp_path):
    assert told(tmp_path, GOOD) == []


def test_a_file_of_another_name_is_left_alone(tmp_path):
    assert told(tmp_path, "whatever: 1\n", "vectors") == []


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("  label: 绿茶\n  served: morning\n", "", 1, "缺少 label、served"),
        ("cups: 3", "cops: 3", 4, "不认识的键 cops"),
        ("cups: 3", "cups: 三", 4, "cups 须为整数"),
        ("cups: 3", "cups: true", 4, "cups 须为整数"),
        ("morning", "noon", 3, "served 须为 morning、evening 之一"),
        ("since: 2024-03-01", "since: 三月", 5, "since 须为日期，如 2025-12-31"),
        ("label: 绿茶", "label: 12", 2, "label 须为文字"),
        ("value: 12, ", "", 7, "缺少 value"),
        ("value: 12", "value: many", 7, "value 须为整数"),
    ],
)
def test_each_fault_is_told_at_its_line(tmp_path, old, new, line, words):
    found = told(tmp_path, GOOD.replace(old, new, 1))
    assert any(where == line and words in message for where, message in found), found

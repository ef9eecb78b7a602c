"""The rulebook files of titles and sizes are checked where they are written."""

from pathlib import Path

import pytest

from qiangxian.kernel import rulebook
from qiangxian.kernel.rulebook import Rulebook

GOOD = """
label: 某称号
title: some
level: county
versions:
  - from: 2020-01-01
    version: "1"
    source: 某通知
    checked: 2026-11-22
    conditions:
      - {code: staff, label: 人数, source: 第一条, test: {figure: staff, at_most: 500}}
"""


def faults(root: Path, text: str) -> list[str]:
    folder = root / "national" / "enterprises"
    folder.mkdir(parents=True)
    (root / "places.yaml").write_text("national: {prefix: '', label: 全国}\n", encoding="utf-8")
    (folder / "title_some.yaml").write_text(text, encoding="utf-8")
    return [issue.message for issue in Rulebook(root).validate_all()]


def test_the_files_of_the_product_are_without_fault():
    assert [str(issue) for issue in rulebook.validate_all() if "/enterprises/" in issue.file] == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("figure: staff", "figure: staffs", "没有名为 staffs 的数据"),
        ("at_most: 500", "atmost: 500", "须恰有一个比较方式"),
        ("{figure: staff, at_most: 500}", "{}", "判断须恰有一种写法"),
        ("source: 第一条, ", "", "缺少 source"),
        ("source: 某通知", "by: 某通知", "缺少 source"),
    ],
)
def test_a_slip_in_a_rule_is_named(tmp_path, old, new, words):
    assert any(words in fault for fault in faults(tmp_path, GOOD.replace(old, new, 1)))


def test_a_good_rule_has_no_fault(tmp_path):
    assert faults(tmp_path, GOOD) == []

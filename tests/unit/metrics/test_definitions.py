"""Indicator files: what they must say, what they leave open, and how a fault is told."""

from datetime import date
from textwrap import dedent

import pytest

import qiangxian.engines.metrics.schema  # noqa: F401 - registers the check of indicator files
from qiangxian.engines.metrics.definitions import LIBRARY, Library
from qiangxian.kernel.errors import NotFound, Refused
from qiangxian.kernel.rulebook import Rulebook

PLACES = 'national: {prefix: "", label: 全国}\nwugang: {prefix: "410481", label: 舞钢市}\n'
GOOD = """\
number: I99
label: 样例
unit: 家
kind: stock
direction: up
definition:
  - from: 2020-01-01
    value: {version: "1", measure: registers.rights.in_force, formula: "不少于 {least} 件，{state}"}
    source: 来源
    checked: 2026-11-22
  - from: 2026-01-01
    value: {version: "2", measure: registers.rights.in_force, formula: "至少 {least} 件，{state}"}
    source: 新来源
    checked: 2026-11-22
parameters:
  least: {label: 下限, type: integer, minimum: 1, default: 2, source: 原文}
  state: {label: 口径, type: choices, default: [a], choices: {a: 甲, b: 乙}, source: 原文}
"""
DAY = date(2025, 6, 1)


@pytest.fixture
def book(tmp_path):
    def write(text=GOOD, **narrower):
        for name, content in {"places.yaml": PLACES, "national/indicators/sample.yaml": text, **narrower}.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(dedent(content), encoding="utf-8")
        return Rulebook(tmp_path)

    return write


def test_the_version_of_the_day_is_taken(book):
    library = Library(book())
    assert library.definition("sample", on=DAY, division=None).version == "1"
    assert library.definition("sample", on=date(2026, 1, 1), division=None).version == "2"
    assert library.definition("I99", on=DAY, division=None).code == "sample"
    assert library.version("sample", "2", None).source == "新来源"


def test_an_unknown_indicator_or_version_is_named(book):
    library = Library(book())
    with pytest.raises(NotFound, match="没有指标 other"):
        library.definition("other", on=DAY, division=None)
    with pytest.raises(NotFound, match=r"\.\./"):
        library.definition("../../secret", on=DAY, division=None)
    with pytest.raises(NotFound, match="版本 7"):
        library.version("sample", "7", None)


def test_a_county_gives_only_the_default_that_differs(book):
    rules = book(**{"wugang/indicators/sample.yaml": "parameters: {least: {default: 5}}"})
    assert [str(issue) for issue in rules.validate_all()] == []
    ours = Library(rules).definition("sample", on=DAY, division="410481")
    theirs = Library(rules).definition("sample", on=DAY, division="410482")
    assert (ours.settle({})["least"], theirs.settle({})["least"]) == (5, 2)
    assert ours.parameters["least"].label == "下限"


def test_choices_are_settled_in_the_order_of_the_rulebook_and_told_in_words(book):
    sample = Library(book()).definition("sample", on=DAY, division=None)
    settled = sample.settle({"state": ["b", "a"], "least": "3"})
    assert settled == {"least": 3, "state": ("a", "b")}
    assert sample.sentence(settled) == "不少于 3 件，甲、乙"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"least": 0}, "不小于 1"), ({"least": "二"}, "整数"), ({"least": True}, "整数"), ({"state": []}, "可选"),
        ({"state": ["c"]}, "甲"), ({"levels": 1}, "没有参数 levels"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused_with_what_would(book, given, words):
    sample = Library(book()).definition("sample", on=DAY, division=None)
    with pytest.raises(Refused, match=words):
        sample.settle(given)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("kind: stock", "kind: level", 4, "kind 须为"), ("unit: 家\n", "", 1, "缺少 unit"),
        ("{least} 件", "{most} 件", 8, "most 没有定义"), ("，{state}", "", 8, "state 没有写进"),
        ('version: "2"', 'version: "1"', 11, "出现了两次"), ("registers.rights.in_force", "rights", 8, "带点的计量代码"),
        ("default: [a]", "default: [c]", 17, "不在 choices"), ("default: 2", "default: two", 16, "须为整数"),
        ("kind: stock", "kind: flow", 4, "须有参数 period"), ("number: I99", "numbers: I99", 1, "没有“numbers”"),
        ("type: integer", "type: whole", 16, "type 须为"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_file_and_line(book, old, new, line, words):
    issues = book(GOOD.replace(old, new)).validate_all()
    assert [issue for issue in issues if words in issue.message and issue.line == line], [str(one) for one in issues]
    assert {issue.file for issue in issues} == {"national/indicators/sample.yaml"}


def test_every_shipped_indicator_reads_as_a_sentence():
    shipped = LIBRARY.definitions(on=date(2025, 12, 31), division="410481")
    assert {"enterprises_with_granted_patents", "service_agencies"} <= {one.code for one in shipped}
    for one in shipped:
        assert "{" not in one.sentence(one.settle({}))
    first = LIBRARY.definition("I33", on=date(2025, 12, 31), division="410481")
    assert (first.label, first.settle({})["state"]) == ("拥有授权专利的企业", "ever_granted")


def test_no_name_means_two_indicators_and_every_indicator_is_called_by_its_own() -> None:
    day, called = date(2026, 1, 1), {}
    for code in LIBRARY.book.names("indicators", None):
        found = LIBRARY.definition(code, on=day, division=None)
        assert found.is_called(found.label)
        for name in (found.label, *found.names):
            assert called.setdefault("".join(name.split()), code) == code, name

"""The rulebook: narrowest place wins, values have days, faults have lines."""

from datetime import date
from textwrap import dedent

import pytest

import qiangxian.engines.lifecycle  # noqa: F401 - registers the schemas of its topics
from qiangxian.kernel import rulebook
from qiangxian.kernel.marked_yaml import MarkedYamlError, read_marked
from qiangxian.kernel.rulebook import Rulebook, RulebookError

PLACES = """
    national: {prefix: "", label: 全国}
    henan: {prefix: "41", label: 河南省}
    wugang: {prefix: "410481", label: 舞钢市}
"""


@pytest.fixture
def book(tmp_path):
    def write(**files: str) -> Rulebook:
        for name, text in {"places.yaml": PLACES, **files}.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(dedent(text), encoding="utf-8")
        return Rulebook(tmp_path)

    return write


def test_the_narrowest_place_wins_key_by_key(book):
    rules = book(
        **{
            "national/office/hours.yaml": "open: {from: 8, to: 17}\ndays: [一, 二]",
            "henan/office/hours.yaml": "open: {from: 9}",
            "wugang/office/hours.yaml": "days: [三]",
        }
    )
    assert rules.load("office", "hours", division="410481001") == {"open": {"from": 9, "to": 17}, "days": ("三",)}
    assert rules.load("office", "hours", division="410482") == {"open": {"from": 9, "to": 17}, "days": ("一", "二")}
    assert rules.load("office", "hours", division="110101") == {"open": {"from": 8, "to": 17}, "days": ("一", "二")}
    assert rules.load("office", "hours", division=None)["open"]["from"] == 8


def test_the_place_of_a_value_is_the_file_and_line_that_gives_it(book):
    rules = book(
        **{"national/office/hours.yaml": "from: 8\nto: 17", "henan/office/hours.yaml": "# later\n\nfrom: 9"},
    )
    assert rules.where("office", "hours", "from", division="410481") == "henan/office/hours.yaml:3"
    assert rules.where("office", "hours", "to", division="410481") == "national/office/hours.yaml:2"


def test_names_are_gathered_over_all_places_of_the_chain(book):
    rules = book(
        **{"national/forms/a.yaml": "x: 1", "wugang/forms/b.yaml": "x: 1", "henan/forms/a.yaml": "x: 2"},
    )
    assert rules.names("forms", "410481") == ("a", "b")
    assert rules.names("forms", None) == ("a",)


FEE = """
    fee:
      - {from: 2016-09-01, value: 3500, source: 旧规定, checked: 2026-11-22}
      - {from: 2019-07-01, value: 5000, source: 新规定, checked: 2026-11-22}
"""


@pytest.mark.parametrize(
    ("day", "value"), [(date(2019, 6, 30), 3500), (date(2019, 7, 1), 5000), (date(2030, 1, 1), 5000)]
)
def test_a_parameter_has_the_value_of_its_day(book, day, value):
    assert book(**{"national/fees/limits.yaml": FEE}).parameter("fees", "limits.fee", day, "410481") == value


def test_a_parameter_before_its_first_day_is_an_error_with_a_place(book):
    rules = book(**{"national/fees/limits.yaml": FEE})
    with pytest.raises(RulebookError) as fault:
        rules.parameter("fees", "limits.fee", date(2016, 8, 31), None)
    assert fault.value.where == "national/fees/limits.yaml:2"
    assert rules.dated("fees", "limits.fee", date(2020, 1, 1), None).source == "新规定"


def test_a_parameter_that_does_not_exist_is_an_error(book):
    with pytest.raises(RulebookError, match=r"limits\.rate"):
        book(**{"national/fees/limits.yaml": FEE}).parameter("fees", "limits.rate", date(2020, 1, 1), None)
    with pytest.raises(RulebookError, match="没有 fees/other"):
        book().load("fees", "other", division=None)


def test_rules_cannot_be_changed_after_reading(book):
    rules = book(**{"national/office/hours.yaml": "open: {from: 8}"})
    with pytest.raises(TypeError):
        rules.load("office", "hours", division=None)["open"]["from"] = 7


def test_words_stay_words_and_codes_keep_their_zeros(book):
    rules = book(**{"national/codes/c.yaml": "on: off\nyes: 0101\ntrue_value: true\nday: 2019-07-01\nshare: 0.5"})
    assert rules.load("codes", "c", division=None) == {
        "on": "off", "yes": "0101", "true_value": True, "day": date(2019, 7, 1), "share": 0.5,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [("a: 1\nb: 2\na: 3", 3, "两次"), ("a: 1\nb: [", 3, "YAML"), ("a:\n  b: 2023-02-30", 2, "2023-02-30")],
)
def test_an_unreadable_file_names_its_line(tmp_path, text, line, words):
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(MarkedYamlError, match=words) as fault:
        read_marked(tmp_path / "a.yaml", "a.yaml")
    assert fault.value.issue.line == line


def test_validation_finds_every_faulty_file_with_its_line(book):
    rules = book(
        **{
            "national/fees/a.yaml": "x:\n  - {from: 2020-01-01, value: 1}",
            "henan/fees/b.yaml": "x: 1\nx: 2",
            "wugang/fees/c.yaml": (
                "x:\n  - {from: 2020-01-02, value: 1, source: s, checked: 2020-01-01}\n"
                "  - {from: 2020-01-01, value: 1, source: s, checked: 2020-01-01}"
            ),
            "national/fees/d.csv": "code,name\n1,2,3",
        }
    )
    assert {(issue.file, issue.line) for issue in rules.validate_all()} == {
        ("national/fees/a.yaml", 2), ("henan/fees/b.yaml", 2), ("wugang/fees/c.yaml", 3),
        ("national/fees/d.csv", 1), ("national/fees/d.csv", 2),
    }  # fmt: skip


def test_the_shipped_rulebook_is_without_fault():
    assert [str(issue) for issue in rulebook.validate_all()] == []

"""The day by which a target falls due, as it is printed or as the list above it says."""

import pytest

from qiangxian.engines.plandoc.targets import TargetPassage, read_targets
from tests.unit.plandoc.passages import figures, read


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("到2025年,商标达到80件。", "2025"),
        ("到2025年底,商标达到80件。", "2025"),
        ("至2025年12月31日,商标达到80件。", "2025-12-31"),
        ("2024年6月底前,建成示范街区3个。", "2024-06"),
        ("2024年上半年,建成示范街区3个。", "2024-06"),
        ("“十四五”末,商标达到80件。", "2025"),
        ("年底前建成示范街区3个。", "2023"),
        ("6月底前建成示范街区3个。", "2023-06"),
        ("用3年时间,建成示范街区3个。", "2026"),
        ("示范期末,商标达到80件。", "2026"),
        ("商标达到80件。", None),
    ],
)
def test_the_day_is_given_as_precisely_as_it_is_printed(text, due):
    assert [target.due for target in figures(text)] == [due]


def test_a_horizon_holds_for_its_paragraph_and_a_deadline_for_its_sentence():
    text = "到2025年,商标达到80件。专利达到90件。2024年6月底前建成街区3个。版权登记达到100件。"
    assert [target.due for target in figures(text)] == ["2025", "2025", "2024-06", "2025"]


def test_a_horizon_holds_for_the_list_below_it():
    passages = [
        TargetPassage("到2025年,实现以下目标:", 0, "1.2", None, False, "主要目标"),
        TargetPassage("——商标达到80件。", 20, "1.2", None, False, "主要目标"),
        TargetPassage("——专利达到90件。", 40, "2.1", None, False, "重点任务"),
    ]
    targets, _ = read_targets(passages, plan_years=None, written_year=2023)
    assert [(target.due, target.start) for target in targets] == [("2025", 22), (None, 42)]


def test_a_guessed_year_is_reported():
    _, warnings = read("年底前建成示范街区3个。")
    assert [warning.code for warning in warnings] == ["target_year_guessed"]

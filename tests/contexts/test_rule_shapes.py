"""Every rule file has a shape; what somebody could get wrong in one is told at its line."""

from pathlib import Path

import pytest

from qiangxian.kernel.rulebook import RULEBOOK, SCHEMAS, Rulebook, validate_all


def test_every_file_of_the_product_has_the_shape_of_its_kind() -> None:
    assert [str(issue) for issue in validate_all()] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("metrics/judgement", "value: 0.8", "value: 八成", "value 须为数字"),
        ("metrics/units", "families:", "famillies:", "不认识的键 famillies"),
        ("metrics/corrections", "what: 称号", "wat: 称号", "不认识的键 wat"),
        ("notices/sending", "value: 4096", "value: 四千", "value 须为整数"),
        ("cultivation/guidance", "kind: level", "kind: niveau", "kind 须为 increase、level 之一"),
        ("cultivation/exits", "    label: 注销\n", "", "缺少 label"),
        ("programmes/phases", ", basis: 没有基期无法判断进度", "", "须写明 words 或 basis 之一"),
        ("programmes/targets", "progressive_hedges:", "hedges:", "不认识的键 hedges"),
        ("lifecycle/compensation", "value: 14", 'value: "14"', "value 须为整数"),
        ("lifecycle/status_words", "states: [expired]", "states: [gone]", "写的是 gone"),
        ("lifecycle/terms", "by: grant_date\n", "by: some_day\n", "by 须为 filing_date"),
        ("lifecycle/restoration", "never_restored:", "never:", "缺少 never_restored"),
        ("figures/series", "kind: survey", "kind: poll", "kind 须为 stock、flow、survey 之一"),
        ("intake/agencies", "type: date", "type: day", "type 须为 text"),
    ],
)
def test_a_fault_is_told_with_its_file(tmp_path: Path, file: str, old: str, new: str, told: str) -> None:
    path = f"national/{file}.yaml"
    text = (RULEBOOK.root / path).read_text(encoding="utf-8")
    assert old in text
    wrong = tmp_path / path
    wrong.parent.mkdir(parents=True)
    wrong.write_text(text.replace(old, new, 1), encoding="utf-8")
    (tmp_path / "places.yaml").write_text('national: {prefix: "", label: 全国}\n', encoding="utf-8")
    found = [str(issue) for issue in Rulebook(tmp_path).validate_all()]
    assert any(told in one and path in one for one in found), found


def test_a_county_says_only_what_differs(tmp_path: Path) -> None:
    own = tmp_path / "wugang" / "cultivation" / "exits.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(
        "reasons:\n  inactive: {bar_months: [{from: 2026-01-01, value: 24, source: 某文, checked: 2026-01-01}]}\n"
    )
    (tmp_path / "places.yaml").write_text('wugang: {prefix: "410481", label: 舞钢市}\n', encoding="utf-8")
    assert Rulebook(tmp_path).validate_all() == []
    own.write_text("reasons:\n  inactive: {bar: 24}\n", encoding="utf-8")
    assert ["不认识的键 bar" in str(one) for one in Rulebook(tmp_path).validate_all()] == [True]


def test_the_topics_of_this_test_are_checked() -> None:
    assert {"metrics", "notices", "cultivation", "programmes", "lifecycle", "intake", "documents"} <= set(SCHEMAS)

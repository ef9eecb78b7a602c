"""`rulebook check` and `rulebook diff`: what a changed rule would change, and that trying it leaves no trace."""

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from qiangxian.cli import rulebook as command
from qiangxian.contexts.indicators import readers
from qiangxian.contexts.indicators.models import Observation
from qiangxian.contexts.registers.rights.models import AnnualFee, Right
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused
from tests.conftest import WUGANG
from tests.contexts.builders import enterprise, lapse, reported_through, right, written

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
DAY = "2025-12-31"
UNPAID = "2015100000022"
COUNTING_INVENTIONS = {
    "valid_inventions",
    "high_value_inventions",
    "inventions_per_10000_people",  # their numerators move, although no population is reported here
    "high_value_inventions_per_10000_people",
}


@pytest.fixture
def county():
    """Three inventions, one with an unpaid fee, one lapsed, and a utility model near the end of its term."""
    reported_through()
    mill = enterprise("舞钢甲厂", "91410481MA40000015")
    right("2015100000011", mill)
    unpaid = right(UNPAID, mill)
    written(AnnualFee, unpaid, year=9, due_date=date(2023, 3, 2), known_date=date(2023, 3, 2))
    lapse(right("2015100000033", mill), "2024-03-02", "2024-11-15")
    right("2016200000044", mill, type="utility_model", filed="2016-05-04", granted="2017-01-02")


@pytest.fixture
def changed(tmp_path):
    """A folder with one rule file in which some words were replaced."""

    def write(path, *replacements):
        text = (rulebook.RULEBOOK.root / path).read_text(encoding="utf-8")
        for old, new in replacements:
            assert old in text, old
            text = text.replace(old, new)
        file = tmp_path / "edition" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return tmp_path / "edition"

    return write


def run(*arguments):
    return CliRunner().invoke(command.app, list(map(str, arguments)), catch_exceptions=True)


def diff(folder, *more):
    result = run("diff", folder, "--as-of", DAY, *more, "--json")
    assert result.exit_code == 0, result.exception or result.output
    return json.loads(result.stdout)


def figures(found):
    return {(one["indicator"], one["reading"]): (one["old"], one["new"]) for one in found["indicators"]["changed"]}


def moved(found):
    return {name: held["changed"] for name, held in found["rights"].items() if name != "checked" and held["changed"]}


def test_the_states_that_count_change_the_figures_in_force_and_nothing_else(county, changed):
    listed = "value: [in_force, in_force_grace, presumed_lapsed]"
    folder = changed("national/lifecycle/status.yaml", (listed, "value: [in_force, in_force_grace]"))
    found = diff(folder)
    moved_figures = figures(found)
    assert moved_figures[("valid_inventions", "statistical")] == (2, 1)
    assert {code for code, _ in moved_figures} <= COUNTING_INVENTIONS
    assert found["files"] == ["national/lifecycle/status.yaml"]
    assert moved(found) == {}
    assert {"valid_trademarks", "enterprises_with_granted_patents"} <= set(found["indicators"]["unchanged"])


def test_the_fee_schedule_changes_fees_and_neither_figures_nor_states(county, changed):
    folder = changed("national/lifecycle/fees.yaml", ("yuan: 4000", "yuan: 4100"))
    found = diff(folder)
    assert figures(found) == {}
    assert moved(found) == {"fees": 3}
    [example] = [one for one in found["rights"]["fees"]["examples"] if one["number"] == UNPAID]
    assert example["old"]["11"][0] == 4000
    assert example["new"]["11"][0] == 4100
    words = run("diff", folder, "--as-of", DAY).stdout
    assert "年费金额：4 件中有 3 件变化" in words
    assert "4100" in words


def test_a_shorter_term_changes_states_and_figures_though_terms_are_stored_beside_the_rights(county, changed):
    path = "national/lifecycle/terms.yaml"
    text = (rulebook.RULEBOOK.root / path).read_text(encoding="utf-8")
    block = text[text.index("utility_model:") :]
    line = block[: block.index("1993-01-01, value: 10") + len("1993-01-01, value: 10")]
    stored = Right.objects.get(number="2016200000044").expiry_date
    found = diff(changed(path, (line, line.replace("1993-01-01, value: 10", "1993-01-01, value: 9"))))
    assert moved(found)["statistical"] == moved(found)["legal"] == moved(found)["expiry_date"] == 1
    assert found["rights"]["statistical"]["examples"][0]["new"] == "expired"
    assert Right.objects.get(number="2016200000044").expiry_date == stored


def test_a_default_reading_changes_its_indicator_alone(county, changed):
    path = "national/indicators/enterprises_with_granted_patents.yaml"
    found = diff(changed(path, ("default: 2", "default: 4"), ("default: ever_granted", "default: in_force")))
    assert figures(found) == {("enterprises_with_granted_patents", "statistical"): (1, 0)}


def test_with_later_knowledge_both_readings_are_compared(county, changed):
    listed = "value: [in_force, in_force_grace, presumed_lapsed]"
    folder = changed("national/lifecycle/status.yaml", (listed, "value: [in_force, in_force_grace]"))
    found = diff(folder, "--known", "2026-03-01")
    moved_figures = figures(found)
    assert moved_figures[("valid_inventions", "statistical")] == (2, 1)
    assert {code for code, _ in moved_figures} <= COUNTING_INVENTIONS
    assert "valid_inventions" not in found["indicators"]["unchanged"]


def test_trying_rules_stores_nothing_and_the_standing_rules_stand_again(county, changed):
    before = readers.evaluate(division=WUGANG, indicator="I02", as_of=AsOf.on(date(2025, 12, 31)))
    rows = Observation.objects.count()
    root = rulebook.RULEBOOK.root
    diff(changed("national/lifecycle/status.yaml", ("value: [in_force, in_force_grace, presumed_lapsed]", "value: []")))
    assert Observation.objects.count() == rows
    assert rulebook.RULEBOOK.root == root
    [again] = [
        one
        for one in readers.recomputed(division=WUGANG, as_of=AsOf.on(date(2025, 12, 31)))
        if one.definition.code == "valid_inventions"
    ]
    assert again == before


def test_the_same_files_change_nothing(county, changed):
    found = diff(changed("national/lifecycle/fees.yaml"))
    assert (found["files"], figures(found), moved(found)) == ([], {}, {})


@pytest.mark.parametrize(
    ("path", "replacement", "words"),
    [
        ("national/indicators/valid_inventions.yaml", ("registers.rights.in_force", "registers.rights.gone"), "gone"),
        ("national/indicators/valid_inventions.yaml", ("kind: stock", "kind: level"), "kind 须为"),
    ],
)
def test_rules_that_do_not_hold_together_are_refused(county, changed, path, replacement, words):
    result = run("diff", changed(path, replacement), "--as-of", DAY)
    assert isinstance(result.exception, Refused)
    assert words in str(result.exception)


def test_a_folder_without_rules_or_of_no_known_place_is_refused(county, tmp_path):
    assert isinstance(run("diff", tmp_path / "nowhere").exception, Refused)
    (tmp_path / "mars").mkdir()
    assert isinstance(run("diff", tmp_path).exception, Refused)
    (tmp_path / "mars" / "fees.yaml").write_text("{}")
    assert "mars" in str(run("diff", tmp_path).exception)


def test_the_standing_rules_pass_their_check():
    result = run("check", "--json")
    assert json.loads(result.stdout)["faults"] == []
    assert result.exit_code == 0

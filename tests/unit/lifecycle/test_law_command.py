"""The calculator on the command line: JSON shapes of the interface, refusals with their place."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from qiangxian.cli.law import app
from qiangxian.kernel.errors import Refused

RIGHT = {
    "type": "invention", "filing_date": "2019-04-10", "grant_date": "2021-06-01",
    "events": [{"type": "lapse_unpaid_fee", "effective_date": "2026-04-10", "announced_date": "2027-02-26"}],
    "fees": [{"year": 8, "due_date": "2026-04-10", "paid_on": None}],
}  # fmt: skip


def law(*words):
    result = CliRunner().invoke(app, [*words, "--json"])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_term_of_a_design():
    answer = law("term", "--type", "design", "--filing", "2021-06-01")
    assert (answer["last_day"], answer["terminated_on"]) == ("2036-05-31", "2036-06-01")


def test_compensation_moves_the_last_day():
    answer = law("term", "--type", "invention", "--filing", "2021-09-06", "--compensation-days", "87")
    assert answer["last_day"] == "2041-12-01"


def test_a_fee_in_the_first_band():
    answer = law(
        "fee", "--type", "invention", "--filing", "2020-04-10", "--year", "7", "--grant", "2022-05-03",
        "--reduction", "85", "--pay-on", "2026-05-12",
    )  # fmt: skip
    warnings, reason = answer.pop("warnings"), answer.pop("reason")
    assert "85%" in reason
    assert answer == {
        "year": 7, "nominal_due_date": "2026-04-10", "due_date": "2026-04-10", "provisional": False, "full": 2000,
        "payable": 300, "band_percent": 5, "surcharge": 100, "total": 400, "grace_end_date": "2026-10-12",
        "outcome": "grace",
    }  # fmt: skip
    assert any("2026-10-10" in words for words in warnings)


def test_a_fee_too_late_has_no_total():
    answer = law("fee", "--type", "invention", "--filing", "2020-04-10", "--year", "7", "--pay-on", "2026-10-13")
    assert (answer["outcome"], answer["surcharge"], answer["total"]) == ("too_late", None, None)


def test_an_open_licence_being_worked_takes_fifteen_per_cent():
    answer = law("fee", "--type", "invention", "--filing", "2012-06-01", "--year", "14", "--open-licence")
    assert (answer["full"], answer["payable"], answer["outcome"]) == (6000, 5100, "on_time")


def test_a_period_that_ends_on_a_sunday_of_a_year_without_notice():
    answer = law("due", "--from", "2026-11-30", "--months", "3")
    because = answer.pop("because")
    assert answer == {"nominal": "2027-02-28", "due": "2027-03-01", "provisional": True}
    assert "2027" in because


def test_the_two_calendars_differ_on_a_make_up_sunday():
    assert law("due", "--from", "2026-09-18", "--working-days", "5", "--calendar", "office")["due"] == "2026-09-24"
    assert law("due", "--from", "2026-09-18", "--working-days", "5")["due"] == "2026-09-28"


def test_a_status_in_both_readings(tmp_path):
    file = tmp_path / "right.json"
    file.write_text(json.dumps(RIGHT), encoding="utf-8")
    answer = law("status", str(file), "--as-of", "2026-06-30", "--known", "2027-03-01")
    assert (answer["statistical"]["state"], answer["legal"]["state"]) == ("in_force_grace", "lapsed")
    assert answer["legal"]["because"][0]["announced_date"] == "2027-02-26"
    assert set(answer) == {"number", "type", "as_of", "known", "statistical", "legal", "flags", "expiry_date"}


def test_words_for_people_name_states_in_chinese(tmp_path):
    file = tmp_path / "right.json"
    file.write_text(json.dumps(RIGHT), encoding="utf-8")
    result = CliRunner().invoke(app, ["status", str(file), "--as-of", "2026-06-30", "--known", "2027-03-01"])
    assert "状态：有效（滞纳期）" in result.stdout
    assert "状态：终止" in result.stdout
    assert "None" not in result.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["term", "--type", "design", "--filing", "2021-02-30"],
        ["due", "--from", "2026-01-01"],
        ["due", "--from", "2026-01-01", "--months", "1", "--days", "1"],
        ["fee", "--type", "design", "--filing", "2021-06-01", "--year", "16"],
        ["status", "no-such-file.json"],
    ],
)
def test_input_that_cannot_be_used_is_refused_with_a_remedy(words):
    with pytest.raises(Refused) as refusal:
        law(*words)
    assert refusal.value.remedy


def test_a_broken_file_is_refused_with_its_line(tmp_path):
    file = tmp_path / "right.json"
    file.write_text('{"type": "design",\n nonsense}', encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        law("status", str(file))
    assert refusal.value.row == 2


@pytest.mark.parametrize("command", ["term", "fee", "due", "status"])
def test_every_command_helps_with_an_example(command):
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert "qiangxian law" in result.output.replace("\n", " ")


def test_the_calculator_needs_no_database_and_no_django():
    program = "import sys, qiangxian.cli.law; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0

"""The schema of the topic `lifecycle` finds what somebody could get wrong, at its line."""

import pytest

from qiangxian.engines.lifecycle import schema
from qiangxian.kernel import calendar, rulebook
from qiangxian.kernel.marked_yaml import read_marked


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        (
            "fees",
            "schedules:\n  invention:\n    - from: 2001-03-01\n      value: [{years: [1, 3], yuan: 9}, {years: [5, 6], yuan: 9}]",
            3,
            "首尾相接",
        ),
        ("status", "counted_states:\n  legal:\n    - {value: [alive]}", 3, "alive"),
        ("terms", "patent: {by: filing_date, from_day: today}", 1, "patent"),
    ],
)
def test_a_fault_is_found_at_its_line(tmp_path, name, text, line, words):
    file = tmp_path / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    issues = list(schema.check_lifecycle(read_marked(file, f"national/lifecycle/{name}.yaml")))
    assert any(issue.line == line and words in issue.message for issue in issues), issues


def test_a_holiday_notice_holds_days_of_its_own_year(tmp_path):
    file = tmp_path / "notices.yaml"
    head = "fixed_days: []\nlibrary_from: 2004\nlibrary_through: 2026\nlibrary_source: s\nsources: {}\nyears:\n"
    strange, short = "  2027: {off: [2026-01-01], workdays: [], source: s, checked: 2026-01-01}", "  2028: {off: []}"
    for year, line in ((strange, 7), (f"{strange}\n{short}", 8)):
        file.write_text(head + year, encoding="utf-8")
        assert {issue.line for issue in calendar.check_notices(read_marked(file, "notices.yaml"))} == {line}


def test_every_uncertain_parameter_says_so_where_it_is_shown():
    noted = rulebook.RULEBOOK.history("lifecycle", "terms.plant_variety.woody_years", None)[0]
    assert "过渡" in noted.note

"""Statutory periods by the worked examples of the rulebook."""

from datetime import UTC, date, datetime, timedelta

import pytest

from qiangxian.kernel import rulebook
from qiangxian.kernel.clocks import (
    ClockRule,
    Length,
    Pause,
    check_clocks,
    clock_rule,
    deadline,
    light,
    next_extension,
    rule_for_type,
    working_days_left,
)
from qiangxian.kernel.errors import NotFound, Refused
from qiangxian.kernel.marked_yaml import read_marked

VECTORS = rulebook.entries("clocks", "vectors", division=None)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['rule']}-{vector['due']}")
def test_the_end_of_a_statutory_period(vector):
    extensions = tuple(Length(unit, count) for each in vector.get("extensions", ()) for unit, count in each.items())
    pauses = tuple(Pause(first, end, "中止") for first, end in vector.get("pauses", ()))
    start = vector.get("start") or datetime.fromisoformat(vector["start_at"])
    end = deadline(vector["rule"], start, extensions=extensions, pauses=pauses, version_on=vector.get("version_on"))
    assert (end.due, end.provisional) == (vector["due"], vector.get("provisional", False))
    assert end.due_at == (datetime.fromisoformat(vector["due_at"]) if "due_at" in vector else None)
    assert end.rule.source


def test_the_statutory_end_stays_visible_beside_the_extended_one():
    end = deadline("ruling_decision", date(2026, 6, 22), extensions=(Length("months", 1),))
    assert (end.statutory, end.due) == (date(2026, 9, 22), date(2026, 10, 22))


def test_a_pause_after_the_end_moves_nothing():
    pause = Pause(date(2026, 9, 23), date(2026, 9, 30), "中止")
    assert deadline("ruling_decision", date(2026, 6, 22), pauses=(pause,)).due == date(2026, 9, 22)


def test_the_light_turns_yellow_at_five_working_days_and_red_at_two():
    end = deadline("ruling_filing", date(2026, 9, 18))
    lights = [light(end, date(2026, 9, 24) - timedelta(days=days)) for days in (9, 8, 3, 2, 0)]
    assert lights == ["green", "green", "yellow", "red", "red"]
    assert working_days_left(end, date(2026, 9, 28)) == -1
    assert light(end, date(2026, 9, 28)) == "red"


def test_an_unknown_rule_is_not_found():
    with pytest.raises(NotFound, match="tea_break"):
        clock_rule("tea_break", date(2026, 1, 1))


def test_a_pause_moves_the_end_by_its_own_length_and_by_no_day_more():
    for days in range(1, 60):
        pause = Pause(date(2026, 7, 1), date(2026, 7, 1) + timedelta(days=days), "鉴定")
        assert deadline("ruling_decision", date(2026, 6, 22), pauses=(pause,)).nominal == date(2026, 9, 22) + timedelta(
            days=days
        )


def test_a_pause_that_lasts_counts_up_to_the_day_one_looks():
    pause = Pause(date(2026, 7, 1), None, "等待无效宣告")
    due = [
        deadline("ruling_decision", date(2026, 6, 22), pauses=(pause,), on=date(2026, 7, day)).nominal
        for day in (1, 2, 31)
    ]
    assert due == [date(2026, 9, 22), date(2026, 9, 23), date(2026, 10, 22)]
    with pytest.raises(Refused, match="还没有结束"):
        deadline("ruling_decision", date(2026, 6, 22), pauses=(pause,))


def test_pauses_in_any_order_count_once_and_overlapping_ones_are_refused():
    first, second = (
        Pause(date(2026, 7, 1), date(2026, 7, 11), "鉴定"),
        Pause(date(2026, 8, 1), date(2026, 8, 6), "公告"),
    )
    assert deadline("ruling_decision", date(2026, 6, 22), pauses=(second, first)).nominal == date(2026, 10, 7)
    with pytest.raises(Refused, match="重叠"):
        deadline(
            "ruling_decision", date(2026, 6, 22), pauses=(first, Pause(date(2026, 7, 5), date(2026, 7, 20), "公告"))
        )


def test_what_may_be_added_and_who_adds_it_is_known_and_ends():
    rule = clock_rule("ruling_decision", date(2026, 6, 22))
    assert isinstance(rule, ClockRule)
    first, second = next_extension(rule, 0), next_extension(rule, 1)
    assert (first.length, first.by, second.length, second.by) == (
        Length("months", 1), "本机关负责人", Length("months", 2), "上一级机关",
    )  # fmt: skip
    assert next_extension(rule, 2) is None


def test_a_period_in_hours_needs_an_instant_with_a_zone_and_is_told_in_the_countys_time():
    with pytest.raises(Refused, match="小时"):
        deadline("transfer_hours", date(2026, 11, 27))
    with pytest.raises(Refused, match="时区"):
        deadline("transfer_hours", datetime(2026, 11, 27, 16, 30))  # noqa: DTZ001 - what is refused here
    end = deadline("transfer_hours", datetime(2026, 11, 27, 23, 30, tzinfo=UTC))
    assert (end.due, end.due_at.isoformat()) == (date(2026, 11, 29), "2026-11-29T07:30:00+08:00")


def test_the_rule_of_a_kind_of_right_goes_before_the_general_one():
    assert rule_for_type("priority_claim", "design") == "priority_claim_design"
    assert rule_for_type("priority_claim", "invention") == "priority_claim"
    assert rule_for_type("ruling_decision", "") == "ruling_decision"
    with pytest.raises(Refused, match="优先权的恢复"):
        rule_for_type("priority_restoration", "design")
    with pytest.raises(Refused, match="权利种类"):
        rule_for_type("priority_claim", "")


def test_an_end_past_all_use_is_refused():
    with pytest.raises(Refused, match="超出"):
        deadline("ruling_decision", date(2026, 6, 22), extensions=(Length("months", 100_000),))
    with pytest.raises(Refused, match="超出"):
        deadline("ruling_filing", date(2026, 6, 22), extensions=(Length("working_days", 10**9),))


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        ("rules", "tea:\n  label: 茶\n  calendar: cnipa\n  unit: weeks\n  begins: x\n  length: []", 4, "unit"),
        ("rules", "tea:\n  label: 茶", 1, "缺少"),
        ("rules", "tea:\n  label: 茶\n  calendar: moon\n  unit: days\n  begins: x\n  length: []", 3, "calendar"),
        (
            "rules",
            "tea:\n  label: 茶\n  calendar: office\n  unit: days\n  begins: x\n  served: milk\n  length: []",
            6,
            "served",
        ),
        ("lights", "red: 5\nyellow: 2", 1, "red"),
    ],
)
def test_a_fault_of_the_rules_is_found_at_its_line(tmp_path, name, text, line, words):
    file = tmp_path / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    issues = list(check_clocks(read_marked(file, f"national/clocks/{name}.yaml")))
    assert any(issue.line == line and words in issue.message for issue in issues), issues

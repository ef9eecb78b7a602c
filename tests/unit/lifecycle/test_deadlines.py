"""Statutory periods by the worked examples of the rulebook."""

from datetime import date, timedelta

import pytest

from qiangxian.engines.lifecycle.deadlines import Length, deadline, deadline_rule, light, working_days_left
from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.period import Period

VECTORS = rulebook.entries("lifecycle", "deadline_vectors", division=None)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['rule']}-{vector['due']}")
def test_the_end_of_a_statutory_period(vector):
    extensions = tuple(Length(unit, count) for each in vector.get("extensions", ()) for unit, count in each.items())
    pauses = tuple(Period(first, end) for first, end in vector.get("pauses", ()))
    end = deadline(vector["rule"], vector["start"], extensions=extensions, pauses=pauses)
    assert (end.due, end.provisional) == (vector["due"], vector.get("provisional", False))
    assert end.rule.source


def test_the_statutory_end_stays_visible_beside_the_extended_one():
    end = deadline("ruling_decision", date(2026, 6, 22), extensions=(Length("months", 1),))
    assert (end.statutory, end.due) == (date(2026, 9, 22), date(2026, 10, 22))


def test_a_pause_after_the_end_moves_nothing():
    pause = Period(date(2026, 9, 23), date(2026, 9, 30))
    assert deadline("ruling_decision", date(2026, 6, 22), pauses=(pause,)).due == date(2026, 9, 22)


def test_the_light_turns_yellow_at_five_working_days_and_red_at_two():
    end = deadline("ruling_filing", date(2026, 9, 18))
    lights = [light(end, date(2026, 9, 24) - timedelta(days=days)) for days in (9, 8, 3, 2, 0)]
    assert lights == ["green", "green", "yellow", "red", "red"]
    assert working_days_left(end, date(2026, 9, 28)) == -1
    assert light(end, date(2026, 9, 28)) == "red"


def test_an_unknown_rule_is_not_found():
    with pytest.raises(NotFound, match="tea_break"):
        deadline_rule("tea_break", date(2026, 1, 1))

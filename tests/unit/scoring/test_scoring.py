"""The arithmetic of assessments: the vectors of the rules, and what must hold of every library and every reading."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.engines.scoring import scoring, shapes, targets
from qiangxian.engines.scoring.scoring import CriterionReading, PointsState, total
from qiangxian.engines.scoring.shapes import BESIDE, ScoringKind
from qiangxian.kernel.errors import Refused

DAY = "2026-01-01"


def scheme(*criteria: dict, **more) -> shapes.SchemeShape:
    rows = [{"key": f"k{n}", "label": f"第{n}项", **one} for n, one in enumerate(criteria)]
    content = {"label": "试", "source": "试", "checked": DAY, "version": "1", "of": "units", **more}
    return shapes.scheme_of({**content, "areas": [{"key": "a", "label": "甲", "criteria": rows}]})


def points(criterion: dict, value: str | None, **more) -> Fraction:
    filler = {"kind": "judged", "weight": 100 - criterion["weight"]}
    made = (
        scheme(criterion, filler)
        if criterion["kind"] not in BESIDE
        else scheme(criterion, {"kind": "judged", "weight": 100})
    )
    reading = CriterionReading(None if value is None else Fraction(value), **{"confirmed": True, **more})
    return total(made, {"k0": reading}).parts[0].points


@pytest.mark.parametrize(
    ("criterion", "value", "earned"),
    [
        ({"kind": "ratio", "weight": 8, "target": 10}, "9", "7.2"),
        ({"kind": "ratio", "weight": 8, "target": 10, "cap": 1}, "12", "8"),
        ({"kind": "ratio", "weight": 8, "target": 10, "cap": 1.2}, "12", "9.6"),
        ({"kind": "ratio", "weight": 8, "target": 10}, "-3", "0"),
        ({"kind": "reverse", "weight": 5, "target": 30}, "45", "10/3"),
        ({"kind": "reverse", "weight": 5, "target": 30}, "0", "5"),
        ({"kind": "growth", "weight": 10, "base": 0.5, "target": 0.9}, "0.7", "5"),
        ({"kind": "growth", "weight": 10, "base": 4, "target": 4}, "4", "10"),
        ({"kind": "growth", "weight": 10, "base": 4, "target": 4}, "3", "0"),
        ({"kind": "boolean", "weight": 5}, "1", "5"),
        ({"kind": "boolean", "weight": 5}, "0", "0"),
        ({"kind": "judged", "weight": 20}, "17.5", "17.5"),
        ({"kind": "judged", "weight": 20}, "25", "20"),
        ({"kind": "bonus", "weight": 5, "each": 2.5}, "1", "2.5"),
        ({"kind": "bonus", "weight": 5, "each": 2.5}, "7", "5"),
        ({"kind": "deduction", "weight": 10, "each": 5}, "1", "-5"),
        ({"kind": "deduction", "weight": 10, "each": 5}, "9", "-10"),
    ],
)
def test_the_vectors_of_the_rules(criterion, value, earned) -> None:
    assert points(criterion, value) == Fraction(earned)


def test_intervals_give_the_share_of_the_band_that_is_reached() -> None:
    bands = [{"from": 60, "share": 0.6}, {"from": 80, "share": 0.8}, {"from": 95, "share": 1}]
    one = {"kind": "interval", "weight": 10, "bands": bands}
    assert [points(one, value) for value in ("59.999", "60", "94.9", "95")] == [0, 6, 8, 10]


def test_missing_unconfirmed_refused_and_unscorable_are_four_things() -> None:
    made = scheme(*({"kind": "ratio", "weight": 25, "target": target} for target in (10, 10, 10, None)))
    readings = {
        "k1": CriterionReading(Fraction(10)),
        "k2": CriterionReading(Fraction(10), refused=True),
        "k3": CriterionReading(Fraction(1), True),
    }
    found = total(made, readings)
    assert [part.state for part in found.parts] == [
        PointsState.MISSING,
        PointsState.PROVISIONAL,
        PointsState.REFUSED,
        PointsState.UNSCORABLE,
    ]
    assert (found.score, found.pending, found.provisional) == (0, 25, True)
    assert found.parts[1].points == 0 and found.parts[1].pending == 25, "evidence that waits counts nothing yet"


def test_weight_moves_only_where_the_library_says_so() -> None:
    rows = [{"kind": "ratio", "weight": 60, "target": None}, {"kind": "ratio", "weight": 40, "target": 10}]
    full = {"k1": CriterionReading(Fraction(10), True)}
    assert total(scheme(*rows), full).score == 40
    assert total(scheme(*rows, redistribute=True), full).score == 100
    two = [{"kind": "boolean", "weight": 60}, {"kind": "boolean", "weight": 40}]
    gone = {"k0": CriterionReading(applies=False), "k1": CriterionReading(Fraction(1), True)}
    assert total(scheme(*two, redistribute=True), gone).score == 100
    assert total(scheme(*two), gone).score == 40 and not total(scheme(*two), gone).provisional


def test_a_grade_is_given_by_the_unrounded_score_and_a_veto_sets_it_without_touching_the_score() -> None:
    grades = [{"label": "优秀", "from": 90}, {"label": "合格", "from": 60}, {"label": "不合格", "from": 0}]
    rows = [{"kind": "judged", "weight": 100}, {"kind": "veto", "upper": "省办法第五条"}]
    made = scheme(*rows, grades=grades)
    nearly = total(made, {"k0": CriterionReading(Fraction("89.996"), True)})
    assert (scoring.shown(nearly.score), nearly.grade) == ("90", "合格")
    stopped = total(made, {"k0": CriterionReading(Fraction(95), True), "k1": CriterionReading(Fraction(1), True)})
    assert (stopped.score, stopped.grade, stopped.vetoed) == (95, "不合格", ("第1项",))
    rumour = total(made, {"k0": CriterionReading(Fraction(95), True), "k1": CriterionReading(Fraction(1), False)})
    assert rumour.grade == "优秀", "an unconfirmed veto stops nobody"


def test_equal_scores_share_a_place_and_the_next_is_left_out() -> None:
    assert scoring.places({"a": Fraction(9), "b": Fraction(10), "c": Fraction(9), "d": Fraction(1)}) == {
        "b": 1,
        "a": 2,
        "c": 2,
        "d": 4,
    }


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "judged", "weight": 99}, "合计 99"),
        ({"kind": "veto"}, "须写明上级文件"),
        ({"kind": "interval", "weight": 100}, "须写明区间"),
        ({"kind": "ratio", "weight": 100, "source": "indicator"}, "须写明 indicator"),
        ({"kind": "guess", "weight": 100}, "kind"),
        ({"kind": "judged", "weight": 100, "key": "k1"}, "重复"),
    ],
)
def test_a_library_that_cannot_be_scored_is_refused_with_its_fault(change, told) -> None:
    extra = [{"kind": "bonus", "weight": 1}] if "key" in change else []
    with pytest.raises(Refused, match=told):
        scheme(change, *extra)


def test_targets_are_read_from_the_lines_somebody_types() -> None:
    made = shapes.shipped(None)["core_self_assessment"]
    read = targets.with_targets(made, "有效注册商标总量：１２００ 件（基期 1080）\nA5=3\n\n")
    assert (read.criterion("A3").target, read.criterion("A3").base, read.criterion("A5").target) == (1200, 1080, 3)
    assert "有效注册商标总量：1200（基期 1080）" in targets.lines_of(read)
    for wrong, told in (("发明专利：3", "没有这项指标"), ("随便写写", "不是目标值"), ("A5=1.2.3", "不是数字")):
        with pytest.raises(Refused, match=told):
            targets.with_targets(made, wrong)


def test_the_libraries_that_ship_add_up_and_count_nothing_but_results() -> None:
    for made in shapes.shipped(None).values():
        assert sum(shapes.number(one.weight) for one in made.weighed) == 100
        assert not any(shapes.not_a_criterion(one.label, None) for one in made.criteria)
    assert len(shapes.shipped(None)["core_self_assessment"].criteria) == 15
    assert shapes.not_a_criterion("领导批示数量", None) == "批示"


# -- what must hold of anything ----------------------------------------------------------------------------------------
numbers = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)
readings = st.builds(CriterionReading, st.none() | numbers, st.booleans(), st.booleans(), st.booleans())


@st.composite
def libraries(draw) -> shapes.SchemeShape:
    cuts = sorted(draw(st.sets(st.integers(1, 99), max_size=5)))
    weights = [after - before for before, after in zip([0, *cuts], [*cuts, 100], strict=True)]
    rows = []
    for weight in weights:
        kind = draw(st.sampled_from([one.value for one in ScoringKind if one not in BESIDE]))
        row = {"kind": kind, "weight": weight, "cap": draw(st.sampled_from([1, 1.2]))}
        if kind in ("ratio", "growth", "reverse"):
            row["target"] = draw(st.none() | st.integers(-2, 50))
            row["base"] = draw(st.none() | st.integers(0, 40))
        if kind == "interval":
            row["bands"] = [{"from": 10, "share": 0.5}, {"from": 20, "share": 1}]
        rows.append(row)
    rows += [
        {"kind": "bonus", "weight": 5, "each": 2},
        {"kind": "deduction", "weight": 9},
        {"kind": "veto", "upper": "上级文件"},
    ]
    return scheme(*rows, redistribute=draw(st.booleans()))


@given(libraries(), st.lists(readings, min_size=9, max_size=9))
def test_scores_are_bounded_and_their_parts_add_up(made, given_readings) -> None:
    found = total(made, dict(zip((one.key for one in made.criteria), given_readings, strict=False)))
    assert 0 <= found.score <= 100 * Fraction("1.2") + 5
    assert found.score == max(0, sum(part.points for part in found.parts))
    for part in found.parts:
        assert abs(part.points) <= part.weight * shapes.number(part.criterion.cap)
    weighed = [part for part in found.parts if part.criterion.kind not in BESIDE]
    used = sum(part.weight for part in weighed if scoring.is_scorable(part.criterion) and part.reading.applies)
    idle = sum(
        shapes.number(p.criterion.weight)
        for p in weighed
        if not (scoring.is_scorable(p.criterion) and p.reading.applies)
    )
    assert used == (100 if made.redistribute and idle < 100 else 100 - idle)


@given(libraries(), st.lists(readings, min_size=9, max_size=9), st.randoms())
def test_the_order_of_criteria_makes_no_difference(made, given_readings, chance) -> None:
    rows = dict(zip((one.key for one in made.criteria), given_readings, strict=False))
    shuffled = list(made.criteria)
    chance.shuffle(shuffled)
    turned = made.model_copy(update={"areas": [made.areas[0].model_copy(update={"criteria": shuffled})]})
    one, other = total(made, rows), total(turned, rows)
    assert (one.score, one.pending, one.provisional, set(one.vetoed)) == (
        other.score,
        other.pending,
        other.provisional,
        set(other.vetoed),
    )
    assert {p.criterion.key: p.points for p in one.parts} == {p.criterion.key: p.points for p in other.parts}


@given(libraries(), st.data())
def test_more_never_earns_less_and_of_what_should_be_little_never_more(made, data) -> None:
    criterion = data.draw(st.sampled_from([one for one in made.criteria if one.kind != ScoringKind.VETO]))
    low, high = sorted((data.draw(numbers), data.draw(numbers)))
    falling = criterion.kind in (ScoringKind.REVERSE, ScoringKind.DEDUCTION)
    if criterion.kind == ScoringKind.GROWTH and criterion.base is not None and criterion.target is not None:
        falling = criterion.target < criterion.base
    if criterion.kind == ScoringKind.BOOLEAN:
        low, high = Fraction(0), Fraction(1)
    if criterion.kind == ScoringKind.REVERSE:
        low, high = abs(low), max(abs(low), abs(high))
    less, more = (total(made, {criterion.key: CriterionReading(value, True)}) for value in (low, high))
    part = {one.criterion.key: one.points for one in less.parts}[criterion.key]
    other = {one.criterion.key: one.points for one in more.parts}[criterion.key]
    assert part >= other if falling else part <= other


@given(libraries(), st.lists(readings, min_size=9, max_size=9), st.integers(0, 8))
def test_confirming_evidence_never_lowers_what_counts_except_for_a_deduction(made, given_readings, place) -> None:
    rows = dict(zip((one.key for one in made.criteria), given_readings, strict=False))
    key = made.criteria[place % len(made.criteria)].key
    held = rows[key]
    if made.criterion(key).kind == ScoringKind.DEDUCTION:
        return
    before, after = (
        total(made, {**rows, key: CriterionReading(held.value, ok, held.refused, held.applies)}) for ok in (False, True)
    )
    assert after.score >= before.score

"""High-value inventions: the worked cases of the rules, each a small county of its own."""

from datetime import date

import pytest

from qiangxian.contexts.indicators import readers
from qiangxian.contexts.registers.rights.measures import emerging_industries, high_value
from qiangxian.contexts.registers.rights.measures.emerging_industries import Classes, Industry, holds, symbols_of
from qiangxian.contexts.registers.rights.models import LegalEvent
from qiangxian.engines.metrics.series import Course
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.period import Period
from tests.conftest import WUGANG
from tests.contexts import builders

pytestmark = pytest.mark.django_db
VECTORS = rulebook.load("high_value", "vectors", division=None)
CASES = VECTORS["cases"]
NUMBER = "2015100000011"
STEEL = Classes(((Industry("3.1 先进钢铁材料", True), ("C22C38*",), ("C22C38/02",)),), complete=False)
EVERY_CLASS_NAMED = Classes(STEEL.rows, complete=True)


@pytest.fixture
def mill():
    builders.reported_through()
    return builders.enterprise("演示钢铁有限公司", "91410481MA00000155")


@pytest.fixture
def rules(monkeypatch):
    """The table and the threshold a case takes for granted; without a word the table is complete and names steel only."""

    def set_(threshold_wan=None, classes=EVERY_CLASS_NAMED):
        monkeypatch.setattr(high_value, "table", lambda _division: classes)
        standing = rulebook.parameter

        def parameter(topic, name, on, division):
            return threshold_wan if "pledge_threshold" in name else standing(topic, name, on, division)

        monkeypatch.setattr(high_value.rulebook, "parameter", parameter)

    set_()
    return set_


def told(right, kind, on, announced=None, **detail):
    event = builders.event(right, kind, on, announced)
    LegalEvent.objects.filter(pk=event.pk).update(detail=detail)


def invention(mill, number=NUMBER, **case):
    facts = {"classification": case.get("ipc", "A01B1/00"), "type": case.get("type", "invention")}
    right = builders.right(number, mill, filed=str(case["filed"]), granted="2020-06-01", **facts)
    if "award" in case:
        told(right, "award", "2024-01-05", award=case["award"], name="第二十四届")
    if "lapsed" in case:
        builders.lapse(right, str(case["lapsed"]), str(case["announced"]))
    if "loan_wan" in case:
        told(right, "pledge", "2025-03-01", contract="甲", loan_fen=case["loan_wan"] * 1_000_000)
    for country in case.get("family", ()):
        builders.right(
            f"{country}{number[-7:]}B1", mill, type="overseas_invention", filed="2014-03-01",
            granted="2021-01-01", country=country, priority_number=number,
        )  # fmt: skip
    return right


def figure(on, **parameters):
    return readers.evaluate(
        division=WUGANG, indicator="I04", parameters=parameters, as_of=AsOf.on(on or VECTORS["day"])
    )


def parts(found):
    return {one.code: one.value for one in found.parts}


@pytest.mark.parametrize("name", CASES)
def test_a_worked_case_of_the_rules(mill, rules, name):
    case = CASES[name]
    rules(case.get("threshold_wan"))
    invention(mill, **case)
    found = figure(case.get("day"), rule_set=case.get("rule_set", "in_force"))
    assert found.value == (1 if case["counted"] else 0)
    met = {code for code, value in parts(found).items() if code != "undecided" and value}
    assert met == set(case["criteria"])
    assert parts(found)["undecided"] == (1 if case.get("undecided") else 0)


def test_the_union_is_counted_and_not_the_sum_of_the_columns(mill, rules):
    case = VECTORS["union"]
    rules(threshold_wan=30)
    groups = [[code] for code, many in case["only"].items() for _ in range(many)] + [list(two) for two in case["both"]]
    assert len(groups) == case["counted"]
    for place, group in enumerate(groups):
        invention(
            mill,
            f"2018100000{place:03d}",
            filed="2012-03-01" if "c3" in group else "2018-03-01",
            ipc="C22C38/04" if "c1" in group else "A01B1/00",
            family=["EP"] if "c2" in group else [],
            **({"loan_wan": 50} if "c4" in group else {}),
        )
    found = figure(None, rule_set=case["rule_set"])
    counted = {code: value for code, value in parts(found).items() if code != "undecided"}
    assert counted == dict(case["parts"])
    assert sum(counted.values()) == case["sum"]
    assert found.value == case["counted"]


def test_a_family_in_hong_kong_counts_where_the_reading_says_so(mill, rules):
    invention(mill, filed="2020-03-01", family=["HK"])
    assert figure(None).value == 0
    assert figure(None, regions="included").value == 1


def test_a_lapsed_family_member_is_no_right_abroad(mill, rules):
    invention(mill, filed="2020-03-01", family=["US"])
    assert figure(None).value == 1
    relative = builders.Right.objects.get(type="overseas_invention").record
    builders.lapse(relative, "2026-01-01", "2026-02-01")
    assert figure(None).value == 0


def test_a_class_that_an_incomplete_table_does_not_name_is_undecided(mill, rules):
    rules(classes=STEEL)
    invention(mill, filed="2020-03-01", ipc="F16C33/02")
    found = figure(None)
    assert (found.value, parts(found)["undecided"]) == (0, 1)


def test_a_provincial_award_does_not_count(mill, rules):
    invention(mill, filed="2020-03-01", award="provincial")
    assert figure(None).value == 0


def test_the_version_names_the_rule_set_and_the_rows_the_criteria(mill, rules, system):
    invention(mill, filed="2014-03-01", ipc="C22C38/04")
    assert figure(date(2025, 12, 31)).definition.version == "HV-2021"
    assert figure(date(2026, 1, 1)).definition.version == "HV-2026"
    [row] = readers.explain(division=WUGANG, indicator="I04", as_of=AsOf.on(VECTORS["day"]), actor=system).rows
    assert any("战略性新兴产业" in words for words in row.because)
    assert any("维持年限超过10年" in words for words in row.because)


def test_the_series_equals_the_figures_of_its_days(mill, rules):
    for name in ("H1", "H4"):
        invention(mill, f"201510000{len(name)}{ord(name[1])}", **CASES[name])
    line = readers.series(
        division=WUGANG, indicator="I04", course=Course(Period.parse("2025-07:2026-06"), date(2026, 6, 30))
    )
    for point in line:
        alone = figure(point.as_of.effective)
        assert (point.value, dict(point.parts)) == (alone.value, parts(alone))


def test_patterns_of_the_table_keep_to_their_group():
    assert holds("C01B3*", "C01B3/00")
    assert not holds("C01B3*", "C01B32/15")
    assert holds("C22C38*", "C22C38/04")
    assert holds("B21F*", "B21F23/00")
    assert not holds("C22C38/02", "C22C38/022")
    assert symbols_of("C22C 38/04(2006.01); C21D8/02") == ["C22C38/04", "C21D8/02"]


def test_the_table_at_hand_says_that_it_is_not_whole():
    held = emerging_industries.table(WUGANG)
    assert not held.complete
    assert held.find("C22C38/04", main_only=True).branch == "3.1 先进钢铁材料"
    assert held.find("A01B1/00", main_only=True) is None

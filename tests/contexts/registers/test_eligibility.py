"""What the registers tell a self-test, and the ladder of a county."""

from datetime import date

import pytest

from qiangxian.contexts.registers.enterprises.models import Enterprise, EnterpriseListing, EnterpriseYear
from qiangxian.contexts.registers.portfolio.eligibility import facts_of, facts_of_enterprise
from qiangxian.contexts.registers.portfolio.tasks import title_ladders
from qiangxian.contexts.registers.portfolio.title_ladder import keep, ladder, near_tests, newest_ladder
from qiangxian.contexts.registers.records.models import Record
from qiangxian.contexts.registers.rights.models import LegalEvent, NonNormalFiling
from qiangxian.engines.eligibility.titles import self_test
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound
from tests.conftest import AT, WUGANG
from tests.contexts import builders
from tests.contexts.builders import day

pytestmark = pytest.mark.django_db
WAN = 1_000_000
ON = date(2026, 7, 1)


@pytest.fixture
def works():
    record = builders.enterprise("舞钢钢管有限公司", "914104810000000001")
    Enterprise.objects.filter(record=record).update(
        industry_code="C3130", industry_edition="2017", established_date=date(2010, 1, 1)
    )
    return record


def year(record, number, **figures):
    counts = {name: figures.pop(name) for name in ("employees", "research_staff") if name in figures}
    fen = {f"{name}_fen": value * WAN for name, value in figures.items()}
    return builders.written(EnterpriseYear, record, year=number, **counts, **fen)


def good_years(record) -> None:
    for number in (2023, 2024, 2025):
        year(record, number, employees=100, research_staff=20, revenue=6000, research=400, assets=5000,
             liabilities=2000, main_business=5800, total_income=6000, high_tech_income=4000, research_domestic=400,
             equity_paid=0)  # fmt: skip


def transferred(right, holder, on: str, cause: str | None) -> None:
    """The right came to the holder on that day; `cause` as the register of transfers says, None: no such line."""
    builders.holding(right, holder, since=on)
    if cause is not None:
        builders.written(
            LegalEvent, right, type="transfer", effective_date=day(on), known_date=day(on), detail={"cause": cause}
        )


def conditions(record, title, on=ON):
    answer = self_test(facts_of(WUGANG, on, [record.pk])[record.pk], title, WUGANG)
    return {one.code: one for one in answer.conditions}


def test_bought_inventions_and_a_fourth_rank_are_not_counted_as_own(works, system):
    for number in range(3):
        builders.right(f"20152000000{number}1", works)
    others = [
        builders.enterprise(f"外地{number}厂", f"91410100000000000{number}", area="410100") for number in range(3)
    ]
    builders.right("201520000090", *others, works)
    bought = builders.right("201520000091", others[0])
    transferred(bought, works, "2020-01-01", "sale")
    found = facts_of_enterprise(system, works.pk, ON)
    assert sorted((one.rank, one.origin) for one in found.rights) == [
        (1, "acquired"),
        (1, "own"),
        (1, "own"),
        (1, "own"),
        (4, "own"),
    ]
    class_one = conditions(works, "little_giant")["class_one"]
    assert (class_one.outcome, class_one.figures[0].shown) == ("not_met", "3 件")


def test_a_transfer_nobody_explained_is_looked_at_by_a_person(works):
    for number in range(3):
        builders.right(f"20152000000{number}1", works)
    other = builders.enterprise("外地厂", "914101000000000009", area="410100")
    transferred(builders.right("201520000091", other), works, "2020-01-01", None)
    assert conditions(works, "little_giant")["class_one"].outcome == "manual_review"


def test_a_mere_change_of_name_is_no_acquisition(works):
    other = builders.enterprise("舞钢钢管厂", "914101000000000009")
    transferred(builders.right("201520000091", other), works, "2020-01-01", "name_change")
    assert conditions(works, "specialised_sme")["class_one"].outcome == "met"


def test_a_standing_non_normal_filing_takes_its_right_out(works):
    right = builders.right("2015200000011", works)
    assert conditions(works, "specialised_sme")["class_one"].outcome == "met"
    record = Record.objects.create(kind="non_normal", division_code=WUGANG, created_at=AT)
    builders.written(
        NonNormalFiling, record, number="2015200000011", right=right, enterprise=works,
        listed_date=day("2026-01-05"), known_date=day("2026-01-05"),
    )  # fmt: skip
    assert conditions(works, "specialised_sme")["class_one"].outcome == "not_met"
    assert conditions(works, "advantage")["non_normal"].outcome == "not_met"


def test_a_list_the_enterprise_left_counts_no_more_on_the_day_but_in_the_three_years(works):
    builders.written(
        EnterpriseListing, works, kind="abnormal_operation", valid_from=day("2026-05-01"), known_from=day("2026-05-01"),
        valid_to=day("2026-05-20"), known_to=day("2026-05-20"),
    )  # fmt: skip
    assert conditions(works, "tech_sme", date(2026, 5, 10))["listed"].outcome == "not_met"
    assert conditions(works, "tech_sme", date(2026, 5, 25))["listed"].outcome == "met"
    assert conditions(works, "tech_sme", date(2026, 6, 25))["check_risk"].outcome == "manual_review"


def test_figures_come_from_the_reported_years_and_say_so(works):
    good_years(works)
    found = conditions(works, "high_tech")
    assert found["research"].outcome == "met"
    assert (found["research"].figures[0].shown, found["research"].figures[0].origin) == ("6.67%", "企业年度数据")
    assert found["research"].required == "≥ 4%"
    assert "1200 万元 ÷ 18000 万元" in found["research"].figures[0].words
    year(works, 2026, employees=10_000)
    assert conditions(works, "high_tech")["people"].outcome == "met", "a year that has not ended is not used"


def test_an_old_management_certificate_counts_until_the_transition_ends(works):
    builders.title(works, "ip_management", since="2023-12-18", through="2026-12-17", rule_version="GB/T 29490-2013")
    assert conditions(works, "advantage", date(2025, 12, 31))["certified"].outcome == "met"
    assert conditions(works, "advantage", date(2026, 1, 1))["certified"].outcome == "not_met"


def test_another_rule_never_judges_a_certificate_again(works):
    builders.title(works, "little_giant", since="2024-09-01", through="2027-08-31", rule_version="2022")
    found = facts_of(WUGANG, ON, [works.pk])[works.pk]
    assert [one.valid for one in found.titles] == [True]


def test_the_ladder_says_who_stands_where_who_moved_and_what_is_missing(works, office_clerk):
    good_years(works)
    builders.right("2015200000011", works)
    builders.title(works, "innovative_sme", since="2025-09-01", through="2028-08-31")
    found = ladder(office_clerk, WUGANG, AsOf.on(ON))
    view = next(one for one in found.views if one.code == "specialised")
    assert [(step.title, step.standing, step.near) for step in view.steps] == [
        ("innovative_sme", 1, 0),
        ("specialised_sme", 0, 1),
        ("little_giant", 0, 0),
    ]
    near = view.near[0]
    assert (near.step, near.next, near.distance) == ("创新型中小企业", "专精特新中小企业", 1)
    [tested] = near_tests(WUGANG, found, [near])
    assert [one.code for one in tested.open_conditions] == ["market_years"]
    assert [(move.day, move.words) for move in view.moves] == [(date(2025, 9, 1), "取得创新型中小企业")]


def test_in_a_new_year_the_ladder_goes_by_the_newest_year_reported_and_says_which(works, office_clerk):
    good_years(works)
    builders.right("2015200000011", works)
    builders.title(works, "innovative_sme", since="2025-09-01", through="2028-08-31")
    january = ladder(office_clerk, WUGANG, AsOf.on(date(2027, 1, 8)))
    assert january.year == 2025, "nobody has reported 2026 yet"
    [near] = next(one for one in january.views if one.code == "specialised").near
    assert [one.code for one in near_tests(WUGANG, january, [near])[0].open_conditions] == ["market_years"]
    year(works, 2026, employees=100)
    assert ladder(office_clerk, WUGANG, AsOf.on(date(2027, 1, 8))).year == 2026


def test_the_nightly_run_keeps_the_ladder_and_the_page_says_of_which_night(works, office_clerk, neighbour_officer):
    good_years(works)
    builders.right("2015200000011", works)
    builders.title(works, "innovative_sme", since="2025-09-01", through="2028-08-31")
    fresh, today = ladder(office_clerk, WUGANG, AsOf.on(ON)), {"today": ON}
    assert newest_ladder(office_clerk, WUGANG, AsOf.on(ON), **today) == fresh, "no night has passed yet"
    keep(WUGANG, today=ON, at=AT)
    kept = newest_ladder(office_clerk, WUGANG, AsOf.on(ON), **today)
    assert (kept.views, kept.year, kept.as_of, kept.computed_at) == (fresh.views, 2025, AsOf.on(ON), AT)
    builders.title(works, "specialised_sme", since="2026-06-15", through="2029-06-14")
    morning = AsOf.on(date(2026, 7, 2))
    assert newest_ladder(office_clerk, WUGANG, morning, today=morning.effective).as_of == AsOf.on(ON)
    [step] = [
        one
        for view in ladder(office_clerk, WUGANG, morning).views
        for one in view.steps
        if one.title == "specialised_sme"
    ]
    assert step.standing == 1, "another day is worked out at once"
    assert newest_ladder(neighbour_officer, WUGANG, AsOf.on(ON), **today).views == []
    title_ladders(today=morning.effective, at=AT)
    assert newest_ladder(office_clerk, WUGANG, morning, today=morning.effective).as_of == morning


def test_the_ladder_shows_nothing_to_others(works, neighbour_officer):
    assert ladder(neighbour_officer, WUGANG, AsOf.on(ON)).views == []


def test_queries_do_not_grow_with_the_enterprises(works, django_assert_max_num_queries):
    for number in range(12):
        firm = builders.enterprise(f"舞钢第{number}厂", f"9141048100000009{number:02d}")
        good_years(firm)
        builders.right(f"20152000{number:02d}0", firm)
    with django_assert_max_num_queries(12):
        assert len(facts_of(WUGANG, ON)) == 13


def test_an_enterprise_of_another_county_is_not_found(works, neighbour_officer):
    with pytest.raises(NotFound):
        facts_of_enterprise(neighbour_officer, works.pk, ON)

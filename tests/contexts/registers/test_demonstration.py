"""The demonstration county: the same each time, marked 演示 throughout, and gone without a trace in the figures when taken out."""

from datetime import date

import pytest

from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.registers.bodies.models import Agency, Alliance, Facility
from qiangxian.contexts.registers.demonstration import actions as demonstration
from qiangxian.contexts.registers.demonstration.county import county
from qiangxian.contexts.registers.demonstration.script import LAST_DAY
from qiangxian.contexts.registers.enterprises.models import Enterprise, EnterpriseYear
from qiangxian.contexts.registers.records.conditions import recorded
from qiangxian.contexts.registers.records.integrity import link_lost
from qiangxian.contexts.registers.records.models import ReportedThrough
from qiangxian.contexts.registers.reported.models import ReportedFigure
from qiangxian.contexts.registers.rights.models import AnnualFee, Holding, LegalEvent, Right
from qiangxian.contexts.registers.titles.models import Title
from qiangxian.contexts.registers.types import MatchState
from qiangxian.engines.lifecycle.fees import nominal_due_date, patent_year
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotAllowed
from qiangxian.kernel.identifiers import application_number, ipc, locarno, uscc
from tests.conftest import AT, WUGANG
from tests.contexts.builders import event, right

THROUGH = date(2025, 12, 31)


def _facts(entry) -> tuple:
    row = entry.row
    return type(row).__name__, getattr(row, "number", ""), getattr(row, "name", ""), len(entry.children)


def test_the_story_is_the_same_each_time_it_is_told() -> None:
    assert [_facts(e) for e in county(WUGANG, 1)] == [_facts(e) for e in county(WUGANG, 1)]


def test_every_code_and_number_is_well_formed_and_every_name_marked() -> None:
    for entry in county(WUGANG, 1):
        row = entry.row
        assert row.is_demo
        if isinstance(row, Enterprise):
            assert uscc.is_valid(row.uscc)
            assert row.name.startswith("演示")
        if isinstance(row, Right) and row.type in ("invention", "utility_model", "design"):
            assert application_number.is_valid(row.number)


def test_lapses_are_announced_after_grace_and_notice_and_reach_back_to_the_due_day() -> None:
    lapses = [
        c for e in county(WUGANG, 1) for c in e.children if isinstance(c, LegalEvent) and c.type == "lapse_unpaid_fee"
    ]
    assert len(lapses) > 30
    assert all((c.announced_date - c.effective_date).days >= 300 for c in lapses)


@pytest.mark.django_db
def test_taking_it_out_leaves_no_standing_row(system) -> None:
    stored = demonstration.load_demo(actor=system, at=AT, division_code=WUGANG, scale=1, through_date=THROUGH).result
    gone = demonstration.remove_demo(actor=system, at=AT, division_code=WUGANG).result
    assert gone == stored
    for model in (Enterprise, Right, Title, Agency, Facility, Alliance, LegalEvent, ReportedThrough):
        assert not model.objects.filter(recorded()).exists()
        assert model.objects.exists()


@pytest.mark.django_db
def test_what_the_county_entered_itself_stays_and_lets_the_demonstration_go(system) -> None:
    demonstration.load_demo(actor=system, at=AT, division_code=WUGANG, scale=1, through_date=THROUGH)
    firm = Enterprise.objects.filter(recorded(), is_demo=True).select_related("record").first()
    own = right("201710601862.3", firm.record, filed="2017-07-21", granted="2019-03-01")
    event(own, "transfer", "2020-01-02")
    demonstration.remove_demo(actor=system, at=AT, division_code=WUGANG)
    assert not list(link_lost(WUGANG, AsOf.on(THROUGH)))
    [held] = Holding.objects.filter(recorded(), record=own)
    assert (held.holder_id, held.match_state) == (None, MatchState.UNMATCHED)
    assert held.reason == "演示企业（机构、权利）已移除，等待重新对应"
    assert Right.objects.filter(recorded(), record=own).exists()
    assert LegalEvent.objects.filter(recorded(), record=own).exists()


@pytest.mark.django_db
def test_only_the_system_may_load_it(office_clerk) -> None:
    with pytest.raises(NotAllowed):
        demonstration.load_demo(actor=office_clerk, at=AT, division_code=WUGANG, scale=1, through_date=THROUGH)


def _rights(type_: str) -> list:
    return [e for e in county(WUGANG, 1) if isinstance(e.row, Right) and e.row.type == type_]


def test_every_size_of_enterprise_occurs_and_some_years_are_incomplete() -> None:
    years = [c for e in county(WUGANG, 1) for c in e.children if isinstance(c, EnterpriseYear) and c.year == 2024]
    assert {bool(y.employees and y.employees >= bound) for y in years for bound in (20, 300, 1000)} == {True, False}
    assert any(y.revenue_fen is None for y in years)
    assert any(y.above_scale for y in years)


def test_fees_are_paid_late_unpaid_or_still_to_come() -> None:
    fees = [c for e in county(WUGANG, 1) for c in e.children if isinstance(c, AnnualFee)]
    unpaid = [fee for fee in fees if fee.paid_on is None]
    assert any(fee.due_date > LAST_DAY for fee in unpaid)
    assert any(date(2026, 5, 5) <= fee.due_date <= LAST_DAY for fee in unpaid)
    assert any(fee.due_date < date(2026, 4, 1) for fee in unpaid)
    assert any(fee.surcharge_fen for fee in fees)


def test_the_years_a_fee_is_listed_for_lie_between_grant_and_end_of_term() -> None:
    for entry in county(WUGANG, 1):
        for fee in entry.each(AnnualFee):
            assert fee.due_date == nominal_due_date(entry.row.filing_date, fee.year)
            assert fee.year > patent_year(entry.row.filing_date, entry.row.grant_date)
            assert fee.due_date < entry.row.expiry_date


def test_designs_have_locarno_classes_and_the_other_patents_ipc_symbols_of_many_kinds() -> None:
    assert all(locarno.is_valid(e.row.classification) for e in _rights("design") if e.row.classification)
    symbols = {e.row.classification for e in _rights("invention") if e.row.classification}
    assert len(symbols) > 20
    assert all(ipc.is_valid(symbol) for symbol in symbols)


def test_a_pledge_of_a_package_is_one_contract_and_one_loan() -> None:
    contracts: dict[str, set[int]] = {}
    for entry in county(WUGANG, 1):
        for one in entry.each(LegalEvent):
            if one.type == "pledge":
                contracts.setdefault(one.detail["contract"], set()).add(one.detail["loan_fen"])
    assert len(contracts) > 20
    assert all(len(loans) == 1 for loans in contracts.values())


def test_rights_abroad_stem_from_inventions_of_the_county() -> None:
    inventions = {e.row.number for e in _rights("invention")}
    overseas = _rights("overseas_invention")
    assert {e.row.country for e in overseas} >= {"US", "EP", "JP"}
    assert all(e.row.priority_number in inventions for e in overseas)
    assert _rights("pct_application")
    assert all(e.row.expiry_date for e in _rights("madrid_mark"))


def test_geographical_indications_stand_under_three_systems() -> None:
    assert {e.row.sub_key for e in _rights("geographical_indication")} == {"agi", "product", "mark"}


def test_population_and_market_entities_have_an_edition_for_every_year() -> None:
    figures = [e.row for e in county(WUGANG, 1) if isinstance(e.row, ReportedFigure)]
    population = [f for f in figures if f.series == "resident_population"]
    assert len({f.vintage for f in population}) == len(population) >= 5
    assert {f.state for f in figures} == {"reported", "confirmed", "official"}


@pytest.mark.django_db
def test_the_story_of_the_four_targets_holds_to_the_day(system) -> None:
    demonstration.load_demo(actor=system, at=AT, division_code=WUGANG, scale=1, through_date=date(2026, 10, 31))
    story = [
        ("enterprises_with_granted_patents", date(2024, 9, 19), date(2024, 9, 19), 9),
        ("enterprises_with_granted_patents", date(2024, 9, 20), date(2024, 9, 20), 10),
        ("enterprises_with_granted_patents", date(2025, 12, 31), date(2025, 12, 31), 13),
        ("enterprises_with_granted_patents", date(2025, 12, 31), date(2026, 6, 30), 12),
        ("pilot_or_advantage_enterprises", date(2024, 12, 20), date(2024, 12, 20), 3),
        ("pilot_or_advantage_enterprises", date(2025, 12, 1), date(2025, 12, 1), 2),
        ("service_agencies", date(2025, 3, 17), date(2025, 3, 17), 2),
        ("service_agencies", date(2025, 3, 18), date(2025, 3, 18), 3),
        ("patent_information_databases", date(2025, 8, 15), date(2025, 8, 15), 1),
    ]
    told = [(code, day, known, _value(code, AsOf.on(day, known))) for code, day, known, _ in story]
    assert told == story


def _value(code: str, as_of: AsOf) -> int:
    parameters = {"min_patents": 2} if code == "enterprises_with_granted_patents" else {}
    return int(indicators.evaluate(division=WUGANG, indicator=code, parameters=parameters, as_of=as_of).value)

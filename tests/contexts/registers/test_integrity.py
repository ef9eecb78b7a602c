"""Every integrity check of the registers: silent over a sound county, and naming the one thing that is wrong in a broken one."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiangxian.contexts.registers.enterprises.models import Domicile, Enterprise, EnterpriseYear
from qiangxian.contexts.registers.records.models import Record, ReportedThrough
from qiangxian.contexts.registers.reported.models import ReportedFigure
from qiangxian.contexts.registers.rights.models import AnnualFee, Holding, LegalEvent, Right
from qiangxian.contexts.registers.titles.models import Title
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import CHECKS, Finding
from tests.conftest import AT, NEIGHBOUR, WUGANG
from tests.contexts.builders import (
    day,
    enterprise,
    event,
    holding,
    lapse,
    reported_through,
    right,
    title,
    written,
)

pytestmark = pytest.mark.django_db
TODAY = AsOf.on(date(2026, 6, 30))
USCC, OTHER, THIRD = "91410481MA00000155", "91410481712345672R", "91410481MA40000015"
OURS = sorted(code for code in CHECKS if code.startswith("registers."))


class County(NamedTuple):
    """What stands in the sound county."""

    mill: Record
    invention: Record
    mark: Record
    certificate: Record


def figure(series: str, on: str, division: str = WUGANG) -> None:
    record = Record.objects.create(kind="figure", division_code=division, created_at=AT)
    days = {"period_end": day(on), "published_date": day("2026-03-28")}
    words = {"unit": "万人", "bulletin": "2025年统计公报", "vintage": "2025年公报", "value": 28, "state": "official"}
    written(ReportedFigure, record, division, series=series, **days, **words)


def fee(invention: Record, year: int, receipt: str = "", **facts: Any) -> None:
    due = date(2015 + year - 1, 3, 2)
    written(
        AnnualFee,
        invention,
        invention.division_code,
        year=year,
        **{"due_date": due, "paid_on": due, "known_date": due, "receipt_number": receipt, **facts},
    )


def pledge(invention: Record, on: str, until: str) -> None:
    detail = {"contract": "合同1", "loan_fen": 100, "pledgee": "银行", "until": until}
    facts = {"effective_date": day(on), "known_date": day(on), "detail": detail}
    written(LegalEvent, invention, invention.division_code, type="pledge", **facts)


def sound(division: str = WUGANG) -> County:
    """An enterprise with its years, an invention with a full history, a mark, a certificate, declared registers."""
    reported_through("2026-06-30", division=division)
    mill = enterprise("舞钢特钢有限公司", USCC, division=division, established_date=day("2000-01-01"))
    amounts = {"revenue_fen": 10_000, "assets_fen": 8_000, "total_income_fen": 11_000, "main_business_fen": 9_000}
    written(EnterpriseYear, mill, division, year=2024, employees=20, research_staff=3, **amounts)
    invention = right("201510000001.1", mill, division=division, publication_number="CN101234567B")
    event(invention, "grant", "2017-06-01", "2017-06-01")
    lapse(invention, "2020-03-02", "2021-02-09")
    event(invention, "restoration", "2021-04-01", "2021-04-20")
    pledge(invention, "2022-01-10", "2023-01-10")
    event(invention, "pledge_released", "2023-01-12")
    fee(invention, 4, "票据1")
    fee(invention, 5, "票据2")
    mark = right(
        "1234567", mill, type="trademark", sub_key="6", filed="2018-01-05", granted=None, registered="2019-01-07",
        division=division,
    )  # fmt: skip
    certificate = title(
        mill, "ip_management", "national", since="2024-05-01", through="2027-04-30",
        rule_version="GB/T 29490-2023", division=division,
    )  # fmt: skip
    for series in ("resident_population", "market_entities"):
        figure(series, "2025-12-31", division)
    return County(mill, invention, mark, certificate)


def found(code: str, division: str = WUGANG, as_of: AsOf = TODAY) -> list[Finding]:
    return list(CHECKS[code].find(division, as_of))


def change(model: type, record: Record, **facts: Any) -> None:
    """The row as if it had been written so."""
    assert model.objects.filter(record=record).update(**facts)  # type: ignore[attr-defined]


def stray(county: County, number: str = "201620000002.2", *holders: Record, **facts: Any) -> Record:
    division = county.mill.division_code
    words = {"type": "utility_model", "filed": "2016-05-05", "granted": "2016-12-06"}
    return right(number, *holders, division=division, **{**words, **facts})


def seat(county: County, since: str, area: str = "410402") -> None:
    row = {"area_code": area, "valid_from": day(since), "known_from": day(since)}
    written(Domicile, county.mill, county.mill.division_code, **row)


def second_enterprise(county: County, name: str, uscc: str) -> Record:
    return enterprise(name, uscc, division=county.mill.division_code)


def gap(county: County) -> None:
    change(Domicile, county.mill, valid_to=day("2020-01-01"), known_to=day("2020-01-01"))
    seat(county, "2020-06-01")


def twice_received(county: County) -> None:
    fee(county.invention, 6, "票据2")


def lifted_unpledged(county: County) -> None:
    event(stray(county, "201620000002.2", county.mill), "pledge_released", "2021-01-01")


def restored_unlapsed(county: County) -> None:
    event(stray(county, "201620000002.2", county.mill), "restoration", "2021-01-01")


def waiting(county: County) -> None:
    row = holding(stray(county), None, since="2016-05-05", holder_name="舞钢特刚厂", area_code="410481")
    Holding.objects.filter(pk=row.pk).update(match_state="unmatched")


BROKEN: dict[str, tuple[Callable[[County], Any], str]] = {
    "registers.grant_before_filing": (lambda c: change(Right, c.invention, grant_date="2014-01-01"), "2014-01-01"),
    "registers.filing_in_future": (lambda c: change(Right, c.invention, filing_date="2027-01-01"), "2027-01-01"),
    "registers.number_suspect": (lambda c: change(Right, c.invention, number_status="suspect"), "201510000001.1"),
    "registers.number_year": (lambda c: change(Right, c.invention, filing_date="2016-03-02"), "2015"),
    "registers.zl_ungranted": (
        lambda c: change(Right, c.invention, grant_date=None, raw={"专利号": "ZL201510000001.1"}),
        "ZL",
    ),
    "registers.kind_code_contradicts_type": (
        lambda c: change(Right, c.invention, publication_number="CN201234567U"),
        "CN201234567U",
    ),
    "registers.trademark_without_class": (lambda c: change(Right, c.mark, sub_key=""), "尼斯"),
    "registers.expired_imported_as_valid": (
        lambda c: change(Right, c.invention, expiry_date="2026-01-01", imported_status="专利权有效"),
        "专利权有效",
    ),
    "registers.event_before_filing": (lambda c: event(c.invention, "transfer", "2014-01-01"), "2014-01-01"),
    "registers.event_before_grant": (lambda c: event(c.invention, "invalidation_partial", "2017-05-31"), "2017-05-31"),
    "registers.lapse_premature": (lambda c: lapse(c.invention, "2022-03-02", "2022-06-01"), "2022-06-01"),
    "registers.restoration_without_lapse": (restored_unlapsed, "2021-01-01"),
    "registers.ended_before_begun": (lifted_unpledged, "质押"),
    "registers.pledge_overdue": (lambda c: pledge(c.invention, "2024-01-10", "2025-01-10"), "2025-01-10"),
    "registers.fee_beyond_term": (lambda c: fee(c.invention, 21), "第 21 年度"),
    "registers.fee_before_grant": (lambda c: fee(c.invention, 1), "第 1 年度"),
    "registers.fee_duplicate": (twice_received, "票据2"),
    "registers.right_without_holder": (
        lambda c: Holding.objects.filter(record=c.mark).update(valid_to="2020-01-01", known_to="2020-01-01"),
        "没有录入权利人",
    ),
    "registers.holder_without_address": (
        lambda c: holding(stray(c), None, since="2016-05-05", holder_name="张三"),
        "张三",
    ),
    "registers.holder_unmatched": (waiting, "舞钢特刚厂"),
    "registers.enterprise_without_uscc": (lambda c: second_enterprise(c, "无码加工厂", ""), "没有统一社会信用代码"),
    "registers.enterprise_same_name": (lambda c: second_enterprise(c, "舞钢特钢有限公司", OTHER), "同名"),
    "registers.closed_with_titles": (
        lambda c: change(Enterprise, c.mill, closed_date="2026-01-01", closed_known_date="2026-01-10"),
        "已注销",
    ),
    "registers.domicile_overlap": (lambda c: seat(c, "2020-01-01"), "410402"),
    "registers.domicile_gap": (gap, "2020-01-01"),
    "registers.year_impossible": (lambda c: change(EnterpriseYear, c.mill, research_staff=21), "科技人员"),
    "registers.size_inputs_missing": (lambda c: change(EnterpriseYear, c.mill, employees=None), "2024"),
    "registers.title_days_reversed": (lambda c: change(Title, c.certificate, valid_through="2024-04-30"), "2024-04-30"),
    "registers.standard_abolished": (
        lambda c: change(Title, c.certificate, rule_version="GB/T 29490-2013"),
        "2025-12-31",
    ),
    "registers.title_unmatched": (
        lambda c: title("舞钢某厂", division=c.mill.division_code),
        "舞钢某厂",
    ),
    "registers.link_lost": (
        lambda c: change(
            Title,
            c.certificate,
            enterprise=Record.objects.create(kind="enterprise", division_code=c.mill.division_code, created_at=AT),
        ),
        "对应的企业已不在",
    ),
    "registers.not_declared": (
        lambda c: ReportedThrough.objects.filter(register="right").update(through_date="2026-01-01"),
        "2026-01-01",
    ),
    "registers.figure_without_source": (
        lambda c: ReportedFigure.objects.filter(series="market_entities").update(bulletin=""),
        "出处",
    ),
    "registers.denominator_missing": (
        lambda c: ReportedFigure.objects.filter(series="resident_population").update(period_end="2024-12-31"),
        "2025",
    ),
}
TWO_SIDES = {"registers.enterprise_same_name", "registers.fee_duplicate"}


def test_every_check_of_the_registers_is_tried_here():
    assert sorted(BROKEN) == OURS


def test_a_sound_county_has_nothing_to_show():
    sound()
    assert {code: found(code) for code in OURS} == {code: [] for code in OURS}


@pytest.mark.parametrize("code", OURS)
def test_what_is_wrong_is_named_and_nothing_else(code):
    county = sound()
    spoil, words = BROKEN[code]
    spoil(county)
    findings = found(code)
    assert len(findings) == (2 if code in TWO_SIDES else 1)
    assert all(words in f.words + f.label for f in findings)
    assert len({f.key for f in findings}) == len(findings)


@pytest.mark.parametrize("code", OURS)
def test_the_neighbours_faults_are_not_ours(code):
    sound()
    BROKEN[code][0](sound(NEIGHBOUR))
    if code not in ("registers.not_declared", "registers.figure_without_source", "registers.denominator_missing"):
        assert found(code) == []
    assert found(code, NEIGHBOUR)


@pytest.mark.parametrize("code", OURS)
def test_what_was_superseded_is_wrong_no_more(code):
    spoil, _ = BROKEN[code]
    spoil(sound())
    for model in (Right, LegalEvent, AnnualFee, Holding, Enterprise, EnterpriseYear, Domicile, Title, ReportedFigure):
        model.objects.update(superseded_revision=999, superseded_at=AT)
    ReportedThrough.objects.update(superseded_revision=999)
    if code != "registers.not_declared":
        assert found(code) == []


@pytest.mark.parametrize("code", OURS)
def test_the_number_of_questions_does_not_grow_with_the_county(code):
    BROKEN[code][0](sound())
    few = _queries(code)
    extra = enterprise("演示加工厂", THIRD, established_date=day("2001-01-01"))
    for number in range(6):
        made = right(f"20171000000{number}.{number}", extra, filed="2017-04-03", granted="2019-05-07")
        Right.objects.filter(record=made).update(number_status="suspect", filing_date="2019-06-01")
        lapse(made, "2022-04-03", "2022-05-01")
        pledge(made, "2024-01-10", "2025-01-10")
        fee(made, 3, "票据9")
    assert _queries(code) == few


def _queries(code: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        found(code)
    return len(asked)


def test_a_pledge_renewed_after_its_release_is_open_until_its_own_day():
    county = sound()
    pledge(county.invention, "2023-02-01", "2027-02-01")
    assert found("registers.pledge_overdue") == []
    assert found("registers.pledge_overdue", as_of=AsOf.on(date(2027, 3, 1)))


def test_a_mark_in_its_months_of_grace_is_no_contradiction():
    county = sound()
    change(Right, county.mark, expiry_date="2026-05-01", imported_status="已注册")
    assert found("registers.expired_imported_as_valid") == []


def test_moving_on_one_day_leaves_neither_gap_nor_overlap():
    county = sound()
    change(Domicile, county.mill, valid_to=day("2020-01-01"), known_to=day("2020-01-05"))
    seat(county, "2020-01-01")
    assert found("registers.domicile_gap") == found("registers.domicile_overlap") == []


def test_a_certificate_of_the_abolished_standard_was_good_until_the_transition_ended():
    county = sound()
    change(Title, county.certificate, rule_version="GB/T 29490-2013")
    assert found("registers.standard_abolished", as_of=AsOf.on(date(2025, 12, 31))) == []


def test_registers_never_declared_are_shown_once_they_hold_records():
    enterprise("舞钢特钢有限公司", USCC)
    assert [f.label for f in found("registers.not_declared")] == ["企业"]

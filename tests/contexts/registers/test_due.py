"""What falls due: by the law's own days and amounts, for rights in force only, with nothing guessed about payments."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.contexts.lists.readers import list_page, tab_counts
from qiangxian.contexts.lists.types import Query, Viewer
from qiangxian.contexts.registers.contracts.models import Trusteeship, TrusteeshipRight
from qiangxian.contexts.registers.due.filling import fill
from qiangxian.contexts.registers.due.finding import fee_years, find
from qiangxian.contexts.registers.due.lists import DUE
from qiangxian.contexts.registers.due.readers import own_due
from qiangxian.contexts.registers.due.rules import basis_of, fee_grace_end, rules_of
from qiangxian.contexts.registers.due.shapes import check_notices
from qiangxian.contexts.registers.due.types import DueKind
from qiangxian.contexts.registers.records.models import Record
from qiangxian.contexts.registers.rights.models import AnnualFee, FeeReduction, Holding, LegalEvent, Right
from qiangxian.contexts.registers.types import MatchState
from qiangxian.engines.lifecycle.fees import nominal_due_date
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.marked_yaml import read_marked
from qiangxian.kernel.rulebook import RULEBOOK
from tests.conftest import AT, WUGANG, somebody
from tests.contexts.builders import day, enterprise, event, holding, lapse, right, transferred, written

pytestmark = pytest.mark.django_db
ON = AsOf.on(date(2026, 6, 11))


@pytest.fixture
def firm():
    return enterprise("演示钢铁有限公司", township_code="410481100")


def fee(of, year: int, due: str | None = None, paid: str | None = None, known: str = "2020-01-01") -> AnnualFee:
    days = {"due_date": day(due), "paid_on": day(paid), "known_date": day(paid or known)}
    return written(AnnualFee, of, of.division_code, year=year, **days)


def contract(of, kind: str, on: str, **detail: object) -> LegalEvent:
    row = event(of, kind, on)
    LegalEvent.objects.filter(pk=row.pk).update(detail=detail)
    return row


def lines(as_of: AsOf = ON) -> list[tuple[str, str, str]]:
    """Kind, last day and payment of everything due, in order."""
    return [(one.kind, one.day.isoformat(), one.payment) for one in find(WUGANG, as_of)]


def item(as_of: AsOf = ON):
    found = find(WUGANG, as_of)
    assert len(found) == 1
    return fill(found, as_of)[0]


# -- annual fees -------------------------------------------------------------------------------------------------------
def test_a_fee_is_listed_ninety_days_ahead_and_a_year_that_is_not_listed_is_not_unpaid(firm) -> None:
    right("202010000001.1", firm, filed="2020-04-10", granted="2022-03-01")
    assert lines(AsOf.on(date(2026, 1, 9))) == []
    assert lines(AsOf.on(date(2026, 1, 10))) == [("fee", "2026-04-10", "unknown")]
    assert item(AsOf.on(date(2026, 1, 10))).payment_words == "没有缴费记录"


def test_a_paid_year_is_not_due_and_a_year_listed_without_payment_is_unpaid(firm) -> None:
    paid = right("202010000001.1", firm, filed="2020-04-10", granted="2022-03-01")
    fee(paid, 7, "2026-04-10", paid="2026-03-30")
    unpaid = right("202010000002.2", firm, filed="2020-05-10", granted="2022-03-01")
    fee(unpaid, 7, "2026-05-10")
    assert lines() == [("fee_grace", "2026-11-10", "unpaid")]


def test_in_the_grace_the_surcharge_is_of_the_full_fee_and_grows(firm) -> None:
    of = right("202010000001.1", firm, filed="2020-04-10", granted="2022-03-01")
    written(FeeReduction, of, WUGANG, percent=85, approved_date=day("2020-04-10"), valid_from=day("2020-04-10"))
    shown = item()
    assert (shown.label, shown.found.part, shown.last_day.isoformat()) == ("年费滞纳期", 7, "2026-10-12")
    assert (shown.light, shown.days_left) == ("", 123)
    assert shown.safe_day.isoformat() == "2026-10-10", "the day before rolling is the safe one"
    bill = shown.bill
    assert [m.as_number() for m in (bill.full, bill.payable, *(one.total for _, one in shown.bills))] == [
        2000, 300, 500, 600, 800,
    ]  # fmt: skip
    assert bill.band_percent == 10
    assert "第一百一十五条" in shown.basis


def test_a_payment_is_known_from_its_day_on(firm) -> None:
    of = right("202010000001.1", firm, filed="2020-04-10", granted="2022-03-01")
    fee(of, 7, "2026-04-10", paid="2026-06-20")
    assert lines(AsOf.on(date(2026, 6, 11))) == [("fee_grace", "2026-10-12", "unknown")]
    assert lines(AsOf.on(date(2026, 6, 11), date(2026, 6, 20))) == []


@pytest.mark.parametrize(
    ("filed", "granted", "on", "due"),
    [
        ("2024-08-01", "2025-08-01", "2026-06-11", "2026-08-03"),  # the grant year's own fee was paid with the grant
        ("2025-08-01", "2026-06-01", "2026-06-11", "2026-08-03"),
        ("2006-08-01", "2009-01-01", "2026-06-11", None),  # the term ends on that day
        ("2016-02-29", "2018-02-01", "2026-01-15", "2026-03-02"),  # no 29 February; 28 February is a rest day
        ("2016-02-29", "2018-02-01", "2028-02-01", "2028-02-29"),
    ],
)
def test_years_run_from_filing(firm, filed, granted, on, due) -> None:
    right("201610000001.1", firm, filed=filed, granted=granted)
    found = [one for one in lines(AsOf.on(date.fromisoformat(on))) if one[0] == "fee"]
    assert [last for _, last, _ in found] == ([due] if due else [])


def test_on_the_rolled_last_day_a_fee_is_still_in_time(firm) -> None:
    right("201910000001.1", firm, filed="2019-08-15", granted="2021-03-01")
    assert lines(AsOf.on(date(2026, 8, 17))) == [("fee", "2026-08-17", "unknown")]
    assert lines(AsOf.on(date(2026, 8, 18))) == [("fee_grace", "2027-02-15", "unknown")]


@given(
    filed=st.dates(date(1995, 1, 1), date(2025, 12, 31)),
    first=st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    span=st.integers(1, 700),
)
def test_the_years_of_a_span_are_those_whose_day_lies_in_it(filed, first, span) -> None:
    last = first + timedelta(days=span)
    every = ((year, nominal_due_date(filed, year)) for year in range(2, 40))
    expected = [(year, due) for year, due in every if first <= due <= last]
    assert list(fee_years(filed, None, None, first, last)) == expected


def test_the_database_finds_the_same_fees_as_the_calendar(firm) -> None:
    """Filing days around the whole year, the edges of the window and 29 February among them."""
    filed = [date(2016, 1, 1) + timedelta(days=step) for step in range(0, 366, 7)]
    filed += [date(2016, 2, 28), date(2016, 2, 29), date(2016, 3, 1), date(2015, 2, 28)]
    for serial, one in enumerate(filed):
        right(f"2016100{serial:05d}.1", firm, filed=one.isoformat(), granted="2017-12-31")
    for on in (date(2026, 2, 27), date(2026, 6, 11), date(2026, 11, 30), date(2027, 1, 5), date(2028, 3, 1)):
        got = sorted(one.due_date for one in find(WUGANG, AsOf.on(on)) if one.kind.startswith("fee"))
        due = [nominal_due_date(one, year) for one in filed for year in range(3, 21)]
        assert got == sorted(d for d in due if d <= on + timedelta(days=90) and on <= fee_grace_end(d)), on


def test_only_rights_in_force_have_fees(firm) -> None:
    lapsed = right("202010000001.1", firm, filed="2020-08-01", granted="2022-03-01")
    lapse(lapsed, "2025-08-01", "2026-05-26")
    annulled = right("202010000002.2", firm, filed="2020-08-02", granted="2022-03-01")
    event(annulled, "invalidation_full", "2025-09-01")
    right("202010000003.3", firm, filed="2020-08-03", granted=None)
    back = right("202010000004.4", firm, filed="2020-08-04", granted="2022-03-01")
    lapse(back, "2024-08-04", "2025-05-20")
    event(back, "restoration", "2025-07-01")
    assert lines() == [("fee", "2026-08-04", "unknown")]


def test_what_was_sold_out_of_the_county_is_no_longer_ours_unless_a_holder_stays(firm) -> None:
    gone = right("202010000001.1", firm, filed="2020-08-01", granted="2022-03-01")
    outsider = enterprise("外地公司", area="110108")
    transferred(gone, outsider, "2026-01-05")
    Holding.objects.filter(record=gone, valid_to=None, holder=outsider).update(match_state=MatchState.OUTSIDE)
    shared = right("202010000002.2", firm, filed="2020-08-02", granted="2022-03-01")
    row = holding(shared, None, since="2020-08-02", rank=2, holder_name="县外科技公司")
    Holding.objects.filter(pk=row.pk).update(match_state=MatchState.OUTSIDE)
    assert lines() == [("fee", "2026-08-03", "unknown")]


def test_past_the_grace_a_listed_unpaid_year_is_to_be_checked_and_later_years_wait(firm) -> None:
    of = right("202010000001.1", firm, filed="2019-08-01", granted="2022-03-01")
    fee(of, 7, "2025-08-01")
    assert lines() == [("presumed_lapse", "2026-02-02", "unpaid")]
    shown = item()
    assert (shown.found.part, shown.bill.total, shown.days_left) == (7, None, -129)
    event(of, "freeze", "2025-12-01")
    assert [kind for kind, _, _ in lines()] == ["fee"], "while it is frozen no end is presumed"
    unknown = right("202010000002.2", firm, filed="2019-09-30", granted="2022-03-01")
    assert unknown.pk not in {one.record_id for one in find(WUGANG, ON)}, "an unknown payment presumes nothing"


# -- terms, marks, contracts -------------------------------------------------------------------------------------------
def test_a_term_is_listed_six_months_before_its_last_day(firm) -> None:
    right("201621000001.1", firm, type="utility_model", filed="2016-12-11", granted="2017-06-01")
    assert [one for one in lines(AsOf.on(date(2026, 6, 9))) if one[0] == "expiry"] == []
    assert [one for one in lines(AsOf.on(date(2026, 6, 10))) if one[0] == "expiry"] == [("expiry", "2026-12-10", "")]


def test_a_mark_is_listed_through_its_window_and_its_grace(firm) -> None:
    of = right(
        "12345678", firm, type="trademark", filed="2015-11-01", granted=None, registered="2016-11-28", sub_key="6"
    )
    assert lines(AsOf.on(date(2025, 11, 27))) == []
    assert lines(AsOf.on(date(2025, 11, 28))) == [("mark_renewal", "2026-11-27", "")]
    assert lines(AsOf.on(date(2026, 11, 27))) == [("mark_renewal", "2026-11-27", "")]
    assert lines(AsOf.on(date(2026, 11, 28))) == [("mark_grace", "2027-05-27", "")]
    assert lines(AsOf.on(date(2027, 5, 27))) == [("mark_grace", "2027-05-27", "")]
    assert lines(AsOf.on(date(2027, 5, 28))) == []
    event(of, "cancellation", "2026-02-01")
    assert lines(AsOf.on(date(2026, 11, 27))) == []


def test_a_renewal_announced_later_does_not_hide_what_was_due_before(firm) -> None:
    mark = right(
        "12345678", firm, type="trademark", filed="2015-11-01", granted=None, registered="2016-11-28", sub_key="6"
    )
    event(mark, "renewal", "2026-10-08", "2026-12-20")
    Right.objects.filter(record=mark).update(expiry_date=date(2036, 11, 28))
    day = date(2026, 11, 1)
    assert lines(AsOf.on(day)) == [("mark_renewal", "2026-11-27", "")]
    assert lines(AsOf.on(day, date(2026, 12, 20))) == []


def test_a_pledged_mark_in_its_grace_is_still_listed(firm) -> None:
    mark = right(
        "12345678", firm, type="trademark", filed="2015-11-01", granted=None, registered="2016-11-28", sub_key="6"
    )
    contract(mark, "pledge", "2025-12-20", contract="Y1", until="2026-12-20")
    assert ("pledge", "2026-12-20", "") in lines(AsOf.on(date(2026, 12, 1)))


def test_a_pledge_is_listed_thirty_days_before_its_end_unless_released(firm) -> None:
    of = right("201610000001.1", firm, filed="2016-03-01", granted="2018-02-01")
    contract(of, "pledge", "2025-07-01", contract="质2025-1", until="2026-07-01", pledgee="演示银行")
    contract(of, "pledge", "2025-07-02", contract="质2025-2", until="2026-07-02")
    contract(of, "pledge", "2025-07-03")
    assert [one for one in lines(AsOf.on(date(2026, 6, 1))) if one[0] == "pledge"] == [("pledge", "2026-07-01", "")]
    contract(of, "pledge_released", "2026-05-20", contract="质2025-1")
    assert [one for one in lines() if one[0] == "pledge"] == [("pledge", "2026-07-02", "")]
    event(of, "pledge_released", "2026-06-01")
    assert [one for one in lines() if one[0] == "pledge"] == []


def test_a_licence_contract_is_to_be_recorded_within_three_months_and_stays_listed_until_it_is(firm) -> None:
    of = right("202010000001.1", firm, filed="2020-01-10", granted="2022-03-01")
    fee(of, 7, "2026-01-10", paid="2025-12-30")
    event(of, "licence_contract", "2026-03-31")
    assert lines() == [("licence_recordal", "2026-06-30", "")]
    assert lines(AsOf.on(date(2026, 7, 20))) == [("licence_recordal", "2026-06-30", "")]
    event(of, "licence_recorded", "2026-07-15", "2026-07-25")
    assert lines(AsOf.on(date(2026, 7, 25))) == []


# -- the list ----------------------------------------------------------------------------------------------------------
def staff(*, division: str = WUGANG, role: str = "office") -> Viewer:
    return Viewer(somebody("某人", role, division=division, id=5), ON)


def test_the_list_is_narrowed_by_kind_days_payment_township_holder_and_words(firm) -> None:
    other = enterprise("演示铸造有限公司", township_code="410481101")
    first = right("202010000001.1", firm, filed="2020-07-01", granted="2022-03-01", title="一种耐磨钢板")
    second = right("202010000002.2", other, filed="2020-08-30", granted="2022-03-01")
    fee(second, 7, "2026-08-30")
    right("201621000001.1", firm, type="utility_model", filed="2016-09-15", granted="2017-06-01")

    def numbers(text: str = "", sort: str = "", **filters: str) -> list[str]:
        rows = list_page(DUE, staff(), Query(text=text, sort=sort, filters=filters)).rows
        return [row.cells["number"].text for row in rows]

    assert numbers() == ["202010000001.1", "202010000002.2", "201621000001.1"]
    assert numbers(sort="-day") == ["201621000001.1", "202010000002.2", "202010000001.1"]
    assert numbers(kind="expiry") == ["201621000001.1"]
    assert numbers(window="30") == ["202010000001.1"]
    assert numbers(payment="unpaid") == ["202010000002.2"]
    assert numbers(township="410481101") == ["202010000002.2"]
    assert numbers(holder=str(other.pk)) == ["202010000002.2"]
    assert numbers(text="耐磨") == numbers(text="ZL202010000001.1") == ["202010000001.1"]
    assert numbers(text="铸造") == ["202010000002.2"]
    assert tab_counts(DUE, staff(), Query(filters={"kind": "expiry"}), DUE.filters[0]) == {"fee": 2, "expiry": 1}
    assert first.pk != second.pk


def test_a_new_fact_shows_at_once(firm) -> None:
    of = right("202010000001.1", firm, filed="2020-07-01", granted="2022-03-01")
    assert list_page(DUE, staff(), Query()).total == 1
    fee(of, 7, "2026-07-01", paid="2026-06-01")
    assert list_page(DUE, staff(), Query()).total == 0


def test_the_neighbours_and_those_without_business_see_nothing(firm) -> None:
    right("202010000001.1", firm, filed="2020-07-01", granted="2022-03-01")
    assert list_page(DUE, staff(division="410482"), Query()).total == 0
    for role in ("sysadmin", "secadmin", "enterprise"):
        assert list_page(DUE, staff(role=role), Query()).total == 0


def test_an_enterprise_sees_twelve_months_of_its_own(firm) -> None:
    other = enterprise("演示铸造有限公司")
    mine = right("202010000001.1", firm, filed="2020-05-20", granted="2022-03-01")
    right("202010000002.2", other, filed="2020-07-01", granted="2022-03-01")
    sold = right("202010000003.3", firm, filed="2020-07-02", granted="2022-03-01")
    transferred(sold, other, "2026-01-05")
    actor = somebody("企业", "enterprise", id=5, firm=firm.pk)
    shown = [(one.label, one.number, one.found.part) for one in own_due(actor, ON)]
    assert shown == [("年费滞纳期", "202010000001.1", 7), ("年费到期", "202010000001.1", 8)]
    assert mine.pk


def test_a_trusteeship_is_named_and_moves_no_liability(firm) -> None:
    of = right("202010000001.1", firm, filed="2020-07-01", granted="2022-03-01")
    trust = Record.objects.create(kind="trusteeship", division_code=WUGANG, created_at=AT)
    days = {"valid_from": day("2026-01-01"), "known_date": day("2026-01-01")}
    names = {
        "enterprise_name": "演示钢铁有限公司",
        "agency_name": "演示代理所",
        "contract_number": "托1",
        "mode": "full",
    }
    written(Trusteeship, trust, WUGANG, enterprise=firm, **names, **days)
    written(TrusteeshipRight, trust, WUGANG, right=of)
    shown = item()
    assert shown.agency == "演示代理所"
    assert "由演示代理所托管；缴费责任仍在权利人" in shown.notes


def test_the_number_of_queries_does_not_grow_with_the_rights(firm) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as taken:
            fill(find(WUGANG, ON), ON)
        return len(taken)

    def some(first: int, last: int) -> None:
        for serial in range(first, last):
            of = right(f"2020100{serial:05d}.1", firm, filed="2020-07-01", granted="2022-03-01")
            fee(right(f"2019100{serial:05d}.1", firm, filed="2019-06-01", granted="2022-03-01"), 7, "2025-06-01")
            contract(of, "pledge", "2025-07-01", until="2026-07-01")
            event(of, "licence_contract", "2026-05-01")
            right(f"1{serial:06d}", firm, type="trademark", granted=None, registered="2016-09-01", sub_key="6")

    some(0, 2)
    few = asked()
    some(2, 12)
    assert asked() == few


def test_every_kind_has_its_words_and_its_rule() -> None:
    for kind in DueKind:
        assert basis_of(kind, WUGANG)
        assert all(rule.words and rule.source for rule in rules_of(kind, ON.effective, WUGANG))


def test_a_rulebook_that_would_remind_of_what_is_not_listed_is_a_fault(tmp_path) -> None:
    source = (RULEBOOK.root / "national/notices/reminders.yaml").read_text(encoding="utf-8")
    for old, new, fault in (
        ("[90, 60, 30, 7]", "[100, 60, 30, 7]", "提醒不能早于列出的时间"),
        ("value: 90, source", "value: 200, source", "最多提前 120 日列出年费"),
        ("[30, 7, 1]", "[30, 7, 0]", "value 须不小于 1"),
        ("\npledge:", "\nunknown_kind:", "缺少 pledge"),
    ):
        assert source.count(old) >= 1
        file = tmp_path / "national/notices/reminders.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source.replace(old, new), encoding="utf-8")
        issues = [issue.message for issue in check_notices(read_marked(file, "national/notices/reminders.yaml"))]
        assert fault in issues, (fault, issues)

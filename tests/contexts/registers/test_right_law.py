"""The law of a registered right: status and fees with their proof, whatever order things were recorded in."""

import json
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from qiangxian.cli import rights
from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.registers.records.actions.records import create_record
from qiangxian.contexts.registers.records.readers import record_page
from qiangxian.contexts.registers.rights.actions.events import add_right_event
from qiangxian.contexts.registers.rights.actions.fees import (
    end_reduction,
    record_fee,
    record_reduction,
    retract_fee,
    retract_reduction,
)
from qiangxian.contexts.registers.rights.actions.holdings import Holder
from qiangxian.contexts.registers.rights.models import AnnualFee, FeeReduction, LegalEvent, Right
from qiangxian.contexts.registers.rights.readers.facts import RightLaw, facts_of_number
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, Refused

from .cast import AT, enterprise, number, patent
from .imported import take_in

pytestmark = pytest.mark.django_db
DAY = date(2025, 12, 31)


def ask(command, *words):
    result = CliRunner().invoke(rights.app, [command, *words, "--json"])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return json.loads(result.stdout)


def law_of(record_id, day=DAY, known=None):
    return RightLaw(Right.objects.get(record_id=record_id, superseded_revision=None), AsOf.on(day, known), day)


def step(action, record_id, **more):
    return action(actor=Actor.system(), at=AT, record_id=record_id, **more)


def event(record_id, type, on, announced=None, **more):
    revision = Right.objects.get(record_id=record_id, superseded_revision=None).revision
    return step(
        add_right_event, record_id, revision=revision, type=type, effective_date=on, announced_date=announced, **more
    )


@pytest.fixture
def plate(system):
    """Filed 2019-03-01, granted 2021-06-01 (patent year 3)."""
    enterprise(actor=system)
    return patent(number(1), actor=system)


# -- any order, the same status ---------------------------------------------------------------------------------------
KINDS = (
    "grant", "lapse_unpaid_fee", "restoration", "abandonment", "invalidation_full", "invalidation_partial", "pledge",
    "pledge_released", "freeze", "freeze_released", "expiry", "rejection", "licence_recorded", "open_licence",
    "open_licence_withdrawn", "ownership_dispute", "dispute_settled",
)  # fmt: skip
days = st.dates(date(2019, 6, 1), date(2026, 12, 31))
BEFORE = {"grant", "rejection"}  # what a history may hold before the grant; all else comes after it
happened = st.one_of(
    st.tuples(st.just("grant"), st.dates(date(2021, 1, 1), date(2021, 6, 1))),
    st.tuples(st.just("rejection"), st.dates(date(2019, 6, 1), date(2020, 12, 31))),
    st.tuples(
        st.sampled_from([kind for kind in KINDS if kind not in BEFORE]), st.dates(date(2021, 6, 2), date(2025, 12, 31))
    ),
)
histories = st.lists(
    st.tuples(happened, st.none() | st.integers(0, 400)).map(lambda one: (*one[0], one[1])),
    min_size=1, max_size=6, unique_by=lambda entry: (entry[0], entry[1]),
)  # fmt: skip
fee_years = st.lists(
    st.tuples(st.integers(4, 10), st.none() | st.integers(-200, 200)), max_size=3, unique_by=lambda f: f[0]
)


@given(histories, fee_years, st.booleans(), days, days, st.randoms(use_true_random=False))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_events_recorded_in_any_order_give_the_same_status(system, history, fees, is_granted, day, known, random):
    shuffled, shuffled_fees = list(history), list(fees)
    random.shuffle(shuffled)
    random.shuffle(shuffled_fees)
    told = [
        _status_of(history, fees, is_granted, day, known),
        _status_of(shuffled, shuffled_fees, is_granted, day, known),
    ]
    assert told[0] == told[1]


def _status_of(history, fees, is_granted, day, known):
    """Record everything one by one in a transaction of its own, ask the command line, and leave no trace."""
    with transaction.atomic():
        record_id = patent(number(77), actor=Actor.system(), grant_date=date(2021, 6, 1) if is_granted else None)
        for kind, on, late in history:
            kept = None if late is None or kind == "grant" else date.fromordinal(on.toordinal() + late)
            event(record_id, kind, on, kept)
        for year, late in fees:
            due = date(2018 + year, 3, 1)
            paid = None if late is None else min(date.fromordinal(due.toordinal() + late), date(2025, 12, 31))
            step(record_fee, record_id, year=year, paid_on=paid)
        answer = ask("status", number(77), "--as-of", str(day), "--known", str(known))
        transaction.set_rollback(True)
    return answer


EVENTS = [
    "{n} | 授权 | 2021-06-01 | 2021-06-01",
    "{n} | 专利权质押 | 2023-02-01 |",
    "{n} | 未缴年费终止 | 2025-03-03 | 2026-02-27",
    "{n} | 权利恢复 | 2026-04-01 | 2026-04-10",
]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
@pytest.mark.parametrize("batches", [1, 4])
def test_files_of_events_imported_in_any_order_give_the_same_status(system, order, batches):
    enterprise(actor=system)
    patent(number(1), actor=system, grant_date=None)
    lines = [EVENTS[place].format(n=number(1)) for place in order]
    pieces = [lines] if batches == 1 else [[line] for line in lines]
    for piece in pieces:
        take_in("events", "\n".join(["申请号 | 法律状态 | 生效日 | 公告日", *piece]))
    before = ask("status", number(1), "--as-of", "2026-03-01")
    after = ask("status", number(1), "--as-of", "2026-03-01", "--known", "2026-05-01")
    assert (before["legal"]["state"], before["flags"]) == ("lapsed", ["pledged"])
    assert (after["statistical"]["state"], after["legal"]["state"]) == ("lapsed", "in_force")
    assert after["legal"]["since"] == "2021-06-01"


# -- proof ------------------------------------------------------------------------------------------------------------
def test_the_status_is_proven_by_its_events_with_source(plate):
    event(plate, "lapse_unpaid_fee", date(2025, 3, 1), date(2026, 2, 27), source="专利公报 42 卷 9 期")
    answer = ask("status", f"ZL{number(1)}", "--as-of", "2025-12-31", "--known", "2026-03-01")
    assert (answer["statistical"]["state"], answer["legal"]["state"]) == ("in_force", "lapsed")
    assert answer["legal"]["because"] == [
        {"event": "lapse_unpaid_fee", "effective_date": "2025-03-01", "announced_date": "2026-02-27", "source": "专利公报 42 卷 9 期"}
    ]  # fmt: skip


def test_the_fee_calendar_tells_what_was_paid_and_what_comes_next(plate):
    step(
        record_fee,
        plate,
        year=6,
        paid_on=date(2024, 4, 2),
        amount_fen=120000,
        receipt_number="0012",
        source="电子票据",
    )
    step(record_reduction, plate, percent=85, approved_date=date(2024, 11, 1))
    answer = ask("fees", number(1), "--pay-on", "2025-02-10")
    years = {each["year"]: each for each in answer["years"]}
    assert (years[3]["payment"], years[6]["payment"], years[6]["source"]) == (
        "grant_year",
        "paid_late",
        "电子票据，票据 0012",
    )
    assert (years[5]["payment"], years[7]["payment"], years[20]["payment"]) == ("unknown", "future", "future")
    assert (years[6]["payable"], years[7]["payable"], years[7]["full"]) == (1200, 300, 2000)
    assert "85%" in years[7]["reason"]
    assert answer["next"][0] == {"day": "2025-02-10", "total": 300, "why": "应缴日（2025-03-03）以前，没有滞纳金"}
    assert answer["next"][-1]["total"] == 300 + 500


def test_a_year_of_which_nothing_is_recorded_is_not_called_unpaid(plate):
    told = {line.bill.year: line.state for line in law_of(plate, date(2025, 6, 1)).plan.lines}
    assert (told[6], told[7]) == ("unknown", "unknown_due")
    step(record_fee, plate, year=7, paid_on=None)
    assert {line.bill.year: line.state for line in law_of(plate, date(2025, 6, 1)).plan.lines}[7] == "overdue"


def test_the_year_charged_with_the_grant_is_the_one_that_was_paid_before_it(plate):
    """The notice came in the second patent year, the grant in the third: the office charged the second."""
    step(record_fee, plate, year=2, paid_on=date(2021, 2, 20))
    lines = law_of(plate).plan.lines
    assert [(line.bill.year, line.state) for line in lines[:2]] == [(2, "paid"), (3, "unknown")]


def test_a_lapse_for_fees_shows_the_cost_of_restoration(plate):
    event(plate, "lapse_unpaid_fee", date(2025, 3, 1), date(2026, 2, 27))
    law = law_of(plate, date(2025, 12, 31), date(2026, 3, 1))
    assert law.restoration is not None
    assert [law.restoration.total.as_number(), law.restoration.year] == [1000 + 2000 + 500, 7]
    event(plate, "abandonment", date(2025, 2, 1))
    assert law_of(plate, date(2025, 12, 31), date(2026, 3, 1)).restoration is None


def test_a_presumed_lapse_can_be_healed_too(plate):
    step(record_fee, plate, year=7, paid_on=None)
    law = law_of(plate, date(2025, 12, 31))
    assert law.legal.state == "presumed_lapsed"
    assert law.plan.next is None and law.restoration.year == 7


# -- fees and reductions by hand ---------------------------------------------------------------------------------------
def test_a_fee_is_corrected_with_a_reason_and_taken_back_to_what_stood(plate):
    step(record_fee, plate, year=6, paid_on=None)
    with pytest.raises(Refused, match="已有登记"):
        step(record_fee, plate, year=6, paid_on=date(2024, 2, 1))
    paid = step(record_fee, plate, year=6, paid_on=date(2024, 2, 1), reason="补到票据").result
    assert law_of(plate).plan.lines[3].state == "paid"
    step(retract_fee, plate, fee_id=paid, reason="票据是另一件专利的")
    standing = AnnualFee.objects.get(record_id=plate, superseded_revision=None)
    assert (standing.year, standing.paid_on) == (6, None)
    assert AuditLine.objects.filter(action__in=["registers.record_fee", "registers.retract_fee"]).count() == 3


def test_a_reduction_ends_with_a_transfer_and_may_be_asked_for_anew(plate):
    first = step(record_reduction, plate, percent=85, approved_date=date(2021, 5, 1)).result
    with pytest.raises(Conflict, match="尚未终止"):
        step(record_reduction, plate, percent=70, approved_date=date(2024, 1, 1))
    event(plate, "transfer", date(2024, 6, 1), holders=[Holder("演示大型集团")])
    bills = {line.bill.year: line.bill for line in law_of(plate).plan.lines}
    assert (bills[6].payable.as_number(), bills[7].payable.as_number()) == (180, 2000)
    assert "重新请求" in bills[7].reason
    step(end_reduction, plate, reduction_id=first, effective_date=date(2024, 6, 1), reason="权利转移")
    step(record_reduction, plate, percent=70, approved_date=date(2024, 9, 1))
    assert law_of(plate).plan.lines[4].bill.payable.as_number() == 600
    second = FeeReduction.objects.get(record_id=plate, superseded_revision=None, percent=70)
    step(retract_reduction, plate, reduction_id=second.pk, reason="误登")
    assert law_of(plate).plan.lines[4].bill.payable.as_number() == 2000


def test_a_worked_open_licence_takes_fifteen_per_cent_while_it_runs(plate):
    event(
        plate, "licence_recorded", date(2024, 6, 1), detail={"kind": "open", "from": "2024-06-01", "until": "2025-05-31"}
    )  # fmt: skip
    bills = {line.bill.year: line.bill.payable.as_number() for line in law_of(plate).plan.lines}
    assert (bills[7], bills[8]) == (1700, 2000)
    assert law_of(plate).legal.flags == ()
    assert law_of(plate, date(2025, 5, 31)).legal.flags == ("licensed", "open_licence_worked")


@pytest.mark.parametrize(
    ("action", "values"),
    [
        (record_fee, {"year": 21, "paid_on": None}),
        (record_fee, {"year": 7, "paid_on": date(2026, 1, 2)}),
        (record_fee, {"year": 7, "paid_on": date(2018, 1, 1)}),
        (record_reduction, {"percent": 50, "approved_date": date(2024, 1, 1)}),
        (record_reduction, {"percent": 85, "approved_date": date(2027, 1, 1)}),
        (end_reduction, {"reduction_id": 1, "effective_date": DAY, "reason": ""}),
        (retract_fee, {"fee_id": 1, "reason": " "}),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(plate, action, values):
    with pytest.raises(Refused) as refusal:
        step(action, plate, **values)
    assert refusal.value.remedy


def test_an_old_patent_has_a_page_too(system):
    enterprise(actor=system)
    old = patent(
        "97248479.5", actor=system, type="utility_model", filing_date=date(1997, 6, 3), grant_date=date(1998, 3, 4)
    )
    event(old, "lapse_unpaid_fee", date(2000, 6, 3), date(2000, 12, 1))
    law = law_of(old)
    assert (law.legal.state, law.restoration) == ("lapsed", None)
    assert [line.bill.year for line in law.plan.lines] == [6, 7, 8, 9, 10]
    assert law.premature


def test_a_mark_pays_no_fees(system):
    enterprise(actor=system)
    mark = create_record(
        actor=system, at=AT, kind="right", division_code="410481", holders=[Holder("演示钢铁有限公司")],
        values={"type": "trademark", "number": "58123456", "sub_key": "6", "title": "演示", "registration_date": date(2021, 6, 7)},
    ).result  # fmt: skip
    with pytest.raises(Refused, match="不缴年费"):
        step(record_fee, mark, year=2, paid_on=None)
    with pytest.raises(Refused):
        ask("fees", "58123456")


def test_an_imported_unpaid_year_is_known_from_its_due_day(plate):
    take_in("fees", f"申请号 | 年度 | 应缴日 | 缴费日\n{number(1)} | 7 | 2025-03-03 |\n")
    answer = ask("status", number(1), "--as-of", "2025-06-30")
    assert answer["statistical"]["state"] == answer["legal"]["state"] == "in_force_grace"
    fee = facts_of_number(Actor.system(), "410481", number(1))[1].fees[0]
    assert fee.due_date == date(2025, 3, 1), (
        "the list prints the rolled day, the law counts from the day before rolling"
    )


def test_events_say_what_their_detail_means(plate):
    event(
        plate,
        "pledge",
        date(2024, 1, 5),
        detail={"pledgee": "演示银行", "loan_fen": 50000000, "until": "2027-01-05", "renewal": True},
    )
    shown = record_page(Actor.system(), "right", plate, AsOf.on(DAY)).extra["moments"][0]
    assert shown["detail"] == "质权人 演示银行；贷款 50万元；至 2027-01-05；续贷"
    assert LegalEvent.objects.count() == 1

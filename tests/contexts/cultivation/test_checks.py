"""The conditions of entry: met, not met, unknown or for a person to look at, each with the figures it rests on."""

from datetime import date

import pytest

from qiangxian.contexts.cultivation.checks import entry_conditions, overall
from qiangxian.contexts.cultivation.models import Membership
from qiangxian.contexts.cultivation.types import Condition, ConditionOutcome
from qiangxian.contexts.registers.demonstration.enterprises import make_uscc
from qiangxian.contexts.registers.enterprises.models import EnterpriseListing
from qiangxian.contexts.registers.records.models import Record
from qiangxian.contexts.registers.rights.models import NonNormalFiling
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.kernel.asof import AsOf
from tests.conftest import WUGANG
from tests.contexts import builders

pytestmark = pytest.mark.django_db


def on(day: str) -> AsOf:
    return AsOf.on(date.fromisoformat(day))


def judged(record: Record, day: str, **more: object) -> dict[str, Condition]:
    given = {"consent_date": date(2026, 1, 5), "contact_name": "王工", "contact_phone": "13900000000", **more}
    found = entry_conditions(Membership(division_code=WUGANG, enterprise_id=record.pk, **given), on(day))
    return {condition.code: condition for condition in found}


def listed(record: Record, since: str, until: str | None = None) -> None:
    days = {"valid_from": builders.day(since), "valid_to": builders.day(until)}
    builders.written(EnterpriseListing, record, kind="abnormal_operation", **days)


def non_normal(firm: Record, number: str, since: str, **facts: object) -> None:
    record = Record.objects.create(kind=RecordKind.NON_NORMAL, division_code=WUGANG, created_at=builders.AT)
    day = builders.day(since)
    builders.written(NonNormalFiling, record, number=number, enterprise=firm, listed_date=day, known_date=day, **facts)


def test_a_sound_applicant_meets_every_condition(firm) -> None:
    found = judged(firm, "2026-05-25")
    assert {one.outcome for one in found.values()} == {ConditionOutcome.MET}
    assert found["foundation"].inputs["授权权利"] == 1


def test_a_listing_that_ended_before_the_check_does_not_count(firm) -> None:
    """enterprises.md §4, L2."""
    listed(firm, "2026-05-01", "2026-05-20")
    assert judged(firm, "2026-05-25")["clean"].outcome == ConditionOutcome.MET
    during = judged(firm, "2026-05-10")["clean"]
    assert (during.outcome, "经营异常名录" in during.words) == (ConditionOutcome.NOT_MET, True)


def test_a_non_normal_filing_bars_for_two_years_unless_reinstated(firm) -> None:
    non_normal(firm, "2023200000018", "2024-06-03")
    assert judged(firm, "2026-06-02")["non_normal"].outcome == ConditionOutcome.NOT_MET
    assert judged(firm, "2026-06-03")["non_normal"].outcome == ConditionOutcome.MET
    non_normal(firm, "2024200000016", "2025-08-01", reinstated_date=date(2026, 1, 10))
    assert judged(firm, "2026-06-03")["non_normal"].outcome == ConditionOutcome.MET
    assert judged(firm, "2026-01-09")["non_normal"].outcome == ConditionOutcome.NOT_MET


def test_a_list_nobody_declared_complete_leaves_the_question_open(db) -> None:
    record = builders.enterprise("舞钢新材料有限公司", make_uscc(3, prefix="91", division_code=WUGANG))
    found = judged(record, "2026-05-25")
    assert (found["non_normal"].outcome, found["foundation"].outcome) == (
        ConditionOutcome.UNKNOWN,
        ConditionOutcome.UNKNOWN,
    )


def test_two_firms_under_one_telephone_and_address_go_to_a_person(firm) -> None:
    """enterprises.md §4, L3."""
    twin = builders.enterprise(
        "舞钢耐磨件二厂有限公司",
        make_uscc(2, prefix="91", division_code=WUGANG),
        phone="138 0000 0001",
        address="钢城路1号",
    )
    for number in range(5):
        builders.right(f"202020000010{number}", twin, type="utility_model", filed="2020-03-02", granted="2020-12-01")
        builders.right(f"202020000020{number}", firm, type="utility_model", filed="2020-03-02", granted="2020-12-01")
    linked = judged(firm, "2026-05-25")["linked"]
    assert (linked.outcome, "舞钢耐磨件二厂" in linked.words) == (ConditionOutcome.MANUAL, True)
    assert judged(twin, "2026-05-25")["linked"].outcome == ConditionOutcome.MANUAL, "the link is seen from both sides"


def test_a_firm_seated_elsewhere_is_for_a_visit_and_a_closed_one_is_out(firm) -> None:
    builders.moved(firm, "2026-02-01", "410402")
    assert judged(firm, "2026-05-25")["seat"].outcome == ConditionOutcome.MANUAL
    assert judged(firm, "2026-01-25")["seat"].outcome == ConditionOutcome.MET
    closed = builders.enterprise(
        "舞钢旧厂有限公司", make_uscc(5, prefix="91", division_code=WUGANG), closed_date=date(2026, 1, 1)
    )
    assert judged(closed, "2026-05-25")["seat"].outcome == ConditionOutcome.NOT_MET


def test_a_pending_invention_a_mark_or_a_title_is_foundation_enough(firm) -> None:
    bases = {
        "在审发明": {"type": "invention", "filed": "2025-08-01", "granted": None},
        "有效商标": {"type": "trademark", "filed": "2024-01-02", "granted": None, "registered": "2024-11-07"},
    }
    for place, (name, facts) in enumerate(bases.items()):
        record = builders.enterprise(f"第{place}家", make_uscc(20 + place, prefix="91", division_code=WUGANG))
        assert judged(record, "2026-05-25")["foundation"].outcome == ConditionOutcome.NOT_MET
        builders.right(f"20251000000{place}7", record, sub_key="9" if place else "", **facts)  # type: ignore[arg-type]
        found = judged(record, "2026-05-25")["foundation"]
        assert (found.outcome, name in found.words) == (ConditionOutcome.MET, True)
    titled = builders.enterprise("有称号", make_uscc(30, prefix="91", division_code=WUGANG))
    builders.title(titled, "high_tech", since="2025-11-01", through="2028-10-31")
    assert judged(titled, "2026-05-25")["foundation"].outcome == ConditionOutcome.MET


def test_a_right_on_the_non_normal_list_is_no_foundation(firm) -> None:
    record = builders.enterprise("只有一件", make_uscc(40, prefix="91", division_code=WUGANG))
    right = builders.right("2020200009990", record, type="utility_model", filed="2020-03-02", granted="2020-12-01")
    assert judged(record, "2026-05-25")["foundation"].outcome == ConditionOutcome.MET
    entry = Record.objects.create(kind=RecordKind.NON_NORMAL, division_code=WUGANG, created_at=builders.AT)
    day = date(2020, 6, 1)
    builders.written(NonNormalFiling, entry, number="2020200009990", right=right, listed_date=day, known_date=day)
    assert judged(record, "2026-05-25")["foundation"].outcome == ConditionOutcome.NOT_MET


def test_without_consent_or_contact_nobody_enters(firm) -> None:
    assert judged(firm, "2026-05-25", consent_date=None)["consent"].outcome == ConditionOutcome.NOT_MET


def test_the_worst_condition_decides() -> None:
    def one(outcome: ConditionOutcome) -> Condition:
        return Condition("x", "x", outcome, "x")

    assert overall([one(ConditionOutcome.MET), one(ConditionOutcome.MANUAL)]) == ConditionOutcome.MANUAL
    assert overall([one(ConditionOutcome.MANUAL), one(ConditionOutcome.UNKNOWN)]) == ConditionOutcome.UNKNOWN
    assert overall([one(ConditionOutcome.UNKNOWN), one(ConditionOutcome.NOT_MET)]) == ConditionOutcome.NOT_MET

"""A county with a register and people who bring enterprises into the library."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from qiangxian.contexts.cultivation.actions import filing, publicity
from qiangxian.contexts.cultivation.models import Membership
from qiangxian.contexts.registers.records.models import Record
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.kernel.actor import Actor
from tests.conftest import WUGANG, somebody
from tests.contexts import builders
from tests.contexts.bureaus import at

CODE = "91410481MA9000000J"


@pytest.fixture
def firm(db) -> Record:
    """An enterprise with a valid code and one granted utility model, in a county whose registers are declared."""
    from qiangxian.contexts.registers.demonstration.enterprises import make_uscc

    with transaction.atomic():  # the clock is held, also where a test commits
        record = builders.enterprise(
            "舞钢耐磨件有限公司",
            make_uscc(1, prefix="91", division_code=WUGANG),
            phone="13800000001",
            address="钢城路1号",
        )
        builders.right("201920000001.4", record, type="utility_model", filed="2019-03-02", granted="2019-12-01")
        builders.reported_through(registers=RecordKind.values)
    return record


@pytest.fixture
def clerk_two() -> Actor:
    """The second person of the office."""
    return somebody("办公室复核人", "office", id=21)


@pytest.fixture
def applied(office_clerk) -> Callable[..., Membership]:
    """`applied(record, on=…)`: the office recommends an enterprise."""

    def recommend(record: Record, on: str = "2026-03-02", **more: Any) -> Membership:
        given = {
            "contact_name": "王小明",
            "contact_phone": "13900000000",
            "consent_date": date.fromisoformat(on),
            **more,
        }
        return filing.apply(
            actor=office_clerk, at=at(on), division_code=WUGANG, enterprise_id=record.pk, **given
        ).result

    return recommend


@pytest.fixture
def member(applied, office_clerk, clerk_two) -> Callable[..., Membership]:
    """`member(record)`: the whole way from recommendation to the library."""

    def bring(record: Record, on: str = "2026-03-02", admitted: str = "2026-03-10") -> Membership:
        file = applied(record, on)
        filing.pass_review(actor=office_clerk, at=at(on), matter_id=file.matter_id)
        publicity.publish(actor=office_clerk, at=at(on), matter_id=file.matter_id)
        publicity.admit(actor=clerk_two, at=at(admitted), matter_id=file.matter_id)
        return Membership.objects.get(pk=file.pk)

    return bring

"""What waits for a right entered by hand is fetched in the night."""

from datetime import date

import pytest

from qiangxian.contexts.registers.intake.models import WaitingRow
from qiangxian.contexts.registers.rights.models import LegalEvent
from qiangxian.kernel.schedule import DAILY

from .cast import patent
from .imported import AT, given, take_in

pytestmark = pytest.mark.django_db


def test_the_night_enters_rows_whose_right_was_registered_by_hand() -> None:
    take_in("events", "申请号 | 事件 | 生效日\n201710601862.3 | 质押 | 2020-01-10\n99117225.6 | 质押 | 2020-01-10\n")
    job = DAILY["registers.fetch_waiting"]
    job.run(today=AT.date(), at=AT)
    assert not LegalEvent.objects.exists()
    patent("201710601862.3", actor=given()["actor"], filing_date=date(2017, 7, 21), grant_date=date(2019, 3, 1))
    job.run(today=AT.date(), at=AT)
    job.run(today=AT.date(), at=AT)
    assert [event.type for event in LegalEvent.objects.filter(batch__isnull=False)] == ["pledge"]
    assert sorted(WaitingRow.objects.values_list("state", flat=True)) == ["placed", "waiting"]

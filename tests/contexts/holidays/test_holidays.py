"""A holiday notice is entered by one person and accepted by another; only then due days follow it, everywhere."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from qiangxian.contexts.holidays import flow, readers
from qiangxian.contexts.holidays.models import AnnualNotice
from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.indicators.models import Observation
from qiangxian.contexts.matters.models import Deadline, Matter
from qiangxian.contexts.quality.verification import verify
from qiangxian.contexts.registers.due.readers import found_in
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import notice_of
from qiangxian.kernel.errors import Conflict, NotAllowed, Refused
from tests.conftest import WUGANG, somebody
from tests.contexts import builders
from tests.unit.kernel.test_holiday_notice import NEXT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("accepted_notices")]
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
CLERK, SECOND = somebody("经办人", "office", id=11), somebody("复核人", "office", id=12)
FEE = date(2027, 2, 9)  # a Tuesday within the week of the Spring Festival


@pytest.fixture
def patent():
    firm = builders.enterprise("舞钢耐磨件有限公司", "91410481MA1EXAMPX1")
    return builders.right("201920000001.4", firm, type="utility_model", filed="2019-02-09", granted="2019-12-01")


def propose(**more):
    told = {"year": 2027, "document_number": "国办发明电〔2026〕9号", "notice": NEXT, **more}
    return flow.propose_holidays(actor=CLERK, at=AT, division_code=WUGANG, **told).result.pk


def take(step, actor, matter, **more):
    return step(actor=actor, at=AT, matter_id=matter, **more)


def fee_day():
    as_of = AsOf.on(date(2026, 12, 20))
    return next((one.day for one in found_in(WUGANG, as_of) if one.kind == "fee"), None)


def test_what_is_proposed_changes_nothing_and_says_what_it_would_change(patent):
    assert fee_day() == FEE
    row = AnnualNotice.objects.get(pk=propose())
    assert fee_day() == FEE and notice_of(2027) is None
    [moved], count, clocks = readers.moved(row, AsOf.on(date(2026, 11, 20)))
    assert (moved.item.number, moved.before, moved.after) == ("201920000001.4", FEE, date(2027, 2, 12))
    assert (count, clocks) == (1, [])


def test_after_a_second_person_every_due_day_follows_it(patent):
    pk = propose()
    with pytest.raises(NotAllowed, match="另一人"):
        take(flow.accept_holidays, CLERK, pk, reason="")
    take(flow.accept_holidays, SECOND, pk, reason="已对照原文")
    assert notice_of(2027).off and fee_day() == date(2027, 2, 12)
    with pytest.raises(NotAllowed):
        take(flow.revoke_holidays, SECOND, pk, reason="另有通知")
    take(flow.revoke_holidays, CLERK, pk, reason="另有通知")
    assert notice_of(2027) is None and fee_day() == FEE


def test_clocks_that_run_are_reckoned_anew(patent):
    order = Matter.objects.create(
        flow="supervision", division_code=WUGANG, title="建成服务站", state="running", opened_date=date(2026, 12, 1),
        due_date=FEE, created_at=AT, created_by="经办人",
    )  # fmt: skip
    clock = Deadline.objects.create(
        matter=order, clock="work", rule="demo", calendar="office", start_date=date(2027, 1, 9), started_at=AT,
        unit="months", length=1, nominal_due=FEE, effective_due=FEE,
    )  # fmt: skip
    pk = propose()
    [moved] = readers.moved(AnnualNotice.objects.get(pk=pk), AsOf.on(date(2026, 11, 20)))[2]
    assert (moved.deadline.pk, moved.before, moved.after) == (clock.pk, FEE, date(2027, 2, 12))
    clock.refresh_from_db()
    assert clock.effective_due == FEE
    take(flow.accept_holidays, SECOND, pk, reason="")
    clock.refresh_from_db()
    order.refresh_from_db()
    assert clock.effective_due == order.due_date == date(2027, 2, 12)


def test_a_year_has_one_notice_and_it_is_of_this_year_or_the_next():
    first, second = propose(), propose(document_number="国办发明电〔2026〕10号")
    take(flow.accept_holidays, SECOND, first, reason="")
    with pytest.raises(Conflict, match="另一份"):
        take(flow.accept_holidays, SECOND, second, reason="")
    with pytest.raises(Refused, match="今年或明年"):
        propose(year=2029)
    with pytest.raises(Refused, match="规则库已有"):
        propose(year=2026)


def test_the_law_is_computed_without_a_database_too(settings, monkeypatch, tmp_path):
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "none.sqlite3"))
    assert connection.vendor != "sqlite" or readers.accepted_notices() == ()


def marks():
    return indicators.evaluate(division=WUGANG, indicator="I08", as_of=AsOf.on(date(2027, 1, 10)))


def test_a_figure_that_hangs_on_a_rest_day_is_counted_anew_and_the_proof_says_why():
    """The grace of a mark ends on Saturday 2027-01-09; a notice that makes it a working day ends it there and not on Monday."""
    builders.reported_through()
    firm = builders.enterprise("舞钢耐磨件有限公司", "91410481MA1EXAMPX1")
    builders.right("18800001", firm, type="trademark", registered="2016-07-10")
    before = marks()
    assert (before.value, before.calendar) == (1, "")
    pk = propose()
    assert marks().digest == before.digest and Observation.objects.count() == 1
    take(flow.accept_holidays, SECOND, pk, reason="已对照原文")
    after = marks()
    assert (after.value, bool(after.calendar), Observation.objects.count()) == (0, True, 2)
    assert indicators.corrected(after).value == 1 and "放假安排" in indicators.corrected(after).why
    found = verify(on=date(2027, 2, 1))
    assert found.checked["corrected"] == 1
    assert [one for one in found.failures if "指标值" in one.what or "放假" in one.what] == []


def test_a_notice_of_a_later_year_leaves_earlier_figures_where_they_are():
    builders.reported_through()
    day = AsOf.on(date(2026, 6, 30))
    before = indicators.evaluate(division=WUGANG, indicator="I08", as_of=day)
    take(flow.accept_holidays, SECOND, propose(), reason="")
    assert indicators.evaluate(division=WUGANG, indicator="I08", as_of=day).calendar == before.calendar == ""
    assert Observation.objects.count() == 1

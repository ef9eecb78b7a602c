"""The database itself lets a fact be superseded and nothing else; what the product does with facts goes through."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from qiangxian.contexts.audit import triggers
from qiangxian.contexts.registers.enterprises.models import Domicile, Enterprise
from qiangxian.contexts.registers.intake.actions.imports import undo_batch
from qiangxian.contexts.registers.records.actions.records import close_record, correct_record
from qiangxian.contexts.registers.records.kinds import tables
from qiangxian.contexts.registers.records.models import MatchDecision, Record, ReportedThrough
from qiangxian.contexts.registers.rights.models import Right

from .cast import AT, enterprise
from .imported import given, take_in

pytestmark = pytest.mark.django_db
RIGHTS = """
申请号           | 专利类型 | 名称   | 申请日     | 权利人
2019102345678 | 发明     | 轧辊   | 2019-03-20 | 演示钢铁有限公司
"""


@pytest.fixture
def guarded(db):
    triggers.install()
    yield
    triggers.let_go()


def test_every_table_of_facts_is_guarded() -> None:
    facts = {model._meta.db_table for model in (*tables(), Record, ReportedThrough, MatchDecision)}
    assert facts == set(triggers.facts())


def test_a_correction_a_closing_an_import_and_its_undoing_go_through(guarded, office_clerk) -> None:
    record = enterprise(actor=office_clerk)
    old = Enterprise.objects.get(record_id=record)
    correct_record(
        actor=office_clerk,
        at=AT,
        record_id=record,
        revision=old.revision,
        values={"address": "一号路"},
        reason="核对执照",
    )
    row = Enterprise.objects.get(record_id=record, superseded_revision__isnull=True)
    close_record(
        actor=office_clerk, at=AT, record_id=record, revision=row.revision, closed_date=date(2025, 6, 1), reason="注销"
    )
    batch = take_in("rights", RIGHTS)["batch"]
    undo_batch(**given(), batch_uid=batch, reason="导错了文件")
    assert not Right.objects.filter(superseded_revision__isnull=True).exists()


def test_another_hand_may_not_change_a_fact_take_it_out_or_let_it_stand_again(guarded, office_clerk) -> None:
    record = enterprise(actor=office_clerk)
    correct_record(
        actor=office_clerk, at=AT, record_id=record, revision=1, values={"address": "一号路"}, reason="核对执照"
    )
    tries = (
        lambda: Enterprise.objects.update(name="另一家"),
        lambda: Enterprise.objects.filter(superseded_revision__isnull=True).update(revision=99),
        lambda: Enterprise.objects.update(superseded_revision=None),
        lambda: Domicile.objects.all()._raw_delete("default"),
        lambda: Record.objects.update(division_code="410482"),
        lambda: ReportedThrough.objects.update(through_date=date(2030, 1, 1)),
    )
    take_in("rights", RIGHTS)
    for change in tries:
        with pytest.raises(DatabaseError, match="only superseded"), transaction.atomic():
            change()

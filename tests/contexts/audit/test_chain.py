"""The chain: every change leaves one sealed line, every refusal too, and no alteration goes unseen."""

from datetime import timedelta

import pytest
from django.db import connection

from qiangxian.contexts.audit import readers
from qiangxian.contexts.audit.actions import ACTIONS, action
from qiangxian.contexts.audit.chain import broken_links
from qiangxian.contexts.audit.models import AuditHead, AuditLine
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.people import actions
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotAllowed
from qiangxian.kernel.integrity import CHECKS
from qiangxian.kernel.roles import anybody
from tests.conftest import AT, WUGANG

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_lines(system) -> None:
    for name in ("甲", "乙", "丙"):
        actions.create_account(actor=system, at=AT, name=f"账号{name}")


def test_every_action_leaves_one_line_that_names_who_what_and_when(three_lines) -> None:
    line = AuditLine.objects.get(seq=2)
    assert (line.actor_label, line.action, line.target_label, line.at) == (
        "系统",
        "people.create_account",
        "账号乙",
        AT,
    )
    assert list(broken_links()) == []


def test_a_refused_attempt_leaves_a_line_with_the_reason(office_clerk) -> None:
    with pytest.raises(NotAllowed):
        actions.create_account(actor=office_clerk, at=AT, name="不该有的")
    line = AuditLine.objects.get()
    assert (line.outcome, line.actor_label) == ("refused", "办公室经办人")
    assert "系统管理员" in line.reason


def test_a_failed_action_leaves_nothing_half_written(system) -> None:
    @action("tests.fails_half_way", label="半途失败", policy=anybody)
    def fail(*, actor, at) -> Receipt:
        AuditHead.objects.create(id=1, seq=7)
        raise RuntimeError("disk full")

    try:
        with pytest.raises(RuntimeError):
            fail(actor=system, at=AT)
        assert not AuditLine.objects.exists()
        assert not AuditHead.objects.exists()
    finally:
        del ACTIONS["tests.fails_half_way"]


@pytest.mark.parametrize("column", ["actor_label", "after", "reason", "hash", "target_label", "at"])
def test_an_altered_field_is_found(three_lines, column) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_auditline DISABLE TRIGGER USER")
    value = "2020-01-01T00:00:00Z" if column == "at" else "改过"
    AuditLine.objects.filter(seq=2).update(**{column: value})
    assert 2 in [seq for seq, *_ in broken_links()] or 3 in [seq for seq, *_ in broken_links()]


def test_a_missing_line_and_a_cut_tail_are_found(three_lines) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_auditline DISABLE TRIGGER USER")
    AuditLine.objects.filter(seq=3).delete()
    assert next(what for _, what, *_ in broken_links()) == "日志末尾被截断"
    AuditLine.objects.filter(seq=1).delete()
    assert "缺少日志行" in [what for _, what, *_ in broken_links()]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the trigger exists on PostgreSQL only")
@pytest.mark.parametrize("statement", ["UPDATE audit_auditline SET reason = 'x'", "DELETE FROM audit_auditline"])
def test_postgresql_itself_refuses_to_change_a_line(three_lines, statement) -> None:
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_auditor_reads_the_own_county_and_a_neighbour_does_not(
    three_lines, auditor, neighbour_officer, liaison
) -> None:
    assert readers.visible_lines(auditor).count() == 3
    assert readers.visible_lines(liaison).count() == 0
    assert readers.visible_lines(neighbour_officer).count() == 0


def test_a_clock_that_ran_ahead_and_back_is_a_finding(system) -> None:
    for name, at in (
        ("张某", AT),
        ("李某", AT + timedelta(days=30)),
        ("王某", AT + timedelta(minutes=1)),
        ("赵某", AT + timedelta(minutes=2)),
    ):
        actions.add_person(actor=system, at=at, division_code=WUGANG, name=name)
    [found] = CHECKS["audit.instants"].find(None, AsOf.on(AT.date()))
    assert (found.key, "早于第 2 行" in found.words) == ("3", True)

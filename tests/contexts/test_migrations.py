"""An upgrade keeps the data: from the first landed schema (0001 of every context) to the newest."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from qiangxian.contexts.audit import triggers
from tests.conftest import let_tests_empty_tables

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = [(app, "0001_initial") for app in ("audit", "people", "documents", "registers", "indicators", "programmes")]
AT = datetime(2024, 3, 1, tzinfo=UTC)


def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_county_of_the_first_schema_comes_through_every_upgrade() -> None:
    triggers.remove()  # as before every upgrade
    executor = MigrationExecutor(connection)
    executor.migrate(FIRST)
    old = executor.loader.project_state(FIRST).apps
    try:
        _fill(old)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        triggers.install()
        let_tests_empty_tables()
    from qiangxian.contexts.audit.models import AuditLine
    from qiangxian.contexts.people.models import Account
    from qiangxian.contexts.programmes.models import Programme
    from qiangxian.contexts.registers.enterprises.models import Enterprise

    assert Enterprise.objects.get().name == "升级前的企业"
    made_public, hidden = Programme.objects.select_related("matter").order_by("id")
    assert (made_public.title, made_public.is_public, made_public.matter.state) == ("升级前的方案", True, "published")
    assert list(made_public.matter.steps.values_list("step", flat=True)) == ["open", "submit", "check", "publish"]
    assert (hidden.is_public, hidden.matter.state, hidden.is_current) == (False, "draft", False)
    assert made_public.is_current, "a county works by its newest plan that has tasks or targets"
    assert AuditLine.objects.get().actor_label == "升级前的人"
    persons = {account.name: account.person for account in Account.objects.select_related("person")}
    assert [(p.name, p.division_code) for p in (persons["li"], persons["zhao"])] == [("李某", "410481"), ("zhao", "")]


def _fill(apps) -> None:
    record = apps.get_model("registers", "Record").objects.create(
        kind="enterprise", division_code="410481", created_at=AT
    )
    apps.get_model("registers", "Enterprise").objects.create(
        record=record,
        division_code="410481",
        revision=1,
        recorded_at=AT,
        recorded_by="某人",
        name="升级前的企业",
        folded_name="升级前的企业",
    )
    plans = apps.get_model("programmes", "Programme").objects
    common = {"division_code": "410481", "document_id": 1, "created_at": AT, "created_by": "某人"}
    programme = plans.create(title="升级前的方案", **common)
    plans.create(title="升级前没有公开的办法", is_public=False, **common)
    apps.get_model("programmes", "Task").objects.create(
        programme=programme, key="T1", clause_key="1", title="任务", proposal_id=1, added_at=AT, position=1
    )
    made = {"created_at": AT, "created_by": "某人"}
    li = apps.get_model("people", "Account").objects.create(name="li", display_name="李某", **made)
    apps.get_model("people", "RoleAssignment").objects.create(
        account=li, role="office", division_code="410481", valid_from=AT.date(), granted_by="某人", granted_at=AT
    )
    apps.get_model("people", "Account").objects.create(name="zhao", **made)
    apps.get_model("audit", "AuditLine").objects.create(
        seq=1, at=AT, actor_label="升级前的人", action="x", outcome="done", previous_hash="", hash="x"
    )


LIBRARY = [("cultivation", "0001_initial")]


def test_a_file_of_the_library_becomes_a_matter_with_everything_it_had() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(LIBRARY)
    try:
        _fill_library(executor.loader.project_state(LIBRARY).apps)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        let_tests_empty_tables()
    from qiangxian.contexts.cultivation.models import Membership

    file = Membership.objects.select_related("matter").get()
    assert (file.pk, file.matter.flow, file.matter.state, file.matter.title) == (
        70,
        "cultivation",
        "left",
        "升级前的企业",
    )
    assert file.matter.closed_date == file.left_date, "a file that ended owes nothing"
    steps = list(file.matter.steps.values_list("number", "step", "from_state", "to_state", "by_id", "by"))
    assert steps == [(1, "recommend", "", "applied", 5, "某人"), (2, "approve_exit", "exiting", "left", 6, "另一人")]
    assert file.matter.objections.get().words == "异议"
    assert file.matter.participants.get().key == f"applicant:enterprise:{file.enterprise_id}"
    assert file.matter.deadlines.get().ended_date == file.left_date


def _fill_library(apps) -> None:
    record = apps.get_model("registers", "Record").objects.create(
        kind="enterprise", division_code="410481", created_at=AT
    )
    apps.get_model("registers", "Enterprise").objects.create(
        record=record,
        division_code="410481",
        revision=1,
        recorded_at=AT,
        recorded_by="某人",
        name="升级前的企业",
        folded_name="升级前的企业",
    )
    days = dict.fromkeys(
        ("applied_date", "consent_date", "publicity_from", "publicity_through", "entered_date", "left_date"), AT.date()
    )
    file = apps.get_model("cultivation", "Membership").objects.create(
        id=70,
        division_code="410481",
        enterprise_id=record.pk,
        state="left",
        exit_reason="inactive",
        origin="office",
        created_at=AT,
        created_by="某人",
        **days,
    )
    step = apps.get_model("cultivation", "MembershipStep").objects.create
    row = {"membership": file, "day": AT.date(), "at": AT}
    step(number=1, step="recommend", to_state="applied", by_id=5, by="某人", **row)
    step(number=2, step="approve_exit", from_state="exiting", to_state="left", by_id=6, by="另一人", **row)
    apps.get_model("cultivation", "Objection").objects.create(
        membership=file, received_date=AT.date(), source="body", words="异议", recorded_at=AT, recorded_by="某人"
    )

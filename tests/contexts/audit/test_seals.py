"""Rows are sealed by whoever writes by way of the product; the database refuses to change what only grows."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DatabaseError, connection, transaction

from qiangxian.contexts.audit import chain, seals, triggers
from qiangxian.contexts.audit.models import AuditHead, AuditLine, RowSeal, TableTotal, Touched
from qiangxian.contexts.people import actions
from qiangxian.contexts.people.models import Person
from tests.conftest import AT, WUGANG

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(system) -> Person:
    return actions.add_person(actor=system, at=AT, division_code=WUGANG, name="张某").result


@pytest.fixture
def lines_change(db) -> None:
    """What another hand does first."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_auditline DISABLE TRIGGER USER")


def test_every_table_is_sealed_or_says_why_not() -> None:
    in_database = set(connection.introspection.table_names())
    sealed, outside = set(seals.tables()), seals.outside()
    assert in_database == sealed | set(outside)
    assert not sealed & set(outside)
    assert all(len(reason) >= 6 for reason in outside.values())


def test_what_an_action_writes_is_sealed_and_its_line_tells_the_totals(person, system) -> None:
    assert list(seals.broken_rows()) == [] and not Touched.objects.exists()
    assert RowSeal.objects.filter(table="people_person", key=str(person.pk)).exists()
    told = chain.json.loads(AuditLine.objects.get().tables)
    total = TableTotal.objects.get(table="people_person")
    assert told == {"people_person": [1, int(total.digests)]}
    actions.correct_person(actor=system, at=AT, person_id=person.pk, name="张某某", reason="更正")
    assert list(seals.broken_rows()) == []
    assert list(chain.broken_links()) == []


def test_a_write_past_the_product_is_named_until_somebody_looks(person) -> None:
    Person.objects.filter(pk=person.pk).update(post="科长")
    told = [(one.what, one.table, one.key) for one in seals.broken_rows()]
    assert ("在程序之外改动的行", "people_person", str(person.pk)) in told
    assert ("在程序之外写入", "people_person", str(person.pk)) in told


@pytest.mark.any_database  # a test is one transaction, by which PostgreSQL tells whose hand it was
def test_a_later_action_does_not_hide_an_earlier_hand(person, system) -> None:
    Person.objects.filter(pk=person.pk).update(post="科长")
    actions.correct_person(actor=system, at=AT, person_id=person.pk, name="张某某", reason="更正")
    assert [one.what for one in seals.broken_rows()] == ["在程序之外写入"]


def test_what_is_rolled_back_leaves_no_seal(person, system) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.add_person(actor=system, at=AT, division_code=WUGANG, name="李某")
        raise RuntimeError
    assert list(seals.broken_rows()) == []
    assert TableTotal.objects.get(table="people_person").rows == 1


def test_another_key_is_said_once_and_old_lines_keep_their_algorithm(lines_change, person, system, settings) -> None:
    AuditLine.objects.update(algorithm="", mac="", tables="")
    first = AuditLine.objects.get()
    first.hash = chain.seal(first)
    first.save()
    AuditHead.objects.update(hash=first.hash, mac="")
    actions.add_person(actor=system, at=AT, division_code=WUGANG, name="李某")
    assert list(chain.broken_links()) == []
    settings.SECRET_KEY = "另一个密钥"
    assert [what for _seq, what, *_ in chain.broken_links()] == ["封存密钥已更换"]
    assert [one.what for one in seals.broken_rows()] == ["封存密钥已更换"]


def test_a_line_sealed_anew_without_the_key_is_found(lines_change, person, system) -> None:
    actions.add_person(actor=system, at=AT, division_code=WUGANG, name="李某")
    line = AuditLine.objects.order_by("-seq")[0]
    line.actor_label = "别人"
    line.hash = chain.seal(line)
    line.save()
    AuditHead.objects.update(hash=line.hash)
    assert [what for _seq, what, *_ in chain.broken_links()] == ["密钥校验值不符"]


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this machine's OpenSSL has no SM3")
def test_sm3_is_possible(system, settings) -> None:
    settings.SEAL_DIGEST = "sm3"
    actions.add_person(actor=system, at=AT, division_code=WUGANG, name="张某")
    assert AuditLine.objects.get().algorithm.startswith("hmac-sm3:")
    assert list(seals.broken_rows()) == [] and list(chain.broken_links()) == []


def test_an_instant_is_sealed_alike_wherever_it_was_read(system) -> None:
    made = actions.create_account(actor=system, at=AT, name="张某").result["account"]
    at = datetime(2025, 12, 31, 16, 5, tzinfo=UTC).astimezone(timezone(timedelta(hours=8)))
    actions.logged_in(actor=system, at=at, account_id=made.pk)
    assert list(seals.broken_rows()) == []


@pytest.fixture
def guarded(db):
    triggers.install()
    yield
    triggers.let_go()


def test_the_database_refuses_to_change_an_audit_line(person, guarded) -> None:
    for change in (AuditLine.objects.all().delete, lambda: AuditLine.objects.update(reason="改")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

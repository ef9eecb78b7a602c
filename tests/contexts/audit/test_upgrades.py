"""What another hand wrote before an upgrade is named after it."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from qiangxian.contexts.audit import chain, seals, triggers
from qiangxian.contexts.audit.models import Touched
from qiangxian.contexts.people import actions
from qiangxian.contexts.people.models import Person
from tests.conftest import AT, WUGANG, let_tests_empty_tables

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def before_an_upgrade():
    """A database one migration behind, without notes of what emptying the tables of another test touched; afterwards as the
    others want it."""
    Touched.objects.all().delete()
    MigrationExecutor(connection).migrate([("holidays", None)])
    yield
    call_command("migrate", verbosity=0)
    let_tests_empty_tables()


def named() -> set[tuple[str, str, str]]:
    return {(one.what, one.table, one.key) for one in seals.broken_rows()}


def test_a_row_changed_by_hand_before_an_upgrade_is_named_after_it(before_an_upgrade, system) -> None:
    one, other, third = (
        actions.add_person(actor=system, at=AT, division_code=WUGANG, name=name).result
        for name in ("张某", "李某", "王某")
    )
    triggers.remove()  # what another hand does first
    Person.objects.filter(pk=one.pk).update(post="科长")
    Person.objects.filter(pk=other.pk).delete()
    call_command("migrate", verbosity=0)
    found = {key for what, table, key in named() if what == "升级前已与封存不符" and table == "people_person"}
    assert found >= {str(one.pk), str(other.pk)} and str(third.pk) not in found
    actions.correct_person(actor=system, at=AT, person_id=one.pk, name="张某某", reason="更正")
    assert found == {key for what, table, key in named() if table == "people_person"}, "later work does not hide it"
    assert list(chain.broken_links()) == []


def test_an_upgrade_of_what_proves_itself_names_nothing(before_an_upgrade, system) -> None:
    actions.add_person(actor=system, at=AT, division_code=WUGANG, name="张某")
    call_command("migrate", verbosity=0)
    assert named() == set()

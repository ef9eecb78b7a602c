"""The standing cast of every test, and the databases the tests run on."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path

import pytest
import typer.testing
from django.apps import apps
from django.core.cache import caches
from django.db import connection, transaction
from django.db.models.signals import post_migrate
from django.test import Client, override_settings
from hypothesis import HealthCheck, settings
from typer.main import get_command

from qiangxian.contexts.audit import triggers
from qiangxian.contexts.audit.models import Touched
from qiangxian.contexts.audit.tasks import seal_everything
from qiangxian.contexts.holidays import readers as holidays
from qiangxian.contexts.people import townships
from qiangxian.contexts.people.models import Account, Person, RoleAssignment, Unit
from qiangxian.kernel import division
from qiangxian.kernel.actor import Actor, Grant
from qiangxian.kernel.calendar import ACCEPTED
from tests.template import template

WUGANG, NEIGHBOUR = "410481", "410482"
AT = datetime(2025, 12, 31, 8, 0, tzinfo=UTC)
PASSWORD = "正确-horse-2025"
# Property tests judge results, not speed: the first example of each reads the rulebook, and the machine may be busy.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
SHARED = Path(__file__).resolve().parents[2] / "shared"
typer.testing._get_command = cache(get_command)  # the tree of commands is built once, not for every question
FOLDERS = (Path(os.environ["QIANGXIAN_VAR"], f"files-{os.getpid()}", str(number)) for number in count())


LONG = ("tests/cluster", "tests/contract", "tests/journeys", "tests/contexts/registers/test_import_killed.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what the database can change is asked again: tests that read or write rows, but for those marked
    `any_database`. What takes long stands first in each half, so that two workers end together."""
    if "postgresql" in os.environ.get("QIANGXIAN_DATABASE_URL", ""):
        config.hook.pytest_deselected(items=[item for item in items if not _differs(item)])
        items[:] = filter(_differs, items)
    long = [item for item in items if item.nodeid.startswith(LONG)]
    rest = [item for item in items if not item.nodeid.startswith(LONG)]
    items[:] = long[: len(long) // 2] + rest[: len(rest) // 2] + long[len(long) // 2 :] + rest[len(rest) // 2 :]


def _differs(item: pytest.Item) -> bool:
    rows = item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames)  # type: ignore[attr-defined]
    return bool(rows) and not item.get_closest_marker("any_database")


@pytest.fixture(scope="module")
def module_rows(django_db_setup, django_db_blocker) -> Iterator[None]:
    """What a module's own fixtures write on it stands for all its tests, and goes with the last of them: they are written once, and
    every test takes back only what is its own. Not for tests that commit (`transaction=True`)."""
    with django_db_blocker.unblock(), override_settings(FILES=next(FOLDERS)), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def files_apart(settings) -> None:
    """Every test keeps uploaded files in a folder of its own, made when the first of them is kept: most tests keep none."""
    settings.FILES = next(FOLDERS)
    caches["pages"].clear()
    caches["default"].clear()


@pytest.fixture(autouse=True)
def only_shipped_notices(monkeypatch) -> None:
    """Days and townships are those of the rulebook alone; a test that accepts a holiday notice asks for `accepted_notices`, one that
    corrects a township for `corrected_townships`."""
    monkeypatch.setattr(ACCEPTED, "source", None)
    monkeypatch.setattr(division.CORRECTED, "source", None)


@pytest.fixture
def corrected_townships(only_shipped_notices, monkeypatch, db) -> Iterator[None]:
    """Townships are those the county corrected, too, as everywhere outside the tests."""
    monkeypatch.setattr(division.CORRECTED, "source", townships.corrected_townships)
    division.CORRECTED.forget()
    yield
    division.CORRECTED.forget()


@pytest.fixture
def accepted_notices(only_shipped_notices, monkeypatch, db) -> Iterator[None]:
    """Days are computed by what the county accepted, too, as everywhere outside the tests."""
    monkeypatch.setattr(ACCEPTED, "source", holidays.accepted_notices)
    ACCEPTED.forget()
    yield
    ACCEPTED.forget()


def let_tests_empty_tables() -> None:
    """Tests that commit are cleaned up by emptying the tables, and tests of proofs change what only grows: both are what the
    database's own triggers forbid."""
    triggers.let_go()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_auditline DISABLE TRIGGER audit_never_emptied")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings) -> Iterator[bool]:
    """On SQLite the tests begin with a copy of the template, which goes with the last of them."""
    database = connection.settings_dict["TEST"]["NAME"] if connection.vendor == "sqlite" else ""
    if database:
        shutil.copy(template(), database)
    yield bool(database)
    if database:
        Path(database).unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_createdb() -> bool:
    """The copy is kept as it is."""
    return connection.vendor != "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        let_tests_empty_tables()
    post_migrate.connect(forget_the_emptying, sender=apps.get_app_config("audit"))


def forget_the_emptying(**told: object) -> None:
    """A test that commits ends with its tables emptied, which the triggers note row by row: the next test begins with no such note.
    An upgrade says what it planned, an emptying does not."""
    if "plan" not in told:
        Touched.objects.all().delete()


@pytest.fixture
def shared() -> Path:
    """The folder of real documents beside the project; the test is skipped, saying so, where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the real documents (../shared) are not beside this checkout")
    return SHARED


def somebody(
    name: str, *roles: str, division: str = WUGANG, id: int = 1, unit: int | None = None, firm: int | None = None
) -> Actor:
    """An actor with these roles in one county."""
    grants = frozenset(Grant(role, division, unit) for role in roles)
    return Actor(id, name, grants, person_id=id, enterprise_record_id=firm)


@pytest.fixture
def system() -> Actor:
    return Actor.system()


@pytest.fixture
def office_clerk() -> Actor:
    """Runs the programme in the lead bureau's office."""
    return somebody("办公室经办人", "office", id=11)


@pytest.fixture
def deputy_mayor() -> Actor:
    return somebody("分管副市长", "leader", id=12)


@pytest.fixture
def liaison() -> Actor:
    return somebody("工信局联络员", "liaison", id=13)


@pytest.fixture
def auditor() -> Actor:
    return somebody("审计员", "auditor", id=14)


@pytest.fixture
def neighbour_officer() -> Actor:
    """An officer of the neighbouring county, who must see nothing of ours."""
    return somebody("邻县办公室", "office", division=NEIGHBOUR, id=15)


def make_account(name: str, role: str, division: str = WUGANG, unit: str = "", **more: object) -> Account:
    """An active account with one role, ready to log in with PASSWORD."""
    unit_row = Unit.objects.get_or_create(division_code=division, name=unit)[0] if unit else None
    person = Person.objects.create(division_code=division, name=name, created_at=AT, created_by="测试")
    account = Account(
        name=name,
        person=person,
        display_name=name,
        unit=unit_row,
        is_active=True,
        must_change_password=False,
        created_at=AT,
        created_by="测试",
        **more,
    )
    account.set_password(PASSWORD)
    account.save()
    RoleAssignment.objects.create(
        account=account, role=role, division_code=division, valid_from="2020-01-01", granted_by="测试", granted_at=AT
    )
    return account


def seal_as_found() -> None:
    """What a test wrote without an action counts as the product's own from here on, as on a county's first day."""
    Touched.objects.all().delete()
    seal_everything(actor=Actor.system(), at=AT, reason="测试写入的行")


@pytest.fixture
def log_in(db) -> Iterator[object]:
    """`log_in("office")` → a test client logged in as that role; `division=` for the neighbour, `unit=` for a liaison."""

    def enter(role: str, **more: object) -> Client:
        client = Client()
        client.force_login(make_account(f"{role}-{Account.objects.count()}", role, **more))  # type: ignore[arg-type]
        return client

    return enter  # type: ignore[return-value]

"""What may be posted: the neighbour's people of every role send our own forms, with our ids and the values they offer, and change
nothing of ours; and nothing anybody can write into a form is a fault. Bounded in time: what does not fit into one run is drawn anew."""

import hashlib
import random
import re
import time
from html import unescape

import pytest
from django.apps import apps
from django.test import Client

from qiangxian.contexts.audit.models import AuditLine
from qiangxian.kernel.roles import ROLES
from tests.conftest import NEIGHBOUR, WUGANG, make_account
from tests.web.test_access import ALL, county, fill, on_loopback  # noqa: F401 - fixtures
from tests.web.test_no_fault import NASTY, Known, faults  # noqa: F401 - fixtures
from tests.web.wugang import a_programme

pytestmark = pytest.mark.django_db
SECONDS = 40
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
FIELD = re.compile(
    r"<(input|select|textarea|button)\b([^>]*)>(.*?)(?=</\1>|<(?:input|select|textarea|button)\b|$)", re.S
)
NAME, VALUE = re.compile(r'\bname="([^"]+)"'), re.compile(r'\bvalue="([^"]*)"')
OF_NOBODY = (
    *("audit_auditline", "audit_audithead", "audit_rowseal", "audit_tabletotal", "audit_touched"),
    *("indicators_observationhead", "django_session", "people_loginfailure", "usersessions_usersession"),
)
"""Tables that go on with whatever anybody does: the proof of it all, the door."""
PLAUSIBLE = {
    "reason": "试试",
    "name": "试试",
    "note": "分工文件",
    "words": "试试",
    "valid_from": "2026-01-05",
    "through_date": "2025-12-31",
}
Sent = dict[str, str]


@pytest.fixture(autouse=True)
def nothing_behind(settings) -> None:
    """Tasks stay in line."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def forms_of(page: str) -> list[Sent]:
    """What each form of a page that is posted would send, once a button."""
    found = []
    for about, inner in FORM.findall(page):
        if "post" not in about.lower():
            continue
        fields: Sent = {}
        buttons: list[Sent] = [{}]
        for kind, said, within in FIELD.findall(inner):
            name, value = NAME.search(said), VALUE.search(said)
            if name is None or name[1] == "csrfmiddlewaretoken":
                continue
            if kind == "button":
                buttons.append({name[1]: unescape(value[1]) if value else ""})
                continue
            offered = [unescape(one) for one in VALUE.findall(within) if one] if kind == "select" else []
            given = unescape(value[1]) if value else ""
            fields[name[1]] = offered[-1] if offered else given or PLAUSIBLE.get(name[1], "试试")
        found += [{**fields, **button} for button in buttons]
    return found


def insiders() -> list[Client]:
    """Those of our county who between them may open everything."""
    clients = [Client() for _role in ("office", "sysadmin", "secadmin")]
    for client, role in zip(clients, ("office", "sysadmin", "secadmin"), strict=True):
        client.force_login(make_account(f"本县{role}", role, is_demo=True))
    return clients


def posts(places: list[str]) -> dict[str, list[Sent]]:
    """Every address that takes something, and what its forms send; an address without a page of its own gets what anybody sends."""
    found: dict[str, list[Sent]] = {}
    clients = insiders()
    for place in places:
        sent: list[Sent] = []
        for client in clients:
            answer = client.get(place)
            if answer.status_code == 200 and not answer.streaming:
                sent = forms_of(answer.content.decode("utf-8", "replace"))
                break
        found[place] = [*sent, dict(PLAUSIBLE)]
    return found


def ours() -> dict[str, str]:
    """Every row of ours, and every row that names no county, as it stands, table by table."""
    told = {}
    for model in apps.get_models():
        table = model._meta.db_table
        if table in OF_NOBODY or not model._meta.managed:
            continue
        rows = model._default_manager.all()
        if "division_code" in {field.name for field in model._meta.concrete_fields}:
            rows = rows.filter(division_code=WUGANG)
        listed = sorted(map(repr, rows.values_list()))
        told[table] = hashlib.sha256("".join(listed).encode()).hexdigest()
    return told


THEIRS = {"people_account", "people_roleassignment", "people_savedview", "notices_preference"}
"""Rows that name no county and are of the one who asks."""


def test_the_neighbours_of_every_role_change_nothing_of_ours_by_our_own_forms(county, faults) -> None:  # noqa: F811
    places = [fill(pattern, Known(county)) for pattern, _name in ALL if "<" in pattern]
    sent = posts(places)
    accounts = {role: make_account(f"邻县{role}", role, division=NEIGHBOUR, is_demo=True) for role in ROLES}
    before, last = ours(), AuditLine.objects.latest("seq").seq
    tried = 0
    for role, account in accounts.items():
        client = Client(raise_request_exception=False)
        client.force_login(account)
        for place in places:
            for form in sent[place][:4]:
                answer = client.post(place, form)
                tried += 1
                assert answer.status_code < 500, (role, place)
                if answer.status_code == 405:
                    break
    assert tried > 600
    assert not faults, "\n".join(sorted(set(faults))[:20])
    done = AuditLine.objects.filter(seq__gt=last, outcome="done", division_code=WUGANG)
    assert [(line.actor_label, line.action) for line in done] == []
    after = ours()
    changed = {table for table in before if before[table] != after[table]} - THEIRS
    assert not changed, sorted(changed)


@pytest.mark.parametrize("role", list(ROLES))
def test_nothing_that_is_posted_is_a_fault(county, faults, role) -> None:  # noqa: F811
    chance = random.Random()
    firm = {"enterprise_record_id": county["record_id"]} if role == "enterprise" else {}
    account = make_account(f"本县某{role}", role, is_demo=True, **firm)
    client = Client(raise_request_exception=False)
    client.force_login(account)
    places = [fill(pattern, Known(county)) for pattern, _name in ALL if "logout" not in pattern]
    chance.shuffle(places)
    end = time.monotonic() + SECONDS / len(ROLES)
    for place in places:
        if time.monotonic() > end:
            break
        page = client.get(place)
        forms = (
            forms_of(page.content.decode("utf-8", "replace")) if page.status_code == 200 and not page.streaming else []
        )
        for form in forms or [dict(PLAUSIBLE)]:
            spoiled = chance.sample(sorted(form), k=min(2, len(form)))
            answer = client.post(place, {**form, **{name: clean(chance.choice(NASTY)) for name in spoiled}})
            if "accounts/login" in getattr(answer, "url", ""):
                client.force_login(account)
            if answer.status_code == 405:
                break
    assert not faults, f"{len(faults)} faults\n" + "\n".join(sorted(set(faults))[:20])


def test_a_number_larger_than_any_row_is_refused(log_in) -> None:
    a_programme()
    answer = log_in("office").post("/desk/plan/phases/", {"check": "9" * 40, "done": "1"})
    assert answer.status_code == 400
    assert "编号太大" in answer.content.decode()


def clean(nasty: str) -> str:
    """What a browser can send: half a surrogate it cannot."""
    return nasty.encode("utf-8", "ignore").decode()

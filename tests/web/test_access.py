"""Every address × every role: deny by default, and an officer of the neighbouring county who must see nothing of ours."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from qiangxian.cli import plan
from qiangxian.cli.running import SEED
from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.cultivation.models import ServiceEntry
from qiangxian.contexts.documents.models import Proposal, ProposalItem
from qiangxian.contexts.dossiers import pool
from qiangxian.contexts.dossiers.models import Piece
from qiangxian.contexts.people.models import Account, Unit
from qiangxian.contexts.programmes.models import Programme, TargetProof
from qiangxian.contexts.registers.demonstration import actions as demonstration
from qiangxian.contexts.registers.enterprises.models import Enterprise
from qiangxian.contexts.registers.records.models import ImportBatch
from qiangxian.contexts.registers.reported.models import ReportedFigure
from qiangxian.contexts.registers.rights.conflicts.models import StatusConflict
from qiangxian.contexts.registers.rights.models import Right
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.roles import ROLES
from qiangxian.web.desk.audit.pages import _answer
from tests.conftest import AT, NEIGHBOUR, WUGANG, make_account, somebody
from tests.contexts import builders

pytestmark = pytest.mark.django_db
STAFF_ONLY = ("desk/", "my/")
OURS = re.compile(r"舞政办〔2023〕26号|舞钢市创建国家知识产权强县|演示[^<\s]{0,20}(?:有限公司|专业合作社)")
POST_ONLY = 405


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every (pattern, name) of the product; allauth's own pages are tested with the login."""
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, pattern)
        elif isinstance(entry, URLPattern) and not pattern.startswith("accounts/"):
            yield pattern, entry.name or ""


ALL = sorted(set(addresses(get_resolver())))


@pytest.fixture(autouse=True)
def on_loopback(settings) -> None:
    """The cast below are demonstration accounts, which need no second factor and live on loopback only."""
    settings.LOOPBACK_ONLY = True


@pytest.fixture(scope="module")
def county(module_rows) -> dict[str, object]:
    """Wugang with its plan and the demonstration county, and what stands in the addresses for it."""
    plan.import_file(SEED, accept=True)
    demonstration.load_demo(actor=Actor.system(), at=AT, division_code=WUGANG, scale=1, through_date=date(2025, 12, 31))
    batch = ImportBatch.objects.create(
        uid="b" * 32,
        division_code=WUGANG,
        kind="rights",
        file_name="我们的.xlsx",
        state="done",
        started_at=AT,
        started_by="我们",
    )
    right, firm = Right.objects.order_by("id").first(), Enterprise.objects.order_by("id").first()
    proposal = Proposal.objects.get()
    return {
        "programme_id": Programme.objects.get().pk,
        "proposal_id": proposal.pk,
        "item_id": ProposalItem.objects.filter(proposal=proposal).first().pk,
        "code": "G1",
        "proof_id": getattr(TargetProof.objects.first(), "pk", 1),
        "indicator": "high_value_inventions",
        "figure_id": ReportedFigure.objects.order_by("id").first().record_id,
        "register": "enterprises",
        "record_id": firm.record_id,
        "right_id": right.record_id,
        "view_id": 1,
        "conflict_id": conflict_of_ours(right).pk,
        "uid": batch.uid,
        "kind": "rights",
        "form": "csv",
        "step": "rename",
        "check_code": "registers.holder_unmatched",
        "unit_id": Unit.objects.filter(division_code=WUGANG).first().pk,
        "name": "agenda",
        "period": "2026Q1",
        "link": "nowhere",
        "what": "industry",
        "delivery_id": 1,
        "piece_id": piece_of_ours().pk,
        **membership_of_ours(firm),
        "account_id": make_account("我们的人", "office").pk,
    }


def piece_of_ours() -> Piece:
    """A figure in the pool of evidence."""
    what = pool.Reference("observation", "valid_inventions", AsOf.on(date(2025, 12, 31)))
    return pool.freeze_piece(actor=Actor.system(), at=AT, division_code=WUGANG, what=what).result


def membership_of_ours(firm: Enterprise) -> dict[str, object]:
    """A member of the cultivation library with one service rendered."""
    day = date(2025, 12, 1)
    member = builders.membership(firm.record, day, contact_name="我们的人", contact_phone="13800000000")
    ServiceEntry.objects.create(
        membership=member, day=day, kind="visit", words="走访", recorded_at=AT, recorded_by="我们"
    )
    return {
        "membership_id": member.pk,
        "matter_id": member.matter_id,
        "folder_id": 1,
        "file_id": 1,
        "flow_code": "cultivation",
        "number": f"cultivation-{member.matter_id}",
    }


def conflict_of_ours(right: Right) -> StatusConflict:
    return StatusConflict.objects.create(
        record=right.record,
        division_code=WUGANG,
        number=right.number,
        title=right.title,
        printed="未缴年费终止失效",
        printed_day=date(2025, 12, 31),
        computed="in_force",
        found_at=AT,
    )


def fill(pattern: str, county: dict[str, object]) -> str:
    """The address with our own county's things in it."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name == "key":
            return "T1" if "tasks" in pattern else Enterprise.objects.order_by("id").first().uscc
        if name == "record_id" and "rights" in pattern:
            return str(county["right_id"])
        return str(county[name])

    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", value, pattern)


def test_a_visitor_is_sent_to_the_login_from_every_page_that_is_not_public(county) -> None:
    client = Client()
    for pattern, _ in ALL:
        answer = client.get(fill(pattern, county))
        if pattern.startswith(STAFF_ONLY):
            assert (answer.status_code, answer.url.startswith("/accounts/login/")) == (302, True), pattern
        else:
            assert answer.status_code in (200, 404, 401, 403, 405), pattern


def test_the_neighbours_officer_sees_nothing_of_ours_anywhere(county) -> None:
    client = Client()
    client.force_login(make_account("邻县", "office", division=NEIGHBOUR))
    for pattern, _ in ALL:
        if not pattern.startswith(STAFF_ONLY):
            continue
        url = fill(pattern, county)
        for address in (url, f"{url}?programme={county['programme_id']}", f"{url}?division={WUGANG}"):
            answer = client.get(address)
            assert answer.status_code < 500, address
            if answer.status_code == 200:
                body = b"".join(answer) if answer.streaming else answer.content
                text = body.decode("utf-8", "replace")
                assert not OURS.search(text), f"{address} shows {OURS.search(text)[0]}"


def test_the_neighbours_officer_changes_nothing_of_ours(county) -> None:
    client = Client()
    client.force_login(make_account("邻县", "office", division=NEIGHBOUR))
    before = _state()
    for pattern, _ in ALL:
        if pattern.startswith(STAFF_ONLY) and "<" in pattern:
            answer = client.post(fill(pattern, county), {"reason": "试试", "name": "试试", "state": "dropped"})
            assert answer.status_code < 500, pattern
    assert _state() == before


def _state() -> tuple[int, ...]:
    from qiangxian.contexts.audit.models import AuditLine

    return (
        AuditLine.objects.filter(division_code=WUGANG, outcome="done").count(),
        ProposalItem.objects.filter(state="dropped").count(),
        Account.objects.filter(is_active=True).count(),
    )


@pytest.mark.parametrize("role", ["sysadmin", "secadmin", "enterprise"])
def test_who_has_no_business_with_the_registers_sees_none(county, role) -> None:
    client = Client()
    client.force_login(make_account(f"某{role}", role, is_demo=True))
    for pattern, _ in ALL:
        if pattern.startswith(("desk/registers", "desk/imports", "desk/plan", "desk/cultivation", "desk/matters")):
            answer = client.get(fill(pattern, county))
            assert not getattr(answer, "url", "").startswith("/accounts/"), "not logged in at all"
            assert answer.status_code in (302, 403, 404, POST_ONLY), f"{pattern} answers {answer.status_code} to {role}"


@pytest.mark.parametrize("role", ["leader", "office", "liaison", "unit_head", "auditor"])
def test_every_page_answers_its_own_staff_without_a_fault(county, role) -> None:
    client = Client()
    client.force_login(make_account(f"某{role}", role, is_demo=True))
    for pattern, _ in ALL:
        answer = client.get(fill(pattern, county))
        assert answer.status_code < 500, pattern


def test_an_enterprise_sees_its_own_rights_and_no_others(county) -> None:
    client = Client()
    client.force_login(make_account("企业", "enterprise", is_demo=True, enterprise_record_id=county["record_id"]))
    answer = client.get("/my/")
    assert answer.status_code == 200, answer
    text = answer.content.decode()
    own = Enterprise.objects.get(record_id=county["record_id"])
    others = Enterprise.objects.exclude(record_id=own.record_id).values_list("name", flat=True)
    assert own.name in text
    assert [name for name in others if name in text] == []


def test_the_system_actor_is_no_account() -> None:
    assert Actor.system().id is None


GIVEN = {
    "reason": "试试",
    "name": "试试",
    "state": "dropped",
    "step": "check",
    "date": "2025-12-31",
    "through_date": "2025-12-31",
    "list": "save",
    "year": "2025",
}


@pytest.mark.parametrize("role", list(ROLES))
def test_what_a_role_changes_is_what_the_permission_table_says(county, role, settings) -> None:
    """Every address is posted to with real ids; what went through must stand in the table for that role, and a role that the
    table gives nothing of an area gets nothing through there."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    firm = Enterprise.objects.order_by("id").first().record_id
    extra = {"enterprise_record_id": firm} if role == "enterprise" else {}
    account = make_account(f"某{role}", role, is_demo=True, **extra)
    client = Client()
    client.force_login(account)
    before = AuditLine.objects.latest("seq").seq
    for pattern, _ in ALL:
        answer = client.post(fill(pattern, county), GIVEN)
        assert answer.status_code < 500, pattern
        if "accounts/login" in getattr(answer, "url", ""):
            client.force_login(account)
    done = AuditLine.objects.filter(seq__gt=before, outcome="done")
    for action in set(done.filter(actor_id=account.pk).values_list("action", flat=True)):
        policy = ACTIONS[action].policy
        assert role in policy.words, f"{role} did {ACTIONS[action].label}, the table says 不可办"


@pytest.mark.parametrize("role", list(ROLES))
def test_the_permission_table_says_what_the_policies_answer(role) -> None:
    """可办 stands exactly where somebody in that role may somewhere; each action has a role or says 系统."""
    actor = somebody(f"某{role}", role, firm=1) if role == "enterprise" else somebody(f"某{role}", role, unit=1)
    for code, entry in ACTIONS.items():
        shown = _answer(entry.policy, role).text
        if not entry.policy.words:
            assert shown == "系统", code
            assert entry.policy.anywhere(Actor.system()), f"{code} is done by nobody"
        else:
            assert shown.startswith("可办") == bool(entry.policy.anywhere(actor)), (code, role, shown)


CODES = re.compile(
    r"\b[a-z]{2,}_[a-z_]{2,}\b|\{\"|\[\{|(?<![\w/.])/(?:desk|my|api|tmp|var|home)/\w*|\b(?:None|True|False|null|undefined|nan)\b|你(?!们)"
)
COUNTED = ("service_agencies", "research_facilities", "mediations", "resident_population")  # of every kind of record
QUOTING = ("help/",)  # the guide prints commands to type
HIDDEN = re.compile(r"<(script|style|template)\b.*?</\1>|<!--.*?-->", re.S)


@pytest.mark.parametrize("role", ["office", "auditor"])
def test_no_page_shows_a_code_a_path_or_a_column(county, role) -> None:
    """What stands on a page is Chinese: no name of a column, no address, no JSON, no `module.verb`, and one is called 您."""
    client = Client()
    client.force_login(make_account(f"某{role}", role, is_demo=True))
    verbs = set(ACTIONS)
    pages = [fill(pattern, county) for pattern, _ in ALL if not pattern.startswith(QUOTING)]
    pages += [f"/desk/indicators/{code}/{more}" for code in COUNTED for more in ("", "records/")]
    for place in pages:
        answer = client.get(place)
        if answer.status_code != 200 or answer.streaming or "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        text = re.sub(r"<[^>]*>", "\n", HIDDEN.sub("", answer.content.decode()))
        shown = sorted({found.group() for found in CODES.finditer(text)} | {verb for verb in verbs if verb in text})
        assert not shown, f"{place} shows {shown[:6]}"

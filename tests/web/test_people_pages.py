"""The account, audit and permission pages as the administrators and the auditor meet them."""

import re

import pytest

from qiangxian.contexts.audit import readers as audit
from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.people.models import Account, RoleAssignment
from tests.conftest import NEIGHBOUR, WUGANG, make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def administer(log_in, settings):
    """Administrators in these tests are demonstration accounts, which need no second factor."""
    settings.LOOPBACK_ONLY = True
    return lambda role, **more: log_in(role, is_demo=True, **more)


def test_the_system_administrator_makes_an_account_and_sees_its_password_once(administer) -> None:
    client = administer("sysadmin")
    page = client.post("/desk/accounts/new/", {"name": "新来的"}).content.decode()
    password = re.search(r"user-select-all\">([^<]+)<", page)[1]
    account = Account.objects.get(name="新来的")
    assert account.check_password(password)
    assert not account.is_active
    assert password not in client.get(f"/desk/accounts/{account.pk}/").content.decode()


def test_the_security_administrator_gives_the_role_that_makes_it_work(administer) -> None:
    account = Account.objects.get(name=_new(administer, "新来的"))
    client = administer("secadmin")
    role = {
        "step": "grant",
        "role": "office",
        "division_code": WUGANG,
        "valid_from": "2025-01-01",
        "note": "舞市监〔2025〕3号",
    }
    client.post(f"/desk/accounts/{account.pk}/", role)
    account.refresh_from_db()
    assert account.is_active
    row = RoleAssignment.objects.get(account=account)
    end = {"step": "end", "assignment_id": row.pk, "valid_to": "2025-06-01", "reason": "调离"}
    client.post(f"/desk/accounts/{account.pk}/", end)
    row.refresh_from_db()
    assert str(row.valid_to) == "2025-06-01"


def _new(administer, name: str) -> str:
    administer("sysadmin").post("/desk/accounts/new/", {"name": name})
    return name


def test_the_person_behind_an_account_is_shown_corrected_and_changed(administer) -> None:
    account, other = make_account("某人", "office"), make_account("另一人", "liaison")
    client, address = administer("sysadmin"), f"/desk/accounts/{account.pk}/"
    named = {"step": "person", "person_id": account.person_id, "name": "某人", "post": "股长", "reason": "补登职务"}
    assert "某人（股长）" in client.post(address, named, follow=True).content.decode()
    assert "某人（股长）" in client.get("/desk/accounts/").content.decode()
    client.post(address, {"step": "assign", "person_id": other.person_id, "reason": "同一人"})
    account.refresh_from_db()
    assert account.person_id == other.person_id
    page = client.get("/desk/accounts/new/").content.decode()
    assert "某人（股长）" in page
    client.post("/desk/accounts/new/", {"name": "第二个", "person_id": other.person_id})
    assert Account.objects.get(name="第二个").person_id == other.person_id


def test_the_security_administrator_reads_the_person_and_changes_none(administer) -> None:
    account, other = make_account("某人", "office"), make_account("另一人", "liaison")
    client, address = administer("secadmin"), f"/desk/accounts/{account.pk}/"
    assert "使用人" in client.get(address).content.decode()
    answer = client.post(address, {"step": "assign", "person_id": other.person_id, "reason": "试试"}, follow=True)
    assert "只有系统管理员" in answer.content.decode()
    account.refresh_from_db()
    assert account.person_id != other.person_id


def test_a_refused_step_says_why(administer) -> None:
    account = make_account("某人", "office")
    page = administer("secadmin").post(f"/desk/accounts/{account.pk}/", {"step": "reset"}, follow=True)
    assert "只有系统管理员" in page.content.decode()


def test_a_name_in_use_is_said_beside_the_field(administer) -> None:
    make_account("用过的", "office")
    page = administer("sysadmin").post("/desk/accounts/new/", {"name": "用过的"}).content.decode()
    assert "已被使用" in page


def test_reset_and_unlock_and_deactivate(administer) -> None:
    account = make_account("某人", "office")
    client = administer("sysadmin")
    assert "新密码" in client.post(f"/desk/accounts/{account.pk}/", {"step": "reset"}).content.decode()
    client.post(f"/desk/accounts/{account.pk}/", {"step": "unlock"})
    client.post(f"/desk/accounts/{account.pk}/", {"step": "deactivate", "reason": "离职"})
    account.refresh_from_db()
    assert (account.is_active, account.must_change_password) == (False, True)


def test_a_role_is_lent_from_one_s_own_page(log_in) -> None:
    taker = make_account("副手", "liaison")
    client = log_in("office")
    lending = {
        "role": "office",
        "taker_id": taker.pk,
        "valid_from": "2025-01-01",
        "valid_to": "2025-01-03",
        "reason": "出差",
    }
    assert client.post("/desk/me/", lending).status_code == 302
    assert "出差" in client.get("/desk/me/").content.decode()
    wrong = {**lending, "valid_to": "2024-12-31"}
    assert "不能早于" in client.post("/desk/me/", wrong).content.decode()


def test_the_auditor_reads_filters_exports_and_proves_the_chain(administer) -> None:
    _new(administer, "某人甲")
    _new(administer, "某某某")
    client = administer("auditor")
    page = client.get("/desk/audit/?action=people.create_account&q=某某某").content.decode()
    assert "某某某" in page
    assert '<strong class="qx-number">1</strong> 条' in page
    assert client.get("/desk/audit/?from=昨天").status_code == 400
    lines = b"".join(client.get("/desk/audit/?format=csv").streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == AuditLine.objects.count() + 1
    assert "网络地址" in lines[0] and "网络地址" in page
    AuditLine.objects.filter(action="people.create_account").update(address="198.51.100.7")
    for more in ("", "&format=print", "&format=json"):
        answer = client.get(f"/desk/audit/?address=198.51.100.7{more}")
        told = b"".join(answer) if answer.streaming else answer.content
        assert told.decode().count("198.51.100.7") >= 2, "where it came from stands in the line and on its paper"
    assert "通过" in client.get("/desk/audit/check/").content.decode()
    AuditLine.objects.filter(seq=1).update(reason="改过")
    assert "未通过" in client.get("/desk/audit/check/").content.decode()


def test_the_permission_table_knows_every_action_and_asks_the_policies(administer) -> None:
    page = administer("secadmin").get("/desk/permissions/").content.decode()
    labels = [entry.label for entry in audit.action_entries()]
    assert len(labels) > 30
    assert [label for label in labels if label not in page] == []
    assert page.count("</span>可办</span>") > 10


@pytest.mark.parametrize("path", ["/desk/accounts/", "/desk/audit/", "/desk/permissions/", "/desk/accounts/new/"])
def test_business_roles_have_no_business_here(log_in, path) -> None:
    assert log_in("office").get(path).status_code == 403


def test_the_neighbour_s_auditor_reads_no_line_of_ours(administer) -> None:
    account = make_account("我们的", "office")
    administer("sysadmin").post(f"/desk/accounts/{account.pk}/", {"step": "unlock"})
    page = administer("auditor", division=NEIGHBOUR).get("/desk/audit/").content.decode()
    assert "我们的" not in page


def test_the_address_book_names_who_speaks_for_each_unit(log_in) -> None:
    make_account("wang", "liaison", unit="市工信局")
    make_account("li", "unit_head", unit="市工信局")
    make_account("away", "liaison", unit="邻县工信局", division=NEIGHBOUR)
    page = log_in("leader").get("/desk/contacts/").content.decode()
    assert "市工信局" in page and "wang" in page and "li" in page
    assert "邻县工信局" not in page and "away" not in page
    found = log_in("leader").get("/desk/contacts/?q=wang").content.decode()
    assert "市工信局" in found
    assert log_in("leader").get("/desk/contacts/?format=print").status_code == 200
    assert log_in("sysadmin", is_demo=True).get("/desk/contacts/").status_code == 403

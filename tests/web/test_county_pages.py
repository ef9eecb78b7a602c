"""The list of the first week, units and townships, as the office and the system administrator meet them."""

import pytest

from qiangxian.contexts.documents import actions as documents
from qiangxian.contexts.people import actions
from qiangxian.contexts.people.models import Account, Township, Unit
from qiangxian.contexts.people.outward import outward
from qiangxian.contexts.people.readers import county_set_up
from qiangxian.contexts.registers.records.actions.records import create_record
from qiangxian.kernel import division
from tests.conftest import AT, NEIGHBOUR, WUGANG, make_account
from tests.contexts.documents.plans import FIRST
from tests.contexts.registers.cast import enterprise, patent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("corrected_townships")]


THEIRS = FIRST.replace("舞钢市", "汝州市").replace("舞政办", "汝政办")
EMPTY = ("/desk/", "/desk/plan/", "/desk/targets/")


def test_a_new_county_finds_the_first_week_on_its_home_page_in_order(log_in) -> None:
    page = log_in("office", division=NEIGHBOUR).get("/desk/").content.decode()
    order = [
        page.index(f"<strong>{word}</strong>")
        for word in ("本县", "账号", "单位", "乡镇", "方案", "台账", "提醒", "发布")
    ]
    assert order == sorted(order)
    assert "还没有系统管理员、安全管理员" in page
    assert "还没有单位" in page


def test_a_step_ticks_itself_when_the_thing_is_done(log_in, system) -> None:
    client = log_in("office", division=NEIGHBOUR)
    assert client.get("/desk/setup/").content.decode().count("已完成") == 0
    make_account("系统", "sysadmin", NEIGHBOUR)
    make_account("安全", "secadmin", NEIGHBOUR)
    actions.create_unit(actor=system, at=AT, division_code=NEIGHBOUR, name="市市场监管局")
    client.post("/desk/townships/", {"step": "check"})
    assert client.get("/desk/setup/").content.decode().count("已完成") == 3


def test_an_administrator_is_told_the_truth_about_what_they_may_not_see(log_in, system) -> None:
    assert "企业、知识产权还是空的" in log_in("office", division=NEIGHBOUR).get("/desk/setup/").content.decode()
    values = {"name": "汝州市测试有限公司", "uscc": "91410481MA00000155", "entity_kind": "company"}
    create_record(actor=system, at=AT, kind="enterprise", division_code=NEIGHBOUR, values=values)
    enterprise(actor=system)
    page = log_in("sysadmin", division=NEIGHBOUR, is_demo=True).get("/desk/setup/").content.decode()
    assert "知识产权还是空的" in page
    assert "企业、知识产权还是空的" not in page
    patent("201910123456X", actor=system)
    page = log_in("sysadmin", division=NEIGHBOUR, is_demo=True).get("/desk/setup/").content.decode()
    assert "知识产权还是空的" in page, "what another county has is not ours"


def test_a_plan_that_was_read_is_confirmed_and_not_brought_in_again(log_in, system) -> None:
    office, liaison = log_in("office", division=NEIGHBOUR), log_in("liaison", division=NEIGHBOUR, unit="市财政局")
    for path in EMPTY:
        assert 'href="/desk/plan/import/"' in office.get(path).content.decode(), path
    given = {"division_code": NEIGHBOUR, "name": "方案.txt", "content": THEIRS.encode()}
    read = documents.import_plan(actor=system, at=AT, **given).result
    for path in EMPTY:
        page = office.get(path).content.decode()
        assert f'href="/desk/plan/proposals/{read.pk}/"' in page, path
        assert "项待确认" in page, path
        assert "领导小组办公室导入" in liaison.get(path).content.decode(), path
    assert f'href="/desk/plan/proposals/{read.pk}/"' in office.get("/desk/setup/?step=plan").content.decode()


def answer(client, step, **given):
    return client.post(f"/desk/setup/?step={step}", {"question": step, **given})


def test_county_units_and_townships_are_asked_on_the_page_one_after_another(log_in) -> None:
    office = log_in("office", division=NEIGHBOUR)
    page = office.get("/desk/setup/").content.decode()
    assert 'value="汝州市市场监督管理局"' in page, "the first open step asks at once, with what is likely"
    wrong = {"issuing_body": "汝州市市场监督管理局", "site_address": "公示栏"}
    assert "不是网页地址" in answer(office, "county", **wrong).content.decode()
    answer(office, "county", **{**wrong, "site_address": "https://www.ruzhou.gov.cn/gs/"})
    assert outward(NEIGHBOUR).site_address == "https://www.ruzhou.gov.cn/gs/"
    said = answer(office, "units", units="市场监督管理局，市监局\n市人民法院，，法院").content.decode()
    assert "第 2 行的类型“法院”不认识" in said
    assert not Unit.objects.filter(name="市场监督管理局").exists(), "all or none"
    answer(office, "units", units="市场监督管理局，市监局\n市人民法院，，司法机关")
    rows = Unit.objects.filter(division_code=NEIGHBOUR).values_list("name", "short_name", "kind")
    assert {("市场监督管理局", "市监局", "bureau"), ("市人民法院", "", "court")} <= set(rows)
    assert "汝州" in office.get("/desk/setup/?step=townships").content.decode()
    answer(office, "townships")
    assert county_set_up(NEIGHBOUR).townships_checked_by


def test_accounts_and_roles_are_asked_of_those_whose_duty_they_are(log_in) -> None:
    office, maker, giver = (
        log_in(role, division=NEIGHBOUR, is_demo=True) for role in ("office", "sysadmin", "secadmin")
    )
    said = office.get("/desk/setup/?step=accounts").content.decode()
    assert "账号由系统管理员登录后在这里逐个开立" in said and 'name="display_name"' not in said
    assert answer(office, "account", name="zhang").status_code == 200
    assert not Account.objects.filter(name="zhang").exists(), "the office makes no account"
    made = maker.post("/desk/setup/?step=accounts", {"question": "account", "name": "zhang", "display_name": "张某"})
    assert "新密码" in made.content.decode() and "已记下，继续" in made.content.decode()
    account = Account.objects.get(name="zhang")
    granted = {"account_id": account.pk, "role": "liaison", "valid_from": "2026-01-05", "note": "分工文件1号"}
    maker.post("/desk/setup/?step=accounts", {"question": "role", **granted})
    assert not Account.objects.get(pk=account.pk).is_active, "who makes accounts gives no role"
    assert giver.post("/desk/setup/?step=accounts", {"question": "role", **granted}).status_code == 302
    assert Account.objects.get(pk=account.pk).is_active


def test_an_account_of_an_enterprise_is_opened_by_its_code_and_sees_that_enterprise(log_in, client, system) -> None:
    maker, giver = (log_in(role, division=NEIGHBOUR, is_demo=True) for role in ("sysadmin", "secadmin"))
    given = {"name": "wangsong", "display_name": "望嵩陶瓷", "uscc": "91410481MA00000155"}
    refused = maker.post("/desk/accounts/new/", given).content.decode()
    assert "企业台账里没有统一社会信用代码 91410481MA00000155" in refused and "先录入这家企业" in refused
    values = {"name": "汝州市望嵩陶瓷有限公司", "uscc": "91410481MA00000155", "entity_kind": "company"}
    create_record(actor=system, at=AT, kind="enterprise", division_code=NEIGHBOUR, values=values)
    assert "新密码" in maker.post("/desk/accounts/new/", given).content.decode()
    account = Account.objects.get(name="wangsong")
    role = {"account_id": account.pk, "role": "enterprise", "valid_from": "2026-01-05", "note": "申请表"}
    assert giver.post("/desk/setup/?step=accounts", {"question": "role", **role}).status_code == 302
    account.refresh_from_db()
    account.must_change_password = False
    account.save()
    client.force_login(account)
    assert "汝州市望嵩陶瓷有限公司" in client.get("/my/").content.decode()


def test_the_liaison_has_no_such_list(log_in) -> None:
    client = log_in("liaison", division=NEIGHBOUR, unit="市财政局")
    assert "第一周" not in client.get("/desk/").content.decode()
    assert client.get("/desk/setup/").status_code == 403


def test_units_are_made_renamed_and_merged_on_their_pages(log_in) -> None:
    client = log_in("office")
    for name in ("市体育局", "市教育局"):
        assert client.post("/desk/units/new/", {"name": name, "kind": "bureau"}).status_code == 302
    assert (
        "本县（市、区）已有单位"
        in client.post("/desk/units/new/", {"name": "市体育局", "kind": "bureau"}).content.decode()
    )
    sport, education = Unit.objects.get(name="市体育局"), Unit.objects.get(name="市教育局")
    change = {"step": "correct", "name": "市教育体育局", "short_name": "市教体局", "kind": "bureau"}
    assert "更正理由" in client.post(f"/desk/units/{education.pk}/", change).content.decode(), "asks for the reason"
    client.post(f"/desk/units/{education.pk}/", {**change, "reason": "机构改革"})
    client.post(f"/desk/units/{sport.pk}/", {"step": "merge", "into_id": education.pk, "reason": "机构改革"})
    page = client.get("/desk/units/").content.decode()
    assert "曾用名：市体育局、市教育局" in page
    assert "并入“市教育体育局”" in page
    assert "已经并入" in client.get(f"/desk/units/{sport.pk}/").content.decode()


def test_a_court_and_a_township_have_kinds_of_their_own(log_in) -> None:
    client = log_in("sysadmin", is_demo=True)
    for name, kind in (("市人民法院", "court"), ("枣林镇", "township")):
        client.post("/desk/units/new/", {"name": name, "kind": kind})
    client.get("/desk/units/")  # what was told of the last change is told once
    page = client.get("/desk/units/?kind=court").content.decode()
    assert "市人民法院" in page
    assert "枣林镇" not in page


def test_what_a_new_list_of_townships_changes_is_shown_before_it_is_kept(log_in) -> None:
    client = log_in("office", division=NEIGHBOUR)
    lines = "\n".join(f"{row.code} {row.name}" for row in division.townships(NEIGHBOUR)[1:])
    given = {"townships": lines, "reason": "撤并"}
    page = client.post("/desk/townships/", {**given, "step": "look"}).content.decode()
    assert "将改动 1 处" in page
    assert "煤山街道" in page
    assert not Township.objects.exists()
    assert client.post("/desk/townships/", {**given, "step": "save"}).status_code == 302
    page = client.get("/desk/townships/").content.decode()
    assert "本县作过的更正" in page
    assert "410482001 煤山街道：撤销" in page


def test_no_county_reaches_the_units_of_another(log_in) -> None:
    theirs = Unit.objects.create(division_code=NEIGHBOUR, name="汝州市财政局")
    client = log_in("office")
    assert client.get(f"/desk/units/{theirs.pk}/").status_code == 404
    assert client.get(f"/desk/units/?division={NEIGHBOUR}").status_code == 403
    assert "汝州市财政局" not in client.get("/desk/units/").content.decode()


def test_name_mail_and_unit_of_an_account_are_corrected_on_its_page(log_in) -> None:
    unit = Unit.objects.create(division_code=WUGANG, name="市财政局")
    account = make_account("张", "liaison", unit="市工信局")
    change = {
        "step": "correct",
        "display_name": "张三丰",
        "email": "z@example.org",
        "unit_id": unit.pk,
        "reason": "调岗",
    }
    log_in("sysadmin", is_demo=True).post(f"/desk/accounts/{account.pk}/", change)
    account = Account.objects.get(pk=account.pk)
    assert (account.display_name, account.email, account.unit) == ("张三丰", "z@example.org", unit)

"""The first week of a county that is not the shipped one: from `setup` to the hand-over, in the browser, without a demonstration."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone
from typer.testing import CliRunner

from qiangxian.cli import running
from qiangxian.cli.main import app, mount
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.programmes.models import Programme
from qiangxian.contexts.registers.records.conditions import recorded
from qiangxian.contexts.registers.rights.models import Right
from tests.journeys import ruzhou
from tests.journeys.playing import follow, looked_at, take

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("corrected_townships"),
]
OWN_PASSWORD = "一周-walk-2026-汝"
READ_BY_ROLE = {
    "leader": ("/desk/", "/desk/targets/", "/desk/plan/", "/desk/indicators/", "/desk/wall/"),
    "liaison": ("/desk/", "/desk/my-tasks/", "/desk/todo/", "/desk/registers/"),
    "auditor": ("/desk/", "/desk/audit/", "/desk/accounts/", "/desk/handover/"),
    "sysadmin": ("/desk/", "/desk/units/", "/desk/townships/", "/desk/accounts/"),
}


@pytest.fixture(autouse=True)
def tasks_at_once(settings) -> None:
    """What runs behind a page runs where it is put in line; administrators without a second factor come from this machine only."""
    settings.LOOPBACK_ONLY = True
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def machine(monkeypatch) -> CliRunner:
    """The commands, on a machine whose front-end files are served from where they were installed."""
    monkeypatch.setattr(running, "collect_assets", lambda: None)
    mount()
    return CliRunner()


def command(machine: CliRunner, *words: str) -> str:
    done = machine.invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return str(done.output)


def password_of(machine: CliRunner, name: str, role: str, person: str) -> str:
    """An account made on the server; where a security administrator has to confirm it, that is done there too."""
    words = ("account", "add", name, "--role", role, "--person", person, "--unit", "市市场监管局")
    printed = command(machine, *words)
    if not people.account_named(name).is_active:
        command(machine, "account", "confirm", name)
    found = re.search(r"\b(?:\w{5}-){3}\w{5}\b", printed)
    assert found, printed
    return found[0]


def first_login(enter: Any, name: str, password: str, *, width: int = 1440) -> Any:
    """Through the login form and past the first change of the password."""
    page = enter(width=width)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(password)
    page.locator("form:has(input[type=password]) [type=submit]").click()
    page.wait_for_url("**/accounts/password/change/**")
    page.locator("input[name=oldpassword]").fill(password)
    for field in ("password1", "password2"):
        page.locator(f"input[name={field}]").fill(OWN_PASSWORD)
    follow(page, page.get_by_role("button", name="修改密码"))
    return page


def code_now(secret: str) -> str:
    """What an authenticator with this secret shows."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def bind(page: Any) -> str:
    """An administrator's authenticator is bound on the page the first login ends on; its secret."""
    page.goto("/desk/")
    page.wait_for_url(re.compile("/2fa/totp/activate/|/reauthenticate/"))
    if "reauthenticate" in page.url:
        page.locator("input[name=password]").fill(OWN_PASSWORD)
        page.locator("form:has(input[type=password]) [type=submit]").click()
        page.wait_for_url("**/2fa/totp/activate/**")
    secret = page.locator("main code").first.inner_text().strip()
    page.locator("input[name=code]").fill(code_now(secret))
    follow(page, page.get_by_role("button", name="开启"))
    page.goto("/desk/")
    assert "/accounts/waiting/" in page.url, "another administrator has to confirm it"
    return secret


def text(page: Any, path: str) -> str:
    """Open a page, look at it as a stranger would, and give its words; no other county's name stands on it."""
    looked_at(page, path)
    words = str(page.locator("body").inner_text())
    assert "舞钢" not in words, path
    assert "None" not in words, path
    return words


def open_steps(page: Any) -> list[str]:
    """What the list of the first week still asks for."""
    text(page, "/desk/setup/")
    return [str(one) for one in page.locator(".qx-week > li:not(.qx-week-done) strong").all_inner_texts()]


def bring_in(page: Any, kind: str, content: str, tmp_path: Any) -> str:
    """Upload a list with the day through which it is complete, look at the preview, confirm; the words of the receipt."""
    file = tmp_path / f"{kind}.csv"
    file.write_text(content, encoding="utf-8")
    page.goto("/desk/imports/")
    page.select_option("select[name=kind]", kind)
    page.set_input_files("input[name=file]", str(file))
    page.locator("input[name=extent][value=whole]").check()
    page.locator("input[name=through]").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="上传并检查").click()
    page.get_by_text("预检结果").wait_for()
    page.get_by_role("button", name=re.compile("确认导入")).click()
    page.get_by_role("heading", name="回执").wait_for()
    return str(page.locator("main").inner_text())


def test_a_new_county_walks_from_setup_to_the_hand_over(enter, machine, tmp_path) -> None:
    plan = tmp_path / "方案.docx"
    plan.write_bytes(ruzhou.plan_file())
    command(machine, "setup", "--division", ruzhou.CODE, "--plan", str(plan))
    assert people.own_counties() == [ruzhou.CODE]
    clerk_password = password_of(machine, "乙", "office", "乙")
    head_password = password_of(machine, "甲", "office", "甲")
    for name, role in (("丙", "sysadmin"), ("丁", "secadmin")):
        password_of(machine, name, role, name)

    clerk = first_login(enter, "乙", clerk_password)
    assert "第一周" in text(clerk, "/desk/")
    assert open_steps(clerk)[:2] == ["本县", "乡镇"], "accounts and the first unit are there"
    clerk.get_by_label("政府网站公示栏目网址").fill("https://www.ruzhou.gov.cn/gs/")
    follow(clerk, clerk.get_by_role("button", name="保存"))
    follow(clerk, clerk.get_by_role("button", name="与本县现状一致，核对无误"))
    assert open_steps(clerk)[0] == "方案", "the step that is next stands open"
    assert "寄料镇" in text(clerk, "/desk/townships/")

    _take_the_plan_in(clerk)
    _fill_the_registers(clerk, tmp_path)
    _look_at_the_figures(clerk)
    clerk.goto("/desk/reminders/channels/")
    assert "今天会发出" in clerk.locator("main").inner_text()
    follow(clerk, clerk.get_by_role("button", name="保存"))
    assert open_steps(clerk) == ["发布"]

    head = first_login(enter, "甲", head_password)
    _publish(clerk, head)
    assert open_steps(clerk) == []
    assert "第一周" not in text(clerk, "/desk/")
    assert ruzhou.TITLE.split("（")[0] in text(enter(), "/")

    _hand_over(clerk, head, machine, enter)
    for role, places in READ_BY_ROLE.items():
        width, without_factor = (375 if role == "liaison" else 1440), role in ("sysadmin", "auditor")
        page = enter(role, width=width, division=ruzhou.CODE, unit="市工信局", is_demo=without_factor)
        for place in places:
            text(page, place)


def test_two_administrators_bind_their_authenticators_and_let_a_liaison_in(enter, machine) -> None:
    """The first is confirmed on the server, where nobody is yet; the second by the first. Then one opens the account on the page of
    the first week, the other gives it its role, and the liaison comes in."""
    command(machine, "setup", "--division", ruzhou.CODE)
    passwords = {
        name: password_of(machine, name, role, name) for name, role in (("丙", "sysadmin"), ("丁", "secadmin"))
    }
    maker = first_login(enter, "丙", passwords["丙"])
    bind(maker)
    command(machine, "account", "confirm", "丙")
    assert "打开第一周" in text(maker, "/desk/")
    giver = first_login(enter, "丁", passwords["丁"])
    secret = bind(giver)
    maker.goto(f"/desk/accounts/{people.account_named('丁').pk}/")
    follow(maker, maker.get_by_role("button", name="确认"))
    assert "打开第一周" in text(giver, "/desk/")

    maker.goto("/desk/setup/?step=accounts")
    maker.locator("input[name=name]").fill("jimou")
    maker.locator("input[name=display_name]").fill("己某")
    maker.get_by_role("button", name="建立").click()
    maker.get_by_role("link", name="已记下，继续").wait_for()
    given = re.search(r"\b(?:\w{5}-){3}\w{5}\b", maker.locator("main").inner_text())
    giver.goto("/desk/setup/?step=accounts")
    giver.locator("select[name=account_id]").select_option(str(people.account_named("jimou").pk))
    giver.locator("select[name=role]").select_option("liaison")
    giver.locator("input[name=note]").fill("分工文件1号")
    follow(giver, giver.get_by_role("button", name="授予"))
    liaison = first_login(enter, "jimou", given[0], width=375)
    assert "己某" in text(liaison, "/desk/me/")

    again = enter()
    again.goto("/accounts/login/")
    again.locator("input[name=login]").fill("丁")
    again.locator("input[name=password]").fill(OWN_PASSWORD)
    again.locator("form:has(input[type=password]) [type=submit]").click()
    again.wait_for_url("**/2fa/authenticate/**")
    again.locator("input[name=code]").fill("000000")
    follow(again, again.locator("main form [type=submit]"))
    assert "/2fa/authenticate/" in again.url, "a wrong code opens nothing"
    again.locator("input[name=code]").fill(code_now(secret))
    again.locator("main form [type=submit]").first.click()
    again.wait_for_url("**/desk/**")


def _take_the_plan_in(clerk: Any) -> None:
    """What `setup` has read is confirmed beside the text; its units are made."""
    text(clerk, "/desk/plan/imports/")
    clerk.locator("main a[href*='/plan/proposals/']").first.click()
    clerk.wait_for_url("**/desk/plan/proposals/*/")
    follow(clerk, clerk.get_by_role("button", name="接受全部无错误项"))
    follow(clerk, clerk.get_by_role("button", name="生成任务清单"))
    assert "培育地理标志产品" in text(clerk, "/desk/plan/")
    clerk.goto("/desk/plan/units/")
    if clerk.get_by_role("button", name="全部建为本县单位").count():
        follow(clerk, clerk.get_by_role("button", name="全部建为本县单位"))
    assert "全部名称都已对应" in text(clerk, "/desk/plan/units/")
    assert "市农业农村局" in text(clerk, "/desk/units/")


def _fill_the_registers(clerk: Any, tmp_path: Any) -> None:
    """Enterprises, rights, fees, events, titles, in the order in which the later ones know the earlier."""
    assert "40 行" in bring_in(clerk, "enterprises", ruzhou.enterprises_table(), tmp_path)
    assert "校验位不符" in bring_in(clerk, "rights", ruzhou.rights_table(), tmp_path)
    assert Right.objects.filter(recorded(), division_code=ruzhou.CODE).count() == ruzhou.RIGHTS
    for kind, table in (
        ("fees", ruzhou.fees_table()),
        ("events", ruzhou.events_table()),
        ("titles", ruzhou.titles_table()),
    ):
        receipt = bring_in(clerk, kind, table, tmp_path)
        assert re.search(r"退回\s*0 行", receipt), (kind, receipt)
    for path in (
        "/desk/registers/",
        "/desk/imports/matches/",
        "/desk/imports/waiting/",
        "/desk/registers/status-conflicts/",
    ):
        text(clerk, path)


def _look_at_the_figures(clerk: Any) -> None:
    """Every enterprise holds three patents, so the target of two each counts all forty."""
    text(clerk, "/desk/targets/")
    programme = Programme.objects.get(division_code=ruzhou.CODE)
    target = programme.target_set.get(text__startswith="授权专利2件以上")
    words = text(clerk, f"/desk/programmes/{programme.pk}/targets/{target.key}/")
    assert re.search(rf"{ruzhou.FIRMS}\s*家", words)
    words = text(clerk, "/desk/indicators/valid_inventions/")
    assert re.search(rf"{ruzhou.inventions() - ruzhou.lapsed()}\s*件", words)
    for path in ("/desk/due/", "/desk/quality/", "/desk/enterprises/sizes/", "/desk/cultivation/", "/desk/bulletin/"):
        text(clerk, path)


def _publish(clerk: Any, head: Any) -> None:
    """Handed over for checking by one, checked and published by another."""
    matter = f"/desk/matters/{Programme.objects.get(division_code=ruzhou.CODE).matter_id}/"
    text(clerk, matter)
    take(clerk, "提交校核")
    text(head, matter)
    take(head, "校核通过")
    text(head, matter)
    take(head, "发布")
    assert Programme.objects.get(division_code=ruzhou.CODE).is_public


def _hand_over(clerk: Any, head: Any, machine: CliRunner, enter: Any) -> None:
    """乙 leaves, 戊 comes, 甲 has seen it."""
    next_password = password_of(machine, "戊", "office", "戊")
    text(head, "/desk/handover/")
    take(head, "开始交接", 移交人="乙", 接收人="戊", 保管的东西="备份在信息中心")
    matter = head.url
    assert "交接清单" in head.locator("main").inner_text()
    clerk.goto(matter)
    take(clerk, "确认移交", 移交说明="无")
    taker = first_login(enter, "戊", next_password)
    taker.goto(matter)
    take(taker, "确认接收")
    head.goto(matter)
    take(head, "监交并完成")
    assert "已交接" in text(head, "/desk/handover/")

"""The frame around every page: navigation by role, the days, words for every error."""

import pytest

from tests.web.wugang import a_programme

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def test_the_page_says_so_when_the_day_is_not_today(log_in) -> None:
    page = text(log_in("office").get("/desk/?as_of=2025-12-31"))
    assert "正在查看 2025年12月31日 的情况" in page
    assert "回到今天" in page


def test_a_day_that_cannot_be_read_is_refused_in_words(log_in) -> None:
    response = log_in("office").get("/desk/?as_of=20251231x")
    assert response.status_code == 400
    assert "请写成 2025-12-31 的形式" in text(response)


def test_a_programme_of_nobody_is_not_found(log_in) -> None:
    response = log_in("office").get("/desk/?programme=999")
    assert response.status_code == 404
    assert "没有这个工作方案" in text(response)


def test_every_error_has_its_words(client) -> None:
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "没有找到这一页" in text(response)


def test_a_form_without_its_token_is_not_sent() -> None:
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a", "password": "b"})
    assert response.status_code == 403
    assert "表单已失效" in text(response)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/accounts/login/", "忘记密码或账号被锁定"),
        ("/accounts/signup/", "不能自行注册"),
        ("/accounts/password/reset/", "密码不能自行找回"),
        ("/accounts/inactive/", "系统管理员解锁"),
    ],
)
def test_a_stranger_reads_how_to_log_in(client, address: str, words: str) -> None:
    assert words in text(client.get(address))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/accounts/password/change/", "再输入一次新密码"),
        ("/accounts/2fa/", "开启动态验证码"),
        ("/accounts/sessions/", "正在登录的地方"),
        ("/accounts/email/", "联系邮箱由系统管理员登记"),
        ("/accounts/logout/", "确定退出登录吗"),
    ],
)
def test_one_s_own_account_pages_are_in_chinese(log_in, address: str, words: str) -> None:
    page = text(log_in("office").get(address))
    assert words in page
    assert "退出登录" in page


def test_the_navigation_shows_what_the_role_may_see(log_in) -> None:
    office, leader = (text(log_in(role).get("/desk/")) for role in ("office", "leader"))
    assert 'href="/desk/imports/"' in office
    assert 'href="/desk/imports/"' not in leader
    assert 'href="/desk/my-tasks/"' not in leader
    assert "审计日志" not in office


def test_a_target_s_page_stands_beneath_the_targets_in_the_navigation(log_in) -> None:
    programme = a_programme()
    page = text(log_in("office").get(f"/desk/programmes/{programme.pk}/targets/G1/"))
    assert page.split("nav-item active")[1].split("</li>")[0].count("目标进展") == 1


def test_no_page_runs_or_paints_inline(log_in, client) -> None:
    programme = a_programme()
    office = log_in("office")
    pages = ["/desk/", "/desk/wall/", "/desk/targets/", f"/desk/programmes/{programme.pk}/targets/G1/"]
    for page in [text(office.get(address)) for address in pages] + [text(client.get("/"))]:
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page

"""The frame around every page: navigation by role, the days, words for every error."""

import pytest

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

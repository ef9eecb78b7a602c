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

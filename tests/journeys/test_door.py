"""A stranger comes to the front page, finds the door, and somebody of the office goes through it."""

import pytest

from tests.journeys.conftest import serious_faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1440, 375])
def test_a_stranger_finds_the_way_to_the_login_and_every_page_is_accessible(enter, width) -> None:
    page = enter(width=width)
    page.goto("/")
    assert serious_faults(page) == []
    page.get_by_role("link", name="登录").first.click()
    page.wait_for_url("**/accounts/login/**")
    assert serious_faults(page) == []


def test_the_office_enters_and_leaves(enter) -> None:
    page = enter("office")
    assert page.locator("h1").count() == 1
    assert serious_faults(page) == []
    page.goto("/desk/me/")
    assert serious_faults(page) == []


def test_nothing_is_asked_of_another_host_and_no_script_complains(enter, live_server) -> None:
    complaints: list[str] = []
    page = enter("office")
    page.on("request", lambda r: complaints.append(r.url) if not r.url.startswith((live_server.url, "data:")) else None)
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    for path in ("/desk/", "/desk/targets/", "/desk/registers/", "/"):
        page.goto(path)
    assert complaints == []

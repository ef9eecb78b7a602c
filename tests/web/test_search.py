"""The search: any spelling of a number, words in any order, one thing called just so opens, pages are found by their names, and
nobody finds what is not theirs."""

import pytest

from qiangxian.contexts.registers.records.models import Record
from qiangxian.kernel.actor import Actor
from qiangxian.web.desk.overview.functions import functions
from tests.contexts import builders
from tests.web.wugang import a_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill() -> Record:
    """An enterprise with one patent."""
    a_programme()
    holder = builders.enterprise("舞钢市演示甲机械有限公司", "91410481MA00000017")
    return builders.right("201310699744.2", holder, title="一种轧机的冷却装置")


def found(client, words: str) -> str:
    """The page of what was found."""
    answer = client.get("/desk/search/", {"q": words})
    assert answer.status_code == 200, (words, getattr(answer, "url", ""))
    return answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        "201310699744.2",
        "2013106997442",
        "ZL201310699744.2",
        "ZL 2013 1 0699744.2",
        "zl2013 10699744 2",
        "CN201310699744.2",
        "２０１３１０６９９７４４．２",
        "专利号：ZL201310699744.2",
    ],
)
def test_any_spelling_of_a_number_opens_the_right(log_in, mill, typed: str) -> None:
    answer = log_in("office").get("/desk/search/", {"q": typed, "as_of": "2024-11-30"})
    assert answer.status_code == 302, typed
    assert answer.url.startswith("/desk/registers/rights/")
    assert answer.url.endswith("?as_of=2024-11-30")


def test_the_beginning_of_a_number_lists(log_in, mill) -> None:
    assert "一种轧机的冷却装置" in found(log_in("office"), "ZL 2013 1 06")


def test_words_stand_in_any_order_and_all_count(log_in, mill) -> None:
    client = log_in("office")
    assert "一种轧机的冷却装置" in found(client, "冷却 轧机")
    assert "一种轧机的冷却装置" in found(client, "演示甲，冷却")
    assert "没有找到" in found(client, "冷却 轧机 拖拉机")


def test_an_enterprise_opens_by_its_name_or_code_and_its_rights_are_listed_by_a_part_of_the_name(log_in, mill) -> None:
    client = log_in("office")
    for typed in ("舞钢市演示甲机械有限公司", "91410481MA00000017", "9141 0481 MA00 0000 17"):
        answer = client.get("/desk/search/", {"q": typed})
        assert (answer.status_code, answer.url[:28]) == (302, "/desk/registers/enterprises/"), typed
    page = found(client, "演示甲")
    assert "一种轧机的冷却装置" in page
    assert "存续" in page, "the state stands beside the name"


def test_a_target_opens_by_its_code_and_a_task_is_found_by_who_owes_it(log_in, mill) -> None:
    client = log_in("office")
    assert "/targets/G1/" in client.get("/desk/search/?q=g1").url
    assert "任务 T1" in found(client, "财政局")
    assert "没有找到" in found(client, "查无此物")


def test_pages_and_functions_are_found_by_what_they_are_called(log_in, mill) -> None:
    client = log_in("office")
    assert client.get("/desk/search/", {"q": "待办和逾期"}).url == "/desk/matters/"
    assert "/desk/imports/matches/" in found(client, "权利人 匹配")
    assert "导入方案" not in found(log_in("leader"), "导入"), "a leader does not import"


@pytest.mark.parametrize("role", ["office", "liaison", "auditor"])
def test_every_function_opens_for_whom_it_is_offered(log_in, role: str) -> None:
    a_programme()
    client = log_in(role)
    actor: Actor = client.get("/desk/me/").wsgi_request.actor
    for one in functions():
        if one.may.anywhere(actor):
            assert client.get(one.url).status_code in (200, 302), one.label


def test_nothing_of_another_county_is_found(log_in, mill) -> None:
    client = log_in("office", division="410482")
    for typed in ("演示甲", "201310699744.2", "舞钢市演示甲机械有限公司"):
        assert "没有找到" in found(client, typed)


def test_what_was_opened_last_is_offered_and_ends_with_the_session(log_in, mill) -> None:
    client = log_in("office")
    client.get(f"/desk/registers/rights/{mill.pk}/")
    assert "最近打开" in client.get("/desk/search/").content.decode()
    assert "一种轧机的冷却装置" in client.get("/desk/search/").content.decode()
    client.post("/accounts/logout/")
    assert "最近打开" not in log_in("office").get("/desk/search/").content.decode()

"""The queue of contradicting statuses as the office works through it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiangxian.contexts.registers.rights.conflicts.models import StatusConflict
from tests.contexts.registers.cast import enterprise, number
from tests.contexts.registers.imported import take_in

pytestmark = pytest.mark.django_db
LIST = "/desk/registers/status-conflicts/"


@pytest.fixture
def queue(system):
    """`queue(n)`: so many rights printed as lapsed of which no event says so; then compared."""

    def fill(client, many):
        lines = [
            f"{number(n)} | 一种装置{n} | 演示钢铁有限公司 | 2019-03-01 | 2021-06-01 | 未缴年费终止失效"
            for n in range(1, many + 1)
        ]
        take_in("rights", "\n".join(["申请号 | 名称 | 申请人 | 申请日 | 授权公告日 | 法律状态", *lines]))
        client.post(f"{LIST}compare/")

    enterprise(actor=system)
    return fill


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_queue_says_what_comes_here(log_in):
    assert "没有待处理的状态冲突" in text(log_in("office").get(LIST))
    assert "立即核对" not in text(log_in("leader").get(LIST))


def test_the_list_shows_both_values_kinds_and_filters(log_in, queue):
    client = log_in("office")
    queue(client, 2)
    page = text(client.get(LIST))
    assert "文件写“未缴年费终止失效”，推算为“有效”" in page and "2</strong> 件" in page
    assert "清单.csv" in page and "状态冲突（2）" in text(client.get("/desk/registers/"))
    assert "1</strong> 件" in text(client.get(f"{LIST}?q={number(2)}"))
    assert "没有符合条件" in text(client.get(f"{LIST}?state=shelved"))
    assert client.get(f"{LIST}?state=nonsense").status_code == 400


def test_a_decision_is_kept_with_its_reason(log_in, queue):
    client = log_in("office")
    queue(client, 1)
    conflict = StatusConflict.objects.get()
    address = f"{LIST}{conflict.pk}/"
    assert "以登记簿为准：补登事件" in text(client.get(address))
    refused = text(client.post(address, {"decision": "shelve"}))
    assert "没有保存" in refused and StatusConflict.objects.get().state == "open"
    assert client.post(address, {"decision": "shelve", "shelve-reason": "等登记簿副本"}).status_code == 302
    assert "等登记簿副本" in text(client.get(f"{LIST}?state=shelved"))
    event = {"decision": "event", "event-type": "lapse_unpaid_fee", "event-effective_date": "2024-03-01",
             "event-announced_date": "2025-02-14", "event-reason": "副本 2025-12-20"}  # fmt: skip
    assert client.post(address, event).status_code == 302
    conflict.refresh_from_db()
    assert (conflict.state, conflict.reason) == ("event_recorded", "副本 2025-12-20")
    assert 'name="event-type"' not in text(client.get(address))
    assert client.post(address, {"decision": "shelve", "shelve-reason": "再来"}).status_code == 400


def test_status_words_nobody_knows_are_refused_beside_the_form(log_in, queue):
    client = log_in("office")
    queue(client, 1)
    address = f"{LIST}{StatusConflict.objects.get().pk}/"
    assert "认不出这是什么状态" in text(
        client.post(address, {"decision": "status", "status-status": "好", "status-reason": "副本"})
    )
    assert (
        client.post(address, {"decision": "status", "status-status": "专利权维持", "status-reason": "副本"}).status_code
        == 302
    )


def test_the_number_of_queries_does_not_grow_with_the_queue(log_in, queue):
    client = log_in("office")
    counts = []
    for many in (2, 40):
        queue(client, many)
        client.get(LIST)
        with CaptureQueriesContext(connection) as seen:
            client.get(LIST)
        counts.append(len(seen))
    assert counts[0] == counts[1], counts


def test_only_the_office_decides(log_in, queue):
    queue(log_in("office"), 1)
    conflict = StatusConflict.objects.get()
    address = f"{LIST}{conflict.pk}/"
    liaison = log_in("liaison")
    assert "以登记簿为准：补登事件" not in text(liaison.get(address))
    assert liaison.post(address, {"decision": "shelve", "shelve-reason": "试试"}).status_code == 403
    neighbour = log_in("office", division="410482")
    assert neighbour.get(address).status_code == 404
    assert number(1) not in text(neighbour.get(LIST))

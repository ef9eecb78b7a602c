"""Every list prints whole: all its rows, at least the columns of the screen, with its day, its source and the county's name."""

import re

import pytest

from tests.web.test_access import ALL, county, fill, on_loopback  # noqa: F401 - fixtures
from tests.web.test_no_fault import Known

pytestmark = pytest.mark.django_db
HEAD, TOTAL = re.compile(r'<th scope="col"[^>]*>(.*?)</th>', re.S), re.compile(r"；共 ([\d,]+) ")
TAG = re.compile(r"<[^>]*>")
NOT_ON_PAPER = {"勾选", "联系人", "联系电话", "近12个月", "移除", "申报条件"}
"""Boxes, persons, drawings and buttons."""


def heads(page: str) -> set[str]:
    return {TAG.sub("", one).replace("↑", "").replace("↓", "").strip() for one in HEAD.findall(page)}


def table_of(page: str) -> str:
    return page.partition('列表">')[2].partition("</thead>")[0]


@pytest.mark.parametrize(("role", "areas", "least"), [("office", ("desk/",), 15), ("auditor", ("desk/audit/",), 1)])
def test_every_list_prints_all_its_rows_and_columns(log_in, county, role, areas, least) -> None:  # noqa: F811 - the fixture
    client = log_in(role, is_demo=True)
    seen = 0
    for pattern, _name in ALL:
        if not pattern.startswith(areas):
            continue
        place = fill(pattern, Known(county))
        screen = client.get(place)
        if screen.status_code != 200 or screen.streaming or b"format=print" not in screen.content:
            continue
        page = screen.content.decode()
        link = re.search(r'href="(\?[^"]*format=print[^"]*)"', page)
        if link is None:
            continue
        paper = client.get(place + link[1].replace("&amp;", "&"))
        printed = b"".join(paper).decode() if paper.streaming else paper.content.decode()
        body = printed.partition("<tbody>")[2].partition("</tbody>")[0]
        rows = body.count("<tr") - body.count('<tr class="qx-group"')
        assert rows == int(TOTAL.search(printed)[1].replace(",", "")), place
        if '列表">' in page:
            assert heads(table_of(page)) - NOT_ON_PAPER <= heads(printed), place
        assert "数据截至" in printed and "来源：强县系统" in printed and "舞钢市" in printed, place
        seen += 1
    assert seen >= least

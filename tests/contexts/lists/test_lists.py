"""A list over each kind of source: what is asked in the query string is answered the same way."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from qiangxian.contexts.lists import sources
from qiangxian.contexts.lists.readers import all_rows, list_page, said, tab_counts, total_of
from qiangxian.contexts.lists.sources import AtHand, Found, Hits, Rows
from qiangxian.contexts.lists.types import Cell, Column, Filter, List, Query, Viewer, number
from qiangxian.contexts.people.models import Account
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused
from tests.conftest import make_account

VIEWER = Viewer(Actor.system(), AsOf.on(date(2026, 6, 30)))


@dataclass(frozen=True)
class Firm:
    pk: int
    name: str
    town: str
    staff: int | None


FIRMS = [
    Firm(1, "演示钢铁", "尚店镇", 300),
    Firm(2, "演示铸造", "朱兰街道", 20),
    Firm(3, "演示饲料", "尚店镇", None),
    Firm(4, "演示机械", "尚店镇", 20),
]
TOWNS = [("尚店镇", "尚店镇"), ("朱兰街道", "朱兰街道"), ("杨庄乡", "杨庄乡")]
FIRM_LIST = List(
    name="firms",
    label="企业",
    unit="家",
    columns=(
        Column("name", "名称", ("name",)),
        Column("staff", "人数", ("staff", "name"), number=True),
        Column("town", "乡镇", shown=False),
        Column("phone", "电话", private=True),
    ),
    source=lambda _viewer: AtHand(FIRMS),
    cells=lambda rows, _viewer: [
        {"name": Cell(row.name), "staff": number(row.staff), "town": Cell(row.town)} for row in rows
    ],
    filters=(
        Filter(
            "town", "乡镇", lambda _viewer, value: lambda row: row.town == value, lambda _viewer: TOWNS, tabs="town"
        ),
        Filter("small", "规模", lambda _viewer, _value: lambda row: (row.staff or 0) < 100, default=""),
    ),
    search=lambda _viewer, text: lambda row: text in row.name,
)


def keys(declared: List, query: Query) -> list[int]:
    return [row.key for row in list_page(declared, VIEWER, query).rows]


def test_filters_words_and_sorting_work_on_rows_at_hand():
    assert keys(FIRM_LIST, Query()) == [1, 2, 3, 4]
    assert keys(FIRM_LIST, Query(filters={"town": "尚店镇"}, text="演示")) == [1, 3, 4]
    assert keys(FIRM_LIST, Query(sort="staff")) == [4, 2, 1, 3], "a missing number stands last, ties go by name"
    assert keys(FIRM_LIST, Query(sort="-staff"))[-1] == 3, "also downwards"


def test_tabs_count_under_all_the_other_conditions():
    [town, _small] = FIRM_LIST.filters
    query = Query(filters={"town": "朱兰街道", "small": "1"})
    assert tab_counts(FIRM_LIST, VIEWER, query, town) == {"朱兰街道": 1, "尚店镇": 2}


def test_a_default_holds_until_something_is_asked():
    declared = replace(FIRM_LIST, filters=(replace(FIRM_LIST.filters[0], default="尚店镇"),))
    assert keys(declared, Query()) == [1, 3, 4] and keys(declared, Query(filters={"town": "朱兰街道"})) == [2]
    assert said(declared, VIEWER, Query()) == [("乡镇", "尚店镇")]


def test_what_is_asked_wrongly_is_refused_before_a_file_begins():
    for query in (Query(filters={"town": "舞钢"}), Query(sort="phone"), Query(sort="none"), Query(columns=("none",))):
        with pytest.raises(Refused):
            all_rows(FIRM_LIST, VIEWER, query)


def test_pages_have_no_gap_and_a_page_too_far_is_the_last():
    declared = replace(FIRM_LIST, size=3)
    pages = [list_page(declared, VIEWER, Query(page=number)) for number in (1, 2, 9)]
    assert [[row.key for row in page.rows] for page in pages] == [[1, 2, 3], [4], [4]]
    assert (pages[0].total, pages[0].pages, pages[2].page) == (4, 2, 2)


def search(conditions, sort, after, size) -> Found:
    """A search engine over the firms: it goes on by a cursor and counts towns."""
    found = [firm for firm in FIRMS if all(holds(firm) for holds in conditions)]
    found = sorted(found, key=lambda firm: firm.name, reverse=sort == "-name") if sort else found
    first = int(after or 0)
    towns = {firm.town: sum(other.town == firm.town for other in found) for firm in found}
    more = str(first + size) if size and first + size < len(found) else ""
    return Found(found[first : first + size], len(found), more, {"town": towns})


def test_hits_of_a_search_go_on_by_a_cursor():
    declared = replace(FIRM_LIST, source=lambda _viewer: Hits(search), size=2)
    first = list_page(declared, VIEWER, Query())
    second = list_page(declared, VIEWER, Query(after=first.next))
    assert [row.key for page in (first, second) for row in page.rows] == [1, 2, 3, 4]
    assert (first.total, first.pages, second.next) == (4, 0, "")
    assert [row.key for row in all_rows(declared, VIEWER, Query(text="钢铁"))] == [1]
    assert tab_counts(declared, VIEWER, Query(), declared.filters[0])["尚店镇"] == 3
    with pytest.raises(Refused):
        list_page(declared, VIEWER, Query(sort="staff"))


ACCOUNTS = List(
    name="accounts",
    label="账号",
    unit="个",
    columns=(Column("name", "登录名", ("name",)),),
    source=lambda _viewer: Rows(Account.objects.all()),
    cells=lambda rows, _viewer: [{"name": Cell(row.name)} for row in rows],
    order="name",
)


@pytest.mark.django_db
def test_few_rows_of_the_database_are_not_counted_a_second_time(monkeypatch, django_assert_num_queries):
    for name in ("甲", "乙", "丙"):
        make_account(name, "office")
    with django_assert_num_queries(2):
        page = list_page(ACCOUNTS, VIEWER, Query())
    assert [row.cells["name"].text for row in page.rows] == sorted(("甲", "乙", "丙")) and page.total == 3
    monkeypatch.setattr(sources, "FEW", 2)
    with django_assert_num_queries(3):
        pages = [list_page(replace(ACCOUNTS, size=2), VIEWER, Query())]
    assert (pages[0].total, pages[0].pages, len(pages[0].rows)) == (3, 2, 2)
    second = list_page(replace(ACCOUNTS, size=2), VIEWER, Query(page=2))
    assert [row.key for row in second.rows] not in ([], [row.key for row in pages[0].rows])


@pytest.mark.django_db
def test_a_total_is_kept_under_what_it_depends_on():
    revision = [1]
    counted = []
    rows = [Firm(1, "甲", "尚店镇", 1)]

    class Counting(AtHand):
        def total(self) -> int:
            counted.append(1)
            return len(self.rows)

    declared = replace(FIRM_LIST, name="kept", source=lambda _viewer: Counting(rows), kept=lambda _viewer: revision[0])
    assert [total_of(declared, VIEWER, Query()) for _ in range(3)] == [1, 1, 1] and len(counted) == 1
    assert list_page(declared, VIEWER, Query()).total == 1 and len(counted) == 1, "a page that knows it asks no count"
    rows.append(Firm(2, "乙", "尚店镇", 2))
    revision[0] = 2
    assert total_of(declared, VIEWER, Query()) == 2

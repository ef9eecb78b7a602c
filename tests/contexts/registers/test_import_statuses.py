"""A printed status with its day: granted, ended, closed; judged for its own day."""

from datetime import date

import pytest

from qiangxian.contexts.registers.records.conditions import recorded
from qiangxian.contexts.registers.rights.conflicts.comparing import compare
from qiangxian.contexts.registers.rights.conflicts.models import StatusConflict
from qiangxian.contexts.registers.rights.models import LegalEvent, Right

from .cast import number
from .imported import AT, WUGANG, take_in

pytestmark = pytest.mark.django_db

HEAD = "申请号 | 专利名称 | 申请日 | 申请人 | 法律状态 | 法律状态公告日\n"


def events() -> list[tuple[str, date, date | None]]:
    rows = LegalEvent.objects.filter(recorded()).order_by("id")
    return [(row.type, row.effective_date, row.announced_date) for row in rows]


def reasons(told: dict) -> list[str]:
    return [note["reason"] for note in told["notes"]]


@pytest.mark.parametrize("word", ["授权", "实用新型专利权授予", "专利权授予"])
def test_granted_with_the_day_it_was_announced_is_a_grant(word: str) -> None:
    told = take_in("rights", HEAD + f"202321234567.6 | 一种料仓 | 2023-05-04 | 乙公司 | {word} | 2023-12-12\n")
    assert events() == [("grant", date(2023, 12, 12), date(2023, 12, 12))]
    assert Right.objects.get().grant_date == date(2023, 12, 12)
    assert reasons(told) == ["按状态登记为法律事件“授权公告”"]


def test_a_day_on_which_somebody_only_updated_the_status_grants_nothing_and_says_so() -> None:
    head = HEAD.replace("法律状态公告日", "法律状态更新日期")
    told = take_in("rights", head + "202321234567.6 | 一种料仓 | 2023-05-04 | 乙公司 | 授权 | 2024-12-12\n")
    assert events() == []
    assert reasons(told) == ["状态表示已授权，但没有授权公告日，按未授权统计"]


def test_a_status_arriving_later_grants_what_stood_without_and_never_moves_a_known_grant() -> None:
    take_in("rights", "申请号 | 专利名称 | 申请日\n202321234567.6 | 一种料仓 | 2023-05-04\n")
    take_in("rights", HEAD + "202321234567.6 | 一种料仓 | 2023-05-04 |  | 授权 | 2023-12-12\n")
    take_in("rights", HEAD + "202321234567.6 | 一种料仓 | 2023-05-04 |  | 授权 | 2024-01-09\n")
    assert events() == [("grant", date(2023, 12, 12), date(2023, 12, 12))]
    assert Right.objects.get(superseded_revision=None).grant_date == date(2023, 12, 12)


def test_a_grant_announced_before_the_filing_refuses_the_row() -> None:
    lines = "202321234567.6 | 一种料仓 | 2023-05-04 | 乙公司 | 授权 | 2022-12-12\n201710601862.3 | 一种轧机 | 2017-07-21 | 乙公司 | |\n"
    told = take_in("rights", HEAD + lines)
    [entry] = told["refused"]
    assert (entry["column"], entry["reason"]) == ("法律状态公告日", "授权公告日早于申请日")


def test_a_lapse_needs_its_grant_and_says_where_it_reaches_back() -> None:
    head = "申请号 | 专利名称 | 申请日 | 申请人 | 授权公告日 | 法律状态 | 法律状态公告日\n"
    told = take_in(
        "rights",
        head
        + "202321234567.6 | 一种料仓 | 2023-05-04 | 乙公司 | 2023-12-12 | 未缴年费 | 2025-07-01\n"
        + "201710601862.3 | 一种轧机 | 2017-07-21 | 乙公司 |  | 未缴年费 | 2025-07-01\n",
    )
    assert events() == [
        ("grant", date(2023, 12, 12), date(2023, 12, 12)),
        ("lapse_unpaid_fee", date(2025, 7, 1), date(2025, 7, 1)),
    ]
    assert [(note["row"], note["reason"]) for note in told["notes"]] == [
        (2, "按状态登记为法律事件“未缴年费终止”"),
        (3, "状态有日期，但没有授权公告日，未登记为事件"),
    ]


def test_the_day_a_right_lapsed_is_its_effective_day_and_no_printed_end_of_the_term() -> None:
    take_in(
        "rights",
        "申请号 | 标题 | 申请日 | 申请人 | 授权公告日 | 当前法律状态 | 法律状态公告日 | 失效日 | 预计到期日\n"
        "202321234567.6 | 一种料仓 | 2023-05-04 | 乙公司 | 2023-12-12 | 未缴年费 | 2025-07-01 | 2024-05-06 | 2033-05-04\n",
    )
    right = Right.objects.get()
    assert (right.printed_expiry, right.status_date) == (date(2033, 5, 4), date(2025, 7, 1))
    assert events()[1] == ("lapse_unpaid_fee", date(2024, 5, 6), date(2025, 7, 1))


def test_an_end_whose_cause_nobody_names_is_told_and_is_no_event() -> None:
    head = "申请号 | 专利名称 | 申请日 | 申请人 | 授权公告日 | 法律状态 | 法律状态公告日\n"
    told = take_in(
        "rights", head + "202321234567.6 | 一种料仓 | 2023-05-04 | 乙 | 2023-12-12 | 专利权的终止 | 2025-07-01\n"
    )
    assert [kind for kind, *_ in events()] == ["grant"]
    assert reasons(told) == ["看不出终止的原因（未缴年费、放弃还是届满），未登记为事件"]
    compare(WUGANG, at=AT)
    [conflict] = StatusConflict.objects.all()
    assert (conflict.printed_day, conflict.computed) == (date(2025, 7, 1), "in_force")


def test_a_status_is_judged_for_the_day_it_was_announced_though_today_both_are_ended() -> None:
    """A design of 2005 terminated in 2011: in 2011 the register still had it in force, today its term is over anyway."""
    head = "申请号 | 专利名称 | 申请日 | 申请人 | 授权公告日 | 法律状态 | 法律状态公告日\n"
    take_in(
        "rights",
        head + f"{number(12345, '3', 2005)} | 包装盒 | 2005-03-01 | 乙 | 2006-01-11 | 专利权的终止 | 2011-05-18\n",
    )
    compare(WUGANG, at=AT)
    assert StatusConflict.objects.get().printed_day == date(2011, 5, 18)

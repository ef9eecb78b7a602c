"""Lists of marks as offices and platforms print them: classes in words, terms as periods, renewed marks."""

from datetime import date

import pytest

from qiangxian.contexts.registers.rights.models import Right

from .imported import take_in

pytestmark = pytest.mark.django_db
HEAD = "注册号 | 国际分类 | 商标名称 | 申请日期 | 专用权期限 | 申请人名称"


def marks(**where) -> list[Right]:
    return list(Right.objects.filter(**where).order_by("number", "sub_key"))


def test_classes_in_words_are_read_and_an_unknown_one_says_how_to_write_it() -> None:
    receipt = take_in(
        "rights",
        f"{HEAD}\n58000011 | 29类 食品 | 甲 | 2021-08-03 |  | 某公司\n58000012 | 第6、7类 | 乙 | 2021-08-03 |  | 某公司\n"
        "58000013 | 食品 | 丙 | 2021-08-03 |  | 某公司\n",
    )
    assert [(m.number, m.sub_key) for m in marks()] == [("58000011", "29"), ("58000012", "6"), ("58000012", "7")]
    assert marks(number="58000011")[0].raw["国际分类"] == "29类 食品"
    [entry] = receipt["refused"]
    assert (entry["column"], entry["value"]) == ("国际分类", "食品")
    assert "分号" in entry["remedy"]


@pytest.mark.parametrize(
    ("filed", "term", "registered", "expiry"),
    [
        ("2021-08-03", "2022-02-07 至 2032-02-06", date(2022, 2, 7), date(2032, 2, 6)),
        ("1997-08-03", "2018年08月01日至2028年07月31日", date(1998, 8, 1), date(2028, 7, 31)),
        ("", "2018-08-01--2028-07-31", date(2018, 8, 1), date(2028, 7, 31)),
    ],
)
def test_a_printed_term_gives_the_expiry_and_where_no_column_does_the_registration(
    filed: str, term: str, registered: date, expiry: date
) -> None:
    receipt = take_in("rights", f"{HEAD}\n1234567 | 6 | 老牌 | {filed} | {term} | 某公司\n")
    [mark] = marks()
    assert (mark.registration_date, mark.printed_expiry) == (registered, expiry)
    assert [note["column"] for note in receipt["notes"]] == ["专用权期限"]


def test_a_registration_day_in_its_own_column_stands() -> None:
    take_in(
        "rights",
        "注册号 | 类别 | 名称 | 注册公告日期 | 专用权期限\n1234567 | 6 | 老牌 | 1998-08-01 | 2018-08-01至2028-07-31\n",
    )
    [mark] = marks()
    assert (mark.registration_date, mark.printed_expiry) == (date(1998, 8, 1), date(2028, 7, 31))


def test_the_first_day_of_a_term_in_a_column_of_its_own_is_no_day_of_registration() -> None:
    take_in(
        "rights",
        "注册号 | 类别 | 名称 | 申请人 | 申请日期 | 专用权开始日期 | 专用权结束日期\n1234567 | 6 | 老牌 | 某公司 | 1997-08-03 | 2018-08-01 | 2028-07-31\n",
    )
    [mark] = marks()
    assert (mark.registration_date, mark.printed_expiry) == (date(1998, 8, 1), date(2028, 7, 31))
    assert mark.raw["专用权开始日期"] == "2018-08-01"

"""One cell: days in every notation, periods, several names, money in words of its own."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.engines.intake import PrintedValidity, Row, load_vocabulary, read_table
from qiangxian.engines.intake.cells import CellFault, Doubtful
from qiangxian.engines.intake.dates import date_of, read_date, read_span
from qiangxian.engines.intake.names import split_names

ENDS = load_vocabulary("rights").name_ends


def row(content: str, kind: str = "rights") -> Row:
    with read_table(content.encode(), load_vocabulary(kind)) as table:
        [only] = table.rows()
    return only


@pytest.mark.parametrize(
    "text",
    [
        "2024-3-8",
        "2024/03/08 09:12",
        "2024年3月8日",
        "2024 年 3 月 8 号",
        "２０２４．０３．０８",
        "2024、3、8",
        "20240308",
        "20240308 10:00:00",
        "20240308101500",
        "二〇二四年三月八日",
        "二○二四年三月八日",
        "二零二四年 三月 八日",
        "2024年三月8日",
        "2024-03-08 星期五",
        "2024年3月8日（周五）",
        "2024-03-08 上午9:30",
        "2024/3/8 4:05:06 PM",
        "8 March 2024",
        "08-Mar-2024",
        "March 8th, 2024",
        "Fri Mar 08 2024 00:00:00 GMT+0800 (中国标准时间)",
        "2024-03-08T00:00:00+08:00",
        "2024-03-07T16:00:00.000Z",
        "2024-03-07T16:30:00+0000",
        "2024-03-07 11:30:00-05:00",
        "Thu, 07 Mar 2024 16:00:00 GMT",
    ],
)
def test_one_day_in_many_notations(text: str) -> None:
    assert read_date(text) == date(2024, 3, 8)


@pytest.mark.parametrize("text", ["13/02/2024", "02/13/2024", "13.02.2024"])
def test_day_and_month_are_taken_where_they_can_be_but_one(text: str) -> None:
    assert read_date(text) == date(2024, 2, 13)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("03/08/2024", "哪个是月"),
        ("2024-03", "不是完整"),
        ("二〇二四年三月", "不是完整"),
        ("24-3-8", "不是完整"),
        ("2024年2月30日", "没有这一天"),
        ("2024-03-07T25:00:00Z", "时刻"),
        ("1024-03-08", "1900"),
        ("二〇二四年十三月八日", "没有这一天"),
    ],
)
def test_what_is_no_day_says_why(text: str, reason: str) -> None:
    with pytest.raises(CellFault) as fault:
        read_date(text)
    assert reason in fault.value.reason and fault.value.remedy


@pytest.mark.parametrize("value", [45359, 45359.0, "45359", "45359.75", 1709827200000, "1709827200"])
def test_counts_of_days_and_seconds_are_days_to_look_at(value: Any) -> None:
    taken = date_of(value)
    assert isinstance(taken, Doubtful)
    assert taken.value in (date(2024, 3, 8), date(2024, 3, 8))
    assert "2024-03-08" in taken.reason


@pytest.mark.parametrize(
    "text",
    [
        "2021-05-06至2031-05-05",
        "2021年05月06日 至 2031年05月05日",
        "自2021年5月6日起至2031年5月5日止",
        "2021-05-06--2031-05-05",
        "2021-05-06 - 2031-05-05",
        "2021.5.6-2031.5.5",
        "20210506-20310505",
        "2021/5/6～2031/5/5",
        "2021-05-06/2031-05-05",
        "2021-05-06 2031-05-05",
    ],
)
def test_a_period_in_many_notations(text: str) -> None:
    assert read_span(text, ()) == (date(2021, 5, 6), date(2031, 5, 5))


def test_a_period_may_be_open_and_never_runs_backwards() -> None:
    assert read_span("2021-05-06 至 无固定期限", ["无固定期限"]) == (date(2021, 5, 6), None)
    assert read_span("2021-05-06", ()) is None
    with pytest.raises(CellFault):
        read_span("2031-05-05至2021-05-06", ())


@given(
    st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    st.sampled_from(["{:%Y-%m-%d}", "{0.year}年{0.month}月{0.day}日", "{:%Y%m%d}"]),
)
def test_what_is_written_is_read_back(day: date, form: str) -> None:
    assert read_date(form.format(day)) == day


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_says_why_not(text: str) -> None:
    for read in (read_date, lambda one: read_span(one, ())):
        try:
            read(text)
        except CellFault as fault:
            assert fault.reason and fault.remedy


def test_an_end_of_validity_may_stand_in_a_period() -> None:
    taken = row("注册号,国际分类,名称,有效期至\n1234567,6,老牌,2018年08月01日至2028年07月31日\n")
    assert taken.values["printed_expiry"] == date(2028, 7, 31)
    assert taken.raw["有效期至"] == "2018年08月01日至2028年07月31日"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("甲有限公司；乙大学", ("甲有限公司", "乙大学")),
        ("甲有限公司|乙大学｜丙厂", ("甲有限公司", "乙大学", "丙厂")),
        ("甲有限公司##乙大学", ("甲有限公司", "乙大学")),
        ("甲有限公司<br/>乙大学", ("甲有限公司", "乙大学")),
        ("甲有限公司&#59;乙大学", ("甲有限公司", "乙大学")),
        ("甲钢铁有限公司/乙科技大学", ("甲钢铁有限公司", "乙科技大学")),
        ("甲钢铁有限公司 乙科技大学", ("甲钢铁有限公司", "乙科技大学")),
        ("张三 李四光", ("张三", "李四光")),
        ("张三、李四", ("张三", "李四")),
        ("甲（舞钢、平顶山）有限公司", ("甲（舞钢、平顶山）有限公司",)),
        ("ACME Co., Ltd.", ("ACME Co., Ltd.",)),
        ("A&amp;B 有限公司", ("A&B 有限公司",)),
        ("甲/乙有限公司", ("甲/乙有限公司",)),
    ],
)
def test_names_are_parted_where_each_is_whole(text: str, names: tuple[str, ...]) -> None:
    assert split_names(text, ENDS)[0] == names


@pytest.mark.parametrize(
    "text", ["某某钢铁有限公司和某某科技大学", "某某钢铁有限公司某某机械有限公司", "某某钢铁有限公司 研发部"]
)
def test_what_may_be_several_names_stays_one_and_is_told(text: str) -> None:
    taken = row(f"申请号,名称,申请人\n202321234567.6,料仓,{text}\n")
    assert taken.values["holders"] == (text,)
    assert [note.reason for note in taken.notes] == ["可能是几个权利人"]


@pytest.mark.parametrize(
    ("text", "fen"),
    [("3000万元人民币", 3_000_000_000), ("3000万人民币", 3_000_000_000), ("1.2亿元", 12_000_000_000), ("500", 50_000)],
)
def test_money_in_words_of_its_own(text: str, fen: int) -> None:
    taken = row(f"统一社会信用代码,企业名称,2024年营业收入（元）\n91410481MA00000155,甲,{text}\n", "enterprises")
    assert taken.yearly == {2024: {"revenue_fen": fen}}


def test_foreign_money_is_set_aside_with_a_note() -> None:
    taken = row("统一社会信用代码,企业名称,2024年营业收入（万元）\n91410481MA00000155,甲,100.5万美元\n", "enterprises")
    assert taken.good and not taken.yearly
    assert taken.raw == {"2024年营业收入（万元）": "100.5万美元"}
    assert "外币" in taken.notes[0].reason


@pytest.mark.parametrize(("text", "years"), [("三年", 3), ("有效期3年", 3), ("36个月", 3), ("10年", 10)])
def test_the_length_of_a_validity(text: str, years: int) -> None:
    taken = row(f"企业名称,称号,级别,有效期起,有效期\n甲公司,高新技术企业,国家级,2024-01-01,{text}\n", "titles")
    assert taken.values["validity"] == PrintedValidity(None, None, years)


def test_a_moment_a_workbook_keeps_is_its_own_day() -> None:
    assert date_of(datetime(2024, 3, 8, 17, 0)) == date(2024, 3, 8)  # noqa: DTZ001 - a cell has no zone

"""Tables of a set of records, by hand."""

from datetime import date

from qiangxian.contexts.patents.analysis import Counting, Line
from qiangxian.kernel.words import word


def line(year: int | None, *applicants: str, **more) -> Line:
    filed = date(year, 5, 1) if year else None
    given = {
        "publication_date": None,
        "grant_date": None,
        "type": "invention",
        "status": "in_force",
        "inventors": ["张三"],
    }
    own = {"ipc": ["C21D1/18"], "division_code": "410481", **given, **more}
    return Line(filing_date=filed, applicants=list(applicants), **own)


LINES = [
    line(2020, "甲", "乙"),
    line(2020, "甲", status="lapsed", type="design", ipc=[], inventors=["李四"]),
    line(2022, "甲", "丙", "乙", ipc=["C21D9/00", "H01M10/058"], division_code="410481101"),
    line(2023, "丁", grant_date=date(2024, 1, 2)),
    line(None, "丁"),
]


def rows(code: str) -> list[tuple]:
    return next(list(table.rows) for table in Counting(LINES).tables() if table.code == code)


def test_years_without_a_filing_are_in_the_trend_and_rates_are_of_what_was_there() -> None:
    assert rows("trend") == [
        ("2020", 2, 0, 0), ("2021", 0, 0, 0), ("2022", 1, 0, 0), ("2023", 1, 0, 0), ("2024", 0, 0, 1),
    ]  # fmt: skip
    assert rows("growth") == [("2020", 2, None), ("2021", 0, -100.0), ("2022", 1, None), ("2023", 1, 0.0)]
    trend = next(table for table in Counting(LINES).tables() if table.code == "trend")
    assert "另有 1 件没有申请日" in trend.note


def test_who_applied_how_often_since_when_and_with_whom() -> None:
    assert rows("applicants")[:2] == [("甲", 3, 2, "2020", "2022"), ("丁", 2, 2, "2023", "2023")]
    assert rows("together") == [("乙", "甲", 2), ("丙", "乙", 1), ("丙", "甲", 1)]
    assert rows("inventors") == [("张三", 4, 4, "2020", "2023"), ("李四", 1, 0, "2020", "2020")]
    assert rows("lifecycle") == [("2020", 2, 2, 2), ("2021", 0, 0, 0), ("2022", 3, 1, 1), ("2023", 1, 1, 1)]


def test_classes_fields_states_and_townships() -> None:
    assert rows("classes") == [("C 化学；冶金", "C21D", 4), ("H 电学", "H01M", 1)]
    assert rows("fields") == [("材料、冶金", 1, 0, 1, 1, 4), ("电机、电气装置、电能", 0, 0, 1, 0, 1)]
    assert rows("states") == [(word("right_states", "in_force"), 4, 0), (word("right_states", "lapsed"), 0, 1)]
    townships = next(table for table in Counting(LINES).tables() if table.code == "townships")
    assert [row[1] for row in townships.rows] == [1] and "另有 4 件" in townships.note


def test_nothing_gives_no_table() -> None:
    assert Counting([]).tables() == []

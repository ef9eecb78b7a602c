"""The one exporter: no cell of a file is ever run, numbers stay numbers, nothing of 100,000 rows waits in memory."""

import csv
import io
import tempfile
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from qiangxian.contexts.lists.files import csv_text, escaped, sheet_name, write_xlsx

UNSEEN = ["\ufeff", "\u200b", "\u200d", "\u00a0", "\u2060", "\u3000", " ", "\x00", "\u202e"]
SIGNS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫"]


def read(lines) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(csv_text(["列"], lines)).removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\t1", "＝1+1", "\ufeff=1", "\u200b@x", "\u00a0－2"],
)
def test_what_a_spreadsheet_would_run_is_kept_as_text(text):
    assert escaped(text) == "'" + text


@given(st.lists(st.sampled_from(UNSEEN)).map("".join), st.sampled_from(SIGNS), st.text())
def test_no_prefix_hides_a_sign(prefix, sign, rest):
    assert escaped(prefix + sign + rest).startswith("'")


@given(st.text())
def test_a_cell_of_a_file_never_begins_with_a_sign(text):
    seen = "".join(sign for sign in escaped(text) if unicodedata.category(sign) not in ("Cc", "Cf", "Zs", "Zl", "Zp"))
    assert not unicodedata.normalize("NFKC", seen[:1]).startswith(("=", "+", "-", "@"))
    assert escaped(text).removeprefix("'") == text or escaped(text) == text


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc"))))
def test_text_comes_back_from_the_file_as_it_was_written(text):
    assert read([[text]])[1] == ([escaped(text)] if escaped(text) else [""])


@given(st.one_of(st.integers(), st.floats(allow_nan=False), st.decimals(allow_nan=False)))
def test_a_number_is_no_text(number):
    assert escaped(number) is number


def test_a_missing_value_is_an_empty_cell_and_truth_is_a_word():
    assert (escaped(None), escaped(True)) == ("", "True")


def test_a_workbook_keeps_numbers_cuts_what_no_cell_holds_and_says_what_it_shows():
    with tempfile.TemporaryFile() as file:
        write_xlsx(
            file, "企业/规模[2025]", ["名称", "人数"], [["=甲", 12], ["乙" * 40_000, None]], [("行数", "{rows}")]
        )
        book = load_workbook(file)
    rows = [[cell.value for cell in row] for row in book.worksheets[0]]
    assert rows[0] == ["名称", "人数"] and rows[1] == ["'=甲", 12]
    assert len(rows[2][0]) == 32_767 and rows[2][0].endswith("…") and rows[2][1] is None
    assert (book.worksheets[0].title, book["说明"]["B1"].value) == ("企业－规模－2025－", 2)
    assert book.worksheets[0].print_title_rows == "$1:$1"


@given(st.text(min_size=1))
def test_any_title_makes_a_sheet(title):
    assert 0 < len(sheet_name(title)) <= 31 and not set(sheet_name(title)) & set("[]:*?/\\")


def test_a_csv_of_many_rows_leaves_row_by_row():
    asked = []

    def lines():
        for number in range(100_000):
            asked.append(number)
            yield [number, "演示"]

    parts = csv_text(["号", "名称"], lines())
    next(parts)
    assert len(asked) < 5_000
    assert sum(part.count("\n") for part in parts) + 5_000 > 100_000

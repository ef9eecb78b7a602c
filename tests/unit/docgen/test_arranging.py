"""Lines of titles, signatures, numbers of documents (GB/T 9704-2012 7.2.5, 7.3.1, 7.3.5)."""

from hypothesis import given
from hypothesis import strategies as st

from qiangxian.engines.docgen.arranging import Numbering, signature_indents, title_lines, width


def test_a_title_breaks_where_meaning_does() -> None:
    title = "某市人民政府办公室关于印发某市知识产权强县建设试点工作方案的通知"
    lines = title_lines(title, 20)
    assert "".join(lines) == title
    assert (
        lines == ["某市人民政府办公室", "关于印发某市知识产权强县建设试点工作方案的通知"]
        or max(map(width, lines)) <= 20
    )
    assert all(not one.startswith(("的", "、")) for one in lines)


def test_a_short_title_stands_on_one_line() -> None:
    assert title_lines("关于报送进展的通知", 20) == ["关于报送进展的通知"]


@given(st.text(alphabet="关于的、知识产权强县通知12a", min_size=1, max_size=90), st.integers(5, 25))
def test_no_title_loses_a_sign_or_is_wider_than_the_page(title: str, most: int) -> None:
    lines = title_lines(title, most)
    assert "".join(lines) == title
    assert max(map(width, lines)) <= most


def test_with_a_seal_the_day_ends_four_in_and_the_body_stands_centred_above() -> None:
    day = "2026年3月5日"
    body, date_indent = signature_indents("某市市场监督管理局", day, sealed=True)
    assert date_indent == 4
    assert body + width("某市市场监督管理局") / 2 == date_indent + width(day) / 2


def test_without_a_seal_the_day_begins_two_right_of_the_body() -> None:
    body, day = "某市知识产权工作领导小组办公室", "2026年3月5日"
    first, second = signature_indents(body, day, sealed=False)
    assert first == 2
    assert (second + width(day)) == (first + width(body)) - 2


def test_a_day_longer_than_the_body_ends_two_in_itself() -> None:
    body, day = "某局", "2026年12月15日"
    first, second = signature_indents(body, day, sealed=False)
    assert second == 2
    assert (second + width(day)) == (first + width(body)) - 2


@given(st.text(alphabet="市局办公室", min_size=1, max_size=40), st.booleans())
def test_nothing_is_signed_outside_the_page(body: str, sealed: bool) -> None:
    assert min(signature_indents(body, "2026年3月5日", sealed=sealed)) >= 0


def test_numbers_go_on_past_ten() -> None:
    numbering = Numbering()
    assert [numbering.next(1, "{cn}、") for _ in range(21)][9:12] == ["十、", "十一、", "十二、"]

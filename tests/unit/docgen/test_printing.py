"""The same document on paper: what stands on its pages, read back from the PDF."""

import io
from pathlib import Path
from typing import Any

import pypdf
import pytest

from qiangxian.engines.docgen.filling import make
from qiangxian.engines.docgen.printing import as_pdf
from qiangxian.kernel.errors import DomainError

from .facts import DAY, OPEN_FACES, facts, line

POINT = 25.4 / 72


def printed(name: str, *, first: int = 1, **others: Any) -> pypdf.PdfReader:
    docx = make(name, facts(**others), division=None, day=DAY)
    return pypdf.PdfReader(io.BytesIO(as_pdf(docx, division=None, fonts=OPEN_FACES, first=first)))


def places(page: pypdf.PageObject) -> list[tuple[float, float, str]]:
    """Every run of text with its place in millimetres from the left and the top."""
    told: list[tuple[float, float, str]] = []

    def keep(text: str, at: list[float], of: list[float], *_: Any) -> None:
        if text.strip():
            told.append(((at[4] * of[0] + of[4]) * POINT, 297 - abs(at[5] * of[3] + of[5]) * POINT, text.strip()))

    page.extract_text(visitor_text=keep)
    return told


@pytest.mark.parametrize("name", ["notice", "letter", "report", "minutes", "bulletin"])
def test_every_kind_is_printed_on_a4_with_its_words(name: str) -> None:
    pdf = printed(name)
    box = pdf.pages[0].mediabox
    assert (round(float(box.width) * POINT), round(float(box.height) * POINT)) == (210, 297)
    whole = "".join(page.extract_text() for page in pdf.pages).replace("\n", "")
    assert "现将有关事项通知如下。" in whole and "2026" in whole


def test_a_full_page_has_twenty_two_lines_of_twenty_eight_characters() -> None:
    pdf = printed("notice", text=[line("正" * 26 + "文" * 28 * 60)])
    lines = [one for one in pdf.pages[1].extract_text().split("\n") if "文" in one]
    assert len(lines) == 22
    assert {len(one) for one in lines} == {28}


def test_pages_are_numbered_right_and_left_in_turn() -> None:
    pdf = printed("notice", text=[line("文" * 28 * 60)])
    numbers = [next((x, text) for x, y, text in places(page) if y > 297 - 35) for page in pdf.pages]
    assert [text.replace(" ", "") for _, text in numbers[:3]] == ["—1—", "—2—", "—3—"]
    assert numbers[0][0] > 150 and numbers[1][0] < 60 and numbers[2][0] > 150


def test_a_letter_begins_without_a_number() -> None:
    pdf = printed("letter", text=[line("文" * 28 * 60)])
    assert [any(y > 297 - 35 for _, y, _ in places(page)) for page in pdf.pages[:2]] == [False, True]


def test_the_printing_record_lies_at_the_foot_of_the_last_page() -> None:
    page = printed("notice").pages[-1]
    foot = [y for _, y, text in places(page) if "印发" in text or "抄送" in text]
    assert foot and all(297 - 35 - 20 < y < 297 - 35 for y in foot)


def test_words_of_a_person_are_never_markup() -> None:
    words = '#pagebreak() "引号" \\ $x$ [括号] *星*'
    assert words.replace(" ", "") in "".join(
        one.extract_text() for one in printed("notice", text=[line(words)]).pages
    ).replace(" ", "")


def test_faces_are_embedded() -> None:
    fonts = [font.get_object() for font in printed("notice").pages[0]["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        about = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert any(key.startswith("/FontFile") for key in about)


def test_a_machine_without_a_chinese_face_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Bare:
        def __init__(self, **_: Any) -> None: ...

        def families(self) -> list[str]:
            return ["DejaVu Sans"]

    monkeypatch.setattr("qiangxian.engines.docgen.printing.typst.Fonts", Bare)
    with pytest.raises(DomainError, match=r"没有可用的中文字体.*仿宋"):
        as_pdf(make("notice", facts(), division=None, day=DAY), division=None, fonts=[tmp_path])


def test_a_document_bound_into_a_file_goes_on_counting_its_pages() -> None:
    [page] = printed("notice", first=8).pages
    number, left = next((text, left) for left, top, text in places(page) if "8" in text and top > 262)
    assert number == "— 8 —"
    assert left < 60, "an even page has its number on the left"

"""Papers of different origin in one volume: every page marked, counted on, upright, the same bytes each time."""

import io

import pypdf

from qiangxian.engines.docgen.binding import Binder, pages_in, picture
from qiangxian.engines.docgen.filling import make
from qiangxian.engines.docgen.printing import as_pdf

from .facts import DAY, OPEN_FACES, facts

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def notice(first: int = 1) -> bytes:
    return as_pdf(make("notice", facts(), division=None, day=DAY), division=None, fonts=OPEN_FACES, first=first)


def turned(pdf: bytes) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    for page in writer.pages:
        page.rotate(90)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def volume() -> bytes:
    binder = Binder(division=None, fonts=OPEN_FACES)
    binder.own(notice())
    binder.foreign(notice(first=71), "佐证 1-1", 10)
    binder.foreign(turned(notice(first=71)), "佐证 1-2", 10)
    binder.foreign(picture(PIXEL, "image/png"), "佐证 1-3", 10)
    binder.own(notice(first=binder.page), "佐证 2-1")
    return binder.content()


def test_every_page_is_marked_and_counted_through() -> None:
    pages = pypdf.PdfReader(io.BytesIO(volume())).pages
    texts = [page.extract_text().replace("\n", " ") for page in pages]
    for place, (text, mark) in enumerate(
        zip(texts, ("", "佐证 1-1", "佐证 1-2", "佐证 1-3", "佐证 2-1"), strict=True), 1
    ):
        assert f"— {place} —" in text
        assert mark in text
    assert "现将有关事项通知如下" in texts[1], "what the foreign page says is still there"
    assert [page.rotation for page in pages] == [0] * 5
    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages}
    assert sizes == {(595, 842)}


def test_the_same_papers_give_the_same_bytes() -> None:
    assert volume() == volume()


def test_what_is_no_pdf_and_no_picture_has_no_page() -> None:
    assert pages_in(b"%PDF-1.7 broken") == 0
    assert picture(b"\x89PNG broken", "image/png") == b""

"""Binding papers of different origin into one volume: every page on A4, marked with the number of its piece, counted on from
page to page. The same papers give the same bytes."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pypdf
import typst
from pypdf import PageObject, Transformation
from pypdf.errors import PyPdfError

from .printing import MM, faces_in
from .shapes import LayoutShape, layout

PICTURES = {"image/png": "png", "image/jpeg": "jpg"}
PDF = "application/pdf"
PICTURE = """#set document(date: none)
#set page(width: 210mm, height: 297mm, margin: 0mm)
#align(center + horizon, image("{name}", width: 100%, height: 100%, fit: "contain"))
"""


def pages_in(pdf: bytes) -> int:
    """How many pages it has; 0 where it cannot be read."""
    try:
        return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return 0


def picture(content: bytes, media_type: str) -> bytes:
    """A picture as one page; empty where it cannot be read."""
    with tempfile.TemporaryDirectory() as folder:
        file, page = Path(folder) / f"picture.{PICTURES[media_type]}", Path(folder) / "page.typ"
        file.write_bytes(content)
        page.write_text(PICTURE.format(name=file.name), encoding="utf-8")
        try:
            return bytes(typst.compile(page, root=Path(folder)))
        except typst.TypstError:
            return b""


class Binder:
    """A volume as it grows: `page` is the number the next page will bear."""

    def __init__(self, *, division: str | None, fonts: Sequence[Path]) -> None:
        self.look: LayoutShape = layout(division)
        self.fonts = faces_in(tuple(fonts))
        self.out = pypdf.PdfWriter()
        self.page = 1

    def own(self, pdf: bytes, mark: str = "", most: int | None = None) -> int:
        """The pages of a paper of ours, which bear their numbers already; answers how many."""
        sheets = pypdf.PdfReader(io.BytesIO(pdf)).pages[:most]
        over = self._over(mark, sheets, numbered=False) if mark and sheets else None
        for place, sheet in enumerate(sheets):
            added = self.out.add_page(sheet)
            if over is not None:
                added.merge_page(over[place])
        self.page += len(sheets)
        return len(sheets)

    def foreign(self, pdf: bytes, mark: str, most: int) -> int:
        """The first pages of somebody else's file, made smaller to leave room for mark and number; answers how many."""
        sheets = pypdf.PdfWriter(clone_from=io.BytesIO(pdf)).pages[:most]
        laid = [self._set(sheet) for sheet in sheets]
        over = self._over(mark, laid, numbered=True)
        for place, sheet in enumerate(laid):
            self.out.add_page(sheet).merge_page(over[place])
        self.page += len(sheets)
        return len(sheets)

    def _set(self, sheet: PageObject) -> PageObject:
        page, free = self.look.page, self.look.piece
        if sheet.rotation:
            sheet.transfer_rotation_to_content()
        wide, high = float(sheet.mediabox.width), float(sheet.mediabox.height)
        scale = min((page.width - 2 * free.side) * MM / wide, (page.height - free.top - free.bottom) * MM / high)
        left = (page.width * MM - wide * scale) / 2 - float(sheet.mediabox.left) * scale
        bottom = (page.height - free.top) * MM - high * scale - float(sheet.mediabox.bottom) * scale
        made = PageObject.create_blank_page(width=page.width * MM, height=page.height * MM)
        made.merge_transformed_page(sheet, Transformation().scale(scale).translate(left, bottom))
        return made

    def _over(self, mark: str, below: Sequence[PageObject], *, numbered: bool) -> Sequence[PageObject]:
        """As many sheets of the same size with nothing but the mark and the page number."""
        size = below[0].mediabox
        page, free, rule = self.look.page, self.look.piece, self.look.styles["页码"]
        faces = [one for one in self.look.faces[rule.face] if one in set(self.fonts.families())]
        told = ", ".join(json.dumps(one, ensure_ascii=False) for one in faces)
        number = (
            f"#place(top + if calc.odd(counter(page).get().first()) {{ right }} else {{ left }}, "
            f"dx: if calc.odd(counter(page).get().first()) {{ -{page.right}mm - {rule.size}pt }} else {{ {page.left}mm + {rule.size}pt }}, "
            f"dy: {page.height - page.bottom + page.number_below}mm)[— #counter(page).display() —]"
        )
        words = f"text(size: {free.mark_size}pt)[#{json.dumps(mark, ensure_ascii=False)}]"
        sheet = f"#place(top + right, dx: -{free.side}mm, dy: {free.mark_top}mm, {words})\n" + (
            f"#context [{number}]\n" if numbered else ""
        )
        source = (
            f"#set document(date: none)\n#set page(width: {float(size.width)}pt, height: {float(size.height)}pt, margin: 0mm)\n"
            f'#set text(font: ({told}, ), size: {rule.size}pt, lang: "zh")\n#counter(page).update({self.page})\n'
            + "#pagebreak()\n".join([sheet] * len(below))
        )
        pdf = bytes(typst.compile(source.encode(), font_paths=self.fonts))
        return pypdf.PdfReader(io.BytesIO(pdf)).pages

    def content(self) -> bytes:
        """The volume; equal streams stand in it once."""
        self.out.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
        out = io.BytesIO()
        self.out.write(out)
        return out.getvalue()

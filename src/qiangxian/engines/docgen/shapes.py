"""The shapes of the rule files of documents: how a page looks, which elements a form has, what a document says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeVar

from pydantic import Field, ValidationError, model_validator

from qiangxian.kernel import rulebook
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.shapes import Shape, SourcedShape, faults, plain

TOPIC = "documents"
FOOT_LINE = "信函页脚线"
S = TypeVar("S", bound=Shape)


class PageShape(Shape):
    """A sheet and its margins in millimetres; `number_below`: how far below the text the page number stands;
    `foot_line`: how far above the lower edge the line of a letter does, and how long it is."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    number_below: float
    foot_line: float
    foot_line_length: float


class GridShape(Shape):
    """How many lines a page and characters a line hold."""

    lines: int = Field(gt=0)
    characters: int = Field(gt=0)


class LineShape(Shape):
    """A line above or below a paragraph: width in points, gap to the words in millimetres."""

    colour: str = Field(pattern="^[0-9A-F]{6}$")
    width: float
    gap: float = 0
    line: Literal["single", "thick_thin", "thin_thick"] = "single"


class StyleShape(Shape):
    """One paragraph style. Indents are in characters of its size, `before` in lines of the grid, `pitch` in points (0: as high
    as the type needs; none: the grid's own); `outside`: millimetres by which it stands out of the text on both
    sides; `fits`: made smaller until it stands on one line; `leader`: dots lead from the words to what stands at the right;
    `signs`: no page begins with it, what stands before it comes along."""

    face: str
    size: float
    align: Literal["left", "right", "center", "justify", "spread"] = "left"
    colour: str = Field(default="000000", pattern="^[0-9A-F]{6}$")
    first: float = 0
    left: float = 0
    right: float = 0
    before: float = 0
    pitch: float | None = None
    outside: float = 0
    level: int = Field(default=0, ge=0, le=4)
    number: str = ""
    keep: bool = False
    fits: bool = False
    breaks: bool = False
    leader: bool = False
    signs: bool = False
    last: bool = False
    over: LineShape | None = None
    under: LineShape | None = None


class PieceShape(Shape):
    """What a page of somebody else leaves free, in millimetres, for its mark (`mark_top` below the edge, `mark_size` in points)
    and the page number."""

    top: float
    bottom: float
    side: float
    mark_top: float
    mark_size: float


class LayoutShape(SourcedShape):
    """`layout.yaml`."""

    page: PageShape
    piece: PieceShape
    grid: GridShape
    faces: dict[str, list[str]]
    styles: dict[str, StyleShape]


class ColumnShape(Shape):
    """A column of a table: its head, what a cell says, its share of the width."""

    head: str
    words: str
    width: float
    style: str = "表格文字"


class TableShape(Shape):
    """A table with one line for each thing (`row in rows`)."""

    each: str
    columns: list[ColumnShape]


class BlockShape(Shape):
    """One element: a paragraph of a style, a table, other blocks once for each thing or where something holds, a named group of
    elements, or the place where the document's own part stands."""

    style: str = "公文正文"
    words: str = ""
    when: str = ""
    each: str = ""
    table: TableShape | None = None
    blocks: list[BlockShape] = []
    use: str = ""
    part: Literal["", "body", "annexes"] = ""


class FormShape(Shape):
    """A form: its elements and where it differs from the common page; `across`: sheets laid across."""

    label: str
    copies_word: str
    blocks: list[BlockShape]
    top: float | None = None
    first_number: bool = True
    numbers: bool = True
    across: bool = False
    foot_line: bool = False


class FormsShape(SourcedShape):
    """`forms.yaml`."""

    elements: dict[str, list[BlockShape]]
    forms: dict[str, FormShape]


class AnnexShape(Shape):
    """An annex: its title and text, on a sheet laid across where its tables are wide."""

    title: str
    across: bool = False
    blocks: list[BlockShape]


class DocumentShape(SourcedShape):
    """One document: form, issuing body and everything it says; every text may name facts (`{{ county }}`)."""

    form: str
    issuer: str
    title: str
    mark: str = ""
    number: str = ""
    subtitle: str = ""
    addressee: str = ""
    signatory: str = ""
    copies: str = ""
    printed_by: str = ""
    note: str = ""
    sealed: bool = True
    blocks: list[BlockShape]
    annexes: list[AnnexShape] = []

    @model_validator(mode="after")
    def _knows_its_form(self) -> DocumentShape:
        if self.form not in (known := forms(None).forms):
            raise ValueError(f"没有公文格式 {self.form}，可以是 {'、'.join(known)}")
        return self


@rulebook.schema(TOPIC)
def check_documents(document: MarkedDocument) -> Iterable[Issue]:
    """`layout.yaml` and `forms.yaml` have shapes of their own, every other file is one document."""
    shapes: dict[str, Any] = {"layout": LayoutShape, "forms": FormsShape}
    name = document.file.rsplit("/", 1)[-1].removesuffix(".yaml")
    return faults(document, **{name: shapes.get(name, DocumentShape)})


def layout(division: str | None) -> LayoutShape:
    """The layout that holds for the division."""
    return _read("layout", division, LayoutShape)


def forms(division: str | None) -> FormsShape:
    """The forms that hold for the division."""
    return _read("forms", division, FormsShape)


def document(name: str, division: str | None) -> DocumentShape:
    """The document of that name as the narrowest place has it."""
    return _read(name, division, DocumentShape)


def _read(name: str, division: str | None, shape: type[S]) -> S:
    held: Mapping[str, Any] = rulebook.load(TOPIC, name, division=division)
    try:
        return shape.model_validate(plain(held))
    except ValidationError as fault:
        where = rulebook.RULEBOOK.where(TOPIC, name, division=division)
        raise rulebook.RulebookError(
            "公文模板的写法不对", where=where, remedy="请运行规则库检查，按提示改正"
        ) from fault

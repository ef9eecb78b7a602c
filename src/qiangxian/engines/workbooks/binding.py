"""Which cell takes what, one line each: `表1!C5 = 指标 有效发明专利拥有量`, `表1!B2 = 文字 {year}年`, `表2!A4:A30 = 名单 高新技术企业`,
`表1!D7 = 手填 培训人次`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qiangxian.kernel.errors import Refused

from .filling import Workbook, lines_of, places

LINE = re.compile(
    r"(?:(?P<sheet>.+)!)?(?P<cells>[A-Za-z]{1,3}\d+(?:[:：][A-Za-z]{1,3}\d+)?)\s*(?:=|＝|←)\s*(?P<kind>\S+)\s*(?P<what>.*)"
)


class CellKind(StrEnum):
    """What a cell takes."""

    FIGURE = "figure"
    TEXT = "text"
    LIST = "list"
    HAND = "hand"


WORDS = {"指标": CellKind.FIGURE, "文字": CellKind.TEXT, "名单": CellKind.LIST, "手填": CellKind.HAND}


@dataclass(frozen=True)
class Binding:
    """One line: the cells of a sheet, what they take; `what` is the figure's name, the words, the list's or the entry's name."""

    sheet: str
    cells: str
    kind: CellKind
    what: str

    @property
    def key(self) -> str:
        """`表1!C5`."""
        return f"{self.sheet}!{self.cells}"


def read(text: str, book: Workbook) -> list[Binding]:
    """The lines, each checked against the workbook; `Refused` names the line."""
    found: list[Binding] = []
    taken: dict[tuple[str, str], int] = {}
    for number, line in lines_of(text):
        try:
            one = _read(line, book)
            for cell in places(one.cells):
                book.check((one.sheet, cell))
                if taken.setdefault((one.sheet, cell), number) != number:
                    raise Refused("这个单元格已经绑定过", value=f"{one.sheet}!{cell}", remedy="每个单元格只绑定一次")
        except Refused as fault:
            raise Refused(fault.message, row=number, value=fault.value or line, remedy=fault.remedy) from fault
        found.append(one)
    if not found:
        raise Refused("没有绑定一个单元格", column="绑定", remedy="每行一个单元格，如 表1!C5 = 指标 有效发明专利拥有量")
    return found


def _read(line: str, book: Workbook) -> Binding:
    match = LINE.fullmatch(unicodedata.normalize("NFC", line))
    if match is None or match["kind"] not in WORDS:
        raise Refused("这一行写法不对", value=line, remedy="请写成 工作表!单元格 = 指标、文字、名单或手填，再写内容")
    sheets = list(book.sheets)
    sheet = (match["sheet"] or "").strip(" '") or (sheets[0] if len(sheets) == 1 else "")
    if sheet not in sheets:
        raise Refused("没有写明工作表，或没有这张工作表", value=line, remedy="现有工作表：" + "、".join(sheets))
    kind = WORDS[match["kind"]]
    if not match["what"].strip():
        raise Refused("没有写明内容", value=line, remedy="指标、名单写统计指标的名称，文字写内容，手填写项目名称")
    if kind != CellKind.LIST and len(places(match["cells"])) > 1:
        raise Refused("只有名单可以占一段单元格", value=line, remedy="请只写一个单元格")
    return Binding(sheet, match["cells"].upper().replace("：", ":"), kind, match["what"].strip())


def words_of(binding: Mapping[str, str]) -> str:
    """The line again, for the form."""
    label = next(word for word, kind in WORDS.items() if kind == binding["kind"])
    return f"{binding['sheet']}!{binding['cells']} = {label} {binding['what']}"

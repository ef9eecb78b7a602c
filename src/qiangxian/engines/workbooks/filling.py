"""Cells of an .xlsx written in place. Formats, widths, merged cells, charts, checks and formulas of the workbook stay; formulas are
reckoned anew when it is opened. The same workbook and values give the same bytes (ECMA-376 part 1, 18.3)."""

from __future__ import annotations

import io
import re
import zipfile
from bisect import bisect
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from lxml import etree

from qiangxian.kernel import files
from qiangxian.kernel.errors import Refused

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DOCUMENT = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
BEFORE_CALCULATION = ("workbookPr", "bookViews", "sheets", "functionGroups", "externalReferences", "definedNames")
Value = int | float | Decimal | Fraction | str | None
Place = tuple[str, str]
"""A sheet and a cell in it: ("表1", "C5")."""


class Workbook:
    """An .xlsx that can be asked what stands in a cell and be filled."""

    def __init__(self, content: bytes, name: str = "") -> None:
        self._trees: dict[str, Any] = {}
        if files.accept(content, "keep", name).code != "xlsx":
            remedy = "请用 Excel 或 WPS 另存为 .xlsx（不带宏）后再上传"
            raise Refused("报表须是 .xlsx 工作簿", file=name or None, remedy=remedy)
        self.name = name
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.parts = [(entry, archive.read(entry)) for entry in archive.infolist()]

    def _part(self, path: str) -> bytes:
        found = next((data for entry, data in self.parts if entry.filename == path), None)
        if found is None:
            raise Refused("工作簿缺少必需的部分", file=self.name or None, remedy="请用 Excel 或 WPS 打开后重新保存")
        return found

    def _tree(self, path: str) -> Any:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        try:
            return etree.fromstring(self._part(path), parser)
        except etree.XMLSyntaxError as fault:
            raise Refused(
                "工作簿损坏，无法读取", file=self.name or None, remedy="请用 Excel 或 WPS 打开后重新保存"
            ) from fault

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The sheets by name, with the path of their part, in their order."""
        targets = {
            one.get("Id"): str(one.get("Target")) for one in self._tree(RELATIONS).iter(f"{PACKAGE}Relationship")
        }
        found = {}
        for one in self._tree(WORKBOOK).iter(f"{MAIN}sheet"):
            target = targets.get(one.get(f"{DOCUMENT}id"), "")
            if "worksheets/" in target:
                found[str(one.get("name"))] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        return found

    @cached_property
    def _strings(self) -> list[str]:
        if not any(entry.filename == "xl/sharedStrings.xml" for entry, _ in self.parts):
            return []
        return ["".join(one.itertext(f"{MAIN}t")) for one in self._tree("xl/sharedStrings.xml").iter(f"{MAIN}si")]

    def _sheet(self, name: str) -> Any:
        if name not in self.sheets:
            raise Refused("工作簿里没有这张工作表", value=name, remedy="现有：" + "、".join(self.sheets))
        if name not in self._trees:
            self._trees[name] = self._tree(self.sheets[name])
        return self._trees[name]

    def text(self, place: Place) -> str:
        """What stands there now."""
        cell = self._found(place)
        return "" if cell is None else self._text(cell)

    def rows(self, sheet: str) -> Iterator[list[tuple[str, str]]]:
        """The cells of each row that the file has, left to right, also the empty ones: reference and text."""
        for row in self._sheet(sheet).iter(f"{MAIN}row"):
            yield [(str(cell.get("r")), self._text(cell)) for cell in row.iterchildren(f"{MAIN}c")]

    def _text(self, cell: Any) -> str:
        inner, value = cell.find(f"{MAIN}is"), cell.findtext(f"{MAIN}v", "")
        if inner is not None:
            return "".join(inner.itertext(f"{MAIN}t"))
        return self._strings[int(value)] if cell.get("t") == "s" and value else value

    def _found(self, place: Place) -> Any:
        return next((one for one in self._sheet(place[0]).iter(f"{MAIN}c") if one.get("r") == place[1]), None)

    def check(self, place: Place) -> None:
        """`Refused` where nothing can be written: a formula, or the covered part of a merged cell."""
        sheet, reference = place
        for one in self._sheet(sheet).iter(f"{MAIN}mergeCell"):
            first, _, last = str(one.get("ref")).partition(":")
            if last and first != reference and _within(reference, first, last):
                raise Refused("这个单元格被合并", value=f"{sheet}!{reference}", remedy=f"请写合并后的首格 {first}")
        cell = self._found(place)
        if cell is not None and cell.find(f"{MAIN}f") is not None:
            raise Refused(
                "这个单元格是公式，打开时自动计算", value=f"{sheet}!{reference}", remedy="请改绑公式所引用的单元格"
            )

    def filled(self, values: Mapping[Place, Value]) -> bytes:
        """The workbook with these cells; None empties a cell and keeps its format."""
        for place, value in values.items():
            self.check(place)
            _write(self._cell(place), value)
        book = self._tree(WORKBOOK)
        _reckon_anew(book)
        changed = {self.sheets[name]: tree for name, tree in self._trees.items()}
        for path in self.sheets.values():
            tree = changed.get(path)
            tree = self._tree(path) if tree is None else tree
            if _forget_results(tree) or path in changed:
                changed[path] = tree
        return self._packed({path: _bytes(tree) for path, tree in {**changed, WORKBOOK: book}.items()})

    def _cell(self, place: Place) -> Any:
        sheet, reference = place
        column, number = _parsed(reference)
        data = self._sheet(sheet).find(f"{MAIN}sheetData")
        row = _in_order(data, "row", number, lambda one: int(one.get("r")), str(number))
        return _in_order(row, "c", column, lambda one: _parsed(one.get("r"))[0], reference)

    def _packed(self, changed: Mapping[str, bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for entry, data in self.parts:
                kept = zipfile.ZipInfo(entry.filename, entry.date_time)
                kept.compress_type, kept.external_attr = zipfile.ZIP_DEFLATED, entry.external_attr
                archive.writestr(kept, changed.get(entry.filename, data))
        return out.getvalue()


def places(text: str) -> list[str]:
    """`B8` or `B8:B20`, a span of one column or one row, cell by cell."""
    first, _, last = text.upper().replace("：", ":").partition(":")
    column, row = _parsed(first)
    column_end, row_end = _parsed(last) if last else (column, row)
    if not (column == column_end or row == row_end) or column_end < column or row_end < row:
        raise Refused("区域须是一列或一行，由上到下、由左到右", value=text, remedy="如 B8:B20")
    return [f"{_letters(c)}{r}" for r in range(row, row_end + 1) for c in range(column, column_end + 1)]


def _parsed(reference: str) -> tuple[int, int]:
    match = REFERENCE.fullmatch(reference)
    if match is None:
        raise Refused("不是单元格", value=reference, remedy="请写成 C5，或一段 C5:C20")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return column, int(match[2])


def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _within(reference: str, first: str, last: str) -> bool:
    (column, row), (left, top), (right, bottom) = _parsed(reference), _parsed(first), _parsed(last)
    return left <= column <= right and top <= row <= bottom


def _in_order(parent: Any, tag: str, key: int, of: Any, reference: str) -> Any:
    """The child with that number; a new one is put in its place, without a format of its own."""
    children = list(parent.iterchildren(f"{MAIN}{tag}"))
    keys = [of(one) for one in children]
    at = bisect(keys, key)
    if at and keys[at - 1] == key:
        return children[at - 1]
    made = etree.Element(f"{MAIN}{tag}", r=reference)
    if at:
        children[at - 1].addnext(made)
    else:
        parent.insert(0, made)
    return made


def _write(cell: Any, value: Value) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if value is None or value == "":
        return
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t")
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        text.text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", value)
        return
    etree.SubElement(cell, f"{MAIN}v").text = _digits(value)


def _digits(value: int | float | Decimal | Fraction) -> str:
    if isinstance(value, Fraction):
        return str(value.numerator) if value.denominator == 1 else repr(float(value))
    return format(value, "f") if isinstance(value, Decimal) else repr(value)


def _forget_results(tree: Any) -> bool:
    """Formulas keep no result of before."""
    found = [one for one in tree.iter(f"{MAIN}c") if one.find(f"{MAIN}f") is not None]
    for cell in found:
        for value in list(cell.iterchildren(f"{MAIN}v")):
            cell.remove(value)
    return bool(found)


def _reckon_anew(book: Any) -> None:
    """The program that opens it reckons everything."""
    calculation = book.find(f"{MAIN}calcPr")
    if calculation is None:
        calculation = etree.Element(f"{MAIN}calcPr")
        before = [one for one in book if etree.QName(one).localname in BEFORE_CALCULATION]
        before[-1].addnext(calculation)
    calculation.set("fullCalcOnLoad", "1")


def _bytes(tree: Any) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, line.strip()

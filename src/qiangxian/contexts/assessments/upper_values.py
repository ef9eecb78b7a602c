"""What the cells of an upper workbook take on a day: figures with what they rest on, words, lists, entries by hand; and the file made
of them. A missing figure leaves its cell empty and is told, never written as nought."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.indicators.types import Explanation, Figure, FigureAsked
from qiangxian.engines.workbooks.binding import WORDS, Binding, CellKind
from qiangxian.engines.workbooks.filling import Place, Value, Workbook, places
from qiangxian.kernel import division
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import DomainError, Refused
from qiangxian.kernel.integrity import Discrepancy

from .models import UpperForm, UpperReturn

PART = " 分项 "
WORD = "文字"


def figure_names(code: str, on: date) -> list[str]:
    """The names under which a cell may ask for a figure."""
    known = [one.label for one in indicators.available(on=on, division=code)]
    return [*known, *(one.label for one in indicators.core_indicators(code))]


def resolved(bindings: Sequence[Binding], code: str, on: date) -> list[dict[str, Any]]:
    """The bindings with the codes of their figures; `Refused` names the line whose figure there is not."""
    core = {one.label: one for one in indicators.core_indicators(code)}
    known = {
        sign: one
        for one in indicators.available(on=on, division=code)
        for sign in (one.code, one.number, one.label)
        if sign
    }
    found = []
    for one in bindings:
        row = {"sheet": one.sheet, "cells": one.cells, "kind": str(one.kind), "what": one.what}
        if one.kind in (CellKind.FIGURE, CellKind.LIST):
            name, _, part = one.what.partition(PART)
            row |= _figure(name.strip(), part.strip(), known, core, one)
        elif one.kind == CellKind.TEXT:
            _words(one.what, code, on, one.key)
        found.append(row)
    return found


def _figure(name: str, part: str, known: Mapping[str, Any], core: Mapping[str, Any], one: Binding) -> dict[str, Any]:
    if name in core:
        named = core[name]
        return {"indicator": named.indicator, "parameters": dict(named.parameters), "part": part or named.part}
    if name not in known:
        remedy = "请写统计指标的名称、编号，或十五项核心指标的名称"
        raise Refused("没有这个统计指标", value=f"{one.key} {name}", remedy=remedy)
    if part and part not in known[name].parts:
        remedy = "可写：" + "、".join(known[name].parts)
        raise Refused("指标没有这个分项", value=f"{one.key} {part}", remedy=remedy)
    return {"indicator": known[name].code, "parameters": {}, "part": part}


def _words(text: str, code: str, on: date, where: str) -> str:
    facts = {"county": division.find(code).name, "year": on.year, "month": on.month, "quarter": (on.month + 2) // 3}
    try:
        return text.format(**facts, day=f"{on.year}年{on.month}月{on.day}日")
    except (KeyError, IndexError, ValueError, AttributeError):
        remedy = "可用 {county}、{year}、{quarter}、{month}、{day}"
        raise Refused("文字里的花括号写法不对", value=f"{where} {text}", remedy=remedy) from None


def collected(form: UpperForm, on: date) -> list[dict[str, Any]]:
    """The values of a day, cell by cell, in the order of the bindings."""
    code, as_of = form.matter.division_code, AsOf.on(on)
    counted = [_asked(row, code, as_of) for row in form.bindings if row["kind"] == CellKind.FIGURE]
    figures = iter(indicators.figures(counted))
    return [_value(row, code, on, figures) for row in form.bindings]


def _asked(row: Mapping[str, Any], code: str, as_of: AsOf) -> FigureAsked:
    return FigureAsked(code, row["indicator"], as_of, row["parameters"])


def _value(row: Mapping[str, Any], code: str, on: date, figures: Iterator[Figure]) -> dict[str, Any]:
    """`figures`: those of the cells that take one, in their order."""
    made: dict[str, Any] = {name: row[name] for name in ("sheet", "cells", "kind", "what")}
    made |= {"value": None, "shown": "", "unit": "", "words": "", "by_hand": ""}
    if row["kind"] == CellKind.TEXT:
        text = _words(row["what"], code, on, f"{row['sheet']}!{row['cells']}")
        return {**made, "value": text, "shown": text}
    if row["kind"] == CellKind.HAND:
        return {**made, "shown": "待填"}
    if row["kind"] == CellKind.LIST:
        return {**made, **_list(_asked(row, code, AsOf.on(on)), row)}
    return {**made, **_number(next(figures), row["part"])}


def _number(figure: Figure, part: str) -> dict[str, Any]:
    value, unit = figure.part(part)
    words = f"{figure.definition.label}，{indicators.state_words(figure)}，数据截至 {figure.as_of.effective}"
    proof = {"version": figure.definition.version, "digest": figure.digest, "revision": figure.revision}
    kept = None if value is None else str(value)
    return {"value": kept, "shown": indicators.shown(value), "unit": unit, "words": words, "proof": proof}


def _list(asked: FigureAsked, row: Mapping[str, Any]) -> dict[str, Any]:
    found: Explanation = indicators.explain(
        division=asked.division,
        indicator=asked.indicator,
        parameters=asked.parameters,
        as_of=asked.as_of,
        actor=Actor.system(),
    )
    labels = sorted(one.label for one in found.rows)
    room = len(places(row["cells"]))
    if len(labels) > room:
        remedy = "请请示上级加行，或改绑更长的一段单元格"
        raise Refused(
            f"名单有 {len(labels)} 条，只留了 {room} 格", value=f"{row['sheet']}!{row['cells']}", remedy=remedy
        )
    proof = {
        "version": found.figure.definition.version,
        "digest": found.figure.digest,
        "revision": found.figure.revision,
    }
    return {"value": labels, "shown": f"{len(labels)} 条", "words": "、".join(labels[:5]), "proof": proof}


def cells(values: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Place, Value]]:
    """Cell by cell what is written; a list empties the cells it does not need."""
    for row in values:
        spots = places(row["cells"])
        if row["kind"] == CellKind.LIST:
            labels = list(row["value"] or ())
            yield from (
                ((row["sheet"], spot), label)
                for spot, label in zip(spots, [*labels, *[None] * len(spots)], strict=False)
            )
        elif row["kind"] == CellKind.TEXT:
            yield (row["sheet"], spots[0]), str(row["value"])
        else:
            yield (row["sheet"], spots[0]), _typed(row["value"])


def _typed(value: Any) -> Decimal | str | None:
    """A number as one; what is none stays text."""
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return number if number.is_finite() else str(value)


def made(own: UpperReturn) -> bytes:
    """The workbook with the values of the return."""
    book = Workbook(documents.file_content(own.template), own.template.name)
    return book.filled(dict(cells(own.values)))


def bound(own: UpperForm) -> list[dict[str, Any]]:
    """The bindings with what stands in their first cell of the empty workbook."""
    book = Workbook(documents.file_content(own.file), own.file.name)
    words = {kind: word for word, kind in WORDS.items()}
    return [
        {**row, "kind_words": words[CellKind(row["kind"])], "now": book.text((row["sheet"], places(row["cells"])[0]))}
        for row in own.bindings
    ]


def lacking(own: UpperReturn) -> list[str]:
    """What no cell got yet."""
    return [f"{row['sheet']}!{row['cells']} {row['what']}" for row in own.values if row["value"] in (None, "")]


def before(own: UpperReturn) -> UpperReturn | None:
    """The last one of the same workbook that was sent for an earlier day."""
    rows = UpperReturn.objects.filter(form=own.form, effective__lt=own.effective, sent__isnull=False)
    return rows.order_by("-effective", "-pk").first()


def beside(own: UpperReturn) -> list[dict[str, Any]]:
    """Cell by cell this period and the last one."""
    earlier = before(own)
    then = {(row["sheet"], row["cells"]): row for row in earlier.values} if earlier else {}
    rows = []
    for row in own.values:
        last = then.get((row["sheet"], row["cells"]))
        what = WORD if row["kind"] == CellKind.TEXT else row["what"]
        rows.append({**row, "what": what, "last": last["shown"] if last else "—", "change": _change(row, last)})
    return rows


def _change(row: Mapping[str, Any], last: Mapping[str, Any] | None) -> str:
    now, then = _typed(row["value"]) if row["kind"] in (CellKind.FIGURE, CellKind.HAND) else None, None
    if last is not None and row["kind"] in (CellKind.FIGURE, CellKind.HAND):
        then = _typed(last["value"])
    if now is None or then is None or isinstance(now, str) or isinstance(then, str):
        return "—"
    difference = now - then
    return f"{'+' if difference > 0 else ''}{indicators.shown(difference)}"


def differing(own: UpperReturn) -> Iterator[Discrepancy]:
    """The file that was sent comes out again from the workbook and the values; their digest is that of the frozen revision."""
    if own.sent is None:
        return
    try:
        again = hashlib.sha256(made(own)).hexdigest()
    except DomainError as problem:
        yield Discrepancy("报送的报表不能重新生成", str(own), own.sent.sha256, str(problem))
        return
    if again != own.sent.sha256:
        yield Discrepancy("报送的报表与固定的数值不符", str(own), again, own.sent.sha256)

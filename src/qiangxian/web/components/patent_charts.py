"""Tables of an analysis as charts: what the script draws of each, with the table beside it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from qiangxian.contexts.patents.analysis import Table

from .charts import Chart

Payload = dict[str, Any]


def chart_of(table: Table) -> Chart:
    """The chart of a table."""
    payload = {**_DRAWN[table.code](table), "unit": table.unit}
    return Chart(f"chart-{table.code}", table.title, table.unit, table.headings, table.rows, payload, table.note)


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _lines(table: Table) -> Payload:
    labels, *values = _columns(table.rows)
    series = [{"name": name, "values": one} for name, one in zip(table.headings[1:], values, strict=True)]
    return {"kind": "line", "months": labels, "series": series}


def _stacked(table: Table) -> Payload:
    return {**_lines(table), "kind": "stacked"}


def _growth(table: Table) -> Payload:
    labels, _, rates = _columns(table.rows)
    return {"kind": "columns", "months": labels, "series": [{"name": table.headings[2], "values": rates}]}


def _bars(table: Table) -> Payload:
    labels, counts = _columns([row[:2] for row in table.rows])
    return {"kind": "bars", "months": labels, "series": [{"name": table.headings[1], "values": counts}]}


def _beside(table: Table) -> Payload:
    """Two bars a label."""
    return {**_lines(table), "kind": "beside"}


def _path(table: Table) -> Payload:
    points = [[row[1], row[3], row[0]] for row in table.rows]
    return {"kind": "path", "points": points, "x": table.headings[1], "y": table.headings[3]}


def _network(table: Table) -> Payload:
    many = defaultdict[str, int](int)
    for first, second, count in table.rows:
        many[first] += count
        many[second] += count
    links = [{"source": first, "target": second, "value": count} for first, second, count in table.rows]
    return {"kind": "network", "nodes": [{"name": one, "value": count} for one, count in many.items()], "links": links}


def _tree(table: Table) -> Payload:
    sections = defaultdict[str, list[Mapping[str, Any]]](list)
    for section, name, count in table.rows:
        sections[section].append({"name": name, "value": count})
    return {"kind": "tree", "tree": [{"name": name, "children": below} for name, below in sections.items()]}


def _heat(table: Table) -> Payload:
    years = list(table.headings[1:-1])
    names = [row[0] for row in table.rows]
    cells = [[x, y, row[1 + x]] for y, row in enumerate(table.rows) for x in range(len(years))]
    return {"kind": "heat", "x": years, "y": names, "cells": cells, "most": max((one[2] for one in cells), default=0)}


_DRAWN: Mapping[str, Callable[[Table], Payload]] = {
    "trend": _lines,
    "growth": _growth,
    "lifecycle": _path,
    "states": _stacked,
    "applicants": _bars,
    "inventors": _bars,
    "together": _network,
    "classes": _tree,
    "fields": _heat,
    "townships": _bars,
    "figures": _beside,
    "years": _lines,
    "both_fields": _beside,
}

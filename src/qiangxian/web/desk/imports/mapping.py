"""Naming the columns nobody knows yet, and the list of what was named before."""

import re
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qiangxian.contexts.lists.sources import Rows
from qiangxian.contexts.lists.types import Cell, Column, List, moment
from qiangxian.contexts.registers.intake import readers as intake
from qiangxian.contexts.registers.intake.actions.mappings import remove_mapping, save_mapping
from qiangxian.engines.intake import SurveyedColumn, SurveyedSheet, TableVocabulary, load_vocabulary
from qiangxian.kernel.errors import DomainError
from qiangxian.web.lists.views import answer
from qiangxian.web.request import Request

from ..places import place
from .views import home_division, queue

MONEY_UNITS = ("元", "万元", "亿元")


@require_http_methods(["GET", "HEAD", "POST"])
def import_mapping(request: Request, uid: str) -> HttpResponse:
    """Each column with samples and a choice of fields; saved for later files with the same columns."""
    division = home_division(request)
    batch = intake.batch(request.actor, uid)
    vocabulary = load_vocabulary(batch.kind, batch.division_code)
    sheets = intake.surveyed(batch)
    error = ""
    if request.method == "POST":
        try:
            _save(request, division, uid, sheets, vocabulary)
        except DomainError as fault:
            error = str(fault)
        else:
            queue(request, division, uid, "check")
            return redirect("desk:import_batch", uid)
    context = {
        "batch": batch,
        "kind_label": vocabulary.label,
        "sheets": [(sheet, _columns(place, sheet, request)) for place, sheet in enumerate(sheets)],
        "options": options(vocabulary),
        "constants": _constants(sheets, vocabulary, batch.options.get("constants", {}), request),
        "error": error,
    }
    return render(request, "desk/imports/import_mapping.html", context, status=400 if error else 200)


def options(vocabulary: TableVocabulary) -> list[tuple[str, str]]:
    """Every field a column can be mapped to; of money one entry a unit, since the column's name does not say it."""
    found = []
    for field in vocabulary.fields:
        units = MONEY_UNITS if field.type == "money" else ("",)
        found += [
            (f"{field.name}:{unit}" if unit else field.name, f"{field.label}（{unit}）" if unit else field.label)
            for unit in units
        ]
    return found


def _columns(place: int, sheet: SurveyedSheet, request: Request) -> list[tuple[str, SurveyedColumn, str]]:
    """Every column with the name of its field in the form and what a person chose. A suggestion is only offered: what nobody
    looked at is nobody's word."""
    keys = [f"target-{place}-{number}" for number, _ in enumerate(sheet.columns)]
    return [(key, one, request.POST.get(key, one.target)) for key, one in zip(keys, sheet.columns, strict=True)]


def _constants(
    sheets: list[SurveyedSheet], vocabulary: TableVocabulary, given: dict[str, str], request: Request
) -> list[tuple[str, str, str, str]]:
    """Fields no column gives, that may be the same for the whole file: (key, label, value, note)."""
    named = {column.label for sheet in sheets for column in sheet.columns}
    wanted = [
        field for field in vocabulary.fields if field.label not in named and field.type in ("date", "choice", "integer")
    ]
    return [
        (
            f"constant-{field.name}",
            field.label,
            request.POST.get(f"constant-{field.name}", given.get(field.name, "")),
            field.note,
        )
        for field in wanted
    ]


def _save(request: Request, division: str, uid: str, sheets: list[SurveyedSheet], vocabulary: TableVocabulary) -> None:
    yearly = {field.name for _, field in vocabulary.yearly}
    told = {}
    for position, sheet in enumerate(sheets):
        answers = [(column, _answer(request, f"{position}-{number}")) for number, column in enumerate(sheet.columns)]
        told[sheet.names] = {column.key: _with_year(said, column.name, yearly) for column, said in answers if said}
    constants = {
        name.removeprefix("constant-"): str(value)
        for name, value in request.POST.items()
        if name.startswith("constant-")
    }
    about: dict[str, Any] = {"actor": request.actor, "at": timezone.now(), "division_code": division}
    receipt = save_mapping(**about, batch_uid=uid, sheets=told, constants=constants)
    if receipt.result:
        messages.success(request, "列名对应已保存，以后列名相同的文件直接使用。")


def _answer(request: Request, place: str) -> str:
    return request.POST.get(f"target-{place}") or request.POST.get(f"adopt-{place}", "")


def _with_year(target: str, name: str, yearly: set[str]) -> str:
    found = re.search(r"(?:19|20)\d\d", name)
    field = target.partition(":")[0]
    return f"{target}:{found[0]}" if found and field in yearly and found[0] not in target else target


@require_http_methods(["GET", "HEAD", "POST"])
def import_mappings(request: Request) -> HttpResponseBase:
    """Saved mappings with remove."""
    division = home_division(request)
    if request.method == "POST" and "list" not in request.POST:
        chosen = request.POST.get("mapping", "")
        remove_mapping(
            actor=request.actor,
            at=timezone.now(),
            division_code=division,
            mapping_id=int(chosen) if chosen.isdecimal() else 0,
        )
        messages.success(request, "列名对应已移除。")
        return redirect("desk:import_mappings")
    context = {"drawn": {"remove": "desk/imports/_remove.html"}}
    return answer(request, mapping_list(division), place, template="desk/imports/import_mappings.html", context=context)


def mapping_list(division: str) -> List:
    """Saved mappings, newest first."""
    return List(
        name="imports/mappings",
        label="列名对应",
        unit="份",
        columns=(
            Column("kind", "登记表", ("kind", "saved_at")),
            Column("words", "对应"),
            Column("file", "首次用于", ("file_name",)),
            Column("saved_at", "保存", ("saved_at",)),
            Column("remove", "移除", in_file=False),
        ),
        source=lambda viewer: Rows(intake.header_mappings(viewer.actor, division)),
        cells=lambda rows, _viewer: [_cells(row, division) for row in rows],
        order="-saved_at",
        empty_title="还没有保存过列名对应",
        empty="上传的文件有不认识的列时，在预览页选“对应列名”。",
    )


def _cells(row: Any, division: str) -> dict[str, Cell]:
    return {
        "kind": Cell(load_vocabulary(row.kind, division).label),
        "words": Cell("；".join(_words(row.mapping, row.kind, division))),
        "file": Cell(row.file_name),
        "saved_at": replace(moment(row.saved_at), note=row.saved_by),
    }


def _words(mapping: dict[str, str], kind: str, division: str) -> list[str]:
    labels = {**dict(options(load_vocabulary(kind, division))), "-": "原样保留"}
    return [f"{name} → {_label(target, labels)}" for name, target in mapping.items()]


def _label(target: str, labels: dict[str, str]) -> str:
    field, *more = target.split(":")
    year = next((part for part in more if part.isdigit()), "")
    unit = next((part for part in more if not part.isdigit()), "")
    known = labels.get(f"{field}:{unit}" if unit else field, field)
    return f"{year}年{known}" if year else known

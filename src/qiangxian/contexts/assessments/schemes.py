"""Libraries of criteria: those of the rulebook, and those somebody loads from a table, gone through row by row before they are used."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.lists.files import csv_text
from qiangxian.contexts.matters.flow import Flow, Matter, Step
from qiangxian.engines.intake import load_vocabulary, read_table
from qiangxian.engines.metrics import definitions
from qiangxian.engines.plandoc.reading import read_source
from qiangxian.engines.scoring import shapes
from qiangxian.engines.scoring.shapes import SchemeShape, ScoringKind
from qiangxian.kernel import files
from qiangxian.kernel.asking import needed
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.errors import NotFound, Refused
from qiangxian.kernel.roles import role, staff

from .models import Scheme
from .types import SchemeState

OFFICE = role("office")
FLOW = Flow(
    "assessment_scheme",
    "评价标准",
    "assessments.Scheme",
    SchemeState,
    sees=staff,
    ended={SchemeState.RETIRED},
    tones={SchemeState.IN_FORCE: "green", SchemeState.DRAFT: "yellow"},
    title=str,
    content=lambda own: own.content,
)
WORD_FILE = "docx"


def available(division: str) -> dict[str, SchemeShape]:
    """Every library in force: of the rulebook by name, loaded ones by number, oldest first."""
    rows = Scheme.objects.filter(matter__division_code=division, matter__state=SchemeState.IN_FORCE).order_by("pk")
    return {**shapes.shipped(division), **{str(row.pk): shapes.scheme_of(row.content) for row in rows}}


def choices(own: Any) -> list[tuple[str, str]]:
    """What a round can be opened by: of one name the latest version, with that version."""
    listed = available(own.division_code).items()
    return list({one.label: (name, f"{one.label}（{one.version} 版）") for name, one in listed}.values())


def named(division: str, name: str) -> SchemeShape:
    """The library of that name; `NotFound` lists those there are."""
    found = available(division)
    if name not in found:
        raise NotFound(
            f"没有评价标准 {name}", remedy="现有：" + "、".join(f"{key}（{one.label}）" for key, one in found.items())
        )
    return found[name]


@FLOW.step(
    "load",
    "装入评价标准",
    target=SchemeState.DRAFT,
    may=OFFICE,
    evidence="required",
    asks={
        "label": needed("名称", "text", length=120, hint="如 国家知识产权强县示范创建评价指标（2025—2027）"),
        "version": needed("版本", "text", length=40, hint="发文文号或年份"),
        "source": needed("来源", "text", hint="印发的机关和文件"),
        "of": needed("评价对象", "choice", choices=[("county", "本县（市、区）整体"), ("units", "各部门、乡镇")]),
    },
    words="表格（.xlsx、.docx、.csv）每行一项指标：指标名称、分值、计分方式必填。装入后逐行核对，有不能采用的行须改正重装。",
)
def load_scheme(matter: Matter, step: Step, *, of: str, **told: str) -> Scheme:
    """The table is read; what cannot be taken is listed with its row."""
    own = Scheme(matter=matter, **told)
    _read(own, step, of)
    matter.title = str(own)
    matter.save()
    own.save(force_insert=True)
    return own


@FLOW.step("reload", "改正后重装", sources=(SchemeState.DRAFT,), may=OFFICE, evidence="required")
def reload_scheme(own: Scheme, step: Step) -> None:
    """The corrected file replaces what was read."""
    _read(own, step, own.content.get("of", "county"))


def _nothing_refused(own: Scheme, _today: date) -> Decision:
    return deny(f"有 {len(own.refused)} 行不能采用，请改正文件后重装。") if own.refused else allow()


@FLOW.step(
    "accept",
    "核对无误，启用",
    sources=(SchemeState.DRAFT,),
    target=SchemeState.IN_FORCE,
    may=OFFICE,
    owed=True,
    guards=(_nothing_refused,),
    freezes=True,
)
def accept_scheme(own: Scheme, step: Step) -> None:
    """A person has compared it with the paper; an older version of the same name is no longer offered."""


@FLOW.step(
    "retire",
    "停用",
    sources=(SchemeState.DRAFT, SchemeState.IN_FORCE),
    target=SchemeState.RETIRED,
    may=OFFICE,
    asks={"reason": needed("理由")},
)
def retire_scheme(own: Scheme, step: Step, *, reason: str) -> None:
    """No new round opens by it; those that did keep what they froze."""


def _read(own: Scheme, step: Step, of: str) -> None:
    """Fill content and refusals from the file of the step."""
    division, file = own.matter.division_code, step.files[0]
    reader = _Table(division, documents.file_content(file), file.name)
    areas = reader.areas()
    content = {
        "label": own.label,
        "source": own.source,
        "checked": step.day.isoformat(),
        "version": own.version,
        "of": of,
    }
    if of == "units":
        content["grades"] = [one.model_dump(by_alias=True) for one in shapes.practice(division).grades]  # type: ignore[assignment]
    own.content, own.refused = {**content, "areas": areas}, reader.refused
    if not own.refused:
        try:
            own.content = shapes.written(shapes.scheme_of(own.content))
        except Refused as fault:
            own.refused = [fault.as_row()]
    step.detail = {"criteria": sum(len(area["criteria"]) for area in areas), "refused": len(own.refused)}


class _Table:
    """A table of criteria, row by row; the area above holds for rows that leave it empty."""

    def __init__(self, division: str, content: bytes, name: str) -> None:
        self.division, self.name, self.content = division, name, _as_table(content, name)
        self.refused: list[dict[str, Any]] = []
        self.seen: Counter[str] = Counter()
        known = definitions.definitions(on=date.max, division=division)
        self.indicators = {sign: one.code for one in known for sign in (one.code, one.number, one.label) if sign}

    def areas(self) -> list[dict[str, Any]]:
        """Areas with their criteria in the order of the table."""
        found: dict[str, list[dict[str, Any]]] = {}
        area = "评价指标"
        with read_table(self.content, load_vocabulary("criteria", self.division), self.name) as table:
            for row in table.rows():
                area = str(row.values.get("area") or area)
                self.refused += [one.as_row() for one in row.refusals]
                if row.good and not row.passed:
                    found.setdefault(area, []).append(self._criterion(row, f"{len(found) + (area not in found)}"))
        self.refused += [self._at(0, "", "", "没有一行可以采用", "请核对表格")] if not found else []
        return [
            {"key": f"K{place}", "label": label, "criteria": [one for one in rows if one]}
            for place, (label, rows) in enumerate(found.items(), start=1)
        ]

    def _criterion(self, row: Any, area: str) -> dict[str, Any]:
        values, kind = row.values, row.values["kind"]
        self.seen[area] += 1
        made = {"key": f"{area}.{self.seen[area]}", "label": values["label"], "kind": kind}
        made |= {
            name: float(values[name]) for name in ("weight", "target", "base", "each") if values.get(name) is not None
        }
        made |= {name: values[name] for name in ("words", "unit", "upper") if values.get(name)}
        made["evidence"] = [one for one in str(values.get("evidence") or "").replace("、", "；").split("；") if one]
        if word := shapes.not_a_criterion(values["label"], self.division):
            self._refuse(row, values["label"], f"“{word}”不作考核指标", "请改用结果性指标，或从表中去掉这一行")
        self._indicator(row, made)
        if kind == ScoringKind.INTERVAL:
            made["bands"] = self._bands(row, str(values.get("bands") or ""))
        try:
            shapes.CriterionShape.model_validate(made, strict=False)
        except ValueError as fault:
            said = [str(one.get("ctx", {}).get("error") or one["msg"]) for one in getattr(fault, "errors", list)()]
            self._refuse(row, values["label"], "；".join(said), "请补全这一行")
        return made

    def _indicator(self, row: Any, made: dict[str, Any]) -> None:
        name = row.values.get("indicator")
        if name and name not in self.indicators:
            self._refuse(row, name, "没有这个统计指标", "请填写统计指标的名称或编号，没有对应的留空")
        elif name:
            made |= {"source": "indicator", "indicator": self.indicators[name]}

    def _bands(self, row: Any, text: str) -> list[dict[str, float]]:
        try:
            pairs = [one.replace("：", ":").split(":") for one in text.replace(";", "；").split("；") if one.strip()]
            return [{"from": float(start), "share": float(share.strip(" %")) / 100} for start, share in pairs]
        except ValueError:
            self._refuse(row, text, "区间写法不对", "请写成 0:0%；60:60%；95:100%")
            return []

    def _refuse(self, row: Any, value: str, reason: str, remedy: str) -> None:
        self.refused.append(self._at(row.number, row.sheet, value, reason, remedy))

    def _at(self, row: int, sheet: str, value: str, reason: str, remedy: str) -> dict[str, Any]:
        return {"sheet": sheet, "row": row, "column": None, "value": value, "reason": reason, "remedy": remedy}


def _as_table(content: bytes, name: str) -> bytes:
    """A Word file's tables as one text table; any other file as it is."""
    if files.accept(content, "keep", name).code != WORD_FILE:
        return content
    return "".join(csv_text((), _lines(content))).encode()


def _lines(content: bytes) -> Iterator[list[str]]:
    source = read_source(content)
    rows: dict[tuple[int, int], dict[int, str]] = {}
    for cell in source.cells:
        rows.setdefault((cell.table, cell.row), {})[cell.column] = (
            source.text[cell.start : cell.end].strip().replace("\n", "")
        )
    for _, cells in sorted(rows.items()):
        yield [cells.get(column, "") for column in range(max(cells) + 1)]

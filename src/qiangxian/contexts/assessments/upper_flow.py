"""上级报表套打: the upper level's own workbook is bound once, filled for a day, gone through, and sent; what was sent is fixed with its
values, and the last one stands beside."""

from datetime import date
from typing import Any

from qiangxian.contexts.documents import actions as documents
from qiangxian.contexts.documents import readers as files
from qiangxian.contexts.matters.flow import Flow, Matter, Step
from qiangxian.engines.workbooks import binding
from qiangxian.engines.workbooks.binding import CellKind
from qiangxian.engines.workbooks.filling import Workbook
from qiangxian.engines.workbooks.proposing import proposed
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.roles import role, staff

from . import upper_values
from .models import UpperForm, UpperReturn
from .types import FormState, ReturnState

OFFICE = role("office")
FORMS = Flow(
    "upper_form",
    "上级报表模板",
    "assessments.UpperForm",
    FormState,
    sees=staff,
    ended={FormState.RETIRED},
    tones={FormState.BOUND: "green"},
    title=str,
    prefix="upper_forms",
)
RETURNS = Flow(
    "upper_return",
    "上级报表",
    "assessments.UpperReturn",
    ReturnState,
    sees=staff,
    ended={ReturnState.SENT, ReturnState.DROPPED},
    tones={ReturnState.SENT: "green", ReturnState.DRAFT: "yellow"},
    title=str,
    prefix="upper_returns",
    content=lambda own: {
        "form": own.form.label,
        "effective": own.effective,
        "values": own.values,
        "file": own.sent.sha256 if own.sent else "",
    },
)
HOW = "每行一格：工作表!单元格 = 指标 名称；= 文字 内容；= 名单 指标名称（一段单元格）；= 手填 项目名称"
LINES = needed("绑定", rows=14, length=20_000, hint=HOW)


@FORMS.step(
    "bind",
    "绑定上级报表",
    target=FormState.BOUND,
    may=OFFICE,
    evidence="required",
    words="上传上级下发的 .xlsx 空表，写明哪一格填什么（也可以先自动绑定）；以后各期自动填写，格式、公式和其他内容不变。",
    asks={
        "label": needed("报表名称", "text", length=120),
        "issuer": needed("下发机关", "text", length=120),
        "lines": offered(
            "绑定", rows=14, length=20_000, hint=f"可以不填，先按表中各行的名称自动绑定，再逐格核对。{HOW}"
        ),
    },
)
def bind_form(matter: Matter, step: Step, *, lines: str, **told: str) -> UpperForm:
    """The workbook is kept; every line is checked against it. Without lines the names in the workbook propose them."""
    own = UpperForm(matter=matter, file=step.files[0], **told)
    own.bindings = _bound(own, lines or _proposed(own, step.day), step.day)
    if not lines:
        step.reason = f"按表中名称自动绑定 {len(own.bindings)} 格，请逐格核对，有误的用“修改绑定”更正"
    matter.title = str(own)
    matter.save()
    own.save(force_insert=True)
    step.detail = {"cells": len(own.bindings)}
    return own


def lines_of(own: Any) -> str:
    """The bindings as lines."""
    return "\n".join(map(binding.words_of, own.bindings))


@FORMS.step(
    "rebind",
    "修改绑定",
    sources=(FormState.BOUND,),
    may=OFFICE,
    evidence="offered",
    words="上级换了新表的，一并上传新表；已报送的各期不变。",
    asks={"lines": LINES.asked(initial=lambda own, _day: lines_of(own))},
)
def rebind_form(own: UpperForm, step: Step, *, lines: str) -> None:
    """Other cells, or another workbook."""
    own.file = step.files[0] if step.files else own.file
    own.bindings = _bound(own, lines, step.day)
    step.detail = {"cells": len(own.bindings)}


@FORMS.step(
    "retire",
    "停用",
    sources=(FormState.BOUND,),
    target=FormState.RETIRED,
    may=OFFICE,
    asks={"reason": needed("理由")},
)
def retire_form(own: UpperForm, step: Step, *, reason: str) -> None:
    """It is asked for no more."""


def _proposed(own: UpperForm, day: date) -> str:
    book = Workbook(files.file_content(own.file), own.file.name)
    return proposed(book, upper_values.figure_names(own.matter.division_code, day))


def _bound(own: UpperForm, lines: str, day: date) -> list[dict[str, Any]]:
    book = Workbook(files.file_content(own.file), own.file.name)
    return upper_values.resolved(binding.read(lines, book), own.matter.division_code, day)


def forms(own: Any) -> list[tuple[str, str]]:
    """The workbooks one may fill."""
    rows = UpperForm.objects.filter(matter__division_code=own.division_code, matter__state=FormState.BOUND)
    return [(str(row.pk), str(row)) for row in rows.order_by("label")]


@RETURNS.step(
    "fill",
    "填报上级报表",
    target=ReturnState.DRAFT,
    may=OFFICE,
    asks={
        "form_id": needed("报表", "choice", choices=forms),
        "effective": needed("数据截至", "day"),
    },
)
def fill_return(matter: Matter, step: Step, *, form_id: str, effective: date) -> UpperReturn:
    """The cells take what the day says; nothing is sent yet."""
    if effective > step.day:
        raise Refused("数据截至在今天以后", column="数据截至", value=effective, remedy="请核对日期")
    form = UpperForm.objects.select_related("matter").get(pk=int(form_id))
    own = UpperReturn(matter=matter, form=form, effective=effective, template=form.file)
    own.values = upper_values.collected(form, effective)
    matter.title, matter.is_demo = str(own), step.actor.demo
    matter.save()
    own.save(force_insert=True)
    return own


@RETURNS.step("refill", "重新取数", sources=(ReturnState.DRAFT,), may=OFFICE)
def refill_return(own: UpperReturn, step: Step) -> None:
    """The registers have changed since; what was entered by hand stays."""
    hand = {(row["sheet"], row["cells"]): row for row in own.values if row["by_hand"]}
    own.template = own.form.file
    own.values = [
        hand.get((row["sheet"], row["cells"]), row) for row in upper_values.collected(own.form, own.effective)
    ]


def _cells(own: UpperReturn) -> list[tuple[str, str]]:
    rows = [row for row in own.values if row["kind"] != CellKind.LIST]
    return [(f"{row['sheet']}!{row['cells']}", f"{row['sheet']}!{row['cells']} {row['what']}") for row in rows]


@RETURNS.step(
    "enter",
    "手填或更正一格",
    sources=(ReturnState.DRAFT,),
    may=OFFICE,
    evidence="offered",
    asks={
        "cell": needed("单元格", "choice", choices=_cells),
        "value": needed("填写内容", "text"),
        "reason": needed("来源或理由", hint="数据来自哪里；与台账不同的写明原因"),
    },
)
def enter_cell(own: UpperReturn, step: Step, *, cell: str, value: str, reason: str) -> None:
    """Another value than the registers say, or what they do not know, with its source."""
    for row in own.values:
        if f"{row['sheet']}!{row['cells']}" == cell:
            row |= {"value": value, "shown": value, "by_hand": reason}
    step.detail = {"cell": cell, "value": value}


def _nothing_lacks(own: UpperReturn, _today: date) -> Decision:
    hand = [row["what"] for row in own.values if row["kind"] == CellKind.HAND and not row["by_hand"]]
    return deny(f"还有 {len(hand)} 格没有手填：{'、'.join(hand[:3])}，请先填写。") if hand else allow()


@RETURNS.step(
    "send",
    "登记报送",
    sources=(ReturnState.DRAFT,),
    target=ReturnState.SENT,
    may=OFFICE,
    owed=True,
    freezes=True,
    guards=(_nothing_lacks,),
    words="登记后文件和数值即固定，作为本期报送的版本；没有数值的指标在表中留空，不写 0。",
    asks={"sent_to": needed("报送给", "text", length=120), "reason": offered("报送方式、文号")},
)
def send_return(own: UpperReturn, step: Step, *, sent_to: str, reason: str) -> None:
    """The very file that goes out is kept with its values; a person sends it."""
    name = f"{own.form.label}（{own.effective}）.xlsx"
    code = own.matter.division_code
    own.sent = documents.stored(division_code=code, at=step.at, by=step.by, name=name, content=upper_values.made(own))
    step.detail = {"sent_to": sent_to, "empty": len(upper_values.lacking(own))}


@RETURNS.step(
    "drop",
    "不报送",
    sources=(ReturnState.DRAFT,),
    target=ReturnState.DROPPED,
    may=OFFICE,
    asks={"reason": needed("理由")},
)
def drop_return(own: UpperReturn, step: Step, *, reason: str) -> None:
    """It was filled by mistake."""

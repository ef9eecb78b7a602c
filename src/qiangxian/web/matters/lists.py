"""Lists of matters: what is open to me, what is owed by all, one flow's own; each column and filter is read from the flows."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.lists.batch import each
from qiangxian.contexts.lists.sources import Rows
from qiangxian.contexts.lists.types import BatchStep, Cell, Column, Filter, List, Viewer, day, number
from qiangxian.contexts.matters import actions, numbers, readers
from qiangxian.contexts.matters.flow import FLOWS, Flow, FlowStep, flow_of
from qiangxian.contexts.people import readers as people
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import DomainError

from .forms import VoidForm, batch_form

COLUMNS = (
    Column("title", "事项", ("title",)),
    Column("number", "编号", ("number",)),
    Column("flow", "类别", ("flow",)),
    Column("state", "状态", ("state",)),
    Column("owes", "由谁办理"),
    Column("due", "期限", ("due_date",)),
    Column("late", "逾期（日）", number=True),
    Column("opened", "立项日", ("opened_date",)),
    Column("closed", "办结日", ("closed_date",), shown=False),
)


def cells(rows: Sequence[Any], viewer: Viewer) -> list[dict[str, Cell]]:
    """The columns every matter has. A judicial body that leads is never counted late."""
    found = []
    for row in rows:
        flow, late = flow_of(row), readers.days_late(row, viewer.as_of.effective)
        found.append(
            {
                "title": Cell(row.title, badge="演示" if row.is_demo else ""),
                "number": Cell(row.number),
                "flow": Cell(flow.label),
                "state": Cell(flow.state_words(row.state), tone=readers.tone(row, viewer.as_of.effective)),
                "owes": Cell("" if row.closed_date else "、".join(one.label for one in readers.owed_by(row))),
                "due": day(row.due_date),
                "late": number(late or None, str(late) if late else "—"),
                "opened": day(row.opened_date),
                "closed": day(row.closed_date),
            }
        )
    return found


def _units(viewer: Viewer) -> list[tuple[str, str]]:
    return [(str(unit.pk), unit.name) for unit in people.standing_units(viewer.actor).order_by("name")]


def _of_unit(_viewer: Viewer, unit: str) -> Q:
    return readers.taking_part(f"unit:{unit}")


def _late(viewer: Viewer, _value: str) -> Q:
    rows = readers.late(readers.visible_matters(viewer.actor), viewer.as_of.effective)
    return Q(pk__in=rows.values("pk"))


FLOW = Filter(
    "flow",
    "类别",
    lambda _viewer, code: Q(flow=code),
    lambda _viewer: [(one.code, one.label) for one in FLOWS.values()],
)
UNIT = Filter("unit", "单位", _of_unit, _units)
ABOUT = Filter(
    "about",
    "来自",
    lambda _viewer, key: readers.about("task", key),
    hidden=True,
    words=lambda _viewer, _key: "这一项任务",
)
"""The matters about one task of a programme, as the board of tasks leads to them."""
LATE = Filter("late", "逾期", _late, lambda _viewer: [("1", "只看逾期")])


def _state(flow: Flow) -> Filter:
    return Filter("state", "状态", lambda _viewer, state: Q(state=state), lambda _viewer: list(flow.states.items()))


def listed(
    name: str, label: str, rows: Callable[[Actor], QuerySet[Any]], flow: Flow | None = None, **more: Any
) -> List:
    """A list of matters; that of one flow leaves its column out and offers its states and batch steps."""
    return List(
        name=name,
        label=label,
        unit="件",
        columns=tuple(column for column in COLUMNS if flow is None or column.key != "flow"),
        source=lambda viewer: Rows(rows(viewer.actor).prefetch_related("participants")),
        cells=cells,
        filters=(_state(flow) if flow else FLOW, UNIT, LATE, ABOUT),
        search=lambda _viewer, words: Q(title__icontains=words) | Q(number__icontains=words),
        search_label="事项、编号",
        link=lambda row: ("matter", row.pk),
        batch=tuple(_batch(spec) for spec in flow.steps.values() if spec.batch) if flow else (),
        **{"empty_title": f"没有{label}", **more},
    )


def of_flow(flow: Flow, **more: Any) -> List:
    """Every matter of a flow the reader may see."""
    return listed(
        f"matters/{flow.code}",
        flow.label,
        lambda actor: readers.visible_matters(actor).filter(flow=flow.code),
        flow,
        order="-opened",
        **more,
    )


def _batch(spec: FlowStep) -> BatchStep:
    """A step on every ticked matter: an action and a transaction each, one receipt for all."""

    def take(*, actor: Actor, at: datetime, keys: Sequence[str], **given: Any) -> str:
        done, refused = 0, []
        for row in readers.visible_matters(actor).filter(pk__in=[key for key in keys if key.isdecimal()]):
            try:
                ACTIONS[spec.action].function(actor=actor, at=at, matter_id=row.pk, expected=row.state, **given)
                done += 1
            except DomainError as error:
                refused.append(f"{row.title}：{error}")
        return f"{spec.label}：已办理 {done} 件" + (
            f"；未办理 {len(refused)} 件（{'；'.join(refused)}）" if refused else "。"
        )

    return BatchStep(
        spec.code, spec.label, take, batch_form(spec), decision=lambda viewer: spec.may.anywhere(viewer.actor)
    )


BEGUN = "交办的工作调度、下发的进展报告、提交的方案和会议，会列在承办的人和单位名下。"

TODO = replace(
    listed("todo", "我的待办", readers.open_to, order="due", empty_title="现在没有需要您办理的事项", empty=BEGUN),
    columns=tuple(replace(one, shown=one.shown and one.key not in ("number", "owes", "opened")) for one in COLUMNS),
)
ALL = listed(
    "matters",
    "待办和逾期",
    lambda actor: readers.owed(readers.visible_matters(actor)),
    order="due",
    empty_title="没有未办结的事项",
    empty=BEGUN,
)

EVERY = listed("matters/every", "事项", readers.visible_matters, order="-opened", empty=BEGUN)


def _signed(rows: Sequence[Any], _viewer: Viewer) -> list[dict[str, Cell]]:
    return [
        {
            "title": Cell(row.matter.title),
            "step": Cell(flow_of(row.matter).step_words(row.step)),
            "signer": Cell("，".join(filter(None, (row.detail.get("signer", ""), row.detail.get("post", ""))))),
            "signed": Cell(row.detail.get("signed", "")),
            "by": Cell(row.by),
            "at": day(row.day),
        }
        for row in rows
    ]


OFFLINE = List(
    name="matters-offline",
    label="线下签批",
    unit="步",
    columns=(
        Column("title", "事项", ("matter__title",)),
        Column("step", "步骤"),
        Column("signer", "签批人"),
        Column("signed", "签批日"),
        Column("by", "录入人", ("by",)),
        Column("at", "录入日", ("at", "id")),
    ),
    source=lambda viewer: Rows(readers.offline_steps(viewer.actor)),
    cells=_signed,
    search=lambda _viewer, words: Q(matter__title__icontains=words) | Q(detail__signer__icontains=words),
    search_label="事项、签批人",
    order="-at",
    link=lambda row: ("matter", row.matter_id),
    note=lambda _viewer: "在纸质材料上签批、由经办人录入的步骤",
    empty_title="没有线下签批",
    empty="两人办理的步骤可以登记线下签批，登记后列在这里。",
)


def _number_state(row: Any) -> tuple[str, str]:
    if row.void_reason:
        return f"作废（{row.void_reason}）", "none"
    if row.matter is not None:
        return "已使用", "green"
    return f"预留至 {row.reserved_until}", "yellow"


def _number_cells(rows: Sequence[Any], _viewer: Viewer) -> list[dict[str, Cell]]:
    found = []
    for row in rows:
        words, tone = _number_state(row)
        about = Cell(row.matter.title, about=("matter", row.matter_id)) if row.matter else Cell(row.purpose)
        number = {"number": Cell(str(row)), "about": about, "given": day(county_day(row.given_at))}
        found.append({**number, "state": Cell(words, tone=tone)})
    return found


def _void(*, actor: Actor, at: datetime, keys: Sequence[str], reason: str) -> str:
    """Each ticked number, an action each."""
    counties = {str(pk): code for pk, code in numbers.visible_numbers(actor).values_list("pk", "division_code")}

    def one(key: str) -> None:
        number = int(key) if key.isdecimal() else 0
        actions.void_number(actor=actor, at=at, division_code=counties.get(key, ""), number_id=number, reason=reason)

    return each(keys, one, "已作废 {count} 个编号。")


NUMBERS = List(
    name="matters-numbers",
    label="编号登记",
    unit="个",
    columns=(
        Column("number", "编号", ("register", "year", "serial")),
        Column("about", "用于"),
        Column("state", "情况"),
        Column("given", "登记日", ("given_at",)),
    ),
    source=lambda viewer: Rows(numbers.visible_numbers(viewer.actor)),
    cells=_number_cells,
    filters=(
        Filter(
            "state",
            "情况",
            lambda _viewer, value: numbers.STATES[value][1],
            lambda _viewer: [(code, words) for code, (words, _) in numbers.STATES.items()],
        ),
    ),
    search=lambda _viewer, words: Q(register__icontains=words) | Q(purpose__icontains=words),
    search_label="代字、用途",
    order="-given",
    batch=(BatchStep("void", "作废", _void, VoidForm, decision=lambda viewer: actions.OFFICE.anywhere(viewer.actor)),),
    empty="办理中取用的编号和预留的编号都列在这里；编号连续，不用的作废留痕。",
)

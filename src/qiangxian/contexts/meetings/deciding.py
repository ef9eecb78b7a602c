"""What was decided, as part of a flow: paragraphs are marked in the text, a doubtful one is confirmed by a person, the others become
work orders with one lead each, or tasks of the programme, below the matter they come from."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import Any

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.matters import units
from qiangxian.contexts.matters.flow import Flow, Matter, Step
from qiangxian.contexts.matters.taking import child
from qiangxian.contexts.programmes.changing import FLOW as CHANGES
from qiangxian.contexts.programmes.readers import task_places
from qiangxian.contexts.supervision.flow import ASSIGNING
from qiangxian.contexts.supervision.flow import FLOW as ORDERS
from qiangxian.engines.minutes import NUMBERED, MinutedDecision, read_minutes, words_of
from qiangxian.engines.plandoc.dates import read_deadline
from qiangxian.engines.plandoc.reading import read_source
from qiangxian.kernel.asking import Field, needed, offered
from qiangxian.kernel.decision import Decision as Answer
from qiangxian.kernel.decision import allow, deny
from qiangxian.kernel.errors import Conflict, NotFound, Refused
from qiangxian.kernel.roles import role

from .models import WAITING, Decision
from .naming import unit_names

OFFICE = role("office")
TEXT = offered("纪要正文", rows=12, length=60_000, hint="粘贴正文；上传文件的不用填")


def text_of(step: Step, text: str) -> str:
    """The words that were pasted, else those of the file that came with the step."""
    if text.strip():
        return text
    if not step.files:
        raise Refused("没有纪要正文", column=TEXT.label, remedy="请粘贴正文，或上传纪要文件")
    return read_source(documents.file_content(step.files[0])).text


def mark(matter: Matter, text: str, day: date) -> tuple[int, int]:
    """Keep the paragraphs that decide and are not kept yet; returns how many there are and how many are doubtful."""
    names = unit_names(matter.division_code)
    known = set(matter.decisions.values_list("text", flat=True))
    number = matter.decisions.count()
    for one in read_minutes(text, list(names), words_of(matter.division_code)):
        if one.text not in known:
            number += 1
            _keep(matter, number, one, day)
    rows = Decision.objects.filter(matter=matter)
    return rows.count(), rows.filter(is_doubtful=True).count()


def _keep(matter: Matter, number: int, one: MinutedDecision, day: date) -> None:
    names, due = unit_names(matter.division_code), _due(one.text, day.year)
    leads = list(dict.fromkeys(names[name] for name in one.leads))
    row = Decision.objects.create(
        matter=matter,
        number=number,
        text=one.text,
        leads=list(one.leads),
        helps=list(one.helps),
        lead_id=leads[0] if leads else None,
        due_date=due,
        is_doubtful=len(leads) != 1 or due is None,
    )
    row.helping.set({names[name] for name in one.helps} | set(leads[1:]))


def _due(text: str, year: int) -> date | None:
    """The day by which it is due; a month or a year means its last day."""
    found = read_deadline(text, 0, len(text), year)
    if found is None or not found[0]:
        return None
    parts = [int(part) for part in found[0].split("-")]
    month = parts[1] if len(parts) > 1 else 12
    return date(parts[0], month, parts[2] if len(parts) > 2 else monthrange(parts[0], month)[1])


def _row(own: Any, decision_id: int) -> Decision:
    row = Decision.objects.filter(matter=own.matter, pk=decision_id).first()
    if row is None:
        raise NotFound("没有这条议定事项", remedy="请刷新页面")
    if row.followed or row.dropped_reason:
        raise Conflict("这条议定事项已经转办或不再转办", remedy="请刷新页面")
    return row


def waiting(own: Any) -> Any:
    """Those neither handed out nor dropped."""
    return Decision.objects.filter(WAITING, matter=own.matter)


def nothing_waits(own: Any, _today: date) -> Answer:
    """Every decision is handed out or dropped."""
    left = waiting(own).count()
    return deny(f"还有 {left} 条议定事项没有转办，请逐条转办或写明不转办。") if left else allow()


def _some_clear(own: Any, _today: date) -> Answer:
    rows = waiting(own)
    if not rows.exists():
        return deny("没有待转办的议定事项，请先录入纪要中的议定事项。")
    return (
        allow() if rows.filter(is_doubtful=False).exists() else deny("议定事项的牵头单位或期限还没有确认，请先确认。")
    )


def _titled(text: str) -> str:
    """The first sentence without its number."""
    return NUMBERED.sub("", text, count=1).strip().split("。")[0][:100]


def decisions(flow: Flow, *, during: tuple[str, ...], basis: Callable[[Any], str]) -> tuple[Any, Any, Any, Any]:
    """Declare the four steps on a flow: a doubt is settled, a paragraph needs no order, one becomes a task of the programme, the
    clear ones are handed out."""
    row_asked: dict[str, Field] = {"decision_id": needed("议定事项", "hidden", choices=_choices)}

    @flow.step(
        "settle",
        "确认议定事项",
        sources=during,
        may=OFFICE,
        hidden=True,
        asks={
            **row_asked,
            "lead_id": needed("牵头单位", "choice", choices=units.choices, hint="每条只有一个牵头单位"),
            "co_ids": offered("协办单位", "many", choices=units.choices),
            "due_date": needed("办理期限", "day"),
        },
    )
    def settle_decision(
        own: Any, step: Step, *, decision_id: str, lead_id: str, co_ids: list[str], due_date: date
    ) -> None:
        """A person says who leads and until when."""
        row = _row(own, int(decision_id))
        row.lead_id, row.due_date, row.is_doubtful, row.confirmed_by = int(lead_id), due_date, False, step.by
        row.save()
        row.helping.set(int(one) for one in co_ids if one != lead_id)
        step.detail = {"decision": row.number, "lead": dict(units.choices(own))[lead_id], "due": due_date.isoformat()}

    @flow.step(
        "drop_decision",
        "不转办",
        sources=during,
        may=OFFICE,
        hidden=True,
        asks={**row_asked, "reason": needed("理由", hint="例如：不属于本部门工作，仅供知悉")},
    )
    def drop_decision(own: Any, step: Step, *, decision_id: str, reason: str) -> None:
        """It needs no order; why stays with it."""
        row = _row(own, int(decision_id))
        row.dropped_reason = reason
        row.save(update_fields=["dropped_reason"])
        step.detail = {"decision": row.number}

    @flow.step(
        "join_plan",
        "列入方案任务",
        sources=during,
        may=OFFICE,
        hidden=True,
        asks={**row_asked, "place": needed("列在方案哪一条之下", "choice", choices=_places)},
        words="作为方案的补充任务提出，由另一人复核后列入任务清单，按方案任务报送进展。",
    )
    def join_plan(own: Any, step: Step, *, decision_id: str, place: str) -> None:
        """It is proposed as a task of the programme the county works by; a second person decides."""
        row = _row(own, int(decision_id))
        if row.is_doubtful or row.lead is None or row.due_date is None:
            raise Refused(
                "牵头单位或期限还没有确认", column="议定事项", value=row.text[:40], remedy="请先确认牵头单位和期限"
            )
        units_of = [{"role": "lead", "unit": row.lead.name}]
        units_of += [{"role": "cooperating", "unit": unit.name} for unit in row.helping.order_by("pk")]
        row.addition = child(
            step,
            CHANGES.steps["propose"],
            part=place,
            setting="",
            given={
                "title": _titled(row.text),
                "text": NUMBERED.sub("", row.text, count=1).strip(),
                "deadline": row.due_date.isoformat(),
                "assignments": units_of,
            },
            reason=f"{basis(own)[:200]}第 {row.number} 条",
        )
        row.save(update_fields=["addition"])
        step.detail = {"decision": row.number}

    @flow.step(
        "hand_out",
        "转为工作调度",
        sources=during,
        may=ASSIGNING,
        guards=(_some_clear,),
        words="牵头单位和期限已明确的议定事项逐条立项，由另一人批准后交办；待确认的不转。",
    )
    def hand_out(own: Any, step: Step) -> None:
        """One order for each clear decision; the doubtful ones stay until somebody has confirmed them."""
        made = []
        for row in waiting(own).filter(is_doubtful=False, lead__isnull=False).order_by("number"):
            if row.due_date is None or row.due_date < step.day:
                raise Conflict(f"第 {row.number} 条的期限已过", remedy="请先确认新的办理期限")
            row.order = child(
                step,
                ORDERS.steps["propose"],
                title=_titled(row.text),
                demand=row.text,
                basis=basis(own)[:200],
                lead_id=str(row.lead_id),
                co_ids=[str(one) for one in row.helping.values_list("pk", flat=True)],
                due_date=row.due_date,
                subject=f"decision:{row.pk}",
            )
            row.save(update_fields=["order"])
            made.append(row.number)
        step.detail = {"decisions": made, "waiting": waiting(own).count()}

    return settle_decision, drop_decision, join_plan, hand_out


def _places(own: Any) -> list[tuple[str, str]]:
    return task_places(own.matter.division_code)


def _choices(own: Any) -> list[tuple[str, str]]:
    return [(str(row.pk), row.text) for row in waiting(own)]

"""Publicity (公示) as part of a flow: the list stands for working days, objections are recorded and answered, none may be open
when it goes on. Who raised an objection stays on paper."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from qiangxian.contexts.lists.sections import Section, SectionLine
from qiangxian.contexts.lists.types import Cell
from qiangxian.contexts.people.outward import outward, web_address
from qiangxian.kernel.asking import LINE, needed, needed_day, offered
from qiangxian.kernel.calendar import OFFICE
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.errors import Conflict, NotFound, Refused
from qiangxian.kernel.roles import Policy

from . import clocks
from .flow import Flow
from .models import Matter, Objection, Step
from .types import ObjectionOutcome, ObjectionSource

CLOCK = "publicity"
WHERE = {
    "address": offered(
        "公示网址",
        "text",
        length=LINE,
        read=lambda _actor, text: web_address(text),
        initial=lambda own, _today: outward(own.division_code).site_address,
        hint="在政府网站上的那一页；公示期从它挂出的次日起算",
    ),
    "board": offered(
        "公示栏",
        "text",
        length=100,
        initial=lambda own, _today: outward(own.division_code).notice_board,
        hint="纸质公示张贴在哪里",
    ),
}
"""What is asked where a list begins to stand: on which page and on which board."""


def placed(division_code: str, address: str | None, board: str) -> dict[str, str]:
    """Issuing body and places as they stand in the step and on what is printed."""
    told = {"body": outward(division_code).body, "address": address or "", "board": board}
    return {name: words for name, words in told.items() if words}


def begun(matter: Matter, step: str) -> dict[str, str]:
    """Issuing body, page and board as they stood when the list began by that step; today's body where it did not say."""
    told = [row.detail for row in matter.steps.all() if row.step == step]
    return {"body": outward(matter.division_code).body, **(told[-1] if told else {})}


def places(lists: Sequence[Mapping[str, str]]) -> list[str]:
    """Where lists stand besides this site, each place once."""
    named = [placed.get(name) for placed in lists for name in ("address", "board")]
    return list(dict.fromkeys(filter(None, named)))


def printed_under(lists: Sequence[Mapping[str, str]], today: date) -> str:
    """What stands under a printed list: the day, who publishes it and where."""
    told = [f"{today.year}年{today.month}月{today.day}日公示期内"]
    told += [f"发布单位：{body}" for body in dict.fromkeys(placed["body"] for placed in lists)]
    return "；".join(told + ([f"公示地点：{'、'.join(named)}"] if (named := places(lists)) else []))


def printed_days(begins: date, last: date, days: int) -> str:
    """As official notices print it: the day of publication apart, for it does not count."""
    first = OFFICE.after_working_days(begins, 1)
    end = f"{last.day}日" if (last.year, last.month) == (first.year, first.month) else f"{last.month}月{last.day}日"
    return f"发布 {begins.month}月{begins.day}日；公示时间 {first.month}月{first.day}日—{end}（{days}个工作日）"


def objections_shown(matter: Matter, *, runs: bool, may_answer: bool) -> list[Section]:
    """The objections of a matter with their answers, for its page; while the list stands also that there is none."""
    lines = []
    for one in matter.objections.all():
        answer = Cell(f"{one.get_outcome_display()}（{one.answered_date}）：{one.answer}")
        if not one.outcome:
            about = ("step", (matter.pk, "answer", {"objection_id": one.pk}))
            answer = Cell("答复", about=about) if may_answer else Cell("未答复")
        source = Cell(one.get_source_display(), note=one.paper_number)
        lines.append(SectionLine.of(one.received_date, source, one.words, answer))
    heads, empty = ("收到", "来源", "内容", "答复"), "公示中，还没有收到异议。"
    return [Section("objections", "公示异议", heads=heads, lines=lines, empty=empty)] if lines or runs else []


def over(own: Any, today: date) -> Decision:
    """The last day of publicity is past."""
    clock = clocks.newest(own.matter, CLOCK)
    if clock is not None and today <= clock.effective_due:
        return deny(f"公示期到 {clock.effective_due} 才满，请在公示期满的次日起办理。")
    return allow()


def no_open_objection(own: Any, _today: date) -> Decision:
    """Every objection is answered and none upheld."""
    rows = Objection.objects.filter(matter=own.matter)
    if rows.filter(outcome="").exists():
        return deny("还有异议没有答复，请先核查并答复每一条异议。")
    if rows.filter(outcome=ObjectionOutcome.UPHELD).exists():
        return deny("有异议成立，请办理“不予入库”。")
    return allow()


def objections(flow: Flow, *, during: tuple[str, ...], may: Policy, answer_in: tuple[str, ...]) -> tuple[Any, Any]:
    """Declare the two steps on a flow: an objection comes in, an objection is answered."""

    @flow.step(
        "objection",
        "记录异议",
        name="登记公示异议",
        sources=during,
        may=may,
        words="只写反映的事实，不写反映人的姓名和电话。",
        asks={
            "received_date": needed_day("收到日"),
            "source": needed(
                "来源", "choice", choices=ObjectionSource.choices, remedy="、".join(ObjectionSource.labels)
            ),
            "paper_number": offered("纸质材料编号", "text", length=60, hint="反映人的姓名和电话只留在纸质材料中"),
            "words": needed("异议内容", remedy="请写明反映的事实，不要写反映人的姓名和电话"),
        },
    )
    def raise_objection(own: Any, step: Step, *, received_date: date, **told: str) -> None:
        """An objection received while the list stands."""
        clock = clocks.newest(own.matter, CLOCK)
        if clock is None:
            raise Conflict("没有公示", remedy="公示期外的反映请按举报线索处理")
        if not clock.start_date <= received_date <= step.day:
            raise Refused("收到日不在公示开始与今天之间", value=received_date, remedy="请核对日期")
        row = Objection.objects.create(
            matter=own.matter, received_date=received_date, recorded_at=step.at, recorded_by=step.by, **told
        )
        step.detail |= {"objection": row.pk, "received": received_date.isoformat()}

    @flow.step(
        "answer",
        "答复异议",
        name="答复公示异议",
        sources=answer_in,
        may=may,
        hidden=True,
        asks={
            "objection_id": needed("异议", "row"),
            "outcome": needed(
                "结论", "choice", choices=ObjectionOutcome.choices, remedy="、".join(ObjectionOutcome.labels)
            ),
            "answer": needed("答复", remedy="请写明核查情况和结论"),
        },
    )
    def answer_objection(own: Any, step: Step, *, objection_id: int, outcome: str, answer: str) -> None:
        """Whether the objection holds, and why."""
        row = Objection.objects.filter(matter=own.matter, pk=objection_id).first()
        if row is None:
            raise NotFound("没有这条异议", remedy="请刷新页面")
        if row.outcome:
            raise Conflict("这条异议已经答复过", remedy="请刷新页面")
        row.outcome, row.answer, row.answered_date, row.answered_by = outcome, answer, step.day, step.by
        row.save()
        step.detail |= {"objection": row.pk, "outcome": outcome}

    return raise_objection, answer_objection

"""What must hold among matters: the state is what the last step says, steps follow the declaration, clocks stop with the matter."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial, reduce
from operator import or_
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import OFFICE
from qiangxian.kernel.integrity import Finding, check

from . import clocks, freezing, numbers
from .flow import FLOWS, Flow, flow_of
from .models import Deadline, Matter, Number, Step

BY_STEPS = "办理规程：状态由最后一步决定，每一步都留痕，不删除"
NOT_BY_HAND = "这不应由界面操作产生，请核对备份和审计日志"


def _of(division: str | None) -> QuerySet[Any]:
    return Matter.objects.filter(division_code=division, flow__in=list(FLOWS)).order_by("id")


def _findings(rows: Iterable[Any], words: Callable[[Any], str]) -> list[Finding]:
    return [Finding(row.code, row.title, words(row), "matter", str(row.pk)) for row in rows]


def register(flow: Flow) -> None:
    """The three checks every flow has: they come with its declaration, under its own code."""
    by_steps = [
        ("state_without_step", "状态与最后一步不一致", BY_STEPS, state_without_step),
        ("impossible_step", "走了流程中没有的一步", "办理规程：每一步只能从规定的状态出发", impossible_step),
        ("steps_with_gaps", "办理过程缺步", BY_STEPS, steps_with_gaps),
    ]
    for code, words, rule, find in by_steps:
        check(
            f"{flow.code}.{code}",
            label=f"{flow.label}：{words}",
            owner="sysadmin",
            remedy=NOT_BY_HAND,
            severity="error",
            rule=rule,
        )(partial(find, flow))


def state_without_step(flow: Flow, division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """The state is where the last step led; a matter without a step came from nowhere."""
    last = Step.objects.filter(matter=OuterRef("pk")).order_by("-number")
    rows = _of(division).filter(flow=flow.code).annotate(reached=Subquery(last.values("to_state")[:1]))
    wrong = rows.filter(~Q(reached=F("state")) | Q(reached__isnull=True))
    return _findings(wrong, lambda row: f"状态 {row.state}，最后一步到 {row.reached}")


def impossible_step(flow: Flow, division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """Every step is an arrow of its flow's declaration."""
    rows = _of(division).filter(flow=flow.code)
    wrong = Step.objects.filter(matter__in=rows).exclude(arrows(flow))
    return _findings(rows.filter(pk__in=wrong.values("matter")), lambda _row: "有一步不在流程之内")


def arrows(flow: Flow) -> Q:
    """The steps of a flow as a condition on rows."""
    found = Q(pk__in=())
    for spec in flow.steps.values():
        for code in (spec.code, *spec.also):
            if spec.opens:
                found |= Q(step=code, from_state="", to_state=spec.target)
            elif spec.target and spec.target != "back":
                found |= Q(step=code, from_state__in=spec.sources, to_state=spec.target)
                if spec.part_to:
                    found |= Q(step=code, from_state__in=spec.sources, to_state=F("from_state"))
            else:
                stays = Q() if spec.target else Q(to_state=F("from_state"))
                found |= Q(step=code, from_state__in=spec.sources) & stays
    return found


def steps_with_gaps(flow: Flow, division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """Steps are numbered from 1 without a gap: none was taken out."""
    rows = _of(division).filter(flow=flow.code).annotate(many=Count("steps"), last=Max("steps__number"))
    wrong = rows.filter(many__gt=0).exclude(many=F("last"))
    return _findings(wrong, lambda row: f"有 {row.many} 步，最后一步编号 {row.last}")


@check(
    "matters.clock_on_a_closed_matter",
    label="已办结的事项仍在计时",
    owner="sysadmin",
    remedy=NOT_BY_HAND,
    severity="error",
    rule="办理规程：办结即停止计时",
)
def clock_on_a_closed_matter(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """No clock runs on a closed matter, and a matter that is not in a last state is not closed."""
    rows = Deadline.objects.filter(ended_date__isnull=True, matter__closed_date__isnull=False)
    wrong = _of(division).filter(pk__in=rows.values("matter"))
    return _findings(wrong, lambda row: f"{row.closed_date} 已办结，期限仍在计算")


@check(
    "matters.ended_without_day",
    label="事项状态与办结日不一致",
    owner="sysadmin",
    remedy=NOT_BY_HAND,
    severity="error",
    rule=BY_STEPS,
)
def ended_without_day(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """A last state has its day, any other has none."""
    ended = reduce(or_, (Q(flow=flow.code, state__in=flow.ended) for flow in FLOWS.values()), Q(pk__in=()))
    rows = _of(division)
    wrong = rows.filter(ended, closed_date__isnull=True) | rows.filter(~ended, closed_date__isnull=False)
    return _findings(wrong, lambda row: f"状态 {row.state}，办结日 {row.closed_date or '没有'}")


@check(
    "matters.mirror_differs",
    label="业务档案的状态与事项不一致",
    owner="sysadmin",
    remedy=NOT_BY_HAND,
    severity="error",
    rule=BY_STEPS,
)
def mirror_differs(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """A module's own copy of the state, kept for its constraints, says the same."""
    found: list[Finding] = []
    for flow in FLOWS.values():
        if flow.mirror:
            wrong = flow.rows.filter(matter__division_code=division).exclude(**{flow.mirror: F("matter__state")})
            rows = _of(division).filter(pk__in=wrong.values("matter"))
            found += _findings(rows, lambda row: f"事项 {row.state}，档案另有记载")
    return found


@check(
    "matters.frozen_content_differs",
    label="已固定的内容被改动",
    owner="sysadmin",
    remedy=NOT_BY_HAND,
    severity="error",
    rule="办理规程：内容固定后的改动另出新版本",
)
def frozen_content_differs(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """What the rows say now is what was frozen last, and each revision is what its digest says."""
    found: list[Finding] = []
    for row in _of(division).filter(revisions__isnull=False).distinct():
        flow = flow_of(row)
        last = list(row.revisions.all())[-1]
        moved = not freezing.is_open(flow, row) and freezing.differs(flow, flow.own(row), last)
        if moved or freezing.digest(last.content) != last.digest:
            words = f"与第 {last.number} 版（{last.at:%Y-%m-%d}）不一致"
            found.append(Finding(row.code, row.title, words, "matter", str(row.pk)))
    return found


@check(
    "matters.number_missing",
    label="编号有缺号",
    owner="office",
    remedy=NOT_BY_HAND,
    severity="error",
    rule="编号规则：连续编号，不用的作废留痕",
)
def number_missing(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """Between 1 and the last number of a register and a year every one was given, reserved or made void."""
    rows = Number.objects.filter(division_code=division).values_list("register", "year").distinct().order_by()
    missing = [(register, year, gap) for register, year in rows for gap in numbers.gaps(str(division), register, year)]
    return [
        Finding(f"{register}〔{year}〕{gap}号", "缺号", "没有登记", "numbers", "") for register, year, gap in missing
    ]


@check(
    "matters.step_of_the_clock_not_taken",
    label="期限届满而没有自动办理",
    owner="sysadmin",
    remedy="查看每日任务是否运行；仍不能办理的，打开事项按当前状态处理",
    severity="warning",
    rule="办理规程：期限届满后自动办理的步骤",
)
def step_of_the_clock_not_taken(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """Over for more than two days, and still where it was."""
    day = as_of.effective - timedelta(days=2)
    return [
        Finding(row.code, row.title, f"“{spec.label}”没有办理", "matter", str(row.pk))
        for flow in FLOWS.values()
        for spec in flow.steps.values()
        if spec.by_clock
        for row in clocks.run_out(spec, day).filter(division_code=division)
    ]


@check(
    "matters.late_and_nobody_told",
    label="事项逾期而没有提醒",
    owner="office",
    remedy="打开事项，催办或延期",
    severity="warning",
    rule="办理规程：到期前、到期日和逾期后提醒",
)
def late_and_nobody_told(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """Late by two working days, with no reminder and no step since its day."""
    from qiangxian.contexts.notices import readers as notices

    rows = list(_of(division).filter(closed_date__isnull=True, due_date__lt=as_of.effective))
    late = [row for row in rows if row.due_date and OFFICE.after_working_days(row.due_date, 2) <= as_of.effective]
    keys = {row.pk: f"{row.flow}:{row.pk}:due:{row.due_date}" for row in late}
    told = notices.told_under(keys.values())
    moved = set(
        Step.objects.filter(matter__in=late, day__gte=F("matter__due_date")).values_list("matter_id", flat=True)
    )
    silent = [row for row in late if keys[row.pk] not in told and row.pk not in moved]
    return _findings(silent, lambda row: f"{row.due_date} 到期，没有提醒记录")

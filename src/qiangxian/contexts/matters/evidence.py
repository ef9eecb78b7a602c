"""What matters offer as evidence: the files that came with their steps, and a matter that has ended with how it went."""

from django.db.models import QuerySet

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.evidence import Frozen, evidence_source

from .flow import flow_of
from .models import Evidence, Matter
from .readers import visible_matters


def _kept(actor: Actor, division: str, as_of: AsOf) -> QuerySet[Evidence]:
    rows = Evidence.objects.filter(
        matter__in=visible_matters(actor), matter__division_code=division, file__isnull=False, day__lte=as_of.effective
    )
    return rows.select_related("matter")


def _files(actor: Actor, division: str, as_of: AsOf) -> list[tuple[str, str]]:
    shown = _kept(actor, division, as_of).order_by("-day", "-id")
    return [(str(row.pk), f"{row.matter.title}：{row.label}（{row.day}）") for row in shown]


@evidence_source("matter_file", label="办理中的材料", offered=_files)
def freeze_file(actor: Actor, division: str, as_of: AsOf, key: str) -> Frozen:
    """The file as it was kept."""
    row = _kept(actor, division, as_of).filter(pk=int(key)).first()
    if row is None:
        raise NotFound("没有这份材料", remedy="请重新选择")
    return Frozen(f"{row.matter.title}：{row.label}"[:300], row.step.by if row.step else "", row.day, row.file_id)


def _closed(actor: Actor, division: str, as_of: AsOf) -> QuerySet[Matter]:
    return visible_matters(actor).filter(division_code=division, closed_date__lte=as_of.effective)


def _ended(actor: Actor, division: str, as_of: AsOf) -> list[tuple[str, str]]:
    shown = _closed(actor, division, as_of).order_by("-closed_date", "-id")
    return [(str(row.pk), f"{flow_of(row).label}：{row.title}（{row.closed_date}）") for row in shown]


@evidence_source("matter", label="办结事项", offered=_ended)
def freeze_matter(actor: Actor, division: str, as_of: AsOf, key: str) -> Frozen:
    """Its steps in their order; those who took them are told by their role."""
    row = _closed(actor, division, as_of).filter(pk=int(key)).first()
    if row is None or row.closed_date is None:
        raise NotFound("没有这件办结的事项", remedy="请重新选择")
    flow = flow_of(row)
    steps = row.steps.order_by("number")
    rows = tuple((one.day.isoformat(), flow.step_words(one.step), one.role, one.reason) for one in steps)
    head = f"{row.title}：{flow.state_words(row.state)}（{row.closed_date}）"
    words = (head, f"编号 {row.number}") if row.number else (head,)
    columns = ("日期", "步骤", "办理角色", "内容")
    return Frozen(f"{flow.label}：{row.title}"[:300], flow.label, row.closed_date, None, words, columns, rows)

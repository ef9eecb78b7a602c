"""督查授权: the county government's designation, kept with its scan; without one in force nothing here is called 督办."""

from datetime import date
from typing import Any

from django.db.models import TextChoices

from qiangxian.contexts.matters.flow import Flow, Matter, Step
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.roles import role, staff

from .models import Designation


class DesignationState(TextChoices):
    """Whether it still allows anything."""

    IN_FORCE = "in_force", "有效"
    ENDED = "ended", "已终止"


FLOW = Flow(
    "designation",
    "督查授权",
    "supervision.Designation",
    DesignationState,
    sees=staff,
    ended={DesignationState.ENDED},
    tones={DesignationState.IN_FORCE: "green"},
)


@FLOW.step(
    "record",
    "登记督查授权",
    target=DesignationState.IN_FORCE,
    may=role("office"),
    evidence="required",
    asks={
        "document_number": needed("授权文号", "document_number", length=60),
        "issuer": needed("授权机关", "text", length=120, hint="县（市、区）人民政府"),
        "scope": needed("授权范围"),
        "valid_from": needed("自", "day"),
        "valid_to": offered("至", "day"),
    },
    words="督办、督查是行政职权用语：须有县（市、区）政府的授权文件（政府督查工作条例第七条）。",
)
def record_designation(matter: Matter, step: Step, **told: Any) -> Designation:
    """The document is stored with its number, scope and days."""
    _in_order(told["valid_from"], told["valid_to"])
    matter.title = f"{told['issuer']}授权（{told['document_number']}）"
    matter.save()
    return Designation.objects.create(matter=matter, division_code=matter.division_code, **told)


@FLOW.step(
    "end",
    "终止授权",
    sources=(DesignationState.IN_FORCE,),
    target=DesignationState.ENDED,
    may=role("office"),
    asks={"day": needed("终止日", "day"), "reason": needed("依据")},
)
def end_designation(row: Designation, step: Step, *, day: date, reason: str) -> None:
    """From that day on orders are 工作调度 again."""
    _in_order(row.valid_from, day)
    row.valid_to = day


def _in_order(first: date, last: date | None) -> None:
    if last is not None and last < first:
        raise Refused("终止日在起始日以前", column="至", value=last, remedy=f"授权自 {first} 起")

"""How work is handed over: begun with its list, confirmed by the one who goes, the one who comes, and a third who saw it."""

from typing import Any

from django.db.models import TextChoices

from qiangxian.contexts.matters.flow import Flow, Matter, Step, matter_behind
from qiangxian.contexts.matters.policies import owed_by
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.people.actions import copy_views
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.roles import OFFICIALS, by_person, role, staff

from .models import Handover
from .things import things_of


class HandoverState(TextChoices):
    """Who has confirmed so far."""

    LISTED = "listed", "待移交人确认"
    HANDED = "handed", "待接收人确认"
    TAKEN = "taken", "待监交人确认"
    DONE = "done", "已交接"
    DROPPED = "dropped", "不再交接"


OFFICE = role("office", "leader") & by_person
BY = tuple(sorted(OFFICIALS))
OUTGOING, INCOMING = "outgoing", "incoming"
FLOW = Flow(
    "handovers",
    "工作交接",
    "handovers.Handover",
    HandoverState,
    sees=staff,
    ended={HandoverState.DONE, HandoverState.DROPPED},
    roles={OUTGOING: "移交人", INCOMING: "接收人"},
    tones={HandoverState.DONE: "green"},
)


def _accounts(own: Any) -> list[tuple[str, str]]:
    """Those at work in the county."""
    return [(str(key), words) for key, words in people.officials_of(matter_behind(own).division_code).items()]


@FLOW.step(
    "begin",
    "开始交接",
    target=HandoverState.LISTED,
    may=OFFICE,
    words="系统列出移交人手里的事项、没办完的识别结果、列表视图和队列；保管的东西由您填写。移交人、接收人、监交人是三个人。",
    asks={
        "outgoing_id": needed("移交人", "choice", choices=_accounts),
        "incoming_id": needed("接收人", "choice", choices=_accounts, hint="先由安全管理员授予同样的角色"),
        "keys": needed("保管的东西", rows=4, hint="备份放在哪里、密钥和密码信封、印章、纸质档案；没有的写“无”"),
        "reason": offered("原因", hint="如调离、轮岗，文件的文号"),
    },
)
def begin_handover(
    matter: Matter, step: Step, *, outgoing_id: str, incoming_id: str, keys: str, reason: str
) -> Handover:
    """The list is kept as it stands today, whatever is done about it later."""
    outgoing, incoming = (people.official(matter.division_code, int(one)) for one in (outgoing_id, incoming_id))
    if outgoing.person_id == incoming.person_id:
        raise Refused("移交人和接收人是同一个人", column="接收人", remedy="请选择另一个人的账号")
    matter.title, matter.is_demo = f"{outgoing}向{incoming}移交工作", step.actor.demo
    matter.save()
    for part, account in ((OUTGOING, outgoing), (INCOMING, incoming)):
        matter.take_part(part, "account", account.pk, str(account), step.day)
    things = things_of(people.actor_for(outgoing, on=step.day), matter.division_code)
    return Handover.objects.create(matter=matter, outgoing=outgoing, incoming=incoming, keys=keys, things=things)


@FLOW.step(
    "hand",
    "确认移交",
    sources=(HandoverState.LISTED,),
    target=HandoverState.HANDED,
    may=(owed_by(OUTGOING, who="移交人", by=BY) | role("office")) & by_person,
    owed=True,
    tell=INCOMING,
    asks={"reason": needed("移交说明", hint="还有什么清单上没有的；没有的写“无”")},
)
def hand_over(own: Handover, step: Step, *, reason: str) -> str:
    """The one who goes says that the list is whole. Gone already, the office enters it, and the log says who did."""
    return f"请核对清单后确认接收。{reason}"


@FLOW.step(
    "take",
    "确认接收",
    sources=(HandoverState.HANDED,),
    target=HandoverState.TAKEN,
    may=owed_by(INCOMING, who="接收人", by=BY) & by_person,
    owed=True,
    other_than={"hand": "移交由您本人确认，须由接收人确认接收。"},
    asks={"reason": offered("接收意见")},
)
def take_over(own: Handover, step: Step, *, reason: str) -> None:
    """The one who comes has everything on the list."""


@FLOW.step(
    "witness",
    "监交并完成",
    sources=(HandoverState.TAKEN,),
    target=HandoverState.DONE,
    may=role("office", "leader", "unit_head") & by_person,
    owed=True,
    other_than={"hand": "移交由您本人确认，须由第三人监交。", "take": "接收由您本人确认，须由第三人监交。"},
    tell=(OUTGOING, INCOMING),
    asks={"reason": offered("监交意见")},
)
def witness_handover(own: Handover, step: Step, *, reason: str) -> str:
    """A third person has seen it; the saved lists are the successor's too. The account is closed by the system administrator."""
    copy_views(own.outgoing_id, own.incoming_id)
    return "交接完成。移交人的账号请系统管理员停用。"


@FLOW.step(
    "drop",
    "不再交接",
    sources=(HandoverState.LISTED, HandoverState.HANDED, HandoverState.TAKEN),
    target=HandoverState.DROPPED,
    may=OFFICE,
    asks={"reason": needed("理由")},
)
def drop_handover(own: Handover, step: Step, *, reason: str) -> None:
    """It was begun wrongly; the list of a new one is made anew."""

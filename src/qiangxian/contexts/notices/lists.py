"""One's own notices as a list, and how the messages of a county fared."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from qiangxian.contexts.lists.batch import each
from qiangxian.contexts.lists.sources import Rows
from qiangxian.contexts.lists.types import BatchStep, Cell, Column, Filter, List, Query, Viewer, moment
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.clocks import county_day

from . import actions, webhook
from .models import Delivery, Notice
from .readers import deliveries, visible_notices
from .types import Channel, DeliveryState

TONES = {
    DeliveryState.SENT: "green",
    DeliveryState.FAILED: "red",
    DeliveryState.UNCERTAIN: "red",
    DeliveryState.WAITING: "none",
    DeliveryState.SENDING: "none",
}


def about(link: str) -> tuple[str, str] | None:
    """The thing a notice is about, as (kind, key)."""
    kind, mark, key = link.partition(":")
    return (kind, key) if mark else None


def _notice_cells(rows: Sequence[Notice], _viewer: Viewer) -> list[Mapping[str, Cell]]:
    return [
        {
            "title": Cell(row.title, badge="" if row.read_at else "未读"),
            "words": Cell(row.words, note=row.issuer),
            "rule": Cell(row.rule),
            "created_at": moment(row.created_at),
        }
        for row in rows
    ]


def _mark_read(*, actor: Actor, at: datetime, keys: Sequence[str]) -> str:
    return each(
        keys, lambda key: actions.mark_read(actor=actor, at=at, notice_id=int(key)), "{count} 条通知已标为已读。"
    )


NOTICES = List(
    name="notices",
    label="通知",
    unit="条",
    columns=(
        Column("title", "通知"),
        Column("words", "内容"),
        Column("rule", "规则"),
        Column("created_at", "时间", ("created_at",)),
    ),
    filters=(
        Filter("unread", "状态", lambda _viewer, _value: Q(read_at__isnull=True), lambda _viewer: (("1", "未读"),)),
    ),
    search=lambda _viewer, text: Q(title__icontains=text) | Q(words__icontains=text),
    search_label="通知中的词",
    source=lambda viewer: Rows(visible_notices(viewer.actor)),
    cells=_notice_cells,
    link=lambda row: about(row.link),
    order="-created_at",
    group=lambda row: county_day(row.created_at).isoformat(),
    batch=(BatchStep("read", "标为已读", _mark_read),),
    empty_title="没有通知",
    empty="到了提醒日的年费、期限等事项会出现在这里。",
    size=30,
)


def _state(row: Delivery) -> Cell:
    state = DeliveryState(row.state)
    note = moment(row.sent_at).text if row.sent_at else ""
    if not note and row.attempts and state in (DeliveryState.WAITING, DeliveryState.SENDING):
        note = f"下次 {moment(row.next_at).text}"
    return Cell(state.label, TONES[state], note=note)


def masked_address(channel: str, address: str) -> str:
    """An address as a log may show it: enough to recognise, not enough to use."""
    if channel == Channel.WEBHOOK:
        return webhook.masked(address)
    name, _, host = address.partition("@")
    return f"{name[:1]}***@{host}"


def _delivery_cells(rows: Sequence[Delivery], _viewer: Viewer) -> list[Mapping[str, Cell]]:
    return [
        {
            "state": _state(row),
            "channel": Cell(Channel(row.channel).label),
            "address": Cell(masked_address(row.channel, row.address)),
            "notice": Cell(row.notice.title),
            "attempts": Cell(str(row.attempts), value=row.attempts),
            "error": Cell(row.last_error),
        }
        for row in rows
    ]


def _resend(*, actor: Actor, at: datetime, keys: Sequence[str]) -> str:
    """Send once more what failed or whose outcome nobody knows."""
    return each(
        keys, lambda key: actions.resend(actor=actor, at=at, delivery_id=int(key)), "{count} 条消息将重新发送。"
    )


def _troubled(query: Query) -> bool:
    return query.filters.get("state") not in (DeliveryState.SENT, DeliveryState.WAITING, DeliveryState.SENDING)


def _in_state(_viewer: Viewer, state: str) -> Q:
    return Q(state=state)


def delivery_list(division_code: str) -> List:
    """Messages by e-mail and to the robot, newest first, with the reason where one did not arrive."""
    return List(
        name="deliveries",
        label="邮件与机器人消息",
        unit="条",
        columns=(
            Column("state", "状态"),
            Column("channel", "渠道"),
            Column("address", "送往"),
            Column("notice", "内容"),
            Column("attempts", "次数", number=True),
            Column("error", "原因"),
        ),
        filters=(Filter("state", "状态", _in_state, lambda _viewer: DeliveryState.choices),),
        source=lambda viewer: Rows(deliveries(viewer.actor, division_code)),
        cells=_delivery_cells,
        batch=(BatchStep("resend", "重新发送", _resend, offered=_troubled),),
        empty_title="没有邮件或机器人消息",
        empty="配置邮件服务器或群机器人后，发出的消息和结果会列在这里。站内通知不受影响。",
    )

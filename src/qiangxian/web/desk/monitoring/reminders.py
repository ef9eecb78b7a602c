"""Reminders of a county: who would be told what, sending it, what was sent before, over which channels, and how it fared.

Reminders are always those of today, whatever day the page is asked for: nobody is told today what was due last year."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qiangxian.contexts.lists.sources import AtHand, Rows
from qiangxian.contexts.lists.types import BatchStep, Cell, Column, Filter, List, Viewer, day, moment
from qiangxian.contexts.notices import actions, policies, webhook
from qiangxian.contexts.notices import readers as told
from qiangxian.contexts.notices.lists import about, delivery_list
from qiangxian.contexts.notices.types import DeliveryState
from qiangxian.contexts.registers.due import reminders as service
from qiangxian.contexts.registers.due.lists import due_cells
from qiangxian.contexts.registers.due.tasks import send_reminders
from qiangxian.contexts.registers.due.types import DueItem
from qiangxian.contexts.registers.intake.readers import enterprise_names
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import DomainError
from qiangxian.web.lists.views import answer
from qiangxian.web.records.places import division_of
from qiangxian.web.request import Request
from qiangxian.web.unchanged import always_fresh

from ..places import place
from . import pages
from .forms import ChannelsForm, OfflineForm

TABS = (("waiting", "待发送"), ("offline", "须线下告知"))
EMPTY = {
    "waiting": ("没有待发送的提醒", "今天该提醒的都已发过，或还没有事项到了提醒日。"),
    "offline": ("没有须线下告知的权利人", "到提醒日的权利，权利人都能在系统内送达，或已经登记线下告知。"),
}


def _office(request: Request) -> str:
    """The county whose reminders the office sends; everybody else is refused in words."""
    pages.must_read(request)
    code = division_of(request)
    policies.may_post.decide(request.actor, {"division_code": code}).demand("到期清单可以在“到期与提醒”查看和下载")
    return code


@always_fresh
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: Request) -> HttpResponseBase:
    """Who would be told what; the chosen ones are sent."""
    code = _office(request)
    if request.method == "POST" and request.POST.get("all") == "1":
        return _send_all(request, code)
    request.as_of = AsOf.on(timezone.localdate())
    title, words = EMPTY.get(request.GET.get("tab", "waiting"), EMPTY["waiting"])
    context = {"today": timezone.localdate(), **_standing(request, code)}
    context |= {"reach": _reach_words(service.outlook(code, request.as_of))}
    declared = offline_list(code) if request.GET.get("tab") == "offline" else reminder_list(code)
    declared = replace(declared, empty_title=title, empty=words)
    return answer(request, declared, place, template="desk/monitoring/reminders.html", context=context)


def _reach_words(ahead: Mapping[str, int]) -> str:
    """Whom the reminders of the day reach and whom not."""
    waiting, offline = ahead["waiting"], ahead["offline"]
    reached = f"待发送 {waiting} 条，送达 {ahead['firms']} 家有账号的企业" if waiting else "没有待发送的提醒"
    rest = f"；另有 {offline} 条系统无法送达，须线下告知，登记前不算已提醒" if offline else "；没有系统无法送达的"
    return f"{reached}{rest}。"


def offline_list(code: str) -> List:
    """Whom nothing reaches, township by township, to print and to note as told."""
    plain = reminder_list(code)
    shown = {
        "township": False,
        "label": True,
        "number": True,
        "title": True,
        "holders": True,
        "day": True,
        "today": True,
        "reach": True,
    }

    def source(viewer: Viewer) -> AtHand:
        come = [one for one in service.pending(code, viewer.as_of) if not one.is_told]
        places = service.townships_of(code, come)
        return AtHand(
            sorted((_Placed(one, places[one.key]) for one in come), key=lambda row: (not row.township, row.township))
        )

    def tell(*, actor: Actor, at: datetime, keys: Sequence[str], how: str, told_on: date) -> str:
        noted = service.tell_offline(actor=actor, at=at, division_code=code, keys=keys, how=how, told_on=told_on)
        return f"已登记 {noted} 条线下告知。" if noted else "所选事项此前已经登记过。"

    return replace(
        plain,
        name="reminders/offline",
        label="须线下告知的到期提醒",
        columns=tuple(replace(one, shown=shown.get(one.key, False)) for one in plain.columns),
        source=source,
        cells=lambda rows, viewer: plain.cells_of([row.pending for row in rows], viewer),
        group=lambda row: row.township or "乡镇（街道）不详",
        batch=(BatchStep("tell", "登记线下告知", tell, OfflineForm),),
    )


class _Placed(NamedTuple):
    """A reminder with its township, as the list groups them."""

    pending: service.Pending
    township: str

    @property
    def tab(self) -> str:
        return self.pending.tab

    @property
    def key(self) -> str:
        return self.pending.key


def reminder_list(code: str) -> List:
    """The county's reminders whose day has come."""

    def cells(rows: Sequence[service.Pending], viewer: Viewer) -> list[Mapping[str, Cell]]:
        lines = {line[0].key: line for line in service.prepared(code, rows, viewer.as_of)}
        return [_cells(*lines[row.key]) if row.key in lines else {} for row in rows]

    def send(*, actor: Actor, at: datetime, keys: Sequence[str]) -> str:
        today = timezone.localdate()
        told = service.send_chosen(actor=actor, at=at, division_code=code, today=today, keys=keys)
        if not told:
            return "所选提醒此前已经发过，没有重复发送。"
        return f"已向 {len(set(told))} 家企业发出 {len(told)} 条提醒；邮件是否被接收，见“邮件与机器人”。"

    return List(
        name="reminders",
        label="发送提醒",
        unit="条",
        columns=(
            Column("rule", "提醒规则"),
            Column("rule_date", "规则日", shown=False, in_file=True),
            Column("label", "事项"),
            Column("number", "号码"),
            Column("title", "名称", shown=False, in_file=True),
            Column("holders", "权利人"),
            Column("township", "乡镇", shown=False, in_file=True),
            Column("day", "截止日"),
            Column("today", "今日应缴（元）", number=True),
            Column("payment", "缴费记录", shown=False, in_file=True),
            Column("reach", "送达"),
            Column("words", "内容", shown=False, in_file=True),
            Column("basis", "依据", shown=False, in_file=True),
        ),
        filters=(
            Filter(
                "tab",
                "去处",
                lambda _viewer, value: lambda row: row.tab == value,
                lambda _viewer: TABS,
                default="waiting",
                tabs="tab",
            ),
        ),
        source=lambda viewer: AtHand(service.pending(code, viewer.as_of)),
        cells=cells,
        key=lambda row: row.key,
        batch=(BatchStep("send", "发送所选", send),),
    )


def _cells(one: service.Pending, item: DueItem, reach: str) -> dict[str, Cell]:
    cells, basis = due_cells(item), service.rule_words(item, one.rule)
    return {
        **cells,
        "rule": Cell(one.rule.words, note=one.rule_date.isoformat()),
        "rule_date": day(one.rule_date),
        "label": replace(cells["label"], more=(f"{item.words}。", *item.notes, basis)),
        "reach": Cell(reach),
        "basis": Cell(basis),
    }


def _standing(request: Request, code: str) -> dict[str, Any]:
    """How the county's reminders leave, and whether some did not."""
    channels = told.channels(code)
    counts = told.delivery_counts(request.actor, code)
    return {
        "automatic": told.is_automatic(code),
        "robot": webhook.masked(channels.webhook) if channels else "",
        "email_ready": settings.EMAIL_READY,
        "troubled": counts.get(DeliveryState.FAILED, 0) + counts.get(DeliveryState.UNCERTAIN, 0),
        "under_way": counts.get(DeliveryState.WAITING, 0) + counts.get(DeliveryState.SENDING, 0),
    }


def _send_all(request: Request, code: str) -> HttpResponse:
    name, today = request.user.get_username(), timezone.localdate()
    send_reminders.enqueue(account_name=name, division_code=code, today=today.isoformat())
    messages.success(request, "正在后台发送全部待发提醒，稍后刷新本页查看。")
    return redirect("desk:reminders")


@always_fresh
@require_http_methods(["GET", "HEAD", "POST"])
def reminders_sent(request: Request) -> HttpResponseBase:
    """Everything the county told anybody, newest first, with how the messages fared."""
    code = _office(request)
    context = _standing(request, code)
    return answer(request, sent_list(code), place, template="desk/monitoring/reminders_sent.html", context=context)


def sent_list(code: str) -> List:
    """What the county told anybody."""
    return List(
        name="reminders/sent",
        label="已发送的提醒",
        unit="条",
        columns=(
            Column("created_at", "时间", ("created_at",)),
            Column("recipient", "收件人"),
            Column("title", "内容"),
            Column("rule", "规则"),
            Column("read", "站内或线下"),
            Column("deliveries", "邮件与机器人"),
        ),
        source=lambda viewer: Rows(told.county_notices(viewer.actor, code).prefetch_related("deliveries")),
        search=lambda _viewer, text: Q(title__icontains=text) | Q(words__icontains=text),
        search_label="内容中的词",
        cells=_sent_cells,
        order="-created_at",
        empty_title="还没有发过提醒",
        empty="到了提醒日的事项在“发送提醒”里。",
    )


def _sent_cells(rows: Sequence[Any], _viewer: Viewer) -> list[Mapping[str, Cell]]:
    firms = [int(row.recipient.partition(":")[2]) for row in rows if row.recipient.startswith("enterprise:")]
    names = enterprise_names(firms)
    return [
        {
            "created_at": moment(row.created_at),
            "recipient": Cell(_recipient_words(row.recipient, names)),
            "title": Cell(row.title, about=about(row.link)),
            "rule": Cell(row.rule),
            "read": _read(row),
            "deliveries": Cell(
                "；".join(f"{one.get_channel_display()}：{one.get_state_display()}" for one in row.deliveries.all())
            ),
        }
        for row in rows
    ]


def _read(row: Any) -> Cell:
    """Whether it was read inside the product; what was told outside says how and when."""
    if row.recipient.startswith("offline:"):
        return Cell(row.words.partition("。")[0])
    return Cell(f"已读 {moment(row.read_at).text}" if row.read_at else "未读")


def _recipient_words(recipient: str, names: dict[int, str]) -> str:
    kind, _, key = recipient.partition(":")
    if kind == "offline":
        return "线下告知"
    if kind == "enterprise":
        return names.get(int(key), "企业登记已撤下")
    return "领导小组办公室" if kind == "office" else "本系统账号"


@always_fresh
@require_http_methods(["GET", "HEAD", "POST"])
def reminder_channels(request: Request) -> HttpResponse:
    """Whether reminders go out by themselves, and to which robot."""
    code = _office(request)
    standing = told.channels(code)
    form = ChannelsForm(request.POST or None, initial={"automatic": told.is_automatic(code)})
    if request.method == "POST" and form.is_valid():
        try:
            _set(request, code, form.cleaned_data, standing.webhook if standing else "")
        except DomainError as error:
            form.add_error("webhook", str(error))
        else:
            messages.success(request, "发送方式已保存。")
            return redirect("desk:reminders")
    today = AsOf.on(timezone.localdate())
    context = {
        "form": form,
        "outlook": service.outlook(code, today),
        "secret": webhook.signing_secret(code),
        **_standing(request, code),
    }
    return render(request, "desk/monitoring/reminder_channels.html", context)


def _set(request: Request, code: str, data: dict[str, Any], standing: str) -> None:
    """An address that is left empty stays as it is; only the tick takes it out."""
    address = "" if data["no_webhook"] else data["webhook"] or standing
    actions.set_channels(
        actor=request.actor,
        at=timezone.now(),
        division_code=code,
        automatic=data["automatic"],
        webhook_address=address,
    )


@always_fresh
@require_http_methods(["GET", "HEAD", "POST"])
def deliveries(request: Request) -> HttpResponseBase:
    """Messages by e-mail and to the robot, newest first; what failed is sent once more."""
    code = _office(request)
    context = _standing(request, code)
    return answer(request, delivery_list(code), place, template="desk/monitoring/deliveries.html", context=context)

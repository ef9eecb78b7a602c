"""Reminders of a county: who would be told what, sending it, what was sent before, over which channels, and how it fared.

Reminders are always those of today, whatever day the page is asked for: nobody is told today what was due last year."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qiangxian.contexts.notices import actions, policies, webhook
from qiangxian.contexts.notices import readers as told
from qiangxian.contexts.notices.types import Channel, DeliveryState
from qiangxian.contexts.registers.due import reminders as service
from qiangxian.contexts.registers.intake.tasks import send_reminders
from qiangxian.contexts.registers.readers import enterprise_names
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import DomainError, NotFound
from qiangxian.web.components import tables
from qiangxian.web.request import Request
from qiangxian.web.unchanged import always_fresh

from ..registers.pages import division_of
from . import pages
from .forms import ChannelsForm

PAGE_SIZE = 50
HEADINGS = (
    "提醒规则",
    "规则日",
    "事项",
    "号码",
    "名称",
    "权利人",
    "乡镇",
    "最后一日",
    "当日应缴（元）",
    "缴费登记",
    "送达",
    "状态",
    "内容",
    "依据",
)
TABS = (("waiting", "待发送"), ("offline", "须线下告知"))


def _office(request: Request) -> str:
    """The county whose reminders the office sends; everybody else is refused in words."""
    pages.must_read(request)
    code = division_of(request)
    policies.may_post.decide(request.actor, {"division_code": code}).demand("到期清单可以在“到期与提醒”查看和下载")
    return code


def _by_tab(code: str) -> dict[str, list[service.Pending]]:
    """What waits to be sent, and what the office has to tell by other ways."""
    every = service.pending(code, AsOf.on(timezone.localdate()))
    return {"waiting": [one for one in every if one.untold], "offline": [one for one in every if one.is_offline]}


@always_fresh
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: Request) -> HttpResponse:
    """Who would be told what; the chosen ones are sent."""
    code = _office(request)
    if request.method == "POST":
        return _send(request, code)
    tab = "offline" if request.GET.get("tab") == "offline" else "waiting"
    every = _by_tab(code)
    page = Paginator(every[tab], PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "tab": tab,
        "tabs": [(name, label, len(every[name])) for name, label in TABS],
        "page": page,
        "lines": service.prepared(code, list(page), AsOf.on(timezone.localdate())),
        "today": timezone.localdate(),
        **_standing(request, code),
    }
    return render(request, "desk/monitoring/reminders.html", context)


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


def _send(request: Request, code: str) -> HttpResponse:
    today = timezone.localdate()
    if request.POST.get("all") == "1":
        name = request.user.get_username()
        send_reminders.enqueue(account_name=name, division_code=code, today=today.isoformat())
        messages.success(request, "正在后台发送全部待发提醒，稍后刷新本页查看。")
        return redirect("desk:reminders")
    keys = request.POST.getlist("key")
    if not keys:
        messages.error(request, "没有选中提醒：请先勾选要发送的行。")
        return redirect("desk:reminders")
    try:
        made = service.send_chosen(actor=request.actor, at=timezone.now(), division_code=code, today=today, keys=keys)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已发出 {made} 条提醒。" if made else "所选提醒此前已经发过，没有重复发送。")
    return redirect("desk:reminders")


@require_safe
def reminders_download(request: Request, form: str) -> HttpResponse:
    """The list as a file: for telling holders by telephone, or for the files."""
    code = _office(request)
    if form not in ("csv", "xlsx"):
        raise NotFound("没有这种文件格式", remedy="可以下载 CSV 或 XLSX")
    tab = "offline" if request.GET.get("tab") == "offline" else "waiting"
    some, as_of = _by_tab(code)[tab], AsOf.on(timezone.localdate())
    lines = [
        _line(one)
        for first in range(0, len(some), service.CHUNK)
        for one in service.prepared(code, some[first : first + service.CHUNK], as_of)
    ]
    name = f"到期提醒-{dict(TABS)[tab]}-{as_of.effective}"
    about = [
        ("内容", f"到期提醒：{dict(TABS)[tab]}"),
        ("日期", str(as_of)),
        ("行数", str(len(lines))),
        ("导出人", request.actor.label),
    ]
    if form == "csv":
        return tables.csv_response(name, HEADINGS, lines)
    return tables.xlsx_response(name, HEADINGS, lines, about)


def _line(one: service.Prepared) -> list[object]:
    item = one.item
    today = item.costs.today.as_number() if item.costs and item.costs.today else None
    state = "未发送" if one.pending.untold or one.pending.is_offline else "已发送"
    return [
        one.pending.rule.words,
        one.pending.rule_date.isoformat(),
        item.label,
        item.number,
        item.title,
        item.holders,
        item.township,
        item.last_day.isoformat(),
        today,
        item.payment_words,
        one.reach,
        state,
        item.words,
        one.rule_words,
    ]


@always_fresh
@require_safe
def reminders_sent(request: Request) -> HttpResponse:
    """Everything the county told anybody, newest first, with how the messages fared."""
    code = _office(request)
    rows = told.county_notices(request.actor, code).prefetch_related("deliveries")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    firms = [int(notice.recipient.partition(":")[2]) for notice in page if notice.recipient.startswith("enterprise:")]
    names = enterprise_names(firms)
    lines = [(notice, _recipient_words(notice.recipient, names), _record_url(notice.link)) for notice in page]
    context = {"page": page, "lines": lines, **_standing(request, code)}
    return render(request, "desk/monitoring/reminders_sent.html", context)


def _recipient_words(recipient: str, names: dict[int, str]) -> str:
    kind, _, key = recipient.partition(":")
    if kind == "enterprise":
        return names.get(int(key), "企业登记已撤下")
    return "领导小组办公室" if kind == "office" else "本系统账号"


def _record_url(link: str) -> str:
    kind, _, key = link.partition(":")
    return reverse("desk:record", args=["rights", key]) if kind == "right" and key.isdecimal() else ""


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
    context = {"form": form, "secret": webhook.signing_secret(code), **_standing(request, code)}
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
@require_safe
def deliveries(request: Request) -> HttpResponse:
    """Messages by e-mail and to the robot, newest first, with the reason where one did not arrive."""
    code = _office(request)
    state = request.GET.get("state", "")
    rows = told.deliveries(request.actor, code)
    rows = rows.filter(state=state) if state in DeliveryState.values else rows
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = [(row, _address_words(row.channel, row.address)) for row in page]
    context = {
        "page": page,
        "lines": shown,
        "states": DeliveryState.choices,
        "state": state,
        **_standing(request, code),
    }
    return render(request, "desk/monitoring/deliveries.html", context)


def _address_words(channel: str, address: str) -> str:
    """An address as a log may show it: enough to recognise, not enough to use."""
    if channel == Channel.WEBHOOK:
        return webhook.masked(address)
    name, _, host = address.partition("@")
    return f"{name[:1]}***@{host}"


@require_POST
def delivery_resend(request: Request, delivery_id: int) -> HttpResponse:
    """Send once more what failed or whose outcome nobody knows."""
    pages.must_read(request)
    try:
        actions.resend(actor=request.actor, at=timezone.now(), delivery_id=delivery_id)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "消息将重新发送。")
    return redirect("desk:deliveries")

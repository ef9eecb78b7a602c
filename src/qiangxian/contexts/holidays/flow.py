"""How a holiday notice comes to count: one person enters it, another compares it with the document and accepts it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import TextChoices

from qiangxian.contexts.matters import clocks
from qiangxian.contexts.matters.flow import Flow, Matter, Step
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.calendar import ACCEPTED
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.holiday_notice import read_notice
from qiangxian.kernel.roles import by_person, role, staff

from .models import AnnualNotice


class NoticeState(TextChoices):
    """Whether due days are computed by it."""

    PROPOSED = "proposed", "待复核"
    ACCEPTED = "accepted", "已采用"
    WITHDRAWN = "withdrawn", "不采用"


OFFICE = role("office", "leader") & by_person
FLOW = Flow(
    "holidays",
    "放假安排",
    "holidays.AnnualNotice",
    NoticeState,
    sees=staff,
    ended={NoticeState.WITHDRAWN},
    tones={NoticeState.ACCEPTED: "green", NoticeState.PROPOSED: "yellow"},
    title=lambda own: f"{own.year} 年放假安排（{own.document_number}）",
)


def _only_one(own: AnnualNotice, _today: date) -> Decision:
    """A year has one notice that counts."""
    others = AnnualNotice.objects.filter(year=own.year, is_accepted=True).exclude(pk=own.pk)
    return deny(f"{own.year} 年已采用另一份通知，请先撤销采用") if others.exists() else allow()


@FLOW.step(
    "propose",
    "录入放假安排",
    target=NoticeState.PROPOSED,
    may=OFFICE,
    evidence="offered",
    asks={
        "year": needed("年份", "number", hint="通知安排的是哪一年"),
        "document_number": needed("文号", "document_number", length=60, hint="如 国办发明电〔2025〕7号"),
        "notice": needed(
            "放假安排", rows=10, hint="粘贴通知中的各条：元旦、春节、清明节、劳动节、端午节、中秋节、国庆节"
        ),
    },
    words="由另一人对照通知复核后采用；采用以前可先看到哪些截止日会变。",
)
def propose_holidays(matter: Matter, step: Step, *, year: int, document_number: str, notice: str) -> AnnualNotice:
    """The notice is read and kept; nothing is computed by it yet."""
    if not step.day.year <= year <= step.day.year + 1:
        remedy = f"现在可录入 {step.day.year} 年和 {step.day.year + 1} 年"
        raise Refused("不是今年或明年", column="年份", value=year, remedy=remedy)
    found = read_notice(notice, year)
    matter.title, matter.is_demo = f"{year} 年放假安排（{document_number}）", step.actor.demo
    matter.save()
    off, workdays = ([day.isoformat() for day in sorted(days)] for days in (found.off, found.workdays))
    return AnnualNotice.objects.create(
        matter=matter, year=year, document_number=document_number, words=notice, off=off, workdays=workdays
    )


@FLOW.step(
    "accept",
    "复核并采用",
    sources=(NoticeState.PROPOSED,),
    target=NoticeState.ACCEPTED,
    may=OFFICE,
    owed=True,
    other_than={"propose": "放假安排由您本人录入，须由另一人对照通知复核。"},
    guards=(_only_one,),
    asks={"reason": offered("复核意见")},
)
def accept_holidays(own: AnnualNotice, step: Step, *, reason: str) -> None:
    """From now on every due day is computed by it, and clocks that run are reckoned anew."""
    _counts(own, True, step)


@FLOW.step(
    "decline",
    "不采用",
    sources=(NoticeState.PROPOSED,),
    target=NoticeState.WITHDRAWN,
    may=OFFICE,
    asks={"reason": needed("理由")},
)
def decline_holidays(own: AnnualNotice, step: Step, *, reason: str) -> None:
    """It was read or pasted wrongly."""


@FLOW.step(
    "revoke",
    "撤销采用",
    sources=(NoticeState.ACCEPTED,),
    target=NoticeState.WITHDRAWN,
    may=OFFICE,
    other_than={"accept": "由您本人复核采用，撤销须由另一人办理。"},
    asks={"reason": needed("理由", hint="如国务院办公厅另行通知调整；撤销后再录入新的通知")},
)
def revoke_holidays(own: AnnualNotice, step: Step, *, reason: str) -> None:
    """Days are computed without it again."""
    _counts(own, False, step)


def _counts(own: AnnualNotice, accepted: bool, step: Step) -> None:
    own.is_accepted = accepted
    own.save(update_fields=["is_accepted"])
    ACCEPTED.forget()
    transaction.on_commit(ACCEPTED.forget)
    clocks.reckon_again(step.day)


def days_of(own: AnnualNotice) -> dict[str, Any]:
    """The days as `HolidayNotice` takes them."""
    return {name: frozenset(map(date.fromisoformat, getattr(own, name))) for name in ("off", "workdays")}

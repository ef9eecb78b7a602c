"""Reminders: of what falls due, the newest rule whose day has come, told once to every enterprise that holds the right.

The key of a notice names what is due and the rule, so however often this runs, and wherever it broke off, nobody is told the
same twice. Whom nothing reaches (no match in the registers, or no account to read it with) is never taken as told: those stand
on a list of their own by township, until the office notes that it told them."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from qiangxian.contexts.notices import actions as notices
from qiangxian.contexts.notices import readers as told
from qiangxian.contexts.notices.types import NewNotice, to_enterprise, to_office, to_offline
from qiangxian.contexts.people import readers as people
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.schedule import daily

from ..enterprises.models import Enterprise
from ..intake.readers import enterprise_names
from ..records.conditions import recorded
from ..records.models import RegisterClock
from ..records.validity import INTERVAL
from ..records.words import place_name
from ..rights.models import AnnualFee, Holding
from .filling import fill
from .readers import found_in
from .rules import Rule, latest_rule
from .types import DueEntry, DueItem, DueKind

CHUNK = 500
DIGEST = "digest"
DAY_WORDS = {
    DueKind.FEE: "应缴日",
    DueKind.FEE_GRACE: "应缴日",
    DueKind.PRESUMED_LAPSE: "应缴日",
    DueKind.EXPIRY: "届满日",
    DueKind.MARK_RENEWAL: "有效期届满日",
    DueKind.MARK_GRACE: "有效期届满日",
    DueKind.PLEDGE: "到期日",
    DueKind.LICENCE_RECORDAL: "备案期限",
}


@dataclass(frozen=True, slots=True)
class Pending:
    """A reminder whose day has come, for holders who can be reached or (`is_offline`) for those nothing reaches: which of them
    were not told yet. A right that both kinds hold has one of each; one nobody could place has no holders here."""

    found: DueEntry
    rule: Rule
    rule_date: date
    holder_ids: tuple[int, ...]
    untold: tuple[int, ...]
    is_offline: bool = False
    is_told: bool = False

    @property
    def event(self) -> str:
        """What is due and the rule that asks for the reminder."""
        one = self.found
        return f"{one.kind}:{one.record_id}:{one.part}:{one.due_date.isoformat()}:{self.rule.code}"

    @property
    def key(self) -> str:
        """The event, and for whom."""
        return f"{self.event}:offline" if self.is_offline else self.event

    @property
    def tab(self) -> str:
        """Where it stands: `waiting` to be sent, `offline` for the office to tell, `told`."""
        return "told" if self.is_told else "offline" if self.is_offline else "waiting"


Prepared = tuple[Pending, DueItem, str]
"""A pending reminder with its line, and how its holders can be reached, in words."""


def pending(division_code: str, as_of: AsOf) -> list[Pending]:
    """Every reminder whose day has come, told or not, the most urgent first."""
    come = []
    for found in found_in(division_code, as_of):
        latest = latest_rule(found, as_of.effective, division_code)
        if latest is not None:
            come.append((found, *latest))
    if not come:
        return []
    holders = _holders(division_code, as_of)
    keys = told.county_keys(division_code, min(day for _, _, day in come))
    reachable = people.enterprises_with_accounts(division_code, on=as_of.effective)
    both = [_both(Pending(*one, tuple(holders.get(one[0].record_id, ())), ()), reachable, keys) for one in come]
    return [one for pair in both for one in pair]


def _both(of: Pending, reachable: Container[int], keys: set[tuple[str, str]]) -> Iterator[Pending]:
    """The reminder for those who can be reached and the one for those who cannot."""
    some = tuple(holder for holder in of.holder_ids if holder in reachable)
    others = tuple(holder for holder in of.holder_ids if holder not in reachable)
    if some:
        untold = tuple(holder for holder in some if (to_enterprise(holder), of.event) not in keys)
        yield replace(of, holder_ids=some, untold=untold, is_told=not untold)
    if others or not some:
        is_told = (to_offline(of.found.record_id), of.event) in keys
        yield replace(of, holder_ids=others, untold=() if is_told else others, is_offline=True, is_told=is_told)


def _holders(division_code: str, as_of: AsOf) -> dict[int, list[int]]:
    """By right, the county's enterprises that hold it on the day, in rank order."""
    rows = Holding.objects.filter(
        recorded(), INTERVAL.holds(as_of), division_code=division_code, holder__isnull=False
    ).order_by("rank", "id")
    found: dict[int, list[int]] = defaultdict(list)
    for record, holder in rows.values_list("record_id", "holder_id"):
        if holder not in found[record]:
            found[record].append(holder)
    return found


def prepared(division_code: str, some: Sequence[Pending], as_of: AsOf) -> list[Prepared]:
    """Some of them with their lines, in order."""
    reachable = people.enterprises_with_accounts(division_code, on=as_of.effective)
    items = {item.found: item for item in fill([one.found for one in some], as_of)}
    names = enterprise_names([holder for one in some for holder in one.holder_ids])
    return [(one, items[one.found], _reach(one, reachable, names)) for one in some if one.found in items]


def _reach(one: Pending, reachable: Mapping[int, bool], names: Mapping[int, str]) -> str:
    """Whom it reaches and how, or why it does not."""
    if one.is_offline and not one.holder_ids:
        return "权利人未匹配到企业，请线下告知"
    firms = "、".join(names.get(holder, "") for holder in one.holder_ids)
    if one.is_offline:
        return f"{firms}没有账号，请线下告知"
    way = "站内和邮件" if any(reachable.get(holder) for holder in one.holder_ids) else "站内"
    return f"{way}：{firms}"


def townships_of(division_code: str, some: Sequence[Pending]) -> dict[str, str]:
    """By key the township of the first enterprise a reminder is for; who could not be placed stands under 乡镇不详."""
    firms = {one.holder_ids[0] for one in some if one.holder_ids}
    rows = Enterprise.objects.filter(recorded(), division_code=division_code, record_id__in=firms)
    codes = dict(rows.values_list("record_id", "township_code"))
    return {one.key: place_name(codes.get(one.holder_ids[0], "")) if one.holder_ids else "" for one in some}


def rule_words(item: DueItem, rule: Rule) -> str:
    """`专利法实施细则（2023）第一百一十五条；应缴日 2026-08-15；规则：年费到期前 30 日（本系统默认）`."""
    day = f"{DAY_WORDS[DueKind(item.found.kind)]} {item.found.due_date}"
    return f"{item.basis}；{day}；规则：{rule.words}（{rule.source}）"


def _notices_for(one: Pending, item: DueItem) -> list[NewNotice]:
    """What its untold holders get."""
    return [
        NewNotice(
            recipient=to_enterprise(holder),
            kind=item.found.kind,
            key=one.event,
            title=_title(item),
            words="。".join((item.words, *item.notes)) + "。",
            rule=rule_words(item, one.rule),
            rule_date=one.rule_date,
            due_date=item.found.due_date,
            link=f"right:{item.found.record_id}",
        )
        for holder in one.untold
    ]


def _title(item: DueItem) -> str:
    number = f"{item.type_label} {item.number}"
    kind, last = DueKind(item.found.kind), item.last_day
    heads = {
        DueKind.FEE: f"年费将于 {item.safe_day} 到期",
        DueKind.FEE_GRACE: f"年费已过应缴日，最迟 {last} 补缴",
        DueKind.PRESUMED_LAPSE: f"滞纳期已于 {last} 届满，请核对",
        DueKind.EXPIRY: f"保护期至 {last}",
        DueKind.MARK_RENEWAL: f"商标有效期至 {last}，请办理续展",
        DueKind.MARK_GRACE: f"商标宽展期至 {last}",
        DueKind.PLEDGE: f"质押将于 {last} 到期",
        DueKind.LICENCE_RECORDAL: f"许可合同应在 {last} 前备案",
    }
    return f"{heads[kind]}：{number}"


def send(
    *, actor: Actor, at: datetime, division_code: str, as_of: AsOf, keys: Iterable[str] | None = None
) -> list[str]:
    """Tell everybody within reach who was not told, or those of some keys; the recipients of the notices made."""
    wanted = set(keys) if keys is not None else None
    come = [one for one in pending(division_code, as_of) if one.tab == "waiting"]
    waiting = [one for one in come if wanted is None or one.key in wanted]
    made: list[str] = []
    for first in range(0, len(waiting), CHUNK):
        some = prepared(division_code, waiting[first : first + CHUNK], as_of)
        new = [notice for one, item, _ in some for notice in _notices_for(one, item)]
        done = notices.post(actor=actor, at=at, division_code=division_code, notices=new).result
        made += [notice.recipient for notice in done]
    return made


def tell_offline(
    *, actor: Actor, at: datetime, division_code: str, keys: Iterable[str], how: str, told_on: date
) -> int:
    """Note that the office told by telephone, paper or a visit whom nothing reaches; how many were noted now."""
    as_of, wanted = AsOf.on(timezone.localdate(at)), set(keys)
    if told_on > as_of.effective:
        raise Refused("告知日期在将来", column="告知日期", value=told_on.isoformat(), remedy="请填写已经告知的日期")
    some = [one for one in pending(division_code, as_of) if one.tab == "offline" and one.key in wanted]
    new = [
        NewNotice(
            recipient=to_offline(item.found.record_id),
            kind=item.found.kind,
            key=one.event,
            title=_title(item),
            words=f"{told_on} {how}，经办人 {actor.label}。{item.holders}：{item.words}。",
            rule=rule_words(item, one.rule),
            rule_date=one.rule_date,
            due_date=item.found.due_date,
            link=f"right:{item.found.record_id}",
        )
        for one, item, _ in prepared(division_code, some, as_of)
    ]
    return len(notices.post(actor=actor, at=at, division_code=division_code, notices=new).result)


def digest(division_code: str, today: date, key: str) -> NewNotice | None:
    """What the office reads in the morning: how many were told what today, and how many nothing reaches; None where nobody
    was told anything."""
    offline = sum(one.tab == "offline" for one in pending(division_code, AsOf.on(today)))
    rest = f"另有 {offline} 条系统无法送达，请在“发送提醒”的“须线下告知”中按乡镇打印，告知后登记。" if offline else ""
    counts = told.counts_of_day(division_code, today, DueKind.values)
    if not counts:
        return None
    parts = [f"{kind.label} {counts[kind]} 条" for kind in DueKind if counts.get(kind)]
    return NewNotice(
        recipient=to_office(division_code),
        kind=DIGEST,
        key=f"{DIGEST}:{key}",
        title=f"{today} 已向企业发出到期提醒 {sum(counts.values())} 条",
        words=f"{'，'.join(parts)}。{rest}",
        rule=f"规则：规则库“到期提醒”所列的提醒日；{today} 汇总",
        rule_date=today,
        link="reminders:",
    )


def send_chosen(
    *, actor: Actor, at: datetime, division_code: str, today: date, keys: Iterable[str] | None
) -> list[str]:
    """What the office sends by hand, and its digest for the robot; None: all that waits. The recipients told."""
    made = send(actor=actor, at=at, division_code=division_code, as_of=AsOf.on(today), keys=keys)
    summary = digest(division_code, today, timezone.localtime(at).isoformat(timespec="seconds")) if made else None
    if summary is not None:
        notices.post(actor=actor, at=at, division_code=division_code, notices=[summary])
    return made


def outlook(division_code: str, as_of: AsOf) -> dict[str, int]:
    """What would go out today, asked before a county lets its reminders go out by themselves: reminders, enterprises they reach,
    those the office must tell; and of the patents among them, how many have any payment on record, for who has paid elsewhere
    would be reminded for nothing."""
    come = [one for one in pending(division_code, as_of) if not one.is_told]
    waiting = [one for one in come if one.tab == "waiting"]
    fees = {one.found.record_id for one in come if one.found.kind in (DueKind.FEE, DueKind.FEE_GRACE)}
    paid = AnnualFee.objects.filter(recorded(), paid_on__isnull=False, division_code=division_code)
    return {
        "waiting": len(waiting),
        "firms": len({holder for one in waiting for holder in one.untold}),
        "offline": len(come) - len(waiting),
        "patents": len(fees),
        "with_payments": len(fees & set(paid.values_list("record_id", flat=True))),
    }


@daily("registers.remind", label="发送到期提醒", hour=7)
def remind(*, today: date, at: datetime) -> None:
    """Every county that lets its reminders go out by themselves."""
    for code in RegisterClock.objects.order_by("pk").values_list("division_code", flat=True):
        if told.is_automatic(code):
            send_today(code, today=today, at=at)


def send_today(division_code: str, *, today: date, at: datetime) -> list[str]:
    """A county's reminders of one day and the office's digest of it, given once."""
    system = Actor.system()
    made = send(actor=system, at=at, division_code=division_code, as_of=AsOf.on(today))
    summary = digest(division_code, timezone.localdate(at), today.isoformat())
    if summary is not None:
        notices.post(actor=system, at=at, division_code=division_code, notices=[summary])
    return made

"""Saved searches that tell their owner: what came in and whose state changed since the last time, once a change, one digest a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q
from django.http import QueryDict

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.notices.actions import post
from qiangxian.contexts.notices.types import NewNotice, to_account
from qiangxian.contexts.people import policies as people_policies
from qiangxian.contexts.people import readers as people
from qiangxian.engines.search import Question
from qiangxian.engines.search.nodes import Code, Node, Serials, both
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound, Refused
from qiangxian.kernel.roles import system_only

from . import readers
from .indexing import backend
from .models import Record, Watch

PAGE, AT_ONCE, NAMED = "patents", 2000, 3


def query_of(reader: Actor, query: str) -> Node:
    """The tree of a saved search as it stands in the address bar."""
    given, facets = QueryDict(query), rulebook.load("patents", "links", division=None)["facets"]
    conditions = tuple(Code(f"facet_{name}", (given[name],)) for name in facets if given.get(name))
    asked = readers.Asked(line=given.get("line", ""), words=given.get("words", ""), conditions=conditions)
    return readers.tree_of(reader, asked)


@action("patents.watch", label="设置检索提醒", policy=people_policies.own_account)
def watch(*, actor: Actor, at: datetime, account_id: int, view_id: int, on: bool) -> Receipt:
    """Tell of what is new in a saved search from now on, or no longer."""
    view = people.saved_views(account_id, PAGE).filter(pk=view_id).first()
    if view is None:
        raise NotFound("没有这个保存的检索", remedy="请先保存当前检索")
    if on:
        query_of(actor, view.query)
        Watch.objects.get_or_create(view=view, defaults={"account_id": account_id, "told_until": at})
    else:
        Watch.objects.filter(view=view).delete()
    return Receipt("patents.watch", str(view_id), view.name, after={"active": on}, result=on)


def watched(account_id: int) -> set[int]:
    """The saved searches of an account that tell it."""
    return set(Watch.objects.filter(account_id=account_id).values_list("view_id", flat=True))


may_tell = system_only.says("检索提醒由系统每天发送。")


@action("patents.tell_watches", label="发送检索提醒", policy=may_tell)
def tell_watches(*, actor: Actor, at: datetime, today: date) -> Receipt:
    """Every account one notice of all its searches; what was told is kept with it, so that nothing is told twice or not at all."""
    by_account = defaultdict[int, list[Watch]](list)
    for one in Watch.objects.filter(told_until__lt=at).select_related("view", "account").order_by("pk"):
        by_account[one.account_id].append(one)
    told = 0
    for watches in by_account.values():
        told += _tell(actor, watches, at, today)
    return Receipt("patents.watch", "", f"{told} 条提醒", after={"made": told}, result=told)


def _tell(actor: Actor, watches: Sequence[Watch], at: datetime, today: date) -> int:
    reader = people.actor_named(watches[0].account.name, on=today)
    division = min((grant.division_code for grant in reader.grants), default="")
    if not division:
        return 0
    found = [(one.view.name, *news) for one in watches if any(news := news_of(reader, one, until=at))]
    Watch.objects.filter(pk__in=[one.pk for one in watches]).update(told_until=at)
    if not found:
        return 0
    notice = NewNotice(
        recipient=to_account(watches[0].account_id),
        kind="patents_watch",
        key=f"patents-watch:{today}",
        title=f"专利检索提醒：{sum(len(came) for _, came, _ in found)} 件新增，{sum(len(changed) for *_, changed in found)} 件状态变化",
        words="\n".join(_words(*one) for one in found),
        rule="保存的检索有新文献或法律状态变化时，每天汇总提醒一次",
        rule_date=today,
        link="patents:",
    )
    return len(post(actor=actor, at=at, division_code=division, notices=[notice]).result)


def news_of(reader: Actor, one: Watch, *, until: datetime) -> tuple[Sequence[Record], Sequence[Record]]:
    """What came in and whose state changed in a search since it was last told; one that cannot be asked any more tells nothing."""
    try:
        query = readers.limited(reader, query_of(reader, one.view.query))
    except Refused:
        return (), ()
    came = Q(published_at__gt=one.told_until, published_at__lte=until)
    changed = Q(status_at__gt=one.told_until, status_at__lte=until) & ~Q(status_before="")
    changed &= Q(published_at__lte=one.told_until) & ~Q(status_before=F("status"))
    new, moved = (_meant(query, Record.objects.filter(which, is_published=True)) for which in (came, changed))
    return new, moved


def _meant(query: Node, rows: Any) -> list[Record]:
    """The rows the query means."""
    keys, found = list(rows.order_by("pk").values_list("pk", flat=True)), list[int]()
    for first in range(0, len(keys), AT_ONCE):
        some = frozenset(keys[first : first + AT_ONCE])
        answer = backend().search(Question(both(query, Serials(some)), size=AT_ONCE))
        found += [hit.serial for hit in answer.hits]
    return list(Record.objects.filter(pk__in=found[:AT_ONCE]).order_by("-publication_date", "pk"))


def _words(name: str, came: Sequence[Record], changed: Sequence[Record]) -> str:
    parts = []
    for label, rows, said in (("新增", came, _title), ("状态变化", changed, _change)):
        if rows:
            more = f" 等 {len(rows)} 件" if len(rows) > NAMED else ""
            parts.append(f"{label}：{'、'.join(map(said, rows[:NAMED]))}{more}")
    return f"“{name}”{'；'.join(parts)}"


def _title(record: Record) -> str:
    return f"{record.title or record.key}（{record.key}）"


def _change(record: Record) -> str:
    before, now = readers.state_words(record.status_before), readers.state_words(record.status)
    return f"{record.title or record.key}（{before} → {now}）"

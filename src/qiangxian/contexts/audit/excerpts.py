"""Lines of the chain taken out of the house: each with all its seal covers, so that anybody can seal it anew and compare, and in the
county's own database each is found again in its place."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from qiangxian.kernel.integrity import Discrepancy

from .chain import SEALED, SEALED_SINCE, seal
from .models import AuditLine

Excerpt = Mapping[str, Any]


def excerpt(chosen: Q) -> dict[str, Any]:
    """The lines that were carried out and fit, in their order. Refused attempts stay in the house."""
    rows = AuditLine.objects.filter(chosen, outcome="done").order_by("seq")
    return {"lines": [_written(line) for line in rows]}


def about(targets: Mapping[str, Collection[int]], actions: Collection[str] = ()) -> Q:
    """Lines about things of these kinds by their ids; with `actions` only those."""
    chosen = Q(pk__in=[])
    for kind, ids in targets.items():
        chosen |= Q(target_kind=kind, target_id__in=[str(one) for one in ids])
    return chosen & Q(action__in=actions) if actions else chosen


def _written(line: AuditLine) -> dict[str, Any]:
    held = {name: getattr(line, name) for name in SEALED_SINCE}
    return {**held, "at": line.at.astimezone(UTC).isoformat(), "hash": line.hash}


def broken(told: Excerpt) -> Iterator[Discrepancy]:
    """Lines whose seal does not come out of what they say, that are out of order, or that do not join the one before them."""
    last: Mapping[str, Any] = {"seq": 0, "hash": ""}
    for held in told["lines"]:
        where = f"审计日志第 {held.get('seq')} 行"
        try:
            again = seal(_line(held))
        except (KeyError, TypeError, ValueError) as fault:
            yield Discrepancy("日志行读不出", where, "完整的一行", str(fault))
            continue
        if again != held["hash"]:
            yield Discrepancy("日志校验值不符", where, again, str(held["hash"]))
        if held["seq"] <= last["seq"]:
            yield Discrepancy("日志行顺序不对", where, f"大于 {last['seq']}", str(held["seq"]))
        if held["seq"] == last["seq"] + 1 and held["previous_hash"] != last["hash"] and last["seq"]:
            yield Discrepancy("与前一行不相接", where, str(last["hash"]), str(held["previous_hash"]))
        last = held


def not_in_chain(told: Excerpt) -> Iterator[Discrepancy]:
    """Lines that this database's own chain does not have, or has otherwise."""
    numbers = [held["seq"] for held in told["lines"]]
    ours = dict(AuditLine.objects.filter(seq__in=numbers).values_list("seq", "hash"))
    for held in told["lines"]:
        if ours.get(held["seq"]) != held["hash"]:
            where = f"审计日志第 {held['seq']} 行"
            yield Discrepancy("与本库日志不符", where, ours.get(held["seq"], "没有这一行"), str(held["hash"]))


def _line(held: Mapping[str, Any]) -> AuditLine:
    names = SEALED_SINCE if held["algorithm"] else SEALED
    return AuditLine(
        **{name: held[name] for name in (*names, "algorithm")} | {"at": datetime.fromisoformat(held["at"])}
    )

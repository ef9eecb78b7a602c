"""Enterprises whose rights somebody looks after: I32."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from qiangxian.engines.metrics.days import totals
from qiangxian.engines.metrics.measures import CountedRow, Point, Question

from ..enterprises.presence import borne
from ..records.conditions import recorded
from ..records.points import Counted, counts, days_of, first_of_each
from ..records.validity import CONTRACT
from ..types import RecordKind
from .models import Trusteeship


@counts("registers.trusteeships.in_force", "托管协议有效的企业", RecordKind.TRUSTEESHIP)
def under_trusteeship(question: Question) -> Counted:
    """Enterprises with a trusteeship contract in force on the day, each once; parts: contracts, and those the county pays."""
    running = _running(question)
    funded = (one.days for one in running if one.source.county_funded)
    parts = {"contracts": totals((one.days for one in running), question.moments),
             "county_funded": totals(funded, question.moments)}  # fmt: skip
    return Counted(first_of_each(running), lambda _: _rows(running), parts)


def _running(question: Question) -> list[Point]:
    """Contracts under the enterprise's code (else the code or name as printed), the oldest first, with the days from which
    they are in force and known through their last, until they are ended early, while the enterprise is of the county."""
    rows = Trusteeship.objects.filter(recorded(question.recorded), division_code=question.division)
    found = []
    for row in rows.order_by("valid_from", "id"):
        printed, held = row.uscc or row.enterprise_name, days_of(question, CONTRACT, row)
        key, days = borne(question, row.enterprise_id, printed, held)
        if days:
            found.append(Point(key, row.enterprise_id, days, row.mode, 1, row))
    return found


def _rows(running: Iterable[Point]) -> list[CountedRow]:
    ordered = sorted(running, key=lambda one: one.key)
    return [_row(holder, [one.source for one in own]) for holder, own in groupby(ordered, key=lambda one: one.key)]


def _row(holder: str, contracts: Sequence[Trusteeship]) -> CountedRow:
    return CountedRow(
        kind=RecordKind.ENTERPRISE,
        key=holder,
        label=contracts[0].enterprise_name,
        because=tuple(_words(one) for one in contracts),
        owners=frozenset(one.enterprise_id for one in contracts if one.enterprise_id),
    )


def _words(one: Trusteeship) -> str:
    until = f"至 {one.valid_through}" if one.valid_through else "未载明终止日"
    return f"合同 {one.contract_number}（{one.agency_name}），{one.valid_from} {until}"

"""Everything a line needs: the right, who holds it, what to pay and by when, in words. The number of queries is the same for
one line and for five hundred; days and amounts are the law engine's."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from qiangxian.engines.lifecycle.fees import FeeBill, fee_bill
from qiangxian.engines.lifecycle.terms import mark_grace_end
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import CNIPA, add_months
from qiangxian.kernel.errors import DomainError

from ..contracts.models import Trusteeship, TrusteeshipRight
from ..enterprises.models import Enterprise
from ..records.conditions import happened, holds, not_happened, recorded
from ..records.words import holder_name, place_name
from ..rights.lifecycle_facts import fee_terms
from ..rights.models import FeeReduction, Holding, LegalEvent, Right
from ..rights.readers.rights import holders_on, statuses
from ..rights.words import sub_key_words
from ..types import MatchState, RightType
from .rules import basis_of, fee_grace_end, light, rolled, safe_end
from .types import DueEntry, DueItem, DueKind

FEES = (DueKind.FEE, DueKind.FEE_GRACE, DueKind.PRESUMED_LAPSE)
SHOWN_HOLDERS = 3


class _Around:
    """What is recorded around the rights of some lines."""

    def __init__(self, records: set[int], as_of: AsOf) -> None:
        rights = list(Right.objects.filter(recorded(), record_id__in=records))
        self.rights = {right.record_id: right for right in rights}
        self.events = _by_record(
            LegalEvent.objects.filter(recorded(), record_id__in=records, known_date__lte=as_of.known)
        )
        self.reductions = _reductions(records, as_of)
        self.holders = holders_on(records, as_of)
        self.statuses = statuses(rights, as_of)
        firms = {row.holder_id for rows in self.holders.values() for row in rows if row.holder_id}
        seats = Enterprise.objects.filter(recorded(), record_id__in=firms)
        self.townships = dict(seats.values_list("record_id", "township_code"))
        self.agencies = _agencies(records, as_of)


def fill(found: Sequence[DueEntry], as_of: AsOf) -> list[DueItem]:
    """The lines in the order given."""
    if not found:
        return []
    around = _Around({one.record_id for one in found}, as_of)
    return [_item(one, around, as_of) for one in found if one.record_id in around.rights]


def _by_record(rows: Iterable[LegalEvent]) -> dict[int, list[LegalEvent]]:
    found: dict[int, list[LegalEvent]] = defaultdict(list)
    for row in rows:
        found[row.record_id].append(row)
    return found


def _reductions(records: set[int], as_of: AsOf) -> dict[int, list[FeeReduction]]:
    found: dict[int, list[FeeReduction]] = defaultdict(list)
    for row in FeeReduction.objects.filter(recorded(), record_id__in=records).order_by("approved_date", "id"):
        if holds(row, as_of):
            found[row.record_id].append(row)
    return found


def _agencies(records: set[int], as_of: AsOf) -> dict[int, str]:
    """Who looks after the right under a trusteeship on the day. It moves no liability: the holder is reminded all the same."""
    running = Trusteeship.objects.filter(
        recorded(), happened("valid_from", "known_date", as_of), not_happened("ended_date", "ended_known_date", as_of)
    ).exclude(valid_through__lt=as_of.effective)
    covered = TrusteeshipRight.objects.filter(
        recorded(), right_id__in=records, record_id__in=running.values("record_id")
    ).values_list("right_id", "record_id")
    names = dict(running.filter(record_id__in={of for _, of in covered}).values_list("record_id", "agency_name"))
    return {right: names[of] for right, of in covered if of in names}


def _item(found: DueEntry, around: _Around, as_of: AsOf) -> DueItem:
    right = around.rights[found.record_id]
    holders = around.holders.get(found.record_id, [])
    own = tuple(row.holder_id for row in holders if row.holder_id)
    township = next((code for firm in own if (code := around.townships.get(firm, ""))), "")
    bills = _bills(found, around, as_of)
    bill = bills[0][1] if bills else None
    division = right.division_code
    return DueItem(
        found=found,
        label=DueKind(found.kind).label,
        number=right.number,
        sub_key=right.sub_key,
        title=right.title,
        type_label=_type_words(right),
        holders=_holder_words(holders),
        holder_ids=own,
        holder_name=holders[0].holder_name if holders and holders[0].match_state != MatchState.PERSON else "",
        township_code=township,
        township=place_name(township),
        agency=around.agencies.get(found.record_id, ""),
        effective_due=_effective_due(found),
        last_day=found.day,
        safe_day=safe_end(found.kind, found.due_date),
        days_left=(found.day - as_of.effective).days,
        provisional=CNIPA.is_provisional(found.day) or bool(bill and bill.provisional),
        light=light((found.day - as_of.effective).days, as_of.effective, division),
        words=_words(found, right, around, bill, as_of.effective),
        basis=basis_of(found.kind, division),
        bills=bills,
        notes=_notes(found, around, bill),
        is_demo=right.is_demo,
    )


def _type_words(right: Right) -> str:
    words = RightType(right.type).label
    more = sub_key_words(right.sub_key)
    return f"{words}（{more}）" if more else words


def _holder_words(holders: Sequence[Holding]) -> str:
    names = [holder_name(row.holder_name, row.match_state) for row in holders]
    return "、".join(names[:SHOWN_HOLDERS]) + (f" 等 {len(names)} 个" if len(names) > SHOWN_HOLDERS else "")


def _effective_due(found: DueEntry) -> date:
    """The due day after rolling; the last day of a term never rolls."""
    return rolled(found.due_date) if found.kind in FEES else found.due_date


# -- what to pay -------------------------------------------------------------------------------------------------------
def _bills(found: DueEntry, around: _Around, as_of: AsOf) -> tuple[tuple[date, FeeBill], ...]:
    """None where the engine cannot tell: no filing day, or a year it knows no fee of."""
    if found.kind not in FEES or not found.part:
        return ()
    record, today = found.record_id, as_of.effective
    terms = fee_terms(around.rights[record], around.events.get(record, ()), around.reductions.get(record, ()))
    if terms is None:
        return ()
    days = (today, add_months(today, 1), fee_grace_end(found.due_date))
    try:
        return tuple((day, fee_bill(terms, found.part, day)) for day in days)
    except DomainError:
        return ()


# -- in words ----------------------------------------------------------------------------------------------------------
def _words(found: DueEntry, right: Right, around: _Around, bill: FeeBill | None, today: date) -> str:
    """One sentence: what falls due. It may be read later, so it names the day its amount is of."""
    name = f"{RightType(right.type).label} {right.number}“{right.title}”"
    if found.kind in FEES:
        return f"{name}第 {found.part} 年度年费{_fee_words(found, bill, today)}"
    if found.kind == DueKind.EXPIRY:
        return f"{name}保护期至 {found.day}，次日起期满终止"
    if found.kind == DueKind.MARK_RENEWAL:
        return f"{name}有效期至 {found.day}，现在可以续展；到期未办的，宽展期至 {mark_grace_end(found.day)}"
    if found.kind == DueKind.MARK_GRACE:
        return f"{name}有效期已于 {found.due_date} 届满，宽展期至 {found.day}，期满不续展的注销"
    if found.kind == DueKind.PLEDGE:
        return f"{name}的质押{_pledge_words(found, around)}将于 {found.day} 到期，请还款注销或办理展期登记"
    return f"{name}的许可合同应不晚于 {found.day} 办理备案"


def _fee_words(found: DueEntry, bill: FeeBill | None, today: date) -> str:
    sums = "" if bill is None or bill.total is None else f"，{today} 缴纳为 {bill.total.as_number():,} 元"
    if found.kind == DueKind.FEE:
        return f"应不晚于 {found.due_date} 缴纳{sums}"
    if found.kind == DueKind.FEE_GRACE:
        band = f"（滞纳金 {bill.band_percent}%）" if bill and bill.band_percent else ""
        return f"应缴日 {found.due_date} 已过{sums}{band}，最迟 {found.day}"
    return f"记录为未缴，滞纳期已于 {found.day} 届满，尚未见终止公告，请核对缴费凭证或专利登记簿副本"


def _pledge_words(found: DueEntry, around: _Around) -> str:
    events = around.events.get(found.record_id, ())
    detail: dict[str, object] = next((event.detail for event in events if event.pk == found.part), {})
    parts = [str(detail[key]) for key in ("contract", "pledgee") if detail.get(key)]
    return f"（{'，'.join(parts)}）" if parts else ""


def _notes(found: DueEntry, around: _Around, bill: FeeBill | None) -> tuple[str, ...]:
    """What the reader must know besides: the engine's warnings, and what stands in the way."""
    words = list(bill.warnings) if bill else []
    status = around.statuses.get(found.record_id)
    if status and "frozen" in status.flags and found.kind in FEES:
        words.append("正在保全或中止程序中，终止程序暂停；年费仍可缴纳")
    if agency := around.agencies.get(found.record_id):
        words.append(f"由{agency}托管；缴费责任仍在权利人")
    return tuple(words)

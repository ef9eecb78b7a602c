"""Rights: the declaration, with holders, legal events, fees and reductions."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q

from qiangxian.contexts.lists.sections import Section
from qiangxian.contexts.lists.types import Cell, Viewer, day
from qiangxian.engines.lifecycle.status import Status
from qiangxian.engines.lifecycle.terms import MARK_TYPES
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asking import Field
from qiangxian.kernel.asof import AsOf

from ..records.conditions import recorded
from ..records.fields import fields_of
from ..records.kinds import declare
from ..records.names import fold_name
from ..records.party import Party
from ..records.readers import spans_of, spans_section
from ..records.validation import Checked, organisation_code
from ..records.versions import Pen
from ..records.words import holder_name
from ..types import MatchState, RecordKind, RightType
from .actions.holdings import Holder, holders_of, open_holdings
from .in_force.conditions import on_day
from .intake.rights import RightRows
from .models import AnnualFee, FeeReduction, Holding, LegalEvent, Right
from .readers.excluding import excluded_rights, excluding_entry
from .readers.lines import moment_of
from .readers.rights import HELD_BY, STATES, holders_on, status_cell, statuses
from .search import numbered
from .steps import HOLDERS_HINT, STEPS
from .validation import check_right
from .words import GEOGRAPHICAL_SYSTEMS, MARK_CLASSES, sub_key_words

HOLDER = Party(
    "holder_id", RecordKind.ENTERPRISE, "holder_name", "holder_uscc", "match_state", "folded_name", is_owner=True
)

SHOWN_HOLDERS = 2
NEVER_BEGUN = frozenset({"not_granted", "closed"})


@declare
class Rights(RightRows):
    """All kinds of right in one register; what holds on a day is the law's answer."""

    code, slug, table, model = RecordKind.RIGHT, "rights", "rights", Right
    key = ("number", "sub_key")
    title = "{0.title}（{0.number}）"
    named_by = "number"
    exact = ("number", "publication_number", "title")
    parts = {Holding: (HOLDER,), LegalEvent: (), AnnualFee: (), FeeReduction: ()}
    proves = False
    steps = STEPS
    beside = (Field("holders", "权利人", "long", required=True, rows=3, hint=HOLDERS_HINT),)
    not_closed_here = ("知识产权的终止按法律事件登记", "请用“补录法律状态”")
    more_filters = (HELD_BY,)
    tells = ("indication_system", "holder_uscc", "address", "area_code")

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """As the rulebook says; the class is chosen among those there are."""
        classes = (*GEOGRAPHICAL_SYSTEMS, *MARK_CLASSES)
        return tuple(
            field.asked(takes="choice", choices=classes, offered=True) if field.name == "sub_key" else field
            for field in fields_of(self.model, self.words["fields"])
        )

    def check(self, checked: Checked) -> None:
        check_right(checked)

    def given(self, data: Mapping[str, Any]) -> dict[str, Any]:
        holders = holders_of(data.get("holders", ""))
        for holder in holders:
            organisation_code(holder.uscc)
        return {"holders": holders}

    def opened(self, pen: Pen, row: Right, *, holders: Sequence[Holder] = (), **_beside: Any) -> None:
        """Its holders, in their order; an enterprise is found by code or name."""
        open_holdings(pen, row.record, holders, effective_date=row.filing_date, known_date=None)

    def state(self, row: Right, as_of: AsOf) -> Cell:
        status = statuses([row], as_of)[row.record_id]
        return status_cell(status, excluded=excluding_entry(row.record_id, as_of) is not None)

    def in_state(self, viewer: Viewer, state: str) -> Q:
        asked, condition = STATES.get(state, STATES["pending"]), Q(pk__in=())
        for code in viewer.divisions:
            condition |= Q(division_code=code) & asked(on_day(code, viewer.as_of))
        return condition

    def begun(self, as_of: AsOf) -> Q:
        return Q(filing_date__isnull=True) | Q(filing_date__lte=as_of.effective)

    def search(self, viewer: Viewer, text: str) -> Q:
        """A number in any spelling, words of the name, or a holder's name."""
        named = Holding.objects.filter(recorded(), folded_name__contains=fold_name(text))
        held = named.filter(division_code__in=viewer.divisions)
        return numbered(text) | Q(title__icontains=text) | Q(record_id__in=held.values("record_id"))

    def more_cells(self, rows: Sequence[Right], viewer: Viewer) -> list[dict[str, Cell]]:
        """Holders, status and what follows from it."""
        records = [row.record_id for row in rows]
        held, excluded = holders_on(records, viewer.as_of), excluded_rights(records, viewer.as_of)
        states = statuses(rows, viewer.as_of)
        return [self._cells(row, held[row.record_id], states[row.record_id], row.record_id in excluded) for row in rows]

    def _cells(self, right: Right, holders: list[Holding], status: Status, excluded: bool) -> dict[str, Cell]:
        names = [holder_name(row.holder_name, row.match_state) for row in holders]
        shown = "、".join(names[:SHOWN_HOLDERS]) + (f" 等 {len(names)} 个" if len(names) > SHOWN_HOLDERS else "")
        first = holders[0] if holders else Holding()
        system = dict(GEOGRAPHICAL_SYSTEMS).get(right.sub_key, "")
        about = (RecordKind.ENTERPRISE, first.holder_id) if first.holder_id else None
        return {
            "number": Cell(right.number, badge="存疑" if right.number_status == "suspect" else ""),
            "sub_key": Cell(sub_key_words(right.sub_key), value=None if system else right.sub_key),
            "holders": Cell(shown, about=about, value="；".join(names)),
            "printed_expiry": day(right.printed_expiry or _last_day(right)),
            "indication_system": Cell(system),
            "holder_uscc": Cell(first.holder_uscc),
            "address": Cell(first.address if first.match_state != MatchState.PERSON else ""),
            "area_code": Cell(first.area_code),
            "status": status_cell(status, excluded=excluded),
            "since": day(status.since),
            "start": day(right.grant_date or right.registration_date),
            "expiry_date": day(None if status.state in NEVER_BEGUN else status.expiry_date),
        }

    def shown(self, name: str, value: Any) -> str | None:
        return sub_key_words(value) if name == "sub_key" else None

    def facts_shown(self, row: Right, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        kept = [("种类", RightType(row.type).label)]
        kept += [pair for pair in pairs if pair[0] != "种类" and pair != ("期限补偿天数", "0")]
        return [*kept, ("导入文件中的状态", row.imported_status)] if row.imported_status else kept

    def details(self, row: Right, actor: Actor, as_of: AsOf) -> dict[str, Any]:
        events = LegalEvent.objects.filter(record_id=row.record_id).order_by("effective_date", "known_date", "id")
        holdings = Holding.objects.filter(recorded(), record_id=row.record_id).order_by("rank", "id")
        return {
            "status": statuses([row], as_of)[row.record_id],
            "moments": [moment_of(event, as_of) for event in events][::-1],
            "holders": spans_of(
                holdings,
                as_of,
                lambda r: holder_name(r.holder_name, r.match_state),
                lambda r: MatchState(r.match_state).label,
                owner="holder_id",
            ),
            "excluded": excluding_entry(row.record_id, as_of),
        }

    def owners(self, row: Right, extra: Mapping[str, Any]) -> list[tuple[str, Cell]]:
        """The holders of the day, in their order."""
        return [("权利人", Cell(span.words, about=span.record)) for span in extra["holders"] if span.now]

    def sections(self, row: Right, extra: Mapping[str, Any]) -> list[Section]:
        words, empty = "权利人", "没有录入权利人。"
        return [spans_section("holders", words, extra["holders"], words, step="end-holder", empty=empty)]


def _last_day(right: Right) -> date | None:
    """The last day of a mark's term as a certificate of its last renewal prints it."""
    return right.expiry_date - timedelta(days=1) if right.type in MARK_TYPES and right.expiry_date else None

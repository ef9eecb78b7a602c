"""Rights: the declaration, with holders, legal events, fees and reductions."""

from collections.abc import Mapping, Sequence
from typing import Any

from qiangxian.contexts.lists.types import Cell
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asking import Field
from qiangxian.kernel.asof import AsOf

from ..records.conditions import recorded
from ..records.kinds import declare
from ..records.party import Party
from ..records.readers import spans_of
from ..records.validation import Checked, organisation_code
from ..records.versions import Pen
from ..records.words import holder_name
from ..types import MatchState, RecordKind, RightType
from .actions.holdings import Holder, holders_of, open_holdings
from .intake.rights import RightRows
from .models import AnnualFee, FeeReduction, Holding, LegalEvent, Right
from .readers.excluding import excluding_entry
from .readers.lines import moment_of
from .readers.rights import RIGHTS, status_cell, statuses
from .steps import HOLDERS_HINT, STEPS
from .validation import check_right
from .words import GEOGRAPHICAL_SYSTEMS, MARK_CLASSES, sub_key_words

HOLDER = Party(
    "holder_id", RecordKind.ENTERPRISE, "holder_name", state="match_state", folded="folded_name", is_owner=True
)


@declare
class Rights(RightRows):
    """All kinds of right in one register; what holds on a day is the law's answer."""

    code, slug, table, model = RecordKind.RIGHT, "rights", "rights", Right
    key = ("number", "sub_key")
    title = "{0.title}（{0.number}）"
    named_by = "number"
    parts = {Holding: (HOLDER,), LegalEvent: (), AnnualFee: (), FeeReduction: ()}
    register = RIGHTS
    proves = False
    steps = STEPS
    beside = (Field("holders", "权利人", "long", required=True, rows=3, hint=HOLDERS_HINT),)
    counted = ("in_force", "有效")
    not_closed_here = ("知识产权的终止按法律事件登记", "请用“补录法律状态”")
    fields = (
        Field("type", "种类", "choice", True, tuple(RightType.choices)),
        Field("number", "申请号（注册号、登记号）", required=True, length=40),
        Field(
            "sub_key",
            "商标类别或地理标志体系",
            "choice",
            length=10,
            choices=(*GEOGRAPHICAL_SYSTEMS, *MARK_CLASSES),
            offered=True,
            hint="商标选类别，地理标志选保护体系，其他种类留空",
        ),
        Field("title", "名称", required=True, length=500),
        Field("filing_date", "申请日", "day"),
        Field("grant_date", "授权公告日", "day"),
        Field("registration_date", "注册（登记）日", "day"),
        Field("printed_expiry", "证书上的届满日", "day", hint="证书上印有届满日的才填，专利由申请日推算"),
        Field("compensation_days", "期限补偿天数", "number"),
        Field("publication_number", "公开（公告）号", check="publication_number", length=30),
        Field("classification", "分类号", length=40),
        Field("inventors", "发明人（设计人）", "long"),
        Field("agency_name", "代理机构", length=120),
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

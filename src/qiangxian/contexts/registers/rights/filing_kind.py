"""The list of non-normal filings: the declaration."""

from collections.abc import Mapping
from typing import Any

from qiangxian.contexts.lists.types import Cell
from qiangxian.engines.intake import Row
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asking import Field
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.identifiers import application_number

from ..records.conditions import recorded
from ..records.kinds import Kind, declare, party_cell
from ..records.parties import Finder
from ..records.party import Party
from ..records.sections import Section
from ..records.validation import Checked
from ..records.validity import LISTED
from ..types import RecordKind
from .models import Holding, NonNormalFiling, Right
from .readers.non_normal import NON_NORMAL_FILINGS, filing_state
from .steps import REINSTATE
from .validation import check_filing


@declare
class NonNormalFilings(Kind):
    """Entries of the list of non-normal filings: which right each takes out of every count, and until when."""

    code, slug, table, model = RecordKind.NON_NORMAL, "non-normal", "non_normal", NonNormalFiling
    key = ("number", "listed_date")
    title = "{0.number}（{0.listed_date} 通报）"
    validity = LISTED
    register = NON_NORMAL_FILINGS
    proves = False
    steps = {"reinstate": REINSTATE}
    counted = ("standing", "在列")
    not_closed_here = ("名单上的申请不在这里终止", "请用“恢复”")
    ending = "恢复"
    parties = (
        Party("right_id", RecordKind.RIGHT, "number"),
        Party("enterprise_id", RecordKind.ENTERPRISE, "applicant_name", "uscc", is_owner=True),
    )
    ordered = (
        ("listed_date", "withdrawn_date", "撤回申请日早于通报日"),
        ("listed_date", "reinstated_date", "恢复日早于通报日"),
    )
    fields = (
        Field("number", "申请号", required=True, length=40),
        Field("applicant_name", "申请人", length=200),
        Field("batch_name", "通报批次", length=60),
        Field("document_number", "通报文号", length=60),
        Field("listed_date", "通报日", "day", True, hint="国家知识产权局认定并通报的日期"),
        Field("known_date", "获知日", "day", hint="本县收到通报的日期；不填则以通报日为准"),
        Field("withdrawn_date", "撤回申请日", "day"),
        Field("reinstated_date", "恢复日", "day", correcting_only=True, hint="从这一天起重新计入统计"),
        Field("reinstated_known_date", "恢复通知日", "day", correcting_only=True),
    )

    def check(self, checked: Checked) -> None:
        check_filing(checked)

    def complete(self, values: dict[str, Any], finder: Finder) -> None:
        """Without a printed applicant the enterprise that held the right first."""
        if values["enterprise_id"] is None and values["right_id"]:
            values["enterprise_id"] = first_holder(values["right_id"])

    def read(self, row: Row, desk: Any) -> dict[str, Any]:
        facts = {**super().read(row, desk), "raw": row.raw}
        check = application_number.validate(row.values["number"])
        if not check.ok or not check.canonical:
            row.refuse("number", row.values["number"], check.reason, check.remedy)
        elif row.good and check.status == "suspect":
            row.note("number", row.values["number"], check.reason, check.remedy)
        return {**facts, "number": check.canonical}

    def state(self, row: NonNormalFiling, as_of: AsOf) -> Cell:
        return filing_state(row, as_of)

    def details(self, row: NonNormalFiling, actor: Actor, as_of: AsOf) -> dict[str, Any]:
        right = Right.objects.filter(recorded(), record_id=row.right_id).first() if row.right_id else None
        return {"right": right, "state": filing_state(row, as_of)}

    def sections(self, row: NonNormalFiling, extra: Mapping[str, Any]) -> list[Section]:
        right, words = extra["right"], ABSENT
        pairs = [("申请人", party_cell(self.parties[1], row))] if row.enterprise_id else []
        if right is not None:
            named = Cell(f"{right.title}（{right.number}）", about=(RecordKind.RIGHT, right.record_id))
            pairs = [("对应权利", named), *pairs]
            words = ON_THE_LIST if extra["state"].tone == "red" else OFF_THE_LIST
        return [Section("effect", "影响", pairs=pairs, note=words)]


ON_THE_LIST = (
    "在列期间，这件权利不计入任何统计，也不作为资格条件；企业两年内不能进入企业培育库（按法规与参数中的规定）。"
)
OFF_THE_LIST = "这一天不在名单上，这件权利按其法律状态计入统计。"
ABSENT = "基础台账中没有这个申请号。如是本县主体的申请，请先导入或登记，再打开“更正”保存一次以重新对应。"


def first_holder(right_id: int) -> int | None:
    """The enterprise that filed: the earliest holder of the first rank."""
    held = Holding.objects.filter(recorded(), record_id=right_id, holder_id__isnull=False)
    return held.order_by("valid_from", "rank", "id").values_list("holder_id", flat=True).first()

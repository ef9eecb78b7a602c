"""Trusteeship contracts: the declaration. The words stand in `rulebook/…/intake/trusteeships.yaml`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from qiangxian.contexts.lists.sections import Section, SectionLine
from qiangxian.contexts.lists.types import Cell, Viewer, number
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asking import SOURCE, Field, reason
from qiangxian.kernel.asof import AsOf

from ..records.additions import adds_to
from ..records.conditions import recorded
from ..records.kinds import Kind, declare
from ..records.party import Party
from ..records.readers import owned
from ..records.steps import RecordStep
from ..records.validity import CONTRACT
from ..rights.models import Right
from ..types import RecordKind
from .actions import cover_right, end_trusteeship, log_trusteeship_service
from .models import Trusteeship, TrusteeshipRight, TrusteeshipService
from .readers import licence_of, payment_cell, services_of, services_required

COVER = RecordStep(
    "列明权利", cover_right, (Field("number", "申请号（注册号）", required=True, length=40), SOURCE), button="列明权利"
)
SERVICE = RecordStep(
    "记录托管服务",
    log_trusteeship_service,
    (
        Field("day", "服务日", "day", required=True),
        Field("words", "服务内容", "long", required=True),
        Field("deliverable", "交付物", length=200, hint="报告、清单、培训签到表等的名称或编号"),
        SOURCE,
    ),
    button="记录服务",
    words="使用财政资金的合同，服务记录达到规定次数并有交付物后才能支付。",
)
END = RecordStep(
    "提前终止合同",
    end_trusteeship,
    (
        Field("effective_date", "终止日", "day", required=True, hint="从这一天起不再托管"),
        Field("known_date", "备案日", "day", hint="办公室得知终止的日期；不填则以终止日为准"),
        SOURCE,
        reason(),
    ),
    button="提前终止",
    is_versioned=True,
    offered=lambda row: row.ended_date is None,
    words="从终止日起不再计入托管企业数；终止后的年费、续展由谁办理，请在理由中写明。",
)
NOTE = "由机构代缴年费不改变缴费责任：期限提醒仍发给权利人。受托机构目前没有登录账号，资料由办公室登记。"


@declare
class Trusteeships(Kind):
    """Who looks after whose rights. An agency has no account yet; it would see its clients' contracts."""

    code, slug, table, model = RecordKind.TRUSTEESHIP, "trusteeships", "trusteeships", Trusteeship
    key = ("contract_number", "enterprise_name")
    title = "{0.enterprise_name} 托管合同 {0.contract_number}"
    exact = ("contract_number",)
    validity = CONTRACT
    parties = (
        Party("enterprise_id", RecordKind.ENTERPRISE, "enterprise_name", "uscc", "match_state", is_owner=True),
        Party("agency_id", RecordKind.AGENCY, "agency_name"),
    )
    parts = {TrusteeshipRight: (Party("right_id", RecordKind.RIGHT),), TrusteeshipService: ()}
    ordered = (
        ("valid_from", "valid_through", "期满日早于生效日"),
        ("signed_date", "valid_from", "生效日早于签订日"),
        ("valid_from", "ended_date", "提前终止日早于生效日"),
    )
    steps = {"service": SERVICE, "cover": COVER, "end": END}
    not_closed_here = ("托管合同按提前终止登记", "请用“提前终止”")

    def more_cells(self, rows: Sequence[Trusteeship], viewer: Viewer) -> list[dict[str, Cell]]:
        """Two queries more, whatever the number of rows."""
        records = [row.record_id for row in rows]
        services, delivered = services_of(records, viewer.as_of)
        covered = TrusteeshipRight.objects.filter(recorded(), record_id__in=records)
        rights = Counter(covered.values_list("record_id", flat=True))
        return [
            {
                "rights": number(rights[row.record_id]),
                "services": number(services[row.record_id]),
                "payment": payment_cell(row, services[row.record_id], delivered[row.record_id], viewer.as_of),
            }
            for row in rows
        ]

    def details(self, row: Trusteeship, actor: Actor, as_of: AsOf) -> dict[str, Any]:
        services = TrusteeshipService.objects.filter(recorded(), record_id=row.record_id).order_by("-day", "-id")
        covered = TrusteeshipRight.objects.filter(recorded(), record_id=row.record_id)
        rights = Right.objects.filter(recorded(), record_id__in=covered.values("right_id"))
        done, delivered = services_of([row.record_id], as_of)
        return {
            "services": list(services),
            "rights": list(rights.order_by("number", "sub_key", "id")),
            "licence": licence_of(row, as_of),
            "payment": payment_cell(row, done[row.record_id], delivered[row.record_id], as_of),
            "required": services_required(as_of, row.division_code),
        }

    def sections(self, row: Trusteeship, extra: Mapping[str, Any]) -> list[Section]:
        payment = extra["payment"]
        if row.county_funded:
            words = f"服务记录满 {extra['required']} 次并有交付物后才能支付。"
            payment = Cell(payment.text, payment.tone, note=words)
        services, rights = extra["services"], extra["rights"]
        return [
            Section(
                "parties",
                "当事人和资质",
                pairs=[*self.party_pairs(row), ("代理资质", extra["licence"]), ("财政支付", payment)],
                note=NOTE,
            ),
            Section(
                "services",
                f"服务记录（{len(services)} 次）",
                heads=("日期", "服务内容", "交付物", "登记"),
                lines=[SectionLine.of(one.day, one.words, one.deliverable, one.recorded_by) for one in services],
                empty="还没有记录服务。",
            ),
            Section(
                "covered",
                f"列明的权利（{len(rights)} 件）",
                heads=("号码", "名称", "种类"),
                lines=[
                    SectionLine.of(
                        Cell(one.number, about=(RecordKind.RIGHT, one.record_id)), one.title, one.get_type_display()
                    )
                    for one in rights
                ],
                empty="合同没有列明单件权利。",
            ),
        ]


adds_to(RecordKind.ENTERPRISE, "trusteeships")(owned(RecordKind.TRUSTEESHIP))

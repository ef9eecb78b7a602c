"""What each register asks for: field by field its name on screen, what it takes and which rule checks it."""

from dataclasses import dataclass
from typing import Literal

from ..types import (
    AgencyKind,
    EntityKind,
    FacilityKind,
    GeographicalSystem,
    Level,
    RecordKind,
    RightType,
    TitleKind,
    TrusteeshipMode,
)

Takes = Literal["text", "day", "choice", "number", "flag", "long"]


@dataclass(frozen=True)
class Field:
    """One field of a form, a history line or a column. `check` names a validator of `kernel.identifiers`."""

    name: str
    label: str
    takes: Takes = "text"
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    check: str = ""
    length: int = 0
    hint: str = ""
    correcting_only: bool = False


def _choices(words: type) -> tuple[tuple[str, str], ...]:
    return tuple(words.choices)  # type: ignore[attr-defined]


_PLACE = (
    Field("area_code", "所在县（市、区）代码", check="division", length=6),
    Field("township_code", "乡镇（街道）", check="division", length=9),
)
_WORKING = (
    Field("opened_date", "成立（启用）日", "day"),
    Field("opened_known_date", "成立公告日", "day", hint="有公告的填公告日；不填则以成立日为准"),
    Field("closed_date", "终止日", "day", correcting_only=True),
    Field("closed_known_date", "终止公告日", "day", correcting_only=True),
)

FIELDS: dict[str, tuple[Field, ...]] = {
    RecordKind.ENTERPRISE: (
        Field("uscc", "统一社会信用代码", check="uscc", length=18, hint="18 位；确无代码的可以留空"),
        Field("name", "企业名称", required=True, length=200),
        Field("entity_kind", "主体类型", "choice", True, _choices(EntityKind)),
        Field("industry_code", "国民经济行业代码", check="industry", length=5, hint="GB/T 4754，例如 3130"),
        Field("industry_edition", "行业分类版本", length=10),
        *_PLACE,
        Field("address", "注册地址", length=300),
        Field("established_date", "成立日期", "day"),
        Field("legal_representative", "法定代表人", length=60),
        Field("contact", "联系人", length=60),
        Field("phone", "联系电话", check="phone", length=30),
        Field("closed_date", "注销日", "day", correcting_only=True),
        Field("closed_known_date", "注销公告日", "day", correcting_only=True),
    ),
    RecordKind.RIGHT: (
        Field("type", "种类", "choice", True, _choices(RightType)),
        Field("number", "申请号（注册号、登记号）", required=True, length=40),
        Field("sub_key", "商标类别或地理标志体系", length=10, hint="商标选类别，地理标志选保护体系，其他种类留空"),
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
    ),
    RecordKind.TITLE: (
        Field("enterprise_name", "企业名称", required=True, length=200),
        Field("uscc", "统一社会信用代码", check="uscc", length=18),
        Field("kind", "称号类别", "choice", True, _choices(TitleKind)),
        Field("name", "称号全称", required=True, length=120),
        Field("level", "级别", "choice", True, _choices(Level)),
        Field("certificate_number", "证书编号", length=60),
        Field("document_number", "认定文号", length=60),
        Field("issuer", "认定机关", length=120),
        Field("valid_from", "有效期起", "day", True),
        Field("valid_through", "有效期止", "day", hint="最后一天；长期有效的留空"),
        Field("known_date", "公布日", "day", hint="不填则以有效期起为准"),
        Field("revoked_date", "撤销日", "day", correcting_only=True),
        Field("revoked_known_date", "撤销公布日", "day", correcting_only=True),
    ),
    RecordKind.AGENCY: (
        Field("name", "机构名称", required=True, length=200),
        Field("uscc", "统一社会信用代码", check="uscc", length=18),
        Field("kind", "业务类别", "choice", True, _choices(AgencyKind)),
        Field("licence_number", "执业许可（备案）号", length=40),
        Field("is_branch", "分支机构", "flag"),
        Field("parent_name", "总所名称", length=200),
        *_PLACE,
        Field("address", "地址", length=300),
        *_WORKING,
    ),
    RecordKind.FACILITY: (
        Field("name", "名称", required=True, length=200),
        Field("kind", "类别", "choice", True, _choices(FacilityKind)),
        Field("level", "级别", "choice", choices=_choices(Level)),
        Field("operator_name", "运行单位", length=200),
        *_PLACE,
        Field("web_address", "网址", length=200),
        *_WORKING,
    ),
    RecordKind.ALLIANCE: (
        Field("name", "联盟名称", required=True, length=200),
        Field("industry", "产业", length=60),
        Field("lead_name", "牵头单位", length=200),
        Field("self_discipline_rules", "自律公约", length=300, hint="公约名称或文号"),
        *_WORKING,
    ),
    RecordKind.TRUSTEESHIP: (
        Field("contract_number", "合同编号", required=True, length=60),
        Field("enterprise_name", "委托企业", required=True, length=200),
        Field("uscc", "企业统一社会信用代码", check="uscc", length=18),
        Field("agency_name", "受托机构", required=True, length=200, hint="与服务机构登记的名称一致，才能核对执业许可"),
        Field("mode", "托管方式", "choice", True, _choices(TrusteeshipMode)),
        Field("scope", "托管范围", "long", length=300, hint="哪些权利、哪些事务、可以查看哪些数据、终止时如何交接"),
        Field("fee_source", "服务费来源", length=120),
        Field("fees_paid_by", "年费由谁缴纳", length=60, hint="约定由机构代缴的，期限提醒仍发给权利人"),
        Field("county_funded", "使用县（市、区）财政资金", "flag"),
        Field("signed_date", "签订日", "day"),
        Field("valid_from", "生效日", "day", True),
        Field("valid_through", "期满日", "day", hint="最后一天；没有约定的留空"),
        Field("known_date", "备案日", "day", hint="办公室收到合同的日期；不填则以生效日为准"),
        Field("ended_date", "提前终止日", "day", correcting_only=True, hint="从这一天起不再托管"),
        Field("ended_known_date", "终止备案日", "day", correcting_only=True),
        Field("end_reason", "终止原因", length=200, correcting_only=True),
    ),
    RecordKind.NON_NORMAL: (
        Field("number", "申请号", required=True, length=40),
        Field("applicant_name", "申请人", length=200),
        Field("batch_name", "通报批次", length=60),
        Field("document_number", "通报文号", length=60),
        Field("listed_date", "通报日", "day", True, hint="国家知识产权局认定并通报的日期"),
        Field("known_date", "获知日", "day", hint="本县收到通报的日期；不填则以通报日为准"),
        Field("withdrawn_date", "撤回申请日", "day"),
        Field("reinstated_date", "恢复日", "day", correcting_only=True, hint="从这一天起重新计入统计"),
        Field("reinstated_known_date", "恢复通知日", "day", correcting_only=True),
    ),
}

GEOGRAPHICAL_SYSTEMS = _choices(GeographicalSystem)

OTHER_LABELS = {
    "number_status": "号码校验",
    "expiry_date": "届满日",
    "imported_status": "导入文件中的状态",
    "match_state": "匹配",
    "enterprise_id": "对应企业",
    "operator_id": "对应企业",
    "holder_id": "对应企业",
    "agency_id": "对应机构",
    "right_id": "对应权利",
    "folded_name": "",
    "is_demo": "演示数据",
    "raw": "原始内容",
}


def sub_key_words(value: str) -> str:
    """`第31类` of a trademark, the system of a geographical indication, nothing for others."""
    return dict(GEOGRAPHICAL_SYSTEMS).get(value, f"第{value}类") if value else ""


def field_label(kind: str, name: str) -> str:
    """The name of a column on screen; empty where it is of no interest to a reader."""
    return next((field.label for field in FIELDS[kind] if field.name == name), OTHER_LABELS.get(name, ""))


def in_words(kind: str, name: str, value: object) -> str:
    """A stored value as a reader understands it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    field = next((field for field in FIELDS[kind] if field.name == name), None)
    return dict(field.choices).get(str(value), str(value)) if field else str(value)

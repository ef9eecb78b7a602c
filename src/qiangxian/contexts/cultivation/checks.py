"""The conditions of entry (enterprises.md §4), each with its result and the figures it rests on. Nothing here decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from qiangxian.contexts.registers.portfolio import readers as registers
from qiangxian.contexts.registers.portfolio.readers import Portfolio
from qiangxian.contexts.registers.records.lists import reported_through
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.identifiers import uscc

from . import rules
from .types import Condition, ConditionOutcome

WORST = (ConditionOutcome.NOT_MET, ConditionOutcome.UNKNOWN, ConditionOutcome.MANUAL, ConditionOutcome.MET)


@dataclass(frozen=True)
class Applicant:
    """Who applies: the enterprise, and what it says of itself."""

    division_code: str
    record_id: int
    consent_date: date | None
    contact_name: str
    contact_phone: str


def entry_conditions(applicant: Applicant, as_of: AsOf) -> list[Condition]:
    """All conditions for one applicant on the day, in the order of the rule."""
    code, record = applicant.division_code, applicant.record_id
    held = registers.portfolios(code, [record], as_of).get(record)
    if held is None:
        words = "基础台账中没有这家企业。"
        return [Condition("seat", "注册地和代码", ConditionOutcome.UNKNOWN, words), _consent(applicant)]
    declared = {kind: row.through_date for kind, row in reported_through(code).items()}
    return [
        _seat(held),
        _clean(held, as_of),
        _non_normal(held, declared.get(RecordKind.NON_NORMAL), as_of, code),
        _foundation(held, declared.get(RecordKind.RIGHT), as_of, code),
        _consent(applicant),
        _linked(applicant, held, as_of),
    ]


def overall(conditions: Iterable[Condition]) -> ConditionOutcome:
    """The worst of them."""
    found = {condition.outcome for condition in conditions}
    return next((outcome for outcome in WORST if outcome in found), ConditionOutcome.UNKNOWN)


def _seat(held: Portfolio) -> Condition:
    label, code = "注册地和代码", held.row.uscc
    inputs = {"统一社会信用代码": code or None, "注册在本县": held.seated_here, "已注销": held.is_closed}
    if held.is_closed:
        return Condition("seat", label, ConditionOutcome.NOT_MET, f"企业已于 {held.row.closed_date} 注销。", inputs)
    if not code:
        return Condition("seat", label, ConditionOutcome.UNKNOWN, "没有登记统一社会信用代码，请补登。", inputs)
    if not uscc.validate(code).ok:
        return Condition(
            "seat", label, ConditionOutcome.NOT_MET, "统一社会信用代码校验不通过，请核对营业执照。", inputs
        )
    if not held.seated_here:
        words = "注册地不在本县（市、区）；主要生产经营地在本县的，请现场核查后人工认定。"
        return Condition("seat", label, ConditionOutcome.MANUAL, words, inputs)
    return Condition("seat", label, ConditionOutcome.MET, "代码有效，注册在本县（市、区）。", inputs)


def _clean(held: Portfolio, as_of: AsOf) -> Condition:
    label, listed = "未列入失信等名录", held.listing_words
    if listed:
        return Condition(
            "clean", label, ConditionOutcome.NOT_MET, f"核查日仍在列：{'、'.join(listed)}。", {"在列": listed}
        )
    words = f"{as_of.effective} 登记中没有在列的经营异常、严重违法失信、失信被执行记录。"
    return Condition("clean", label, ConditionOutcome.MET, words, {"在列": []})


def _non_normal(held: Portfolio, declared: date | None, as_of: AsOf, division_code: str) -> Condition:
    months = int(rules.parameter("non_normal_bar_months", as_of.effective, division_code))
    since = add_months(as_of.effective, -months)
    label = f"{months} 个月内没有非正常申请"
    found = [f"{row.number}（{row.listed_date} 通报）" for row in held.non_normal if row.listed_date > since]
    inputs = {"自": since.isoformat(), "在列": found, "名单完整至": declared.isoformat() if declared else None}
    if found:
        return Condition("non_normal", label, ConditionOutcome.NOT_MET, f"在列：{'、'.join(found)}。", inputs)
    if declared is None:
        return Condition(
            "non_normal", label, ConditionOutcome.UNKNOWN, "非正常申请名单尚未声明齐全，无法判断。", inputs
        )
    words = "没有在列的申请" + ("。" if declared >= as_of.effective else f"（名单数据齐全截至 {declared}，其后待核）。")
    return Condition("non_normal", label, ConditionOutcome.MET, words, inputs)


def _foundation(held: Portfolio, declared: date | None, as_of: AsOf, division_code: str) -> Condition:
    kinds = rules.parameter("entry_titles", as_of.effective, division_code)
    titles = [f"{title.name}（{title.get_level_display()}）" for title in held.titles if title.kind in kinds]
    inputs = {
        "授权权利": held.rights_granted,
        "在审发明": held.pending_inventions,
        "有效商标": held.marks_in_force,
        "地理标志用标企业": held.is_indication_user,
        "有效植物新品种": held.varieties_in_force,
        "资质称号": titles,
    }
    reasons = [name for name, value in inputs.items() if value]
    if reasons:
        words = "具备：" + "、".join(_counted(name, inputs[name]) for name in reasons)
        return Condition("foundation", "知识产权基础", ConditionOutcome.MET, words + "。", inputs)
    if declared is None:
        words = "知识产权数据尚未声明齐全，没有查到权利不等于没有。"
        return Condition("foundation", "知识产权基础", ConditionOutcome.UNKNOWN, words, inputs)
    words = "没有授权权利、在审发明、有效商标、地理标志用标、植物新品种或所列称号。"
    return Condition("foundation", "知识产权基础", ConditionOutcome.NOT_MET, words, inputs)


def _counted(name: str, value: object) -> str:
    """`授权权利 3 件`, `资质称号（…）`, or the name alone where it is a yes or no."""
    if isinstance(value, list):
        return f"{name}（{'、'.join(value)}）"
    return name if isinstance(value, bool) else f"{name} {value} 件"


def _consent(applicant: Applicant) -> Condition:
    label = "企业同意和联系人"
    missing = [
        words
        for words, value in (
            ("企业书面同意", applicant.consent_date),
            ("联系人", applicant.contact_name),
            ("联系电话", applicant.contact_phone),
        )
        if not value
    ]
    day = applicant.consent_date.isoformat() if applicant.consent_date else None
    if missing:
        return Condition("consent", label, ConditionOutcome.NOT_MET, f"缺少{'、'.join(missing)}。", {"同意日": day})
    return Condition("consent", label, ConditionOutcome.MET, f"企业已于 {day} 同意，联系人已登记。", {"同意日": day})


def _linked(applicant: Applicant, held: Portfolio, as_of: AsOf) -> Condition:
    label = "关联企业"
    phones = (held.row.phone, applicant.contact_phone)
    code = applicant.division_code
    least = int(rules.parameter("same_contact_filings", as_of.effective, code))
    found = registers.sharing_contact(code, held.record_id, phones, held.row.address, as_of)
    linked = [(name, filings) for name, filings in found if filings >= least]
    inputs = {
        "同电话同地址": [{"企业": name, "专利申请": filings} for name, filings in found],
        "本企业专利申请": held.filings,
    }
    if linked and held.filings >= least:
        names = "、".join(f"{name}（专利申请 {filings} 件）" for name, filings in linked)
        words = f"与{names}的电话和地址相同，请核查是否同一主体分开申报。"
        return Condition("linked", label, ConditionOutcome.MANUAL, words, inputs)
    return Condition("linked", label, ConditionOutcome.MET, "没有电话和地址均相同的其他申请主体。", inputs)


def blocking(conditions: Sequence[Condition]) -> list[Condition]:
    """Those that forbid entry."""
    return [condition for condition in conditions if condition.outcome == ConditionOutcome.NOT_MET]

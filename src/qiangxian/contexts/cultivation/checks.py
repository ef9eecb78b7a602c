"""The conditions of entry (enterprises.md §4), each with its result and the figures it rests on. Nothing here decides."""

from collections.abc import Iterable
from datetime import date
from functools import partial

from qiangxian.contexts.registers.portfolio import readers as registers
from qiangxian.contexts.registers.portfolio.readers import Portfolio
from qiangxian.contexts.registers.records.lists import reported_through
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.identifiers import uscc

from . import rules
from .models import Membership
from .types import Condition, ConditionOutcome

MET, NOT_MET, UNKNOWN, MANUAL = (ConditionOutcome(code) for code in ("met", "not_met", "unknown", "manual_review"))
WORST = (NOT_MET, UNKNOWN, MANUAL, MET)
SEAT = partial(Condition, "seat", "注册地和代码")
CLEAN = partial(Condition, "clean", "未列入失信等名录")
FOUNDATION = partial(Condition, "foundation", "知识产权基础")
CONSENT = partial(Condition, "consent", "企业同意和联系人")
LINKED = partial(Condition, "linked", "关联企业")


def entry_conditions(file: Membership, as_of: AsOf) -> list[Condition]:
    """All conditions for the applicant of a file, which need not be stored, on the day, in the order of the rule."""
    code, record = file.division_code, file.enterprise_id
    held = registers.portfolios(code, [record], as_of).get(record)
    if held is None:
        return [SEAT(UNKNOWN, "基础台账中没有这家企业。"), _consent(file)]
    declared = {kind: row.through_date for kind, row in reported_through(code).items()}
    return [
        _seat(held),
        _clean(held, as_of),
        _non_normal(held, declared.get(RecordKind.NON_NORMAL), as_of, code),
        _foundation(held, declared.get(RecordKind.RIGHT), as_of, code),
        _consent(file),
        _linked(file, held, as_of),
    ]


def overall(conditions: Iterable[Condition]) -> ConditionOutcome:
    """The worst of them."""
    found = {condition.outcome for condition in conditions}
    return next((outcome for outcome in WORST if outcome in found), UNKNOWN)


def _seat(held: Portfolio) -> Condition:
    code = held.row.uscc
    inputs = {"统一社会信用代码": code or None, "注册在本县": held.seated_here, "已注销": held.is_closed}
    if held.is_closed:
        return SEAT(NOT_MET, f"企业已于 {held.row.closed_date} 注销。", inputs)
    if not code:
        return SEAT(UNKNOWN, "没有登记统一社会信用代码，请补登。", inputs)
    if not uscc.validate(code).ok:
        return SEAT(NOT_MET, "统一社会信用代码校验不通过，请核对营业执照。", inputs)
    if not held.seated_here:
        return SEAT(MANUAL, "注册地不在本县（市、区）；主要生产经营地在本县的，请现场核查后人工认定。", inputs)
    return SEAT(MET, "代码有效，注册在本县（市、区）。", inputs)


def _clean(held: Portfolio, as_of: AsOf) -> Condition:
    if listed := held.listing_words:
        return CLEAN(NOT_MET, f"核查日仍在列：{'、'.join(listed)}。", {"在列": listed})
    words = f"{as_of.effective} 登记中没有在列的经营异常、严重违法失信、失信被执行记录。"
    return CLEAN(MET, words, {"在列": []})


def _non_normal(held: Portfolio, declared: date | None, as_of: AsOf, division_code: str) -> Condition:
    months = int(rules.parameter("non_normal_bar_months", as_of.effective, division_code))
    since = add_months(as_of.effective, -months)
    condition = partial(Condition, "non_normal", f"{months} 个月内没有非正常申请")
    found = [f"{row.number}（{row.listed_date} 通报）" for row in held.non_normal if row.listed_date > since]
    inputs = {"自": since.isoformat(), "在列": found, "名单完整至": declared.isoformat() if declared else None}
    if found:
        return condition(NOT_MET, f"在列：{'、'.join(found)}。", inputs)
    if declared is None:
        return condition(UNKNOWN, "非正常申请名单尚未声明齐全，无法判断。", inputs)
    later = "" if declared >= as_of.effective else f"（名单数据齐全截至 {declared}，其后待核）"
    return condition(MET, f"没有在列的申请{later}。", inputs)


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
    if reasons := [_counted(name, value) for name, value in inputs.items() if value]:
        return FOUNDATION(MET, f"具备：{'、'.join(reasons)}。", inputs)
    if declared is None:
        return FOUNDATION(UNKNOWN, "知识产权数据尚未声明齐全，没有查到权利不等于没有。", inputs)
    words = "没有授权权利、在审发明、有效商标、地理标志用标、植物新品种或所列称号。"
    return FOUNDATION(NOT_MET, words, inputs)


def _counted(name: str, value: object) -> str:
    """`授权权利 3 件`, `资质称号（…）`, or the name alone where it is a yes or no."""
    if isinstance(value, list):
        return f"{name}（{'、'.join(value)}）"
    return name if isinstance(value, bool) else f"{name} {value} 件"


def _consent(file: Membership) -> Condition:
    asked = {"企业书面同意": file.consent_date, "联系人": file.contact_name, "联系电话": file.contact_phone}
    day = file.consent_date.isoformat() if file.consent_date else None
    if missing := [words for words, value in asked.items() if not value]:
        return CONSENT(NOT_MET, f"缺少{'、'.join(missing)}。", {"同意日": day})
    return CONSENT(MET, f"企业已于 {day} 同意，联系人已登记。", {"同意日": day})


def _linked(file: Membership, held: Portfolio, as_of: AsOf) -> Condition:
    code, phones = file.division_code, (held.row.phone, file.contact_phone)
    least = int(rules.parameter("same_contact_filings", as_of.effective, code))
    found = registers.sharing_contact(code, held.record_id, phones, held.row.address, as_of)
    linked = [f"{name}（专利申请 {filings} 件）" for name, filings in found if filings >= least]
    shared = [{"企业": name, "专利申请": filings} for name, filings in found]
    inputs = {"同电话同地址": shared, "本企业专利申请": held.filings}
    if linked and held.filings >= least:
        words = f"与{'、'.join(linked)}的电话和地址相同，请核查是否同一主体分开申报。"
        return LINKED(MANUAL, words, inputs)
    return LINKED(MET, "没有电话和地址均相同的其他申请主体。", inputs)

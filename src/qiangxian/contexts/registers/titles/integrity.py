"""Certificates that end before they begin, rest on an abolished standard, or belong to nobody known or left."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import Finding, check

from ..records.conditions import standing
from ..records.integrity import about
from ..records.kinds import kind_of
from ..records.validity import CERTIFICATE
from ..types import MatchState, RecordKind
from .models import Title


@check(
    "registers.title_days_reversed",
    label="称号有效期倒置",
    owner="office",
    severity="error",
    rule="有效期止、撤销日不早于有效期起",
    remedy="对照证书更正有效期",
)
def title_days_reversed(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Certificates that end or are revoked before they begin."""
    wrong = Q(valid_through__lt=F("valid_from")) | Q(revoked_date__lt=F("valid_from"))
    for row in standing(Title, division).filter(wrong):
        last = row.valid_through if row.valid_through and row.valid_through < row.valid_from else row.revoked_date
        yield about(row, f"有效期自 {row.valid_from} 起，却止于 {last}")


@check(
    "registers.standard_abolished",
    label="废止标准的证书仍登记为有效",
    owner="office",
    severity="warning",
    rule="GB/T 29490-2013 已废止，转换期于 2025-12-31 结束，未转换的证书应暂停或撤销（认监委、国家知识产权局 2023 年第 27 号公告）",
    remedy="在认监委平台查询证书状态：已换证的登记新证书，未换证的登记撤销日",
)
def standard_abolished(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Certificates valid on the day under a standard whose transition is over."""
    on = as_of.effective
    gone = rulebook.parameter("registers", "integrity.abolished_standards", on, division)
    kinds = rulebook.parameter("registers", "integrity.certificate_kinds", on, division)
    over = {version: entry for version, entry in gone.items() if on > entry["transition_end"]}
    rows = standing(Title, division).filter(CERTIFICATE.holds(as_of), kind__in=kinds, rule_version__in=list(over))
    for row in rows.order_by("enterprise_name", "valid_from", "id"):
        entry = over[row.rule_version]
        words = f"依据 {row.rule_version}，转换期 {entry['transition_end']} 结束，现行标准为 {entry['successor']}"
        yield about(row, words)


@check(
    "registers.title_unmatched",
    label="称号的企业尚未认定",
    owner="office",
    severity="warning",
    rule="称号按统一社会信用代码归到企业，每家计一次（统计指标 I29）",
    remedy="补登证书上企业的统一社会信用代码，或先登记该企业再匹配",
)
def title_unmatched(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Certificates valid on the day whose printed name is no enterprise of the register."""
    open_states = [MatchState.UNMATCHED, MatchState.DOUBTFUL]
    rows = standing(Title, division).filter(CERTIFICATE.holds(as_of), match_state__in=open_states)
    for row in rows.order_by("enterprise_name", "valid_from", "id"):
        yield about(row, f"证书上的“{row.enterprise_name}”不在企业库中")


@check(
    "registers.closed_with_titles",
    label="已注销企业仍有有效称号",
    owner="office",
    severity="warning",
    rule="称号只在企业存续期间计数（统计指标 I29、I30）",
    remedy="向发证机关核实：称号已取消的登记撤销日，由继受企业承接的另行登记",
)
def closed_with_titles(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Deregistered enterprises with a certificate valid on the day."""
    enterprises = kind_of(RecordKind.ENTERPRISE)
    closed = enterprises.standing().filter(record_id=OuterRef("enterprise_id")).exclude(enterprises.proving(as_of))
    titles = standing(Title, division).filter(Exists(closed), CERTIFICATE.holds(as_of))
    for row in titles.order_by("enterprise_name", "valid_from", "id"):
        words = f"企业已注销，{row.name}（{row.get_level_display()}）仍登记为有效"
        key = f"{row.uscc or row.enterprise_name} {row.kind} {row.valid_from}"
        yield Finding(key, row.enterprise_name, words, RecordKind.ENTERPRISE, str(row.enterprise_id))

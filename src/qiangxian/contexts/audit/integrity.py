"""What must hold in the chain, as a check of every night and as a proof of `verify`."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.clocks import COUNTY_ZONE
from qiangxian.kernel.integrity import Discrepancy, Finding, Tick, check, proof

from . import rules, seals
from .chain import broken_links
from .models import AuditLine

INVENTED = "演示"


@check(
    "audit.chain",
    label="审计日志链断裂",
    owner="secadmin",
    severity="error",
    scope="product",
    rule="每一行日志以前一行的校验值封存，缺行、改动、截断都会显出来（合规要求：审计不可篡改）",
    remedy="立即保全数据库和备份，报告安全管理员；用最近一份完好的备份比对缺失或改动的行",
)
def broken_chain(_division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Lines whose place, link or seal does not hold."""
    for seq, what, expected, found in broken_links():
        yield Finding(f"{seq} {what}", f"审计日志第 {seq} 行", f"{what}：应为 {expected}，实为 {found}", "audit")


@check(
    "audit.instants",
    label="审计日志的时间倒退",
    owner="sysadmin",
    severity="error",
    scope="product",
    rule="日志按先后写入，时间应不早于前一行；倒退说明服务器时钟走快后被拨回，其间的记录日期不可信",
    remedy="核对服务器时钟和校时；查看所列日志前后的办理，确认没有影响后标为不处理并写明理由",
)
def falling_instants(_division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Lines that are older than one before them; the demonstration plays its story in days of its own."""
    slack = timedelta(minutes=int(rulebook.parameter("schedule", "clock.fall_minutes", as_of.effective, None)))
    latest = None
    lines = AuditLine.objects.exclude(actor_label__startswith=INVENTED).order_by("seq").values_list("seq", "at")
    for seq, at in lines.iterator(chunk_size=5000):
        if latest is not None and at < latest[1] - slack:
            words = f"这一行写于 {_told(at)}，早于第 {latest[0]} 行的 {_told(latest[1])}"
            yield Finding(str(seq), f"审计日志第 {seq} 行", words, "audit")
            latest = (seq, at)  # one fall is told once
        if latest is None or at > latest[1]:
            latest = (seq, at)


def _told(at: datetime) -> str:
    return f"{at.astimezone(COUNTY_ZONE):%Y-%m-%d %H:%M}"


@proof("audit_lines", label="审计记录", settles="audit.chain", count=AuditLine.objects.count)
def audit_lines(tick: Tick) -> Iterator[Discrepancy]:
    """The same of `verify`."""
    for seq, what, expected, found in broken_links(tick):
        yield Discrepancy(what, f"审计记录第 {seq} 条", expected, found)


@check(
    "audit.rows",
    label="数据在程序之外被改动",
    owner="secadmin",
    severity="error",
    scope="product",
    rule="程序写入的每一行都加密钥封存，另行改动、增加、删除的行都会显出来（合规要求：重要数据完整性）",
    remedy="立即保全数据库和备份，报告安全管理员；用最近一份完好的备份比对所列的行",
)
def changed_rows(_division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Rows that are not as the product left them."""
    for one in seals.broken_rows():
        yield Finding(
            f"{one.what} {one.where}", one.where, f"{one.what}：应为 {one.expected}，实为 {one.found}", "audit"
        )


@proof("rows", label="封存的行", settles="audit.rows", count=seals.count_rows)
def rows(tick: Tick) -> Iterator[Discrepancy]:
    """The same of `verify`."""
    yield from seals.broken_rows(tick)


@proof("tables", label="封存的表", settles="audit.rows", count=lambda: len(seals.tables()))
def sealed_tables(_tick: Tick) -> Iterator[Discrepancy]:
    """They are gone through row by row above."""
    yield from ()


@check(
    "audit.rules",
    label="规则文件被改动",
    owner="secadmin",
    severity="error",
    scope="product",
    rule="规则库随程序发布，登记在审计日志中；同一版本下改动的费用表、标准会改变算出的数值",
    remedy="恢复原文件；确实要改的，用 qiangxian rulebook diff 看清影响后执行 qiangxian rulebook confirm",
)
def edited_rules(_division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Rule files that are not those of this release."""
    for one in rules.edited():
        yield Finding(one.where, one.where, f"{one.what}：登记为 {one.expected}，实为 {one.found}", "rule")


@proof("rulebook", label="规则文件", settles="audit.rules", count=lambda: len(rulebook.digests()))
def rule_files(_tick: Tick) -> Iterator[Discrepancy]:
    """The same of `verify`."""
    yield from rules.edited()

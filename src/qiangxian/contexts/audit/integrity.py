"""What must hold in the chain, as a check of every night and as a proof of `verify`."""

from collections.abc import Iterator

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import Discrepancy, Finding, Tick, check, proof

from . import seals
from .chain import broken_links
from .models import AuditLine


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

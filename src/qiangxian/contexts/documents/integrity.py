"""What must hold among the kept files."""

from collections.abc import Iterator

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import Finding, check, proof

from .readers import MISSING, count_files, differing_files


@check(
    "documents.stored_file",
    label="存档文件缺失或被改动",
    owner="sysadmin",
    severity="error",
    scope="product",
    rule="每份文件按内容的校验值存放，佐证和原件须能原样取回",
    remedy="从备份恢复该文件，再运行 qiangxian verify",
)
def stored_file(_division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Kept files that are gone or whose content differs from when they were kept."""
    for one in differing_files():
        words = "文件缺失" if one.found == MISSING else f"内容不符：实为 {one.found}"
        yield Finding(one.expected, one.where, words)


proof("files", label="文件", settles="documents.stored_file", count=count_files)(differing_files)

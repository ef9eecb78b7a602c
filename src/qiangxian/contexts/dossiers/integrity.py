"""What must hold of the dossiers: the file that was built is still there as it was, frozen pieces have the digest they were given."""

from collections.abc import Iterator

from qiangxian.contexts.documents import store
from qiangxian.contexts.matters import freezing
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import Discrepancy, Finding, Tick, check, proof

from .models import Dossier, Piece


def _count() -> int:
    return Dossier.objects.exclude(sha256="").count() + Piece.objects.filter(frozen__isnull=False).count()


@check(
    "dossiers.changed",
    label="验收卷宗或佐证被改动",
    owner="secadmin",
    severity="error",
    scope="product",
    rule="已编制的卷宗文件和固定的佐证与其校验值一致",
    remedy="保全数据库和文件，报告安全管理员；卷宗可重新编制，佐证须用备份恢复",
)
def changed(_division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Files and frozen pieces whose digest does not hold."""
    for one in differing():
        yield Finding(f"{one.what} {one.where}", one.where, f"{one.what}：应为 {one.expected}，实为 {one.found}")


def differing(tick: Tick = lambda: None) -> Iterator[Discrepancy]:
    """Each of them once."""
    for dossier in Dossier.objects.exclude(sha256="").select_related("matter").iterator(chunk_size=500):
        found = store.actual_digest(dossier.sha256)
        if found != dossier.sha256:
            yield Discrepancy("卷宗文件不符", dossier.matter.title, dossier.sha256, found or "没有")
        tick()
    for piece in Piece.objects.filter(frozen__isnull=False).iterator(chunk_size=500):
        again = freezing.digest(piece.frozen or {})
        if again != piece.digest:
            yield Discrepancy("佐证不符", f"佐证 {piece.serial} 号 {piece.label}", piece.digest, again)
        tick()


proof("dossiers", label="验收卷宗和固定的佐证", settles="dossiers.changed", count=_count)(differing)

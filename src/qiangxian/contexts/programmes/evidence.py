"""What the programme offers as evidence: how a target stands with what makes it, and the plan document itself."""

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.indicators.evidence import frozen_figure
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.evidence import Frozen, evidence_source

from .models import Programme
from .readers.programmes import current_programme
from .readers.targets import standing_targets, target_on


def _programme(actor: Actor, division: str) -> Programme:
    found = current_programme(actor, division)
    if found is None:
        raise NotFound("本县没有已生效的工作方案", remedy="请先导入方案")
    return found


def _targets(actor: Actor, division: str, _as_of: AsOf) -> list[tuple[str, str]]:
    found = current_programme(actor, division)
    return [(one.key, one.label) for one in standing_targets(found)] if found else []


@evidence_source("target", label="方案目标完成情况", offered=_targets)
def freeze_target(actor: Actor, division: str, as_of: AsOf, key: str) -> Frozen:
    """A counted target with its figure, one that asks for existence with its proofs."""
    found = target_on(_programme(actor, division), key, as_of, actor)
    if found.figure is not None:
        return frozen_figure(found.target.label, found.figure)
    rows = tuple((proof.effective_date.isoformat(), proof.label, proof.added_by) for proof in found.proofs)
    words = (f"{found.target.label}：{found.words}", f"数据截至 {as_of}")
    return Frozen(
        f"{found.target.label}（{as_of}）", "方案目标", as_of.effective, None, words, ("自", "佐证", "登记"), rows
    )


def _plans(actor: Actor, division: str, _as_of: AsOf) -> list[tuple[str, str]]:
    rows = documents.visible_documents(actor).filter(division_code=division)
    return [(str(row.pk), f"{row.title} {row.document_number}".strip()) for row in rows]


@evidence_source("plan", label="方案和印发文件", offered=_plans)
def freeze_plan(actor: Actor, division: str, as_of: AsOf, key: str) -> Frozen:
    """The file as it was imported."""
    row = documents.visible_documents(actor).filter(division_code=division, pk=int(key)).first()
    if row is None:
        raise NotFound("没有这份文件", remedy="请重新选择")
    return Frozen(f"{row.title} {row.document_number}".strip(), row.issuer or "印发机关", as_of.effective, row.file_id)

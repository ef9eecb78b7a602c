"""Which of a county's plans it works by."""

from datetime import datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotFound

from .. import policies
from ..models import Programme


@action("programmes.use_programme", label="设为本县方案", policy=policies.may_edit)
def use_programme(*, actor: Actor, at: datetime, programme_id: int, reason: str = "") -> Receipt:
    """Targets, tasks and to-dos of the county follow this plan from now on; what is public does not change by it."""
    wanted = Programme.objects.filter(pk=programme_id).first()
    if wanted is None:
        raise NotFound(f"没有编号为 {programme_id} 的工作方案", remedy="用 programme list 或在“全部方案”中查看")
    county = Programme.objects.select_for_update().filter(division_code=wanted.division_code)
    before = county.filter(is_current=True).first()
    if before == wanted:
        raise Conflict(f"《{wanted.title}》已经是本县方案", remedy="不用再设")
    if before is not None:
        before.is_current = False
        before.save(update_fields=["is_current"])
    wanted.is_current = True
    wanted.save(update_fields=["is_current"])
    title = before.title if before else None
    code = wanted.division_code
    return Receipt(
        "programme", str(wanted.pk), wanted.title, {"本县方案": title}, {"本县方案": wanted.title}, code, wanted
    )

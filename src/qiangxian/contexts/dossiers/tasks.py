"""Building in the background: begun when the step is committed, and again on the next day where a machine went down meanwhile."""

import logging
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django_tasks import task

from qiangxian.contexts.matters.taking import taken
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import DomainError
from qiangxian.kernel.schedule import daily

from .building import build
from .events import BUILD_ASKED
from .flow import FLOW, DossierState

logger = logging.getLogger(__name__)


def carry_out(matter_id: int) -> None:
    """Build it and take the step that says how it went; one that is not being built any more is left alone."""
    dossier = FLOW.rows.select_related("matter").filter(matter=matter_id, matter__state=DossierState.BUILDING).first()
    if dossier is None:
        return
    given: dict[str, Any]
    try:
        step, given = "finish", {"built": build(dossier)}
    except DomainError as fault:
        step, given = "fail", {"reason": str(fault)}
    except Exception:
        logger.exception("dossier %s was not built", matter_id)
        step, given = "fail", {"reason": "编制中出现意外错误，管理员可在日志中查看；请稍后再编一次"}
    taken(FLOW.steps[step], Actor.system(), timezone.now(), {"matter_id": matter_id, **given})


@task()
def build_dossier(matter_id: int) -> None:
    """The work behind the step."""
    carry_out(matter_id)


@BUILD_ASKED.listen
def begin(*, matter_id: int) -> None:
    """Put it into the queue."""
    build_dossier.enqueue(matter_id)


@daily("dossiers.build_left", label="补编未完成的验收卷宗", hour=3)
def build_left(*, today: date, at: datetime) -> None:
    """What a machine that went down left behind."""
    for pk in FLOW.rows.filter(matter__state=DossierState.BUILDING).values_list("pk", flat=True):
        carry_out(pk)

"""Who may read and change a programme."""

from collections.abc import Mapping
from typing import Any

from qiangxian.contexts.documents import policies as documents
from qiangxian.kernel.roles import role, staff

from .models import Programme

PATHS = {
    "check_id": "phase_set__checks",
    "proof_id": "target_set__proofs",
    "target_id": "target_set",
    "programme_id": "pk",
}

may_read = staff.says("工作方案不对您当前的角色开放。")
may_apply = documents.may_edit


def _programme(given: Mapping[str, Any]) -> object:
    """The programme named, or that of the item to check, the target or the proof; a new one stands for its county."""
    path = next((path for path in PATHS if given.get(path) is not None), None)
    return Programme.objects.filter(**{PATHS[path]: given[path]}).first() if path else given


may_edit = role("office").to("修改", "工作方案").of(_programme)

"""Who decides a contradiction between a printed and a computed status."""

from collections.abc import Mapping
from typing import Any

from ...records.policies import may_edit, may_read
from .models import StatusConflict

__all__ = ["may_decide", "may_edit", "may_read"]


def _conflict(given: Mapping[str, Any]) -> object:
    return StatusConflict.objects.filter(pk=given.get("conflict_id") or 0).first()


may_decide = may_edit.of(_conflict)

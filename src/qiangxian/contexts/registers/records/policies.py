"""Who may read and change the registers."""

from collections.abc import Mapping
from typing import Any

from qiangxian.kernel.roles import own_enterprise, role, staff

from .models import Record

may_read = staff.says("基础台账只对本县（市、区）的工作人员开放。")
"""Staff read the registers of their county; administrators of accounts see no business data."""
may_see = may_read | own_enterprise
may_edit = role("office").to("维护", "基础台账")


def _record(given: Mapping[str, Any]) -> object:
    return Record.objects.filter(pk=given.get("record_id") or 0).first()


may_edit_record = may_edit.of(_record)
"""A record that stands already: its own county decides, not what the caller says."""

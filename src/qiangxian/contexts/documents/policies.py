"""Who may keep files and decide proposals: the office of the county they belong to."""

from collections.abc import Mapping
from typing import Any

from qiangxian.kernel.roles import role, staff

from .models import Proposal


def _county(given: Mapping[str, Any]) -> object:
    return Proposal.objects.filter(pk=given["proposal_id"]).first() if "proposal_id" in given else given


may_read = staff
may_edit = role("office").to("处理", "方案").says("只有领导小组办公室可以导入方案、确认识别结果。").of(_county)
may_keep = role("office", "liaison").to("保存", "文件")
"""The office, and liaisons who prove with files what they report."""

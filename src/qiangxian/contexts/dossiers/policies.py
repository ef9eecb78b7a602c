"""Who reads the pool and the dossiers, who fills it, who builds."""

from typing import Any

from qiangxian.kernel.roles import role, staff

from .models import Piece

may_read = (staff | role("auditor")).says("佐证材料和验收卷宗只对本县（市、区）的工作人员和审计员开放。")


def _piece(given: Any) -> object:
    return Piece.objects.filter(pk=given["piece_id"]).first() if "piece_id" in given else given


may_add = role("office", "liaison").to("归集", "佐证材料")
"""The office, and liaisons who bring what their units have."""
may_cite = role("office", "liaison").to("关联", "佐证材料").of(_piece)
may_withdraw = role("office").to("撤下", "佐证材料").of(_piece)
may_build = role("office").to("编制", "验收卷宗")

"""Who reads the findings, runs the checks, and may let a finding stand."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

from qiangxian.kernel.actor import SYSTEM, Actor
from qiangxian.kernel.integrity import CHECKS, IntegrityCheck
from qiangxian.kernel.roles import ADMINISTRATION, STAFF, holder, only, role, system_only

KEEPERS = sorted(ADMINISTRATION - STAFF)

may_read = holder(*STAFF, *KEEPERS).says("数据质量页面只对本县（市、区）工作人员开放。")
may_run = role("office", "auditor", *KEEPERS).to("发起", "数据质量检查")
may_store = system_only.says("检查结果只能由系统保存。")


def _subject(given: Mapping[str, Any]) -> Mapping[str, Any]:
    code, _keys = given.get("findings", ("", ()))
    check = CHECKS.get(code)
    return {"division_code": given.get("division_code") or "", "owner": check.owner if check else ""}


def _of_keeper(keeper: str) -> Any:
    product = holder(keeper) & only("只能处理本县（市、区）的问题。", division_code=[""])
    return (role(keeper) | product) & only(REFUSAL, owner=[keeper])


REFUSAL = "只有领导小组办公室可以把本县的问题标为不处理，其余由负责处理的管理员决定。"
may_ignore = reduce(or_, map(_of_keeper, KEEPERS), role("office")).to("处理", "问题").says(REFUSAL).of(_subject)
"""The office lets findings of its county stand, an administrator those it must act on, the product's own too."""


def sees(actor: Actor, check: IntegrityCheck) -> bool:
    """Staff see every check; an administrator, who sees no business data, only those it must act on."""
    return actor.has(SYSTEM, *STAFF, check.owner)

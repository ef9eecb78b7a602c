"""Members of an alliance come and go."""

from qiangxian.kernel.asking import SOURCE, Field, effective, known, reason

from ..records.steps import Step
from ..rights.actions.holdings import add_member, end_member

MEMBER = Step(
    "增加成员",
    add_member,
    (
        Field("member_name", "成员名称", required=True, length=200),
        Field("uscc", "统一社会信用代码", length=18),
        Field("effective_date", "加入日", "day"),
        known(),
        SOURCE,
    ),
    button="增加成员",
)
END_MEMBER = Step(
    "终止成员",
    end_member,
    (effective("终止日", "从这一天起不再持有（不再是成员）"), known(), SOURCE, reason()),
    part="member_id",
)
STEPS = {"member": MEMBER, "end-member": END_MEMBER}

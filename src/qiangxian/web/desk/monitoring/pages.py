"""Who may read the pages of 到期与提醒."""

from qiangxian.contexts.registers.records import policies
from qiangxian.web.request import Request


def must_read(request: Request) -> None:
    """Staff of a county only; an enterprise has its own page."""
    policies.may_read.anywhere(request.actor).demand("企业用户请从“我的企业”查看自己的年费与期限")

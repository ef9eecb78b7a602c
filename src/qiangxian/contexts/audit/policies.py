"""Who reads the chain."""

from qiangxian.kernel.roles import holder, only, role

may_read = (role("auditor") | holder("auditor") & only("", division_code=[""])).says("审计日志只对审计员开放。")
"""The auditor alone: the lines of the own county and those that belong to none."""

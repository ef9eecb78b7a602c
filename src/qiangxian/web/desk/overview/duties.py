"""The start page of those whose work is not the programme: what each may do, and where."""

from dataclasses import dataclass

from django.urls import reverse

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import Policy, anybody, holder


@dataclass(frozen=True)
class Duty:
    """One thing a role is there for: what, its page, and who has it."""

    title: str
    words: str
    view: str
    label: str
    may: Policy

    @property
    def url(self) -> str:
        return reverse(self.view)


DUTIES = (
    Duty(
        "第一周",
        "新的县（市、区）从本县、账号、单位、乡镇开始，按顺序办理，做好的自己打勾。",
        "desk:setup",
        "打开第一周",
        holder("sysadmin", "secadmin"),
    ),
    Duty(
        "账号",
        "开立、停用账号，重置密码，解除锁定。角色由安全管理员授予。",
        "desk:accounts",
        "管理账号",
        holder("sysadmin"),
    ),
    Duty(
        "角色",
        "授予和收回角色，核对谁能做什么。账号由系统管理员开立。",
        "desk:accounts",
        "管理角色",
        holder("secadmin"),
    ),
    Duty(
        "权限一览",
        "每一项操作由哪些角色办理，逐项列出。",
        "desk:permissions",
        "查看权限",
        holder("sysadmin", "secadmin"),
    ),
    Duty("我的账号", "修改密码，开启动态验证码，查看登录会话。", "desk:me", "打开我的账号", anybody),
)


def duties_of(actor: Actor) -> list[Duty]:
    """The duties of the actor's roles."""
    return [duty for duty in DUTIES if duty.may.anywhere(actor)]

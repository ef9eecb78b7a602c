"""The start page of those whose work is not the programme: what each may do, and where."""

from dataclasses import dataclass

from django.urls import reverse

from qiangxian.kernel.actor import Actor


@dataclass(frozen=True)
class Duty:
    """One thing a role is there for."""

    title: str
    words: str
    url: str
    label: str


SYSADMIN = (
    "sysadmin",
    "账号",
    "开立、停用账号，重置密码，解除锁定。角色由安全管理员授予。",
    "desk:accounts",
    "管理账号",
)
SECADMIN = ("secadmin", "角色", "授予和收回角色，核对谁能做什么。账号由系统管理员开立。", "desk:accounts", "管理角色")
MATRIX = ("secadmin", "权限一览", "每一项操作由哪些角色办理，逐项列出。", "desk:permissions", "查看权限")
SECOND = ("sysadmin", "权限一览", "每一项操作由哪些角色办理，逐项列出。", "desk:permissions", "查看权限")
OWN_ACCOUNT = ("", "我的账号", "修改密码，开启动态验证码，查看登录会话。", "desk:me", "打开我的账号")
DUTIES = (SYSADMIN, SECADMIN, MATRIX, SECOND, OWN_ACCOUNT)


def duties_of(actor: Actor) -> list[Duty]:
    """The duties of the actor's roles, each page once."""
    held = [duty for duty in DUTIES if not duty[0] or actor.has(duty[0])]
    made = [(title, words, reverse(view), label) for _, title, words, view, label in held]
    return list({(title, url): Duty(title, words, url, label) for title, words, url, label in made}.values())


def plan_import_url(actor: Actor) -> str:
    """Where the office brings a plan in; empty for everybody else."""
    return reverse("desk:plan_import") if actor.has("office") else ""

"""What one can do and open at the desk, so that the search finds pages by what officials call them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse

from qiangxian.contexts.documents.policies import may_edit as may_edit_plans
from qiangxian.contexts.notices.policies import may_post
from qiangxian.contexts.people import policies as people
from qiangxian.contexts.registers.records import listing
from qiangxian.contexts.registers.records.policies import may_edit as may_edit_records
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import Policy, anybody, role, staff
from qiangxian.web.context import PLACES

OFFICE = role("office")


@dataclass(frozen=True)
class Function:
    """A page by its name, other words for it, its address, and who may open it."""

    label: str
    words: str
    view: str
    may: Policy
    args: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.view, args=self.args)


FUNCTIONS = (
    Function("单位与任务分工表", "牵头 责任单位", "desk:plan_matrix", staff),
    Function("阶段与核对事项", "启动条件 节点", "desk:phases", staff),
    Function("方案修改记录", "更正", "desk:plan_history", staff),
    Function("方案列表", "发布 校核 撤回", "desk:plans", staff),
    Function("单位名称核对", "单位 别名", "desk:units_match", OFFICE),
    Function("导入方案", "上传 新方案", "desk:plan_import", may_edit_plans),
    Function("大屏", "展示", "desk:wall", staff),
    Function("两日对比", "变化 增减 新增 减少", "desk:compare", staff),
    Function("工作月报", "指标月报 统计简报", "desk:bulletin", staff),
    Function("上级名单", "上级公布", "desk:upper_lists", staff),
    Function("上报数据", "填报 核定", "desk:reported", staff),
    Function("称号梯队", "高新技术企业 专精特新 申报条件", "desk:title_ladder", staff),
    Function("企业梯队", "等级测算 培育", "desk:ladder", staff),
    Function("“零专利”企业名单", "没有专利", "desk:zero_list", staff),
    Function("状态矛盾", "法律状态 核对", "desk:status_conflicts", staff),
    Function("发送提醒", "年费 续展 到期 催办", "desk:reminders", may_post),
    Function("已发送的提醒", "通知 送达", "desk:reminders_sent", may_post),
    Function("提醒的发送方式", "邮件 机器人", "desk:reminder_channels", may_post),
    Function("企业名称核对", "匹配 权利人", "desk:import_matches", OFFICE),
    Function("等待的行", "法律状态 缴费 未登记", "desk:import_waiting", OFFICE),
    Function("列名对应", "表头 导入", "desk:import_mappings", OFFICE),
    Function("通讯录", "联络员 负责人 联系人", "desk:contacts", staff),
    Function("任务节点", "里程碑 节点日", "desk:milestones", staff),
    Function("线下签批", "另一人办理", "desk:matters_offline", staff),
    Function("督查授权", "督办", "desk:designation_list", staff),
    Function("建立账号", "新账号 开户", "desk:account_new", people.may_make_accounts),
    Function("通知", "消息 站内", "desk:notices", anybody),
    Function("我的账号", "委托 登录", "desk:me", anybody),
    Function("修改密码", "口令", "account_change_password", anybody),
    Function("动态验证码", "第二因素 备用验证码", "mfa_index", anybody),
    Function("年费计算器", "缴费 滞纳金", "portal:fee_calculator", anybody),
    Function("期限计算器", "法定期限 截止日", "portal:period_calculator", anybody),
)


def functions() -> Iterator[Function]:
    """The places of the navigation, the registers with their forms, and what stands within other pages."""
    yield from (Function(place.label, "", place.view, place.may) for place in PLACES)
    for register in listing.registers():
        yield Function(register.label, "基础台账 名录", "desk:register", staff, (register.slug,))
        yield Function(f"录入{register.label}", "新增 登记", "desk:record_new", may_edit_records, (register.slug,))
    yield from FUNCTIONS


def functions_found(actor: Actor, words: Sequence[str]) -> list[Function]:
    """Those the actor may open and whose name or other words have every typed word."""
    found = {
        one.url: one
        for one in functions()
        if all(word.casefold() in f"{one.label} {one.words}".casefold() for word in words) and one.may.anywhere(actor)
    }
    return list(found.values())

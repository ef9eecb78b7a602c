"""What the daily jobs tell of the machine's clock."""

from collections.abc import Iterator

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import Finding, check
from qiangxian.kernel.schedule import DAILY

from . import runs


@check(
    "schedule.days_ahead",
    label="每日任务的日期在将来",
    owner="sysadmin",
    severity="error",
    scope="product",
    rule="时钟走快又拨回，会留下将来日期的运行记录，其间发出的提醒和算出的数值都按错误的日期",
    remedy="核对服务器时钟和校时；查看那段时间的审计日志，确认没有影响后标为不处理并写明理由",
)
def days_ahead(_division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Runs of days that have not come."""
    for run in runs.ahead(as_of.effective):
        yield Finding(f"{run.code} {run.day}", _label(run.code), f"运行日期 {run.day} 晚于 {as_of.effective}")


@check(
    "schedule.held_back",
    label="每日任务待确认",
    owner="sysadmin",
    severity="warning",
    scope="product",
    rule="与上次运行相隔太久的每日任务，先由人核对服务器时钟",
    remedy="核对服务器时钟，无误后由服务器管理人员执行 qiangxian schedule confirm",
)
def held_back(_division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Jobs that wait for a person."""
    for run in runs.held(as_of.effective):
        yield Finding(f"{run.code} {run.day}", _label(run.code), run.message)


def _label(code: str) -> str:
    job = DAILY.get(code)
    return job.label if job else code

"""Getting a lost right back (专利法实施细则 2023 第六条): until when it can be asked for, and whether it costs.

Two grounds: force majeure (第一款), free of charge, and any other good reason (第二款), with the request fee. The periods
named in the fifth paragraph cannot be restored at all.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from qiangxian.kernel import rulebook
from qiangxian.kernel.clocks import PeriodEnd, clock_codes, deadline
from qiangxian.kernel.errors import Refused

Ground = Literal["force_majeure", "other"]


WITH_FEE: frozenset[Ground] = frozenset({"other"})
"""The grounds on which a request costs the request fee."""


def restoration_window(
    ground: Ground, *, lost_period: str = "", noticed: date | None = None, obstacle_ended: date | None = None,
    period_ended: date | None = None,
) -> PeriodEnd:  # fmt: skip
    """Until when restoration can be requested; `due` is rolled, `nominal` the safe day.

    `other`: two months from the receipt of the notice (`noticed`). `force_majeure`: two months from the end of the
    obstacle and at most two years from the end of the period. `lost_period`: the period that was missed; `Refused` for
    one that cannot be restored on that ground (`lifecycle/restoration`) and where a day is missing.
    """
    _refuse_unrestorable(ground, lost_period)
    if ground == "other":
        return deadline("restoration_request", _needed(noticed, "收到通知日"))
    near = deadline("force_majeure_request", _needed(obstacle_ended, "障碍消除日"))
    far = deadline("force_majeure_limit", _needed(period_ended, "期限届满日"))
    return min(near, far, key=lambda end: end.due)


def _refuse_unrestorable(ground: Ground, lost_period: str) -> None:
    rules = rulebook.load("lifecycle", "restoration", division=None)
    if lost_period and lost_period not in {*rules["never_restored"], *rules["force_majeure_only"], *clock_codes()}:
        raise Refused(
            "没有这一期限", column="lost_period", value=lost_period, remedy="期限的名称见 qiangxian law periods"
        )
    barred = {**rules["never_restored"], **(rules["force_majeure_only"] if ground == "other" else {})}
    if lost_period in barred:
        raise Refused(f"{barred[lost_period]}不适用恢复", value=lost_period, remedy="见专利法实施细则第六条")


def _needed(day: date | None, name: str) -> date:
    if day is None:
        raise Refused(f"缺少{name}", column=name, remedy="请填写日期")
    return day

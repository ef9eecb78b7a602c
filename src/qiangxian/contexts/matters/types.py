"""Words and neutral shapes of the mechanism: what a step asks, how long a clock runs, whether a step wants evidence."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices

from qiangxian.kernel.clocks import ClockRule


class EvidenceWish(TextChoices):
    """Whether a step takes a file with it."""

    NONE = "none", "不需要"
    OFFERED = "offered", "可以附"
    REQUIRED = "required", "必须附"


class EvidenceKind(TextChoices):
    """What proves something."""

    FILE = "file", "文件"
    QUERY = "query", "台账查询"
    OBSERVATION = "observation", "指标值"
    REPORT = "report", "进展报告"
    MINUTES = "minutes", "会议纪要"


class PeriodUnit(TextChoices):
    """In what a clock counts; `given`: somebody named the day."""

    GIVEN = "given", "指定日期"
    HOURS = "hours", "小时"
    WORKING_DAYS = "working_days", "个工作日"
    DAYS = "days", "日"
    MONTHS = "months", "个月"
    YEARS = "years", "年"


class ObjectionOutcome(TextChoices):
    """What came of an objection during publicity."""

    DISMISSED = "dismissed", "异议不成立"
    UPHELD = "upheld", "异议成立"


class ObjectionSource(TextChoices):
    """From what sort of person an objection came; who it was stays on paper (the reporter is hidden)."""

    BODY = "body", "单位"
    PERSON = "person", "个人"
    ANONYMOUS = "anonymous", "匿名"


@dataclass(frozen=True, slots=True)
class Item:
    """One field of what a matter consists of: its key, what people call it, what it says; `shown`: that in words, where it differs."""

    key: str
    label: str
    value: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of a flow: by a statutory rule (`rule`: its code in `clocks/rules`, or the rule made for the matter on the
    day), or through a `day` somebody named; `runs` says for which matters.
    `owes`: its end is a day by which somebody must act (that of publicity is not)."""

    label: str
    rule: str | Callable[[Any, date], ClockRule] = ""
    day: Callable[[Any], date | None] | None = None
    owes: bool = True
    runs: Callable[[Any], bool] = lambda _own: True

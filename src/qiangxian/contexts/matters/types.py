"""Words and neutral shapes of the mechanism: what a step asks, how long a clock runs, whether a step wants evidence."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import TextChoices

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.clocks import ClockRule
from qiangxian.kernel.errors import Refused

Choices = Iterable[tuple[str, str]]


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
class Ask:
    """One thing a step asks. `kind`: line, words, day, number, decimal, choice, many (choices), numbers (one a choice), row
    (the id of a row the page names), hidden (what the page knows already).

    `staff`: only officials are asked, an enterprise speaks for itself.
    `choices` and `initial` may depend on what the step is about; `read` makes a value of the words somebody typed,
    `when` says for which matters it is asked at all."""

    label: str
    kind: str = "words"
    required: bool = False
    hint: str = ""
    rows: int = 3
    most: int = 4000
    choices: Choices | Callable[[Any], Choices] = ()
    initial: Callable[[Any, date], Any] | None = None
    read: Callable[[Actor, str], Any] | None = None
    remedy: str = ""
    staff: bool = False
    when: Callable[[Any], bool] = lambda _own: True

    def options(self, own: Any) -> list[tuple[str, str]]:
        """The choices as they are for this matter."""
        return list(self.choices(own) if callable(self.choices) else self.choices)

    def kept(self, name: str) -> "Ask":
        """The same, filled in with what stands under that name now."""
        return replace(self, initial=lambda own, _today: getattr(own, name))

    def taken(self, value: Any, own: Any, actor: Actor) -> Any:
        """The typed value, from a form, a command or a program; `Refused` says what is wrong with it."""
        if isinstance(value, str):
            value = value.strip()
        if value in ("", None, {}, []):
            if self.required and self.when(own):
                raise Refused(f"没有填写{self.label}", column=self.label, remedy=self.remedy or f"请填写{self.label}")
            return self._nothing()
        return self._typed(value, own, actor)

    def _nothing(self) -> Any:
        """What stands where nothing was written."""
        if self.kind == "many":
            return []
        return None if self.kind in ("day", "number", "decimal", "row") or self.read else ""

    def _typed(self, value: Any, own: Any, actor: Actor) -> Any:
        if self.read is not None:
            return self.read(actor, value) if isinstance(value, str) else value
        if self.kind == "day" and isinstance(value, str):
            return self._day(value)
        if self.kind in ("number", "row") and isinstance(value, str):
            return self._number(value)
        if self.kind == "numbers" and isinstance(value, str):
            return {name: self._number(count) for name, _, count in (one.partition("=") for one in value.split(","))}
        if self.kind == "decimal" and isinstance(value, str):
            return self._decimal(value)
        if self.kind == "many":
            several = value.split(",") if isinstance(value, str) else value
            return [self._chosen(one, own) for one in several]
        if self.kind == "choice" or (self.kind == "hidden" and self.choices):
            return self._chosen(value, own)
        return value[: self.most] if isinstance(value, str) else value

    def _day(self, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Refused("日期写法不对", column=self.label, value=text, remedy="请写成 2025-12-31 的形式") from None

    def _number(self, text: str) -> int:
        if not text.isdecimal() or len(text) > 17:
            raise Refused("不是整数", column=self.label, value=text, remedy="请填写数字")
        return int(text)

    def _decimal(self, text: str) -> Decimal:
        try:
            return Decimal(text)
        except InvalidOperation:
            raise Refused("不是数字", column=self.label, value=text, remedy="请填写数字") from None

    def _chosen(self, value: Any, own: Any) -> Any:
        options = dict(self.options(own))
        if str(value) not in options:
            raise Refused(f"{self.label}不对", column=self.label, value=value, remedy="、".join(options.values()))
        return value


def needed(label: str, kind: str = "words", **more: Any) -> Ask:
    """Something without which the step is not taken."""
    return Ask(label, kind, True, **more)


def offered(label: str, kind: str = "words", **more: Any) -> Ask:
    """Something that may be left out."""
    return Ask(label, kind, False, **more)


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

"""The forms of a target's page. What is allowed the domain decides; the forms only read the fields."""

from datetime import timedelta
from typing import Any

from django import forms

from qiangxian.contexts.indicators.types import ParameterView
from qiangxian.web.components.choosing import offer
from qiangxian.web.components.days import DayField

READING = "reading-"
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
REASON_HINT = "写明依据，例如会议纪要或上级文件。理由与改动一起留存。"


class Reasoned(forms.Form):
    """A change with its reason."""

    reason = forms.CharField(
        label="理由",
        help_text=REASON_HINT,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明理由。"},
    )

    def arguments(self) -> dict[str, Any]:
        """What the action is given."""
        return dict(self.cleaned_data)


class BaselineForm(Reasoned):
    """The figure the plan line starts from."""

    field_order = ("value", "reason")
    value = forms.DecimalField(
        label="基期值",
        required=False,
        help_text="留空则恢复为实施阶段前一日基础台账自己的数值。",
        error_messages={"invalid": "请填写数字。"},
    )

    def arguments(self) -> dict[str, Any]:
        """What the action is given."""
        value = self.cleaned_data["value"]
        return {"value": None if value is None else str(value), "reason": self.cleaned_data["reason"]}


class DueForm(Reasoned):
    """The day by which the target is to be met."""

    field_order = ("due", "reason")
    due = DayField(
        label="完成时限",
        required=False,
        widget=DAY,
        help_text="留空则恢复为方案写明的完成时限。",
        error_messages={"invalid": "请写成 2025-12-31 的形式。"},
    )


class StartForm(Reasoned):
    """The day the plan line starts from."""

    field_order = ("start", "reason")
    start = DayField(
        label="起算日",
        required=False,
        widget=DAY,
        help_text="序时目标从这一天的前一日起算；留空则恢复为方案实施阶段的第一天。",
        error_messages={"invalid": "请写成 2025-12-31 的形式。"},
    )


class IndicatorForm(Reasoned):
    """What counts the target."""

    field_order = ("indicator", "reason")
    indicator = forms.ChoiceField(label="计量指标", required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "indicator", [("", "按方案文字识别的指标"), *choices])


class ReadingForm(Reasoned):
    """One open reading of the indicator."""

    field_order = ("value", "reason")

    def __init__(self, *args: Any, reading: ParameterView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reading = reading
        self.fields["value"] = self._field(reading)
        self.order_fields(self.field_order)

    def _field(self, reading: ParameterView) -> forms.Field:
        if not reading.choices:
            return forms.IntegerField(
                label=reading.label, error_messages={"required": "请填写整数。", "invalid": "请填写整数。"}
            )
        if isinstance(reading.value, tuple):
            boxes = forms.CheckboxSelectMultiple()
            return forms.MultipleChoiceField(
                label=reading.label,
                choices=reading.choices,
                widget=boxes,
                error_messages={"required": "请至少选一项。"},
            )
        return forms.ChoiceField(label=reading.label, choices=reading.choices)

    def arguments(self) -> dict[str, Any]:
        """What the action is given."""
        return {"name": self.reading.name, **self.cleaned_data}


class ProofForm(forms.Form):
    """A record chosen from the register, or a file, that proves an existence target from a day on."""

    record = forms.ChoiceField(label="基础台账中的记录", required=False)
    file = forms.FileField(label="或上传佐证文件", required=False, help_text="例如印发的通知、会议纪要的扫描件。")
    label = forms.CharField(label="文件的名称（文号）", required=False, max_length=200)
    effective_date = DayField(
        label="自哪一天起成立",
        widget=DAY,
        help_text="文件印发或机构成立的日期。",
        error_messages={"required": "请填写日期。", "invalid": "请写成 2025-12-31 的形式。"},
    )

    def __init__(self, *args: Any, candidates: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {f"{row.kind} {row.key}": row for row in candidates}
        choices = [("", "不关联记录"), *((value, row.label) for value, row in self.candidates.items())]
        offer(self, "record", choices)

    def clean(self) -> dict[str, Any]:
        """Exactly one of both."""
        found = super().clean() or {}
        if bool(found.get("record")) == bool(found.get("file")):
            raise forms.ValidationError("请选一条登记记录，或上传一个文件（二者选一）。")
        return found


def first_day(standing: Any) -> Any:
    """The day after that of the baseline."""
    return standing.baseline_day + timedelta(days=1) if standing.baseline_day else None


def change_forms(
    standing: Any, indicators: list[tuple[str, str]], data: Any = None, chosen: str = ""
) -> dict[str, forms.Form]:
    """The forms of a numeric target by name; only the one that was sent carries its data."""

    def sent(name: str) -> Any:
        return data if name == chosen else None

    made: dict[str, forms.Form] = {
        "baseline": BaselineForm(sent("baseline"), prefix="baseline", initial={"value": standing.baseline}),
        "start": StartForm(sent("start"), prefix="start", initial={"start": first_day(standing)}),
        "due": DueForm(sent("due"), prefix="due", initial={"due": standing.due}),
        "indicator": IndicatorForm(
            sent("indicator"),
            prefix="indicator",
            choices=indicators,
            initial={"indicator": standing.figure.definition.code if standing.figure else ""},
        ),
    }
    for reading in standing.readings:
        name = READING + reading.name
        made[name] = ReadingForm(sent(name), prefix=name, reading=reading, initial={"value": reading.value})
    return made

"""Forms of the cultivation library, one per step."""

from collections.abc import Mapping
from typing import Any

from django import forms

from qiangxian.contexts.cultivation.types import Grade, ObjectionOutcome, ObjectionSource

TODAY_HINT = "默认今天"


def day(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "不是日期，请写成 2025-12-31 的形式", "required": "请填写日期"},
    )


def words(label: str, *, required: bool = True, hint: str = "", rows: int = 3) -> forms.CharField:
    """Some sentences."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请填写{label}"},
    )


class ConfirmForm(forms.Form):
    """A step that asks nothing more."""


class ReasonForm(forms.Form):
    """A step with its reason."""

    reason = words("理由")


class OpinionForm(forms.Form):
    """A step whose opinion is needed only where a condition is open."""

    reason = words("意见", required=False, hint="有条件“待补”或“转人工核查”时必填，写明核查依据和结论")


class ContactForm(forms.Form):
    """Who speaks for the enterprise, and that it consents."""

    contact_name = forms.CharField(label="企业联系人", max_length=60)
    contact_phone = forms.CharField(label="联系电话", max_length=30, help_text="手机号，或带区号的座机")
    consent_date = day("企业书面同意日", hint="同意书上的日期")
    statement = words("申报说明", required=False, hint="主要产品、知识产权现状、希望得到的支持", rows=4)


class RecommendForm(ContactForm):
    """The office recommends an enterprise."""

    uscc = forms.CharField(
        label="统一社会信用代码或企业全称", max_length=200, help_text="须已在企业登记中；不在的请先登记企业"
    )
    recommended_by = forms.CharField(label="推荐单位", required=False, max_length=120, help_text="不填则为办公室")
    field_order = ("uscc", "recommended_by", "contact_name", "contact_phone", "consent_date", "statement")


class OrderVisitForm(forms.Form):
    """Somebody will go and look."""

    visit_date = day("核查日期")
    reason = words("核查事项")


class RecordVisitForm(forms.Form):
    """What was seen."""

    visit_date = day("核查日期")
    visitors = forms.CharField(label="核查人", max_length=120, help_text="两人以上，用顿号隔开")
    reason = words("核查结果")


class ObjectionForm(forms.Form):
    """An objection during publicity."""

    received_date = day("收到日")
    source = forms.ChoiceField(label="来源", choices=ObjectionSource.choices)
    paper_number = forms.CharField(
        label="纸质材料编号", required=False, max_length=60, help_text="反映人的姓名和电话只留在纸质材料中"
    )
    words = words("异议内容")


class AnswerForm(forms.Form):
    """The answer to an objection."""

    outcome = forms.ChoiceField(label="结论", choices=ObjectionOutcome.choices)
    answer = words("答复")


class ExitForm(forms.Form):
    """Why a member should leave."""

    exit_reason = forms.ChoiceField(label="出库原因")
    successor = forms.CharField(
        label="承继企业", required=False, max_length=200, help_text="只有被合并时填写：代码或全称"
    )
    reason = words("事实和依据")

    def __init__(self, *args: Any, reasons: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["exit_reason"] = forms.ChoiceField(label="出库原因", choices=list(reasons.items()))


class PlanForm(forms.Form):
    """The guidance plan of a year: one number field per goal that can be counted."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    responsible_id = forms.TypedChoiceField(label="责任人", coerce=int)
    diagnosis = words("诊断", hint="现状、主要问题、方向", rows=4)
    measures = words("主要措施", required=False, rows=3)

    def __init__(
        self, *args: Any, officials: Mapping[int, str], goals: Mapping[str, Mapping[str, Any]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.goals = goals
        self.fields["responsible_id"] = forms.TypedChoiceField(
            label="责任人", coerce=int, choices=[(str(key), label) for key, label in officials.items()]
        )
        for code, entry in goals.items():
            self.fields[f"goal_{code}"] = forms.IntegerField(
                label=f"{entry['label']}（{entry['unit']}）",
                required=False,
                min_value=1,
                help_text="不设这项目标的留空" if code == next(iter(goals)) else "",
            )

    def goal_values(self) -> dict[str, int]:
        """The goals that were given a number."""
        found = {code: self.cleaned_data.get(f"goal_{code}") for code in self.goals}
        return {code: int(value) for code, value in found.items() if value}


class ServiceForm(forms.Form):
    """One service rendered."""

    day = day("服务日")
    kind = forms.ChoiceField(label="服务类别")
    words = words("服务内容和结果")
    evidence = forms.FileField(label="佐证文件", required=False, help_text="图片、PDF 或办公文档")

    def __init__(self, *args: Any, kinds: Mapping[str, str], may_keep_files: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"] = forms.ChoiceField(label="服务类别", choices=list(kinds.items()))
        if not may_keep_files:
            del self.fields["evidence"]


class EvaluationForm(forms.Form):
    """The yearly evaluation."""

    year = forms.IntegerField(label="评价年度", min_value=2000, max_value=2100)
    grade_after = forms.ChoiceField(
        label="评价后等级", required=False, choices=[("", "不合格（另行提出出库）"), *Grade.choices]
    )
    words = words("评价意见", rows=4)


class GradeForm(forms.Form):
    """A person decides a computed grade."""

    grade = forms.ChoiceField(label="确认为", choices=Grade.choices)
    reason = words("理由", required=False, hint="与计算结果不同的必填")

"""The form of a step, made from what the step asks."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms

from qiangxian.contexts.matters.flow import FlowStep
from qiangxian.contexts.matters.types import EvidenceWish
from qiangxian.kernel.asking import Field
from qiangxian.web.components.days import DayField
from qiangxian.web.forms import form_field

DAY = {"type": "date"}
SIGNED = ("signer", "signed_post", "signed_day")
OFFLINE_HINT = "已在纸质材料上签批的才填；签批人不能是经办人和录入人"


PER_CHOICE: Mapping[str, Callable[[str], forms.Field]] = {
    "numbers": lambda label: forms.IntegerField(label=label, required=False, min_value=1),
    "notes": lambda label: forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": 1})),
}
"""What is asked once for each choice."""


class ManyFiles(forms.ClearableFileInput):
    """A control that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, each within the limits of one."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Every file, checked by itself."""
        files = data if isinstance(data, (list, tuple)) else [data]
        return [kept for one in files if (kept := super(FilesField, self).clean(one, initial))]


class StepForm(forms.Form):
    """One step: a field for each thing asked, files where they are taken, the sign-off on paper where two persons act.

    What is allowed the domain decides; here text stays text, so that the form, a command and the API are read alike."""

    refused = False

    def __init__(self, data: Any, files: Any, *, spec: FlowStep, own: Any, signers: Any, **about: Any) -> None:
        """`today`; `given`: what the address says already; `outside`: an enterprise asks."""
        super().__init__(data, files)
        self.spec, self.own = spec, own
        for name, ask in spec.asks.items():
            if ask.when(own) and not (ask.staff and about["outside"]):
                self._ask(name, ask, about["given"], about["today"])
        if spec.evidence != EvidenceWish.NONE:
            self.fields["files"] = FilesField(
                label="佐证材料",
                required=spec.evidence == EvidenceWish.REQUIRED,
                help_text="图片、PDF 或办公文档，可选多个",
                error_messages={"required": "请上传佐证材料"},
            )
        self.signers: dict[str, str] = dict(signers)
        self.folded = SIGNED if signers else ()
        if self.folded:
            self._sign_off()

    @property
    def as_told(self) -> list[tuple[str, str]]:
        """What the page knows already, in words. (No name a step might ask by: a field of that name would stand before it.)"""
        asks = self.spec.asks.items()
        values = {name: str(self.data.get(name) or self.initial.get(name) or "") for name, _ in asks}
        return [
            (ask.label, dict(ask.options(self.own)).get(values[name], ""))
            for name, ask in asks
            if ask.takes == "hidden" and values[name] and ask.options(self.own)
        ]

    def _ask(self, name: str, ask: Field, given: Mapping[str, str], today: date) -> None:
        if ask.takes in PER_CHOICE:
            stands = ask.stands(self.own) if ask.stands else {}
            for code, label in ask.options(self.own):
                self.fields[f"{name}_{code}"] = field = PER_CHOICE[ask.takes](label)
                field.help_text = stands.get(code, "")
            return
        self.fields[name] = form_field(ask, self.own)
        first = ask.initial(self.own, today) if ask.initial else None
        known = given.get(name, first)
        self.initial[name] = known.split(",") if ask.takes == "many" and isinstance(known, str) else known

    def _sign_off(self) -> None:
        self.fields["signer"] = forms.ChoiceField(
            label="线下签批人",
            required=False,
            choices=[("", "没有线下签批"), *self.signers.items()],
            help_text=OFFLINE_HINT,
        )
        self.fields["signed_post"] = forms.CharField(label="职务", required=False, max_length=60)
        self.fields["signed_day"] = DayField(label="签批日", required=False, widget=forms.DateInput(attrs=DAY))
        self.fields.setdefault(
            "files", FilesField(label="签批扫描件", required=False, help_text="有线下签批的须上传扫描件")
        )

    def clean(self) -> dict[str, Any]:
        """A sign-off on paper is whole or absent."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("signer"):
            missing = [
                self.fields[name].label
                for name in (*SIGNED[1:], "files")
                if name in self.fields and not cleaned.get(name)
            ]
            if missing:
                raise forms.ValidationError(f"线下签批还缺：{'、'.join(str(words) for words in missing)}")
        return cleaned

    def given(self) -> dict[str, Any]:
        """What the step is given."""
        cleaned = self.cleaned_data
        given = {name: value for name, value in cleaned.items() if name in self.spec.asks}
        for name, ask in self.spec.asks.items():
            if ask.takes in PER_CHOICE:
                codes = [code for code, _ in ask.options(self.own)]
                given[name] = {code: cleaned[key] for code in codes if cleaned.get(key := f"{name}_{code}")}
        return given

    def files_given(self) -> list[tuple[str, bytes]]:
        """Name and content of each file."""
        return [(one.name, one.read()) for one in self.cleaned_data.get("files") or ()]


def batch_form(spec: FlowStep) -> type[forms.Form] | None:
    """What a step on many matters asks once for all of them."""
    fields = {name: form_field(ask) for name, ask in spec.asks.items()}
    return type("BatchForm", (forms.Form,), fields) if fields else None


class VoidForm(forms.Form):
    """Why a number will never be used."""

    reason = forms.CharField(label="作废理由", max_length=200)


class ReserveForm(forms.Form):
    """A number for a paper that is not ready yet."""

    register = forms.RegexField(
        "^[\u4e00-\u9fa5]{1,12}$",
        label="机关代字",
        max_length=12,
        help_text="例如 知调；只写代字，年份和序号由系统编",
        error_messages={"invalid": "机关代字只用 1 至 12 个汉字"},
    )
    purpose = forms.CharField(label="用途", max_length=200, help_text="为哪份文件预留")
    until = forms.DateField(label="预留至", widget=forms.DateInput(attrs=DAY), help_text="到期未用的自动作废并留痕")

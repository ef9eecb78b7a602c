"""The form of a record, derived from its kind; every value is checked by the context, errors stand beside their fields."""

from typing import Any

from django.utils import timezone

from qiangxian.contexts.registers.records.kinds import Kind
from qiangxian.contexts.registers.records.validation import check_values
from qiangxian.kernel.asking import SOURCE, reason
from qiangxian.kernel.errors import Refused
from qiangxian.web.forms import AskedForm


class RecordForm(AskedForm):
    """One record: new, or corrected with a reason."""

    def __init__(self, *args: Any, kind: Kind, division_code: str, correcting: bool, **more: Any) -> None:
        self.kind, self.correcting = kind, correcting
        self.doubts: dict[str, str] = {}
        self.beside: dict[str, Any] = {}
        asks = [*kind.asks(division_code, correcting=correcting), SOURCE, *([reason()] if correcting else [])]
        super().__init__(*args, asks=asks, **more)

    def record_values(self) -> dict[str, Any]:
        """The values of the record itself, without source, reason and what stands in other tables."""
        own = {field.name for field in self.kind.fields}
        return {name: value for name, value in self.cleaned_data.items() if name in own}

    def clean(self) -> dict[str, Any]:
        """Ask the context about every value, and about the values together."""
        data = super().clean()
        checked = check_values(
            self.kind.code,
            self.record_values(),
            self.initial if self.correcting else None,
            today=timezone.localdate(),
        )
        self.doubts = checked.doubts
        for name, words in checked.errors.items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, words)
        if not self.correcting:
            try:
                self.beside = self.kind.given(data)
            except Refused as refusal:
                self.add_error(self.kind.beside[0].name, str(refusal))
        return self.cleaned_data

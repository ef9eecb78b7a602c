"""A day in a form: one a calendar of ours reaches, in figures a database knows."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from qiangxian.kernel.asof import FIRST_DAY, LAST_DAY


class DayField(forms.DateField):
    """A day, typed or picked."""

    def to_python(self, value: Any) -> date | None:
        """The day; a year 1 or 9999 is a slip of the finger."""
        day = super().to_python(value if not isinstance(value, str) or value.isascii() else f"?{value}")
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day

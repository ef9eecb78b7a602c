"""Forms derived from what a record, a step or a matter asks. What a field takes and how it is checked is said once, in the
context; a form only asks."""

from .fields import AskedForm, ReasonForm, day, form_field, reason, source

__all__ = ["AskedForm", "ReasonForm", "day", "form_field", "reason", "source"]

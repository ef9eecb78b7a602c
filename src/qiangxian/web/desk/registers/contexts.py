"""What the pages of rights and enterprises show beyond their sections."""

from typing import Any

from django.utils import timezone

from qiangxian.contexts.registers.types import RecordKind
from qiangxian.web.components.right_law import law_view
from qiangxian.web.desk.enterprises.pages import enterprise_sections
from qiangxian.web.records.contexts import context_for
from qiangxian.web.request import Request


@context_for(RecordKind.RIGHT)
def right(request: Request, row: Any) -> dict[str, Any]:
    """The law of the right: term, fees, contradictions."""
    law = law_view(row, request.as_of, timezone.localdate())
    fees = ["desk/registers/_right_fees.html"] if law["fees"] else []
    return {
        "law": law,
        "above": ["desk/registers/_right_warnings.html"],
        "drawn": ["components/_law_status.html", *fees, "components/_moments.html"],
    }


@context_for(RecordKind.ENTERPRISE)
def enterprise(request: Request, row: Any) -> dict[str, Any]:
    """Sizes by year and self tests."""
    return {**enterprise_sections(row, request.as_of.effective), "below": ["desk/enterprises/_record.html"]}

"""Rows of the list of non-normal filings: an application number, the day it was listed, whose it is."""

from collections.abc import Sequence
from typing import Any

from qiangxian.engines.intake import Row
from qiangxian.kernel.identifiers import application_number

from ...bodies.intake import Simple
from ...intake.desk import Desk
from ...intake.kinds import Draft, in_order
from ...records.conditions import recorded
from ...records.matching import first_holder
from ...records.models import Recorded
from ...types import PATENT_TYPES, RecordKind
from ..models import NonNormalFiling, Right

DAYS = ("listed_date", "withdrawn_date", "reinstated_date", "reinstated_known_date")


class NonNormalFilings(Simple):
    """Kind `non_normal`."""

    register = RecordKind.NON_NORMAL
    model: type[Recorded] = NonNormalFiling
    key_fields = ("number", "listed_date")

    def __init__(self) -> None:
        self._rights: dict[str, int] | None = None

    def draft(self, row: Row, desk: Desk) -> Sequence[Draft]:
        values = row.values
        in_order(
            row,
            ("listed_date", "withdrawn_date", "撤回申请日早于通报日"),
            ("listed_date", "reinstated_date", "恢复日早于通报日"),
        )
        check = application_number.validate(values["number"])
        if not check.ok or not check.canonical:
            row.refuse("number", values["number"], check.reason, check.remedy)
        if not row.good:
            return ()
        if check.status == "suspect":
            row.note("number", values["number"], check.reason, check.remedy)
        number = str(check.canonical)
        right = self._right(number, desk)
        facts = {
            **{name: values.get(name, "") for name in ("applicant_name", "batch_name", "document_number")},
            **{name: values.get(name) for name in DAYS},
            "number": number,
            "known_date": values.get("known_date"),
            "right_id": right,
            "enterprise_id": _enterprise(values, right, desk),
            "raw": row.raw,
        }
        return [Draft((number, values["listed_date"]), facts, defaults={"known_date": values["listed_date"]})]

    def _right(self, number: str, desk: Desk) -> int | None:
        """The right of that number; a list is short and the county's numbers are read once."""
        if self._rights is None:
            rows = Right.objects.filter(recorded(), division_code=desk.division_code, type__in=PATENT_TYPES)
            self._rights = dict(rows.order_by("id").values_list("number", "record_id"))
        return self._rights.get(number)


def _enterprise(values: dict[str, Any], right: int | None, desk: Desk) -> int | None:
    """By the printed applicant, else by who held the right first."""
    if values.get("applicant_name") or values.get("uscc"):
        match = desk.matcher.match(values.get("applicant_name", ""), values.get("uscc", ""))
        desk.counts.match(match.placed)
        if match.placed:
            return match.record_id
    return first_holder(right) if right else None

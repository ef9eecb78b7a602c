"""A county with two bureaus, a court, two of the office and a deputy mayor; a round by any library, brought to any state; and a small
county whose figures are known by hand: two attorneys, three trusteeships, one geographical indication."""

from datetime import date
from typing import Any

import pytest

from qiangxian.contexts.assessments.models import Round, Slice
from tests.contexts.bureaus import Bureaus

BASIS = {"basis_number": "舞考办〔2026〕3号", "basis_issuer": "舞钢市考核办"}
PAPER = [("考核方案.txt", "年度考核方案".encode())]
PROOF = [("佐证.txt", "佐证".encode())]
SPAN = {"first_date": date(2026, 1, 1), "last_date": date(2026, 6, 30)}


class Board(Bureaus):
    """Rounds in any state."""

    def prepared(self, scheme: str = "bureau_appraisal", *names: str, on: str = "2026-07-01", **more: Any) -> Round:
        codes = [self.code(name) for name in names or ("市财政局", "市工信局")]
        given = {"scheme": scheme, "unit_ids": codes, "basis_number": "", "basis_issuer": "", **SPAN, **more}
        return self.do("assessments.prepare_round", self.clerk, on=on, **given)

    def started(
        self, scheme: str = "bureau_appraisal", *names: str, basis: bool = False, targets: str = "", **more: Any
    ) -> Round:
        own = self.prepared(scheme, *names, **({**BASIS, "files": PAPER} if basis else {}), **more)
        if targets:
            self.do("assessments.set_targets", self.clerk, own, lines=targets)
        return self.do("assessments.start_round", self.clerk, own)

    def slice(self, own: Round, name: str, area: str) -> Slice:
        return Slice.objects.get(round=own, unit=self.units[name], area=area)

    def reported(self, own: Slice, **values: Any) -> Slice:
        """Everything is filled and submitted; `values` by key, the others in words."""
        scheme = {one["key"]: one for area in own.round.criteria["areas"] for one in area["criteria"]}
        for entry in own.entries.all():
            value = values.get(entry.key)
            if value is not None or not scheme[entry.key]["source"]:
                given = {"value": value, "words": "已按要求完成"}
                self.do("assessment_parts.fill_entry", self.of[own.unit.name], own, key=entry.key, **given)
        return self.do("assessment_parts.submit_slice", self.of[own.unit.name], own)

    def reviewed(self, own: Slice, **points: Any) -> Slice:
        """Points are given where asked, everything else is accepted, another person validates."""
        for key, value in points.items():
            given = {"key": key, "verdict": "accepted", "judged": value}
            self.do("assessment_parts.judge_entry", self.second, own, **given)
        if any(not one.verdict for one in own.entries.all()):
            self.do("assessment_parts.accept_rest", self.second, own)
        self.do("assessment_parts.review_slice", self.second, own)
        return self.do("assessment_parts.validate_slice", self.third, own)

    def through(self, own: Round, points: dict[str, str]) -> Round:
        """Every slice is reported, reviewed and validated; points of P1 by unit."""
        for one in Slice.objects.filter(round=own).select_related("unit", "round"):
            values = {"duties": {"P2": "96", "P3": "4", "P4": "1"}, "beside": {"X1": "0", "X2": "0"}}.get(one.area, {})
            self.reported(one, **values)
            self.reviewed(one, **({"P1": points[one.unit.name]} if one.area == "duties" else {}))
        return Round.objects.get(pk=own.pk)


@pytest.fixture
def board(db) -> Board:
    return Board()

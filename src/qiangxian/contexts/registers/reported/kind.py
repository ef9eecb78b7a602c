"""Reported figures: the declaration, and how a table of them is read. They have pages of their own."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from qiangxian.engines.intake import Row
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Refused

from ..intake.desk import Desk
from ..records.kinds import Kind, RecordDraft, declare
from ..types import FigureState, RecordKind
from .catalogue import Series, SeriesPart, all_series
from .flow import adopt, withdraw_unwritten
from .models import ReportedFigure
from .spans import check_span, read_span, sound_value

FIELDS = {"期间起": "from", "期间止": "through", "公布日": "published_date", "数值": "value"}


@declare
class Figures(Kind):
    """Figures no register can count."""

    code, slug, table, model = RecordKind.FIGURE, "figures", "figures", ReportedFigure
    key = ("series", "part", "period_start", "period_end")
    is_listed = False
    proves = False
    fields = ()

    def label_of(self, row: ReportedFigure) -> str:
        return f"{row.series} {row.part} {row.period_end}".replace("  ", " ")

    def read(self, row: Row, desk: Desk) -> dict[str, Any]:
        values = row.values
        listed = _series(row, desk.division_code)
        part = _part(row, listed) if listed else None
        if listed is None or part is None or not row.good:
            return {}
        if (unit := values.get("unit", "")) and unit.strip() != part.unit:
            row.refuse("unit", unit, f"“{listed.label}”的单位是{part.unit}", f"请换算成{part.unit}")
        span = _span(row, listed)
        if span is None:
            return {}
        figure = ReportedFigure(period_start=span[0], period_end=span[1])
        figure.published_date = values.get("published_date") or county_day(desk.at)
        try:
            figure.value = sound_value(values["value"], part.unit)
            check_span(listed, figure, county_day(desk.at))
        except Refused as fault:
            name = FIELDS[str(fault.column)]
            shown = "period" if name in ("from", "through") and values.get("period") else name
            row.refuse(shown, fault.value, fault.reason, fault.remedy)
        return {
            "series": listed.code,
            "part": part.code,
            "period_start": span[0],
            "period_end": span[1],
            "value": figure.value,
            "unit": part.unit,
            "state": values.get("state") or FigureState.REPORTED,
            "vintage": values.get("vintage", ""),
            "bulletin": values["bulletin"],
            "published_date": figure.published_date,
            "unit_name": values.get("unit_name") or listed.reporter,
            "raw": row.raw,
        }

    def drafts(self, row: Row, facts: dict[str, Any], desk: Desk) -> Sequence[RecordDraft]:
        """A figure that stands with another value is corrected where it was reported, with the reason and its step."""
        if not facts:
            return ()
        same = {name: facts[name] for name in self.key}
        old = self.standing(desk.division_code).filter(**same).first()
        if old is not None and old.value != facts["value"]:
            words = f"这一期已经上报 {old.value.normalize():f} {old.unit}"
            row.refuse("value", facts["value"], words, "请在上报数据页面用“更正”，并写明理由")
        return super().drafts(row, facts, desk) if row.good else ()

    def news(self, draft: RecordDraft, old: Any) -> dict[str, Any]:
        """Nothing: what stands is changed by its own steps alone."""
        return {}

    def written(self, division_code: str) -> None:
        """Each figure gets its matter, with the steps that lead to its state."""
        adopt(division_code)

    def undone(self, division_code: str, at: datetime) -> None:
        withdraw_unwritten(division_code, at)


def _series(row: Row, division_code: str) -> Series | None:
    listed, text = all_series(division_code), str(row.values.get("series") or "").strip()
    found = next((one for one in listed if text in (one.label, one.code)), None)
    if found is None and text:
        row.refuse("series", text, "不在上报数据目录中", "可填：" + "、".join(one.label for one in listed))
    return found


def _part(row: Row, listed: Series) -> SeriesPart | None:
    text = str(row.values.get("part") or "").strip()
    found = next((one for one in listed.parts if text in (one.label, one.code)), None)
    if found is None and not text and len(listed.parts) == 1:
        return listed.parts[0]
    if found is None:
        known = "、".join(one.label for one in listed.parts)
        row.refuse("part", text or None, f"“{listed.label}”没有这个分项" if text else "没有写明分项", f"可填：{known}")
    return found


def _span(row: Row, listed: Series) -> tuple[date | None, date] | None:
    """The span in the form of the series: a stock has its last day alone."""
    values, text = row.values, str(row.values.get("period") or "")
    told = (values.get("from"), values["through"]) if values.get("through") else read_span(text)
    if told is None:
        row.refuse("period", text or None, "看不出是哪一期", "写成 2024、2024年第3季度、2024年9月，或填期间起、期间止")
        return None
    is_read = not values.get("through")
    return (None, told[1]) if listed.kind == "stock" and is_read else told

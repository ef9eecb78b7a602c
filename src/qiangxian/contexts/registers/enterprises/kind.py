"""Enterprises: the declaration, with the names they bore, their seats, years and public lists."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from qiangxian.contexts.lists.sections import Section, SectionLine
from qiangxian.contexts.lists.types import Cell, Viewer, day
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.check import normalise
from qiangxian.kernel.identifiers import industry
from qiangxian.kernel.personal import masked_name, masked_phone

from ..records.conditions import by_record, happened_by, holds, not_happened, standing
from ..records.kinds import declare
from ..records.models import Recorded
from ..records.names import fold_name
from ..records.parties import Finder
from ..records.readers import spans_of, spans_section
from ..records.validation import Checked, check_township
from ..records.validity import INTERVAL, Validity
from ..records.versions import Pen, rows_of
from ..records.words import place_name
from ..types import EntityKind, ListingKind, RecordKind
from .intake.enterprises import PLACE, EnterpriseRows, entity_kind
from .models import Domicile, Enterprise, EnterpriseListing, EnterpriseName, EnterpriseYear
from .readers.enterprises import industry_words, seats_on
from .steps import STEPS


@declare
class Enterprises(EnterpriseRows):
    """Enterprises, co-operatives and other bodies, known by their code; a name changes."""

    code, slug, table, model = RecordKind.ENTERPRISE, "enterprises", "enterprises", Enterprise
    key = ("uscc",)
    exact = ("uscc", "folded_name")
    code_field = "uscc"
    names = ((Enterprise, "folded_name"), (EnterpriseName, "folded_name"))
    parts = {EnterpriseName: (), Domicile: (), EnterpriseYear: (), EnterpriseListing: ()}
    validity = Validity("established_date", "", "closed_date", "closed_known_date", is_open=True, holding="here")
    steps = STEPS
    tells = ("township", "former_names")
    ordered = (("established_date", "closed_date", "注销日早于成立日期"),)

    def initial(self, division_code: str) -> dict[str, Any]:
        return {**super().initial(division_code), "industry_edition": "2017", "entity_kind": EntityKind.COMPANY}

    def natural_key(self, row: Any) -> str:
        return str(row.uscc or row.name)

    def by_key(self, key: str) -> Q:
        return Q(uscc=normalise(key)) | Q(name=key)

    def twin_of(self, division_code: str, row: Recorded) -> int | None:
        """Only a code makes two records the same enterprise."""
        return super().twin_of(division_code, row) if getattr(row, "uscc", "") else None

    def own(self, record_id: int) -> Q:
        return Q(record_id=record_id)

    def check(self, checked: Checked) -> None:
        values = checked.values
        if values.get("industry_code") and not values.get("industry_edition"):
            checked.require(False, "industry_edition", "请写明行业代码依据的版本，例如 2017")
        check_township(checked)

    def complete(self, values: dict[str, Any], finder: Finder) -> None:
        values["folded_name"] = fold_name(values["name"])
        if finder.is_by_hand:
            values["area_code"] = values.get("area_code") or finder.division_code

    def from_name(self, name: str, code: str, division_code: str) -> dict[str, Any]:
        return {**super().from_name(name, code, division_code), "entity_kind": entity_kind(code, division_code)}

    def opened(self, pen: Pen, row: Enterprise, *, since: date | None = None, **_beside: Any) -> None:
        """The first name and seat."""
        since = since or row.established_date
        pen.add(EnterpriseName(record=row.record, name=row.name, folded_name=row.folded_name, valid_from=since))
        pen.add(Domicile(record=row.record, valid_from=since, **{name: getattr(row, name) for name in PLACE}))

    def corrected(self, pen: Pen, old: Enterprise, new: Enterprise) -> None:
        """The name and seat that hold now were recorded wrongly too; earlier ones stay as they are."""
        if old.name != new.name:
            for name in rows_of(EnterpriseName, new.record).filter(valid_to__isnull=True):
                pen.replace(name, name=new.name, folded_name=new.folded_name)
        place = {name: getattr(new, name) for name in PLACE}
        if any(getattr(old, name) != value for name, value in place.items()):
            for seat in rows_of(Domicile, new.record).filter(valid_to__isnull=True):
                pen.replace(seat, **place)

    def proving(self, as_of: AsOf) -> Q:
        """Enterprises that are not deregistered."""
        return not_happened("closed_date", "closed_known_date", as_of)

    def begun(self, as_of: AsOf) -> Q:
        """Also one whose founding could not be known yet."""
        return Q(established_date__isnull=True) | Q(established_date__lte=as_of.effective)

    @property
    def counted(self) -> tuple[str, str]:
        return "here", str(self.words["states"]["here"])

    def state(self, row: Enterprise, as_of: AsOf) -> Cell:
        return self._state(row, seats_on([row.record_id], as_of).get(row.record_id), as_of)

    def _state(self, row: Enterprise, seat: Domicile | None, as_of: AsOf) -> Cell:
        """Registered here, moved away or deregistered on the day."""
        words = self.words["states"]
        if happened_by(row.closed_date, row.closed_known_date, as_of):
            return Cell(words["closed"], "red")
        if seat is None:
            return Cell(words["unknown"], "yellow")
        if seat.area_code != row.division_code:
            return Cell(words["away"].format(place_name(seat.area_code)), "none")
        return Cell(words["here"], "green")

    def more_cells(self, rows: Sequence[Enterprise], viewer: Viewer) -> list[dict[str, Cell]]:
        records = [row.record_id for row in rows]
        seats, borne = seats_on(records, viewer.as_of), by_record(EnterpriseName, records)
        found = [self._cells(row, seats.get(row.record_id), viewer.as_of) for row in rows]
        for row, own in zip(rows, found, strict=True):
            former = [one.name for one in borne[row.record_id] if one.folded_name != row.folded_name]
            own["former_names"] = Cell("；".join(dict.fromkeys(former)))
        return found

    def _cells(self, row: Enterprise, seat: Domicile | None, as_of: AsOf) -> dict[str, Cell]:
        return {
            "township": Cell(place_name(seat.township_code if seat else row.township_code)),
            "industry": Cell(industry_words(row.industry_code, row.industry_edition)),
            "state": self._state(row, seat, as_of),
            "contact": Cell(masked_name(row.contact)),
            "phone": Cell(masked_phone(row.phone) if row.phone else ""),
        }

    def search(self, viewer: Viewer, text: str) -> Q:
        """The code, or words of any name the enterprise bears or bore."""
        folded = fold_name(text)
        names = standing(EnterpriseName).filter(division_code__in=viewer.divisions, folded_name__contains=folded)
        named = Q(folded_name__contains=folded) | Q(record_id__in=names.values("record_id"))
        return Q(uscc__startswith=normalise(text)) | named

    def in_state(self, viewer: Viewer, state: str) -> Q:
        if state == "closed":
            return self.validity.has_ended(viewer.as_of)
        seats = standing(Domicile).filter(INTERVAL.holds(viewer.as_of), division_code__in=viewer.divisions)
        here = Q(record_id__in=seats.filter(area_code__in=viewer.divisions).values("record_id"))
        return self.proving(viewer.as_of) & (here if state == "here" else ~here)

    def offered(self, key: str) -> Sequence[tuple[str, str]]:
        letters = "ABCDEFGHIJKLMNOPQRST" if key == "section" else ""
        return [(letter, f"{letter} {industry.section_label(letter)}") for letter in letters]

    def shown(self, name: str, value: Any) -> str | None:
        words = {"phone": masked_phone, "contact": masked_name}
        return words[name](value) if name in words else None

    def facts_shown(self, row: Enterprise, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """The industry with the name of its own edition."""
        entry = self.field("industry_code")
        named = industry_words(row.industry_code, row.industry_edition)
        return [(label, named if entry and label == entry.label else text) for label, text in pairs]

    def details(self, row: Enterprise, actor: Actor, as_of: AsOf) -> dict[str, Any]:
        listings = rows_of(EnterpriseListing, row.record).order_by("-valid_from", "-id")
        return {
            "names": spans_of(rows_of(EnterpriseName, row.record), as_of, lambda r: r.name),
            "seats": spans_of(
                rows_of(Domicile, row.record),
                as_of,
                lambda r: " ".join(filter(None, (place_name(r.area_code), place_name(r.township_code)))),
                lambda r: r.address,
            ),
            "listings": [(listing, _listing_state(listing, as_of)) for listing in listings],
        }

    def sections(self, row: Enterprise, extra: Mapping[str, Any]) -> list[Section]:
        return [
            Section(
                "listings",
                "公开名录",
                heads=("名录", "当日", "列入", "移出", "文号、事由"),
                lines=[_listing(listing, state) for listing, state in extra["listings"]],
                empty="没有登记过列入经营异常、严重违法失信或失信被执行人。",
                step=("listing", "记录列入"),
            ),
            spans_section("names", "名称变更记录", extra["names"], "名称"),
            spans_section("seats", "住所变更记录", extra["seats"], "住所"),
        ]


def _listing_state(row: EnterpriseListing, as_of: AsOf) -> Cell:
    return Cell("在列", "red") if holds(row, as_of) else Cell("已移出" if row.valid_to else "未列入", "none")


def _listing(row: EnterpriseListing, state: Cell) -> SectionLine:
    why = Cell(f"{row.document_number} {row.detail}".strip())
    cells = (Cell(ListingKind(row.kind).label), state, day(row.valid_from), day(row.valid_to), why)
    return SectionLine(cells, row.pk, [] if row.valid_to else [("end-listing", "记录移出")])

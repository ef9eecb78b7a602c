"""Enterprises: the declaration, with the names they bore, their seats, years and public lists."""

from datetime import date
from typing import Any

from django.db.models import Q

from qiangxian.contexts.lists.types import Cell
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asking import Field
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.check import normalise
from qiangxian.kernel.money import Money
from qiangxian.kernel.personal import masked_name, masked_phone

from ..records.conditions import not_happened, recorded
from ..records.kinds import declare
from ..records.models import Recorded
from ..records.names import fold_name
from ..records.parties import Finder
from ..records.readers import spans_of
from ..records.validation import PLACE, Checked, check_township
from ..records.validity import Validity
from ..records.versions import Pen, rows_of
from ..records.words import place_name
from ..types import EntityKind, RecordKind
from .intake.enterprises import EnterpriseRows, entity_kind
from .models import Domicile, Enterprise, EnterpriseListing, EnterpriseName, EnterpriseYear
from .readers.enterprises import ENTERPRISES, industry_words, seats_on, state_cell
from .readers.listings import listings_of
from .steps import STEPS

SEAT = ("area_code", "township_code", "address")


@declare
class Enterprises(EnterpriseRows):
    """Enterprises, co-operatives and other bodies, known by their code; a name changes."""

    code, slug, table, model = RecordKind.ENTERPRISE, "enterprises", "enterprises", Enterprise
    key = ("uscc",)
    code_field = "uscc"
    names = ((Enterprise, "folded_name"), (EnterpriseName, "folded_name"))
    parts = {EnterpriseName: (), Domicile: (), EnterpriseYear: (), EnterpriseListing: ()}
    validity = Validity("established_date", "", "closed_date", "closed_known_date", is_open=True, holding="here")
    register = ENTERPRISES
    steps = STEPS
    counted = ("here", "存续")
    ordered = (("established_date", "closed_date", "注销日早于成立日期"),)
    fields = (
        Field("uscc", "统一社会信用代码", check="uscc", length=18, hint="18 位；确无代码的可以留空"),
        Field("name", "企业名称", required=True, length=200),
        Field("entity_kind", "主体类型", "choice", True, tuple(EntityKind.choices)),
        Field("industry_code", "国民经济行业代码", check="industry", length=5, hint="GB/T 4754，例如 3130"),
        Field("industry_edition", "行业分类版本", length=10),
        *PLACE,
        Field("address", "注册地址", length=300),
        Field("established_date", "成立日期", "day"),
        Field("legal_representative", "法定代表人", length=60),
        Field("contact", "联系人", length=60),
        Field("phone", "联系电话", check="phone", length=30),
        Field("closed_date", "注销日", "day", correcting_only=True),
        Field("closed_known_date", "注销公告日", "day", correcting_only=True),
    )

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
        pen.add(Domicile(record=row.record, valid_from=since, **{name: getattr(row, name) for name in SEAT}))

    def corrected(self, pen: Pen, old: Enterprise, new: Enterprise) -> None:
        """The name and seat that hold now were recorded wrongly too; earlier ones stay as they are."""
        if old.name != new.name:
            for name in rows_of(EnterpriseName, new.record).filter(valid_to__isnull=True):
                pen.replace(name, name=new.name, folded_name=new.folded_name)
        place = {name: getattr(new, name) for name in SEAT}
        if any(getattr(old, name) != value for name, value in place.items()):
            for seat in rows_of(Domicile, new.record).filter(valid_to__isnull=True):
                pen.replace(seat, **place)

    def proving(self, as_of: AsOf) -> Q:
        """Enterprises that are not deregistered."""
        return not_happened("closed_date", "closed_known_date", as_of)

    def state(self, row: Enterprise, as_of: AsOf) -> Cell:
        return state_cell(row, seats_on([row.record_id], as_of).get(row.record_id), as_of)

    def shown(self, name: str, value: Any) -> str | None:
        words = {"industry_code": industry_words, "phone": masked_phone, "contact": masked_name}
        return words[name](value) if name in words else None

    def details(self, row: Enterprise, actor: Actor, as_of: AsOf) -> dict[str, Any]:
        years = EnterpriseYear.objects.filter(recorded(), record_id=row.record_id).order_by("-year", "id")
        return {
            "names": spans_of(rows_of(EnterpriseName, row.record), as_of, lambda r: r.name),
            "seats": spans_of(
                rows_of(Domicile, row.record),
                as_of,
                lambda r: " ".join(filter(None, (place_name(r.area_code), place_name(r.township_code)))),
                lambda r: r.address,
            ),
            "years": [_year(year) for year in years],
            "listings": listings_of(row.record_id, as_of),
        }


def _year(row: EnterpriseYear) -> dict[str, Any]:
    def amount(fen: int | None) -> str:
        return "未报送" if fen is None else Money(fen).format()

    return {
        "year": row.year,
        "employees": "未报送" if row.employees is None else f"{row.employees}人",
        "revenue": amount(row.revenue_fen),
        "assets": amount(row.assets_fen),
        "research": amount(row.research_fen),
        "recorded_at": row.recorded_at,
        "source": row.source,
    }

"""The register of enterprises as a list: where each is seated on the day, what it holds, which titles are valid."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Count, Q

from qiangxian.contexts.lists.types import Cell, Column, Filter, Viewer, day
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.check import normalise
from qiangxian.kernel.identifiers import industry
from qiangxian.kernel.personal import masked_name, masked_phone

from ...records.conditions import happened, happened_by, holds, interval_holds, not_happened, recorded, title_valid
from ...records.lists import register
from ...records.names import fold_name
from ...records.words import place_name, township_filter, townships
from ...rights.models import Holding
from ...titles.models import Title
from ...types import EntityKind, RecordKind
from ..models import Domicile, Enterprise, EnterpriseName


def cells(rows: Sequence[Enterprise], viewer: Viewer) -> list[dict[str, Cell]]:
    """The cells of some enterprises: three queries more, whatever their number."""
    records = [row.record_id for row in rows]
    seats = seats_on(records, viewer.as_of)
    held = Holding.objects.filter(recorded(), interval_holds(viewer.as_of), holder_id__in=records)
    counts = dict(held.values_list("holder_id").annotate(Count("record_id", distinct=True)).order_by("holder_id"))
    titles = defaultdict(list)
    valid = Title.objects.filter(recorded(), title_valid(viewer.as_of), enterprise_id__in=records)
    for title in valid.order_by("valid_from", "id"):
        titles[title.enterprise_id].append(title.name)
    return [
        _cells(row, seats.get(row.record_id), counts.get(row.record_id, 0), titles[row.record_id], viewer.as_of)
        for row in rows
    ]


def seats_on(records: Sequence[int], as_of: AsOf) -> dict[int, Domicile]:
    """Where each of the enterprises is registered on the day."""
    rows = Domicile.objects.filter(recorded(), record_id__in=records).order_by("valid_from", "id")
    return {row.record_id: row for row in rows if holds(row, as_of)}


def state_cell(row: Enterprise, seat: Domicile | None, as_of: AsOf) -> Cell:
    """Registered here, moved away or deregistered on the day."""
    if happened_by(row.closed_date, row.closed_known_date, as_of):
        return Cell("已注销", "red")
    if seat is None:
        return Cell("住所不详", "yellow")
    if seat.area_code != row.division_code:
        return Cell(f"在{place_name(seat.area_code)}", "none")
    return Cell("存续", "green")


def industry_words(code: str) -> str:
    """The name of the industry with its code."""
    if not code:
        return ""
    canonical = industry.validate(code).canonical or ""
    levels = (
        canonical,
        canonical[:4],
        canonical[:3],
    )  # class, group, division: the names at hand lack some newer classes
    found = next(filter(None, map(industry.name, filter(None, levels))), None)
    return f"{found.name}（{code}）" if found else code


def _cells(row: Enterprise, seat: Domicile | None, rights: int, titles: list[str], as_of: AsOf) -> dict[str, Cell]:
    return {
        "name": Cell(row.name),
        "uscc": Cell(row.uscc),
        "township": Cell(place_name(seat.township_code if seat else row.township_code)),
        "industry": Cell(industry_words(row.industry_code)),
        "entity_kind": Cell(EntityKind(row.entity_kind).label),
        "rights": Cell(str(rights), about=("rights_of", row.record_id) if rights else None, value=rights),
        "titles": Cell("、".join(titles)),
        "state": state_cell(row, seat, as_of),
        "established_date": day(row.established_date),
        "legal_representative": Cell(row.legal_representative),
        "contact": Cell(masked_name(row.contact)),
        "phone": Cell(masked_phone(row.phone) if row.phone else ""),
    }


def search(viewer: Viewer, text: str) -> Q:
    """The code, or words of any name the enterprise bears or bore."""
    names = EnterpriseName.objects.filter(
        recorded(), division_code__in=viewer.divisions, folded_name__contains=fold_name(text)
    )
    return (
        Q(uscc__startswith=normalise(text))
        | Q(folded_name__contains=fold_name(text))
        | Q(record_id__in=names.values("record_id"))
    )


def _in_state(viewer: Viewer, state: str) -> Q:
    if state == "closed":
        return happened("closed_date", "closed_known_date", viewer.as_of)
    here = Domicile.objects.filter(
        recorded(), interval_holds(viewer.as_of), area_code__in=viewer.divisions, division_code__in=viewer.divisions
    )
    seated = Q(record_id__in=here.values("record_id"))
    standing = not_happened("closed_date", "closed_known_date", viewer.as_of)
    return standing & (seated if state == "here" else ~seated)


def _titled(viewer: Viewer, wish: str) -> Q:
    valid = Title.objects.filter(recorded(), title_valid(viewer.as_of), enterprise_id__isnull=False)
    named = Q(record_id__in=valid.filter(division_code__in=viewer.divisions).values("enterprise_id"))
    return named if wish == "yes" else ~named


def _holding(viewer: Viewer, wish: str) -> Q:
    held = Holding.objects.filter(
        recorded(), interval_holds(viewer.as_of), holder_id__isnull=False, division_code__in=viewer.divisions
    )
    holders = Q(record_id__in=held.values("holder_id"))
    return holders if wish == "yes" else ~holders


def _sections(_viewer: Viewer) -> list[tuple[str, str]]:
    return [(letter, f"{letter} {industry.section_label(letter)}") for letter in "ABCDEFGHIJKLMNOPQRST"]


ENTERPRISES = register(
    kind=RecordKind.ENTERPRISE,
    label="企业",
    unit="家",
    slug="enterprises",
    columns=(
        Column("name", "企业名称", ("name",)),
        Column("uscc", "统一社会信用代码", ("uscc",)),
        Column("township", "乡镇（街道）", ("township_code", "name")),
        Column("industry", "行业", ("industry_code", "name")),
        Column("rights", "当日持有权利（件）", number=True),
        Column("titles", "当日有效称号"),
        Column("state", "当日状态"),
        Column("established_date", "成立日期", ("established_date",)),
        Column("entity_kind", "主体类型", ("entity_kind", "name"), shown=False),
        Column("legal_representative", "法定代表人", shown=False),
        Column("contact", "联系人", shown=False, private=True),
        Column("phone", "联系电话", shown=False, private=True),
    ),
    filters=(
        Filter("township", "乡镇（街道）", township_filter, townships),
        Filter("section", "行业门类", lambda _viewer, value: Q(industry_code__startswith=value), _sections),
        Filter("entity", "主体类型", lambda _viewer, value: Q(entity_kind=value), lambda _viewer: EntityKind.choices),
        Filter(
            "state",
            "状态",
            _in_state,
            lambda _viewer: (("here", "存续"), ("away", "已迁出或住所不详"), ("closed", "已注销")),
        ),
        Filter("titled", "有效称号", _titled, lambda _viewer: (("yes", "有"), ("no", "无"))),
        Filter("holding", "持有权利", _holding, lambda _viewer: (("yes", "有"), ("no", "无"))),
    ),
    search=search,
    begun=lambda as_of: Q(established_date__isnull=True) | Q(established_date__lte=as_of.effective),
    cells=cells,
    order="name",
    empty="可以导入企业名录，或逐家登记。",
)

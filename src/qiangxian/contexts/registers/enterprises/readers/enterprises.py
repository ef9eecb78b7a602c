"""Where enterprises are seated, and the words of their industry."""

from collections.abc import Sequence

from qiangxian.kernel import identifiers
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.identifiers import industry

from ...records.conditions import standing
from ...records.validity import INTERVAL
from ..models import Domicile, Enterprise


def seats_on(records: Sequence[int], as_of: AsOf) -> dict[int, Domicile]:
    """Where each of the enterprises is registered on the day."""
    rows = standing(Domicile).filter(INTERVAL.holds(as_of), record_id__in=records).order_by("valid_from", "id")
    return {row.record_id: row for row in rows}


def record_of(uscc: str, division_code: str) -> int:
    """The enterprise of that unified social credit code in the county's register; `NotFound` where it is not there yet."""
    code = identifiers.uscc.validate(uscc).canonical or uscc.strip()
    found = standing(Enterprise, division_code).filter(uscc=code).values_list("record_id", flat=True).first()
    if found is None:
        raise NotFound(
            f"本县的企业台账里没有统一社会信用代码 {code}", remedy="请核对代码，或由领导小组办公室先录入这家企业"
        )
    return int(found)


def industry_words(code: str, edition: str) -> str:
    """The name of the industry in the edition of its code, else that of its group or division; a code whose edition has no
    name at hand stands alone."""
    canonical = industry.validate(code).canonical or "" if code else ""
    levels = (canonical, canonical[:4], canonical[:3]) if canonical else ()  # class, group, division
    found = next((name for level in levels if (name := industry.name(level, edition))), None)
    return f"{found}（{code}）" if found else code

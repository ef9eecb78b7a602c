"""What must hold for records of every kind: a row that means another record finds it."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import Finding, check

from .conditions import standing
from .kinds import kind_of, links


@check(
    "registers.link_lost",
    label="对应的登记已不在基础台账",
    owner="office",
    severity="error",
    rule="企业、机构、权利的对应关系只能指向现行的登记，否则按企业和权利汇总的数字会少计",
    remedy="打开该条登记，用“更正”保存一次以重新对应，或恢复被撤销的登记",
)
def link_lost(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Rows whose party names a record without a standing version, or of another kind. One question a link."""
    for model, party in links():
        named = standing(kind_of(party.kind).model).filter(record_id=OuterRef(party.column))
        lost = standing(model, division).filter(~Exists(named), **{f"{party.column}__isnull": False})
        for row_id, record_id, kind in lost.order_by("pk").values_list("pk", "record_id", "record__kind"):
            label = f"{kind_of(kind).label} {record_id}"
            key = f"{model._meta.model_name} {row_id} {party.column}"
            yield Finding(key, label, f"对应的{kind_of(party.kind).label}已不在基础台账", kind, str(record_id))

"""Records of every kind that proves something, offered as evidence: they are proposed for linking, a person decides. A register as a
list asks it on a day is evidence too."""

from collections.abc import Mapping
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl

from django.db.models import Q

from qiangxian.contexts.lists.readers import all_rows, said
from qiangxian.contexts.lists.types import Query, Viewer
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.evidence import EVIDENCE_PROVIDERS, EvidenceRow, Frozen, evidence_source

from .kinds import KINDS, Kind, named_kind
from .listing import register_of, registers
from .lists import through_words


def offered(kind: Kind, division: str, as_of: AsOf, filters: Mapping[str, Any]) -> list[EvidenceRow]:
    """The county's records that hold on the day, e.g. `{"kind": ["service_platform"]}` or `{"industry": "新材料"}`: a filter
    is a field with the words it may hold, or one word as a part of it."""
    chosen = kind.proving(as_of)
    for field, value in filters.items():
        chosen &= Q(**{f"{field}__in": value} if isinstance(value, (list, tuple)) else {f"{field}__contains": value})
    rows = kind.standing(division).filter(chosen)
    listed = [EvidenceRow(kind.code, kind.natural_key(row), kind.label_of(row)) for row in rows]
    return sorted(listed, key=lambda row: (row.label, row.key))


def offer_all() -> None:
    """Register every kind that proves something, once all are declared."""
    for kind in KINDS.values():
        if kind.proves:
            EVIDENCE_PROVIDERS.add(f"registers.{kind.code}", partial(offered, kind))


MOST = 500
"""So many rows stand on paper; a longer table is asked for more narrowly."""


def _registers(_actor: Actor, _division: str, _as_of: AsOf) -> list[tuple[str, str]]:
    return [(one.slug, one.label) for one in registers()]


NARROWED = "在台账列表中筛选后，把地址栏问号后面的内容粘贴到这里；不填则固定全部"


@evidence_source("register", label="基础台账查询", offered=_registers, narrowed=NARROWED)
def freeze(actor: Actor, division: str, as_of: AsOf, key: str) -> Frozen:
    """The register by the conditions that stand behind the `?` of its address (`rights?state=in_force`), as its list shows it:
    persons masked, private columns left out."""
    slug, _, asked = key.partition("?")
    told = register_of(named_kind(slug))
    given = dict(parse_qsl(asked))
    filters = {one.key: given[one.key] for one in told.filters if given.get(one.key)}
    query = Query(text=given.get("q", ""), filters=filters)
    viewer = Viewer(actor, as_of)
    shown = [one for one in told.columns if one.shown and not one.private]
    own = (row for row in all_rows(told, viewer, query) if getattr(row.source, "division_code", division) == division)
    rows = [
        tuple(row.cells[one.key].text if one.key in row.cells else "" for one in shown) for row in islice(own, MOST + 1)
    ]
    if len(rows) > MOST:
        raise Refused(f"查询超过 {MOST} 行", remedy="请在台账中加筛选条件，再把地址栏问号后的条件填入")
    conditions = "；".join(f"{label}：{value}" for label, value in said(told, viewer, query)) or "全部"
    words = (
        f"{told.label}，{conditions}，共 {len(rows)} {told.unit}",
        f"数据截至 {as_of}；{through_words(viewer, told.kind)}",
    )
    label = f"{told.label}（{conditions}，{as_of}）"[:300]
    columns = tuple(one.label for one in shown)
    return Frozen(label, "基础台账", as_of.effective, None, words, columns, tuple(rows))

"""A small county whose figures are known by hand: two enterprises, three granted rights, a programme, a pool of six pieces."""

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pypdf
import pytest

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.dossiers import pool
from qiangxian.contexts.dossiers.flow import FLOW
from qiangxian.contexts.dossiers.models import Dossier, Piece
from qiangxian.contexts.dossiers.tasks import carry_out
from qiangxian.kernel.asof import AsOf
from tests.conftest import WUGANG, somebody
from tests.contexts import builders

DAY = date(2025, 12, 31)
OFD = io.BytesIO()
with zipfile.ZipFile(OFD, "w") as _archive:
    _archive.writestr("OFD.xml", "<ofd:OFD/>")


def at(text: str = "2026-01-15") -> datetime:
    return datetime.fromisoformat(f"{text}T02:00:00").replace(tzinfo=UTC)


def scan(pages: int = 1, words: str = "scan") -> bytes:
    """A PDF of so many empty pages."""
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": words})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


class Desk:
    """Who works on the dossier, and every step by its code."""

    def __init__(self) -> None:
        self.clerk, self.second = somebody("经办人", "office", id=11), somebody("复核人", "office", id=12)

    def add(self, name: str, content: bytes, *subjects: str, table: str = "strong_county", **more: Any) -> Piece:
        told = pool.Brought(name, content, more.pop("label", name), "市市场监管局", DAY, **more)
        about = {"division_code": WUGANG, "subjects": [(table, one) for one in subjects]}
        return pool.add_file(actor=self.clerk, at=at(), brought=told, **about).result

    def freeze(self, kind: str, key: str, *subjects: str, table: str = "strong_county", on: date = DAY) -> Piece:
        about = {"division_code": WUGANG, "subjects": [(table, one) for one in subjects]}
        return pool.freeze_piece(actor=self.clerk, at=at(), what=pool.Reference(kind, key, AsOf.on(on)), **about).result

    def step(self, code: str, own: Dossier | None = None, who: Any = None, **given: Any) -> Dossier:
        about = {"division_code": WUGANG} if own is None else {"matter_id": own.pk}
        act = ACTIONS[FLOW.steps[code].action].function
        return act(actor=who or self.clerk, at=at(), **about, **given).result

    def opened(self, table: str = "strong_county", **more: Any) -> Dossier:
        return self.step("open", table=table, standing=more.pop("standing", "candidate"), effective=DAY, **more)

    def built(self, dossier: Dossier) -> Dossier:
        self.step("build", dossier)
        carry_out(dossier.pk)
        return FLOW.rows.select_related("matter").get(pk=dossier.pk)


def small_county() -> Desk:
    """Two enterprises, three rights, the targets of the seed plan."""
    mill = builders.enterprise("舞钢轧机有限公司", "91410481MA00000011")
    forge = builders.enterprise("舞钢锻造有限公司", "91410481MA00000038")
    for place, firm in enumerate((mill, mill, forge), start=1):
        builders.right(f"201910000001.{place}", firm, filed="2019-03-02", granted="2021-05-04")
    builders.reported_through()
    builders.programme_with_targets()
    return Desk()


def filled_pool(county: Desk) -> Desk:
    """A file of many pages, an OFD, a file with personal data, a figure, a register, a target."""
    county.add("实施方案.pdf", scan(12), "criterion:1.1", "criterion:1.2", label="实施方案")
    county.add("公文.ofd", OFD.getvalue(), "criterion:1.2", label="领导小组文件")
    county.add(
        "名单.pdf",
        scan(2, "原件"),
        "criterion:1.6",
        label="培训名单",
        is_personal=True,
        redacted=("脱敏.pdf", scan(1, "脱敏")),
    )
    county.freeze("observation", "valid_inventions", "target:G1")
    county.freeze("register", "rights", "scheme:core_self_assessment/A5")
    county.freeze("target", "G1", "target:G1")
    return county


@pytest.fixture
def county(db) -> Desk:
    return small_county()


@pytest.fixture
def filled(county: Desk) -> Desk:
    return filled_pool(county)

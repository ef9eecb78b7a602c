"""A dossier is built from the pool: each piece once, every page numbered, the same state the same bytes."""

import io
import json
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pypdf
import pytest

from qiangxian.contexts.assessments import rounds
from qiangxian.contexts.dossiers import building, verifying
from qiangxian.contexts.dossiers.flow import DossierState
from qiangxian.contexts.dossiers.models import Dossier
from qiangxian.contexts.matters.models import Matter
from qiangxian.contexts.people.models import Unit
from qiangxian.kernel.errors import Conflict, NotFound
from tests.conftest import WUGANG
from tests.contexts import builders

from .conftest import DAY, Desk, at, scan

pytestmark = pytest.mark.django_db


def unpacked(dossier: Dossier) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(building.download(dossier))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_the_volume_the_originals_the_calculations_and_the_manifest(filled: Desk) -> None:
    dossier = filled.built(filled.opened())
    assert dossier.matter.state == DossierState.BUILT, dossier.matter.steps.order_by("-number").first().reason
    files = unpacked(dossier)
    manifest = json.loads(files["清单.json"])
    assert {"卷宗.docx", "卷宗.pdf", "附表.xlsx", "盒脊.docx", "盒脊.pdf"} <= files.keys()
    assert manifest["standing"] == "创建对象"
    assert [one["number"] for one in manifest["pieces"]][:2] == ["1.1-1", "1.2-1"]
    assert manifest["pieces"][0]["criteria"] == ["1.1", "1.2"], "one piece, cited twice, stands once"
    assert "佐证/1.2-1 领导小组文件.ofd" in files
    assert files["佐证/1.6-1 培训名单.pdf"] == scan(1, "脱敏")
    assert scan(2, "原件") not in files.values(), "the original of what is personal stays in the house"
    figures = {one["label"]: one["value"] for one in json.loads(files["电子附件/指标索引.json"])["figures"]}
    assert figures["有效发明专利拥有量"] == "3"
    assert figures["拥有授权专利的企业"] == "1"


def test_pages_are_counted_through_and_bear_the_number_of_their_piece(filled: Desk) -> None:
    dossier = filled.opened()
    filled.step(
        "fill", dossier, slot="county_letter", number="舞政函〔2026〕1号", day="2026-01-10", files=[("函.pdf", scan(2))]
    )
    filled.step("write", dossier, text="一、总体情况\n2025年各项任务已完成。\n（一）组织领导\n已成立领导小组。")
    dossier = filled.built(dossier)
    files = unpacked(dossier)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(files["卷宗.pdf"])).pages]
    assert len(pages) == dossier.pages
    assert all(f"— {number} —" in page.replace("\n", " ") for number, page in enumerate(pages, 1) if number > 1)
    pieces = {one["number"]: one for one in json.loads(files["清单.json"])["pieces"]}
    plan = pieces["1.1-1"]
    assert plan["pages"] == 10, "no more pages of a piece than the notice takes"
    assert all("佐证 1.1-1" in pages[plan["page"] - 1 + place] for place in range(10))
    assert "佐证 1.2-1" in pages[pieces["1.2-1"]["page"] - 1]
    contents = pages[1].replace("\n", "")
    for part, number in (("函件和意见", 3), ("自评报告", 6), ("考核表自查", 7)):
        assert pages[number - 1].startswith(part)
        assert f"{part}" in contents
    assert [page.startswith("县（市、区）人民政府函") for page in pages[3:5]] == [True, True]


def test_built_again_from_the_same_state_it_is_the_same_to_the_byte(filled: Desk) -> None:
    dossier = filled.built(filled.opened())
    first, content = dossier.manifest_sha256, building.download(dossier)
    again = filled.built(dossier)
    assert (again.manifest_sha256, building.download(again)) == (first, content)
    filled.add("总结.pdf", scan(1, "总结"), "criterion:1.3")
    assert filled.built(dossier).manifest_sha256 != first


def test_what_was_built_is_not_sent_once_its_text_has_changed(filled: Desk) -> None:
    dossier = filled.built(filled.opened())
    filled.step("write", dossier, text="一、组织实施")
    with pytest.raises(Conflict):
        filled.step("send", dossier, filled.second, number="", reason="")
    filled.built(dossier)
    assert filled.step("send", dossier, filled.second, number="", reason="").matter.state == "sent"


def test_nothing_is_frozen_that_came_after_the_day(filled: Desk) -> None:
    filled.step("drop", filled.opened(), reason="误开")
    closed = Matter.objects.get(flow="dossier")
    with pytest.raises(NotFound):
        filled.freeze("matter", str(closed.pk), on=date(2025, 12, 31))
    assert filled.freeze("matter", str(closed.pk), on=date(2026, 1, 15)).label.startswith("验收卷宗")


def test_a_round_that_is_linked_gives_the_scores_and_they_come_out_again(county: Desk) -> None:
    given = {"scheme": "core_self_assessment", "first_date": date(2025, 1, 1), "last_date": DAY}
    unit = Unit.objects.create(division_code=WUGANG, name="市市场监管局")
    about = {"actor": county.clerk, "at": at("2025-06-02")}
    own = rounds.prepare_round(**about, division_code=WUGANG, **given, unit_ids=[str(unit.pk)]).result
    rounds.set_targets(**about, matter_id=own.pk, lines="A5=2")
    rounds.start_round(**about, matter_id=own.pk)
    builders.right(
        "1",
        builders.enterprise("舞钢茶业", "91410481MA00000089"),
        type="geographical_indication",
        registered="2020-01-01",
        filed=None,
        granted=None,
    )
    dossier = county.step("score", county.opened(), round_id=str(own.pk))
    content = building.download(county.built(dossier))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kept = json.loads(archive.read("电子附件/考核得分.json"))
    part = next(one for one in kept["results"]["units"][0]["parts"] if one["key"] == "A5")
    assert part["shown"] in openpyxl_text(content)
    found = verifying.verify(content, offline=True)
    assert found.ok, found.failures
    assert found.checked["scores"] == 15
    assert list(verifying.results.differing(kept["criteria"], raised(kept), "轮次"))


def raised(kept: Any) -> Any:
    """The same results with one more point."""
    unit = kept["results"]["units"][0]
    return {"units": [{**unit, "parts": [{**unit["parts"][0], "points": "99"}, *unit["parts"][1:]]}]}


def openpyxl_text(content: bytes) -> str:
    """Every cell of the annexes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = openpyxl.load_workbook(io.BytesIO(archive.read("附表.xlsx")))
    return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)

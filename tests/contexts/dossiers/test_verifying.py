"""A dossier proves itself: on any machine from its own calculations, at home from the registers too; what was changed is named."""

import contextlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiangxian.contexts.dossiers import building, verifying
from qiangxian.contexts.indicators import readers, sheets
from qiangxian.contexts.indicators.types import FigureAsked
from qiangxian.kernel.asof import AsOf
from tests.conftest import WUGANG
from tests.contexts import builders

from .conftest import DAY, filled_pool, small_county

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def archive(module_rows) -> bytes:
    """Built once for all that only read it."""
    desk = filled_pool(small_county())
    return building.download(desk.built(desk.opened()))


def changed(archive: bytes, path: str, at: int = -1) -> bytes:
    """The archive with one byte of one file turned over."""
    with zipfile.ZipFile(io.BytesIO(archive)) as told:
        about = told.getinfo(path)
        start = about.header_offset + 30 + len(about.filename.encode())
    place = start + at % about.file_size
    return archive[:place] + bytes([archive[place] ^ 1]) + archive[place + 1 :]


def test_it_passes_without_a_database_and_again_from_the_registers(archive: bytes, django_db_blocker) -> None:
    with django_db_blocker.block():
        found = verifying.verify(archive, offline=True)
    assert found.ok, found.failures
    assert found.checked["figures"] > 10
    assert found.checked["registers"] == 0
    assert found.checked["audit_lines"] == 7
    at_home = verifying.verify(archive, offline=False)
    assert at_home.ok, at_home.failures
    assert at_home.checked["registers"] == found.checked["figures"]


def test_one_byte_changed_in_any_file_is_named(archive: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(archive)) as told:
        paths = told.namelist()
    assert len(paths) > 20
    for path in paths:
        found = verifying.verify(changed(archive, path, at=len(path) * 7), offline=True)
        assert not found.ok
        named = "清单.json" if path == "清单.sha256" else path
        assert any(named in one.where for one in found.failures), (path, found.failures)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(place=st.integers(min_value=0), turned=st.integers(1, 255))
def test_no_byte_of_the_archive_can_be_changed(archive: bytes, place: int, turned: int) -> None:
    place %= len(archive)
    other = archive[:place] + bytes([archive[place] ^ turned]) + archive[place + 1 :]
    with contextlib.suppress(verifying.Refused):
        assert not verifying.verify(other, offline=True).ok


def test_a_figure_raised_with_all_its_digests_is_found_by_its_calculation(archive: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(archive)) as told:
        files = {one: told.read(one) for one in told.namelist()}
    path = next(one for one in files if "计算记录" in one and "有效发明专利拥有量" in files[one].decode())
    files[path] = files[path].replace(b'"value": "3"', b'"value": "9"')
    assert any("数值不符" in one.what for one in sheets.differing(json.loads(files[path]), path))


def test_figures_of_the_registers_that_changed_since_keep_their_value(archive: bytes) -> None:
    builders.right(
        "201910000001.9", builders.enterprise("舞钢后来有限公司", "91410481MA00000054"), granted="2021-05-04"
    )
    found = verifying.verify(archive, offline=False)
    assert found.ok, "a figure is computed by what was recorded when it was frozen"


def test_every_indicator_recomputes_from_its_calculation(archive: bytes) -> None:
    listed = readers.available(on=DAY, division=WUGANG)
    for figure in readers.figures([FigureAsked(WUGANG, one.code, AsOf.on(DAY)) for one in listed]):
        told = json.loads(json.dumps(sheets.sheet(figure)))
        assert list(sheets.differing(told, "")) == [], figure.definition.label
        assert sheets.recomputed(told).value == figure.value


def test_what_is_no_dossier_is_refused(tmp_path: Path) -> None:
    with pytest.raises(verifying.Refused, match="不是卷宗文件"):
        verifying.verify(b"nothing", offline=True)


def test_a_library_nobody_can_read_is_named_and_the_rest_is_looked_at(archive: bytes) -> None:
    out = io.BytesIO(archive)
    kept = {"criteria": {"label": "改过的"}, "results": {"units": []}, "round": "第一轮"}
    with zipfile.ZipFile(out, "a") as told:
        told.writestr(building.SCORES, json.dumps(kept))
    found = verifying.verify(out.getvalue(), offline=True)
    assert "评价标准读不出" in {one.what for one in found.failures}
    assert found.checked["audit_lines"] == 7

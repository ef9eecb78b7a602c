"""A kept file is known by its content: kept once, told by its bytes, and missed when it changes."""

import io
import zipfile

import pytest

from qiangxian.contexts.documents import actions, readers, store
from qiangxian.kernel.errors import NotAllowed, Refused
from qiangxian.kernel.files import accept
from tests.conftest import AT, NEIGHBOUR, WUGANG

pytestmark = pytest.mark.django_db


def keep(actor, content: bytes, name: str = "证明.txt", division: str = WUGANG):
    return actions.keep_file(actor=actor, at=AT, division_code=division, name=name, content=content).result


def docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


def test_the_bytes_stand_under_their_hash_in_two_folders(office_clerk, settings):
    kept = keep(office_clerk, "联席会议纪要".encode())
    place = settings.FILES / kept.sha256[:2] / kept.sha256[2:4] / kept.sha256
    assert place.read_bytes() == "联席会议纪要".encode()
    assert readers.file_content(kept) == "联席会议纪要".encode()
    assert [p.name for p in place.parent.iterdir()] == [kept.sha256]


def test_the_same_bytes_are_one_entry_a_county(office_clerk, neighbour_officer):
    first, second = keep(office_clerk, b"same"), keep(office_clerk, b"same", "renamed.txt")
    theirs = keep(neighbour_officer, b"same", division=NEIGHBOUR)
    assert first.pk == second.pk != theirs.pk
    assert readers.count_files() == 1
    assert list(readers.visible_files(neighbour_officer)) == [theirs]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        ("<!DOCTYPE html><html><body>方案</body></html>".encode(), "text/html"),
        (b"%PDF-1.7 ...", "application/pdf"),
        (docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("关于印发实施方案的通知".encode("gb18030"), "text/plain"),
        ("关于印发实施方案的通知\n2023年".encode("utf-16"), "text/plain"),
        ("关于印发实施方案的通知\n2023年".encode("utf-16-le"), "text/plain"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
    ],
)
def test_a_file_is_told_by_its_content_whatever_its_name(content, media_type):
    assert accept(content, "keep", "方案.doc").media_type == media_type


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"Rar!\x1a\x07\x00...", "解压"),
        (b"MZ\x90\x00...", "核对"),
        (b"PK\x03\x04 broken", "另存"),
        (b"\x01\x02\x00\x00\x03\x00\x04\x05\x00\x00\x07\x00\x01\x00\x00\x00", "另存"),
        (b"  \n", "重新上传"),
    ],
)
def test_what_is_not_kept_is_refused_with_what_to_do(content, says):
    with pytest.raises(Refused, match=says):
        accept(content, "keep", "方案.docx")


def test_a_file_past_the_limit_is_refused(office_clerk, settings):
    settings.MAX_UPLOAD = 1024
    with pytest.raises(Refused, match="上限"):
        keep(office_clerk, b"x" * 1025)
    assert readers.count_files() == 0


def test_verify_names_what_was_altered_and_what_is_missing(office_clerk):
    altered, missing, good = (keep(office_clerk, text) for text in (b"one", b"two", b"three"))
    store.path_of(altered.sha256).write_bytes(b"0ne")
    store.path_of(missing.sha256).unlink()
    found = {one.expected: one.found for one in readers.differing_files()}
    assert found[missing.sha256] == "missing"
    assert found[altered.sha256] == store.digest(b"0ne")
    assert good.sha256 not in found
    with pytest.raises(Refused, match="不一致"):
        readers.file_content(altered)


def test_nobody_keeps_files_in_another_county_or_without_being_of_the_staff(office_clerk, liaison, deputy_mayor):
    with pytest.raises(NotAllowed, match="本县"):
        keep(office_clerk, b"x", division=NEIGHBOUR)
    with pytest.raises(NotAllowed, match="办公室"):
        keep(deputy_mayor, b"x")
    with pytest.raises(NotAllowed, match="本县"):
        keep(liaison, b"x", division=NEIGHBOUR)
    assert keep(liaison, b"x").sha256, "a liaison proves with a file what is reported"

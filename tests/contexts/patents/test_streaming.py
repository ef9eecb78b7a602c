"""Large files and large packages: read element by element, by several processes, and the same as when read at once."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest

from qiangxian.contexts.patents.reading_files import Passed, Read, read_file
from qiangxian.engines.intake import feeds, packages
from qiangxian.kernel.errors import Refused
from tests.unit.intake.test_sources import rows

from .test_importing import document, package

TODAY = date(2025, 12, 31)
ONE = """<exch:exchange-document country="{country}" doc-number="{number}" kind="A" date-publ="20150106" family-id="{number}">
 <exch:bibliographic-data>
  <exch:application-reference data-format="docdb"><exch:document-id><exch:country>{country}</exch:country>
   <exch:doc-number>201310{serial:06d}</exch:doc-number><exch:date>20130701</exch:date></exch:document-id></exch:application-reference>
  <exch:invention-title lang="zh">一种第{serial}号轧机</exch:invention-title>
 </exch:bibliographic-data></exch:exchange-document>"""


def docdb(count: int, *, tail: str = "</exch:exchange-documents>", head: str = "") -> bytes:
    """Every fifth is foreign."""
    told = [
        ONE.format(country="US" if serial % 5 == 0 else "CN", number=104000000 + serial, serial=serial)
        for serial in range(1, count + 1)
    ]
    root = '<exch:exchange-documents xmlns:exch="http://www.epo.org/exchange">'
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}{root}{"".join(told)}{tail}'.encode()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of some bytes are large."""
    monkeypatch.setattr(feeds, "IN_MEMORY", 100)
    monkeypatch.setattr(packages, "LARGE", 100)


def test_a_large_xml_is_read_element_by_element_with_the_same_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "docdb.xml"
    file.write_bytes(docdb(25))
    held = list(read_file(file, TODAY))
    assert sum(isinstance(one, Read) for one in held) == 20
    assert Passed({"file": "docdb.xml", "sheet": "", "reason": "外国文献 5 条不是中国申请，未读取"}) in held
    monkeypatch.setattr(feeds, "IN_MEMORY", 100)
    monkeypatch.setattr(feeds, "_parsed", None)
    assert list(read_file(file, TODAY)) == held


def test_it_is_never_held_whole(tmp_path: Path, small) -> None:
    """However many records, the tree has no more elements than the parser reads ahead."""
    file = tmp_path / "docdb.xml"
    file.write_bytes(docdb(2000))
    seen = list[int]()
    read = feeds._records

    def counted(root, *more):
        seen.append(len(root.getparent()))
        return read(root, *more)

    feeds._records, before = counted, feeds._records
    try:
        assert sum(isinstance(one, Read) for one in read_file(file, TODAY)) == 1600
    finally:
        feeds._records = before
    assert max(seen) < 200


def test_what_is_refused_whole_is_refused_in_pieces_too(tmp_path: Path, small) -> None:
    for name, content, words in (
        ("entity.xml", docdb(5, head='<!DOCTYPE x [<!ENTITY a "b">]>'), "实体"),
        ("broken.xml", docdb(5, tail=""), "不完整"),
        ("foreign.xml", docdb(0) + b" " * 200, "没有中国"),
        ("other.xml", b"<nothing>" + b" " * 200 + b"</nothing>", "没有它的读取说明"),
    ):
        file = tmp_path / name
        file.write_bytes(content)
        with pytest.raises(Refused, match=words):
            list(read_file(file, TODAY))


def test_a_large_xml_in_a_package_is_laid_beside_and_gone_again(tmp_path: Path, small) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.xml", docdb(10))
        archive.writestr("b.xml", document("A", "20110112"))
    file = tmp_path / "包.zip"
    file.write_bytes(held.getvalue())
    assert sum(isinstance(one, Read) for one in read_file(file, TODAY)) == 9


def test_several_processes_read_what_one_reads_in_the_same_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qiangxian.contexts.patents import reading_files

    files = {f"D{number:02}__XML": document("A", f"201101{number + 10}") for number in range(7)}
    files["D03__XML"] = b"<broken"
    file = tmp_path / "包.zip"
    file.write_bytes(package(**files))
    alone = list(read_file(file, TODAY))
    monkeypatch.setattr(reading_files, "WORTH", 2)
    monkeypatch.setattr(reading_files, "AT_ONCE", 2)
    shared = list(read_file(file, TODAY, processes=2))
    assert shared == alone and sum(isinstance(one, Read) for one in alone) == 6


MEMBER = """<ops:family-member family-id="9"><publication-reference><document-id document-id-type="docdb"><country>{country}</country>
<doc-number>{number}</doc-number><kind>A</kind><date>20150106</date></document-id></publication-reference>
<application-reference><document-id document-id-type="docdb"><country>{country}</country><doc-number>201310{serial:06d}</doc-number>
<kind>A</kind><date>20130701</date></document-id></application-reference>
<exchange-document country="{country}"><bibliographic-data><invention-title lang="zh">一种第{serial}号轧机</invention-title>
</bibliographic-data></exchange-document>
<ops:legal code="PE01"><ops:L001EP>{country}</ops:L001EP><ops:L007EP>20160101</ops:L007EP></ops:legal></ops:family-member>"""


def family(count: int) -> bytes:
    """Every fifth is foreign; what OPS puts inside a member belongs to the member."""
    told = [
        MEMBER.format(country="US" if serial % 5 == 0 else "CN", number=104000000 + serial, serial=serial)
        for serial in range(1, count + 1)
    ]
    root = (
        '<ops:world-patent-data xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org"><ops:patent-family>'
    )
    return f"{root}{''.join(told)}</ops:patent-family></ops:world-patent-data>".encode()


def test_an_answer_of_ops_is_read_element_by_element_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its members, the documents in them and their events: the same, and never held whole."""
    file = tmp_path / "ops.xml"
    file.write_bytes(family(50))
    whole = list(read_file(file, TODAY))
    reads = [one for one in whole if isinstance(one, Read)]
    assert sum(one.draft is not None for one in reads) == 40
    assert sum(one.happened is not None for one in reads) == 40
    monkeypatch.setattr(feeds, "IN_MEMORY", 100)
    monkeypatch.setattr(feeds, "_parsed", None)
    assert list(read_file(file, TODAY)) == whole


def test_the_register_reads_a_family_element_by_element(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents of one application are one right there, however they are read."""
    twice = family(10).replace(b"<ops:patent-family>", b"<ops:patent-family>" + MEMBER.format(
        country="CN", number=104000001, serial=1).encode())  # fmt: skip
    whole = rows(twice)
    assert len(whole) == 8
    monkeypatch.setattr(feeds, "IN_MEMORY", 100)
    monkeypatch.setattr(feeds, "_parsed", None)
    assert [row.values for row in rows(twice)] == [row.values for row in whole]


def test_documents_put_into_one_file_are_read_one_by_one(tmp_path: Path) -> None:
    """Under a root nobody knows, with what the documents are."""
    one, other = (
        re.sub(rb"(?s)^.*?(?=<\w+:Patent)", b"", document(*said)) for said in (("A", "20110112"), ("B", "20120112"))
    )
    file = tmp_path / "合并.xml"
    file.write_bytes(b"<?xml version='1.0' encoding='UTF-8'?><Batch>" + one + other + b"</Batch>")
    assert [read.draft.printed.kind for read in read_file(file, TODAY) if isinstance(read, Read)] == ["A", "B"]

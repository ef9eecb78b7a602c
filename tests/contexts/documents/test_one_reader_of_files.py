"""One sniffer and one decoder: whatever a file is, `plan parse`, `plan import`, a kept file and a table give the same answer."""

import codecs
import gzip
import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiangxian.contexts.documents import actions
from qiangxian.engines.intake import load_vocabulary, read_table
from qiangxian.engines.plandoc import read_plan
from qiangxian.kernel import files
from qiangxian.kernel.errors import Refused
from tests.conftest import AT, WUGANG
from tests.contexts.documents.plans import FIRST

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
LIST = "申请号,专利名称,申请人\n201710601862.3,{title},甲公司\n"
CHINESE = st.text(
    st.sampled_from("一丁七万丈三上下不与专且世丘丙业丛东丝两严并中丰串为主丽举久义之乐知识产权强县工作方案，。12a "),
    max_size=40,
)


def import_plan(actor, content: bytes):
    return actions.import_plan(actor=actor, at=AT, division_code=WUGANG, name="方案.txt", content=content)


def answer(entrance, *given_bytes) -> str:
    """`taken`, or the reason of the refusal."""
    try:
        entrance(*given_bytes)
    except Refused as refusal:
        return refusal.reason
    return "taken"


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_plan_that_can_be_parsed_can_be_imported(office_clerk, encoding):
    content = FIRST.encode(encoding, "ignore")
    assert read_plan(content).kind == "plan"
    assert import_plan(office_clerk, content).result.document.source_text.startswith(
        read_plan(content).source_text[:20]
    )


@pytest.mark.django_db
def test_a_plan_of_many_ones_in_utf16_without_a_mark_is_imported(office_clerk):
    """The character 一 has its zero byte on the other side of the pair: that alone made a kept file 'unknown'."""
    content = FIRST.replace("。", "，一一一一一一一一一。").encode("utf-16-le")
    assert read_plan(content).kind == "plan"
    assert import_plan(office_clerk, content).after["existing"] is False


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=CHINESE, encoding=st.sampled_from(ENCODINGS), line_end=st.sampled_from(["\n", "\r\n"]))
def test_every_encoding_is_read_alike_by_every_entrance(title, encoding, line_end):
    text = f"甲县工作方案\n一、任务\n1.{title}甲事。(甲局负责)\n".replace("\n", line_end)
    content = text.encode(encoding)
    assert files.decode(content) == (text, 0) or files.decode(content) == ("\ufeff" + text, 0)
    assert read_plan(content).kind == "plan"
    assert files.accept(content, "keep", "方案.txt").media_type == "text/plain"
    with read_table(
        LIST.replace("\n", line_end).format(title=f"一种{title.replace(',', '')}").encode(encoding),
        load_vocabulary("rights"),
    ) as table:
        assert [row.values["title"][:2] for row in table.rows()] == ["一种"]


@settings(max_examples=150)
@given(
    encoding=st.sampled_from(ENCODINGS),
    cut=st.integers(1, 400),
    noise=st.binary(max_size=40),
    place=st.integers(0, 300),
)
def test_damaged_text_is_readable_for_all_or_for_none(encoding, cut, noise, place):
    """A table refuses what it cannot read in full; a plan says how many places are damaged; a file is kept as it is."""
    whole = FIRST.encode(encoding, "ignore")
    content = whole[: len(whole) - cut]
    content = content[:place] + noise + content[place:]
    parsed, kept = read_plan(content), answer(files.accept, content, "keep", "方案.txt")
    if parsed.kind == "plan":
        assert kept == "taken"
    if kept != "taken":
        assert parsed.kind == "not_a_plan" and kept.split("，")[0].removeprefix("不接收")[:4] in parsed.reason
    try:
        files.encoding_of(io.BytesIO(content), whole=True)
    except Refused as refusal:
        assert refusal.remedy
    else:
        assert files.decode(content)[1] == content.decode(files.encoding_of(io.BytesIO(content)).name).count("\x00")


@settings(max_examples=150)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"BM", b"%PDF-", codecs.BOM_UTF16_LE]),
)
def test_no_bytes_break_the_sniffer_and_a_refusal_says_what_to_do(content, start):
    for use in ("plan", "table", "keep"):
        try:
            assert files.accept(start + content, use, "来件").label
        except Refused as refusal:
            assert refusal.reason and refusal.remedy and refusal.file == "来件"


def packed(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("use", ["plan", "table", "keep"])
@pytest.mark.parametrize("name", ["word/document.xml", "xl/workbook.xml"])
def test_a_bomb_goes_off_nowhere(use, name):
    with pytest.raises(Refused, match="压缩炸弹"):
        files.accept(packed(name, b"0" * 200_000_000), use, "来件")


def test_a_packed_bomb_is_cut_off_while_it_unpacks(monkeypatch):
    monkeypatch.setattr("qiangxian.kernel.files.limit", lambda use, name: 1000)
    with pytest.raises(Refused, match="压缩炸弹"):
        files.unpack(io.BytesIO(gzip.compress(b"0" * 100_000)), "table")


def test_zero_characters_among_the_text_are_left_out_and_counted():
    content = FIRST.encode().replace("。".encode(), b"\x00" + "。".encode(), 3)
    text, damaged = files.decode(content)
    assert (text, damaged) == (FIRST, 3)
    assert read_plan(content).kind == "plan"
    assert answer(files.accept, content, "keep", "方案.txt") == "taken"


def test_a_text_cut_within_a_character_is_flagged_by_the_plan_and_refused_by_the_table():
    content = LIST.format(title="一种轧机").encode()[:-5]
    assert files.encoding_of(io.BytesIO(content)).damaged == 1
    with pytest.raises(Refused, match="1 处无法解码"):
        read_table(content, load_vocabulary("rights"))

"""What is no plan is refused with a reason in Chinese; what cannot be read is refused and never raises."""

from __future__ import annotations

import io
import zipfile

import pytest

from qiangxian.engines.plandoc import read_plan
from tests.unit.plandoc.documents import read


def reason(data: bytes) -> str:
    proposal = read_plan(data, filename="来件")
    assert proposal.kind == "not_a_plan"
    assert proposal.reason
    assert not proposal.tasks
    return proposal.reason


def reason_of(text: str) -> str:
    return reason(text.encode())


def test_news_explanations_interviews_and_digests():
    assert "新闻" in reason_of(
        "我市印发知识产权强县方案\n本报讯 (记者 某某)近日,我市印发《方案》,提出三项任务。\n一、抓创造。\n二、抓保护。\n三、抓运用。"
    )
    assert "解读" in reason_of(
        "《甲县行动方案》政策解读\n一、背景\n为落实要求。\n二、主要内容\n共三项。\n三、措施\n落实。"
    )
    assert "问答" in reason_of("甲县知识产权工作规划\n问:为什么出台?\n答:为了发展。\n问:有何措施?\n答:三项。\n")
    assert "摘编" in reason_of("甲县行动方案\n(政策摘要)\n主要内容摘编:抓好三件事。\n")


def test_fragments_without_a_title():
    assert "片段" in reason_of(
        "汇编(2023)- 某市:\n(八)提升便利度。各单位支持。(责任单位:市高院、市公安局等;各区政府)\n2.完善制度。(责任部门:市水务局)"
    )
    assert "片段" in reason_of(
        "关于支持引才的十条意见。为落实部署,提出以下意见。1.对团队给予资助。责任单位:市委组织部、市科技局。2.对项目给予指标。责任单位:市发改委。"
    )


def test_a_notice_without_its_plan_and_a_title_without_a_body():
    assert "印发通知" in reason_of(
        "甲县人民政府关于印发甲县行动方案的通知\n各乡镇人民政府:\n《甲县行动方案》已经县政府同意,现印发给你们。\n甲县人民政府\n2023年5月4日"
    )
    assert "没有任务" in reason_of("甲县行动方案\n……")


def test_other_text():
    assert "不是方案" in reason_of("今天天气很好,我们去公园散步。")
    assert reason(b"") == "来件：文件是空的，请检查文件是否传输完整，再重新上传"
    assert "空" in reason(b" \n\x00\x00")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, ".docx"),
        (b"{\\rtf1\\ansi abc}", "RTF"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "图片"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "图片"),
        (b"\x1f\x8b\x08" + b"\x00" * 50, "压缩包"),
        (b"\x7fELF" + b"\x01" * 50, "程序"),
        (b"abc\x00\x01\x02\x03\xff\xfe\x00zz\x00q" * 20, "二进制"),
        (b"%PDF-1.7\nbroken", "PDF"),
        (b"PK\x03\x04broken", "损坏"),
    ],
)
def test_files_of_another_kind(data, word):
    assert word in reason(data)


def container(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_containers_that_are_no_word_file():
    assert "Excel" in reason(container({"xl/workbook.xml": b"<a/>"}))
    assert "演示文稿" in reason(container({"ppt/presentation.xml": b"<a/>"}))
    assert "OFD" in reason(container({"OFD.xml": b"<a/>"}))
    assert "压缩包" in reason(container({"a.txt": b"a"}))
    assert "损坏" in reason(container({"word/document.xml": b"<a/>"}))


def test_a_zip_bomb_is_refused_before_it_unfolds():
    assert "膨胀" in reason(container({"word/document.xml": b"0" * 40_000_000}))


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(8))
    + ']><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:document>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def test_an_entity_bomb_expands_to_nothing():
    data = container(
        {
            "[Content_Types].xml": TYPES.encode(),
            "_rels/.rels": RELATIONS.encode(),
            "word/document.xml": ENTITIES.encode(),
        }
    )
    assert reason(data)
    page = "<!DOCTYPE html [<!ENTITY a '哈哈'><!ENTITY b '&a;&a;'>]><html><body><p>&b;</p></body></html>"
    assert reason(page.encode())


def test_too_much_is_refused_at_once():
    assert "上限" in reason(b"a" * (33 * 1024 * 1024))
    assert "字" in reason(("甲" * 1_000_001).encode())


def test_a_name_that_lies_changes_nothing():
    text = "甲县工作方案\n一、任务\n1.甲事。(甲局负责)"
    assert read_plan(text.encode(), filename="方案.pdf").kind == "plan"
    assert read(text).kind == "plan"

"""Marked files stop at the door; words about secrets in running text do not."""

import io
import zipfile

import pytest

from qiangxian.kernel.errors import Refused
from qiangxian.kernel.secrecy import banner, refuse_marked


def docx(*paragraphs: str) -> bytes:
    """A Word document with these paragraphs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        body = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
        archive.writestr("word/document.xml", f"<w:document><w:body>{body}</w:body></w:document>")
    return out.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "机密★1年 会议纪要.docx",
        "【秘密】名单.xlsx",
        "（机密）名单.xlsx",
        "秘密-名单.csv",
        "会议纪要（秘密★6个月）.pdf",
        "绝密.txt",
    ],
)
def test_a_mark_in_the_name_stops_the_file(name: str) -> None:
    with pytest.raises(Refused, match="文件名有密级标志") as refused:
        refuse_marked(name, b"plain")
    assert refused.value.file == name
    assert "非涉密平台" in refused.value.remedy


@pytest.mark.parametrize(
    "name", ["商业秘密保护方案.docx", "保守国家秘密教育.txt", "秘密花园商标.csv", "机密封件专利.xlsx"]
)
def test_a_name_about_secrets_passes(name: str) -> None:
    refuse_marked(name, b"plain")


@pytest.mark.parametrize(
    "content",
    [
        "机密★1年\n关于……的通知".encode(),
        "秘密\n\n关于……的通知".encode("gb18030"),
        "密级：秘密\n名单".encode("utf-8-sig"),
        docx("份号 000001", "机密★1年", "关于……的通知"),
        docx("秘密"),
        "<html><p>绝密</p><p>正文</p></html>".encode(),
    ],
)
def test_a_mark_in_the_text_stops_the_file(content: bytes) -> None:
    with pytest.raises(Refused, match="文件内容有密级标志"):
        refuse_marked("文件.docx", content)


@pytest.mark.parametrize(
    "content",
    [
        "保护商业秘密，严守国家秘密和工作秘密。".encode(),
        docx("加强商业秘密保护", "涉及机密信息的，按规定办理"),
        b"\x89PNG\r\n\x1a\n" + bytes(600),
        b"%PDF-1.7 damaged",
        b"PK\x03\x04 damaged",
        b"",
    ],
)
def test_running_text_pictures_and_damaged_files_are_no_marks(content: bytes) -> None:
    refuse_marked("文件.docx", content)


def test_the_banner_says_what_the_product_is_not() -> None:
    assert banner() == "非涉密平台，严禁处理、传输国家秘密和工作秘密"

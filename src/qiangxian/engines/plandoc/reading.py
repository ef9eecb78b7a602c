"""From the bytes of a file to its text."""

from __future__ import annotations

from dataclasses import replace

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.glyphs import plain_glyphs
from qiangxian.engines.plandoc.layout import SourceText
from qiangxian.engines.plandoc.office import office_text
from qiangxian.engines.plandoc.pages import page_text
from qiangxian.engines.plandoc.printed import printed_text
from qiangxian.kernel import files
from qiangxian.kernel.errors import Refused


def read_source(data: bytes) -> SourceText:
    """The text in the bytes with one `\\n` a line end; `Refused` says why there is none."""
    source = _by_kind(data)
    source = replace(source, text=plain_glyphs(source.text))
    if len(source.text) > vocabulary.limit("characters"):
        raise Refused(
            f"文字超过 {vocabulary.limit('characters')} 字，不像一份方案", remedy="请只上传方案本身，附件和汇编分开上传"
        )
    if not source.text.strip():
        raise Refused("文件中没有文字", remedy="请核对文件，上传有正文的方案")
    return source


def _by_kind(data: bytes) -> SourceText:
    kind = files.accept(data, "plan").code
    if kind == "pdf":
        return _one_line_end(printed_text(data))
    if kind == "docx":
        return office_text(data)
    text, damaged = files.decode(data)
    if kind == "html":
        return replace(page_text(text), damaged=damaged)
    return _one_line_end(SourceText(text.lstrip("\ufeff"), damaged=damaged))


def _one_line_end(source: SourceText) -> SourceText:
    """Only for texts without cells: replacing two characters by one would move their places."""
    text = source.text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\x0c", "\n")
    return replace(source, text=text)

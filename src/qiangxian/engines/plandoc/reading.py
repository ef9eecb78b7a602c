"""From the bytes of a file to its text."""

from __future__ import annotations

from dataclasses import replace

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.glyphs import plain_glyphs
from qiangxian.engines.plandoc.layout import SourceText
from qiangxian.engines.plandoc.office import office_text
from qiangxian.engines.plandoc.pages import page_text
from qiangxian.engines.plandoc.printed import printed_text
from qiangxian.engines.plandoc.sniffing import Unreadable, decode, is_html, is_pdf, is_zip, refuse_foreign


def read_source(data: bytes) -> SourceText:
    """The text in the bytes with one `\\n` a line end; `Unreadable` says why there is none."""
    if not data.strip(b" \t\r\n\x00"):
        raise Unreadable("文件是空的")
    if len(data) > vocabulary.limit("bytes"):
        megabytes = vocabulary.limit("bytes") // 1048576
        raise Unreadable(f"文件有 {len(data) // 1048576} MB，超过 {megabytes} MB 的上限，不像一份方案")
    source = _by_kind(data)
    source = replace(source, text=plain_glyphs(source.text))
    if len(source.text) > vocabulary.limit("characters"):
        raise Unreadable(f"文字超过 {vocabulary.limit('characters')} 字，不像一份方案")
    if not source.text.strip():
        raise Unreadable("文件中没有文字")
    return source


def _by_kind(data: bytes) -> SourceText:
    refuse_foreign(data)
    if is_pdf(data):
        return _one_line_end(printed_text(data))
    if is_zip(data):
        return office_text(data)
    decoded = decode(data)
    if is_html(decoded.text):
        return replace(page_text(decoded.text), damaged=decoded.damaged)
    return _one_line_end(SourceText(decoded.text.lstrip("\ufeff"), damaged=decoded.damaged))


def _one_line_end(source: SourceText) -> SourceText:
    """Only for texts without cells: replacing two characters by one would move their places."""
    text = source.text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\x0c", "\n")
    return replace(source, text=text)

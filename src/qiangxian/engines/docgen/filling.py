"""A document filled with facts: the words go into the design by docxtpl, then headings are numbered and the lines of title and
signature arranged. The same facts give the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from docx.document import Document as WordFile
from docx.oxml.ns import qn
from docx.shared import Pt
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import DomainError

from .arranging import Numbering, signature_indents, title_lines, width
from .shapes import TOPIC, DocumentShape, LayoutShape, document, forms, layout
from .skeleton import skeleton

HEAD = ("issuer", "title", "mark", "number", "subtitle", "addressee", "signatory", "copies", "printed_by", "note")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MISSING = re.compile(r"'([^']+)' is undefined|no attribute '([^']+)'")
EPOCH = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the earliest instant an archive can tell; a file made of the same facts is the same file
TITLES = ("公文标题", "附件标题")


def make(name: str, facts: Mapping[str, Any], *, division: str | None, day: date) -> bytes:
    """The Word file of the document `name` of the division's rules, filled with the facts and dated with the day it is signed.

    A fact the document names and nobody gives is an error: nothing is printed empty in its place."""
    rule, look = document(name, division), layout(division)
    words = _environment()
    held = {**facts, "date": day}
    try:
        head = {field: words.from_string(getattr(rule, field)).render(held) for field in HEAD}
        titles = [{"title": words.from_string(one.title).render(held)} for one in rule.annexes]
        form = forms(division).forms[rule.form]
        template = DocxTemplate(io.BytesIO(design(name, division=division)))
        template.render(
            {**held, **head, "annexes": titles, "copies_word": form.copies_word}, _environment(escapes=True)
        )
    except TemplateError as fault:
        where = rulebook.RULEBOOK.where(TOPIC, name, division=division)
        raise DomainError(
            _fault_words(rule, fault), where=where, remedy="请核对模板，或补上这项内容后再生成"
        ) from fault
    _end(template.docx)
    _arrange(template.docx, rule, look)
    out = io.BytesIO()
    template.save(out)
    return _settled(out.getvalue())


def design(name: str, *, division: str | None) -> bytes:
    """The Word file the words go into: the county's own of that name, else one made from layout and form."""
    for place in rulebook.RULEBOOK.places(division):
        file = rulebook.RULEBOOK.root / place / TOPIC / f"{name}.docx"
        if file.is_file():
            return file.read_bytes()
    return _skeleton(name, division, rulebook.digest())


@lru_cache(maxsize=64)
def _skeleton(name: str, division: str | None, _rules: str) -> bytes:
    """Made once for the rules as they are read now."""
    return skeleton(document(name, division), layout(division), forms(division))


def _environment(*, escapes: bool = False) -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(autoescape=escapes, undefined=StrictUndefined, finalize=_printable)
    made.filters["day"] = day_words
    return made


def day_words(day: date) -> str:
    """2023年8月5日: in digits, without leading zeros (GB/T 9704 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def _printable(value: Any) -> Any:
    if value is None:
        raise TemplateError("a value is None: the document must say what stands where nothing is known")
    return UNPRINTABLE.sub("", value) if type(value) is str else value


def _fault_words(rule: DocumentShape, fault: TemplateError) -> str:
    named = MISSING.search(str(fault))
    what = f"没有给出 {named.group(1) or named.group(2)}" if named else "有一处写法不对或内容为空"
    return f"公文模板“{rule.label}”{what}"


def _end(file: WordFile) -> None:
    """A section of which nothing was said makes no sheet: the one before it is the last."""
    *content, own = list(file.element.body)
    before = content[-1].find(f"{qn('w:pPr')}/{qn('w:sectPr')}") if content else None
    if before is not None:
        own.getparent().replace(own, before)


def _arrange(file: WordFile, rule: DocumentShape, look: LayoutShape) -> None:
    numbering, last, before = Numbering(), {}, None
    for paragraph in file.paragraphs:
        name = paragraph.style.name if paragraph.style else ""
        style = look.styles.get(name or "")
        if style is None:
            continue
        if style.breaks:
            numbering = Numbering()
        if style.level:
            paragraph.runs[0].text = numbering.next(style.level, style.number) + paragraph.runs[0].text
        if style.fits:
            paragraph.runs[0].font.size = Pt(min(style.size, int(_measure(look) / width(paragraph.text))))
        if name in TITLES:
            _fold(paragraph, int(_measure(look) // style.size))
        if style.signs and before is not None:
            before.paragraph_format.keep_with_next = True  # 7.3.5.5: no page has the signature alone
        last[name] = before = paragraph
    if "发文机关署名" in last:
        _sign(last["发文机关署名"], last["成文日期"], rule, look)


def _measure(look: LayoutShape) -> float:
    return (look.page.width - look.page.left - look.page.right) * 72 / 25.4


def _fold(paragraph: Any, most: int) -> None:
    lines = title_lines(paragraph.text, most)
    run, *others = paragraph.runs
    for other in others:
        other.text = ""
    run.text = "\n".join(lines)


def _sign(issuer: Any, day: Any, rule: DocumentShape, look: LayoutShape) -> None:
    size = look.styles["成文日期"].size
    for paragraph, indent in zip(
        (issuer, day), signature_indents(issuer.text, day.text, sealed=rule.sealed), strict=True
    ):
        paragraph.paragraph_format.right_indent = Pt(indent * size)


def _settled(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            new.writestr(zipfile.ZipInfo(name, EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()

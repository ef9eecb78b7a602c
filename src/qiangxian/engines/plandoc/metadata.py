"""Number, index, dates and issuer of a document."""

from __future__ import annotations

import re
from functools import lru_cache

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.brackets import trimmed
from qiangxian.engines.plandoc.dates import read_point
from qiangxian.engines.plandoc.draft import PageLine, Paper
from qiangxian.engines.plandoc.lines import signature_dates
from qiangxian.engines.plandoc.titles import NUMBER, agency_start, salutation, title_at
from qiangxian.engines.plandoc.types import Warning_

_HEADER_LINES, _BLANK_LINES = 60, 2
_INDEX = re.compile(r"[0-9A-Za-z][0-9A-Za-z/\-_.]{5,40}")
_YEAR_IN_BRACKET = re.compile(r"[〔\[(【]第?(?:19|20)")
_BARE_INDEX = re.compile(r"(?=.*(?:19|20)\d\d[-/])[0-9A-Za-z][0-9A-Za-z/\-_.]{5,40}")
_BARE_DAY = re.compile(r"(?:19|20)\d\d[-年./]\d{1,2}[-月./]\d{1,2}日?")
_ISSUER = re.compile(r"^(?P<issuer>[\u3400-\u9fff]{2,60}?)(?=关于|印发|转发|批转)")
_OF_TITLE = re.compile(r"关于|印发|方案|通知|要点|实施|行动计划")
_CITATION_BEFORE = re.compile(r"》\s*\(?$")


@lru_cache(maxsize=1)
def _labels() -> re.Pattern[str]:
    return re.compile(vocabulary.any_of(vocabulary.header_labels()))


def read_header(draft: Paper) -> None:
    """Read the labelled fields of the page header in whatever layout: one a line, several, glued, tabled, bulleted.

    Reads: lines, furniture. Writes: fields, places, labelled, warnings.
    """
    filled = 0
    for number, line in enumerate(draft.lines):
        if not line.text or number in draft.furniture:
            _byline(draft, line)
            continue
        filled += 1
        if filled > _HEADER_LINES or (line.text[0] in "一(" and _heading(line.text)):
            break
        _labelled_line(draft, number, line)


def _heading(text: str) -> bool:
    return bool(re.match(r"[一二三四五六七八九十]、|\([一二三四五六七八九十]\)", text))


def _byline(draft: Paper, line: PageLine) -> None:
    """来源:… lines are furniture, but a date of publication may stand behind it."""
    for match in _labels().finditer(line.text):
        if vocabulary.header_labels()[match.group()] == "dates.published":
            _keep(draft, "dates.published", line.start + match.end(), line.end)


def _labelled_line(draft: Paper, number: int, line: PageLine) -> None:
    labels = [match for match in _labels().finditer(draft.text, line.start, line.end) if _is_label(draft, line, match)]
    if not labels or (
        labels[0].start() - line.start > 3 and not re.match(r"[•·\-*|\s]*$", draft.text[line.start : labels[0].start()])
    ):
        return
    draft.labelled.add(number)
    ends = [match.start() for match in labels[1:]] + [line.end]
    for match, end in zip(labels, ends, strict=True):
        name = vocabulary.header_labels()[match.group()]
        start, end = trimmed(draft.text, match.end(), end, ":|•·* \t", ":|•·* \t;,")
        if start >= end and match is labels[-1]:
            start, end = _next_line(draft, number, name, _BLANK_LINES if len(labels) == 1 else 0)
        if start < end:
            _keep(draft, name, start, end)


def _is_label(draft: Paper, line: PageLine, match: re.Match[str]) -> bool:
    """A label stands at the beginning or behind a gap, and has a mark, a gap or its value at once behind it."""
    start, end, text, gaps = match.start(), match.end(), draft.text, draft.copy.gaps
    opened = start == line.start or start in gaps or text[start - 1] in "|:•·-*, ]】"
    if not opened:
        return False
    closed = end == line.end or end in gaps or text[end] in ":| "
    return closed or (start == line.start and _fits(vocabulary.header_labels()[match.group()], text[end : line.end]))


def _fits(name: str, value: str) -> bool:
    """Whether a value glued to its label can be one: 文号舞政办〔2023〕26号."""
    if name == "document_number":
        return bool(NUMBER.match(value))
    if name == "index_number":
        return bool(_INDEX.match(value))
    if name.startswith("dates."):
        return bool(re.match(r"(?:19|20)\d\d", value))
    return name in ("other", "validity") and len(value) < 40 and not re.search(r"[。,]", value)


def _next_line(draft: Paper, number: int, name: str, blank: int) -> tuple[int, int]:
    """The value of a label that stands alone: the next line, blank ones passed over, unless a label or a title begins."""
    below = next((n for n in range(number + 1, min(number + 2 + blank, len(draft.lines))) if draft.lines[n].text), None)
    if below is None:
        return 0, 0
    line = draft.lines[below]
    first = _labels().match(line.text)
    if first and (first.end() == len(line.text) or line.text[first.end()] == ":"):
        return 0, 0
    begun = title_at(draft, below) if name == "other" or name.startswith(("dates.", "index")) else None
    if begun and _OF_TITLE.search(begun.text):
        return 0, 0
    draft.labelled.add(below)
    return line.start, line.end


def _keep(draft: Paper, name: str, start: int, end: int) -> None:
    reading = _reading(draft, name, start, end)
    if reading is None:
        return
    value, first, last = reading
    before = draft.fields.get(name)
    if before is None:
        draft.fields[name] = value
    elif before != value and name not in ("title", "issuer", "validity"):
        draft.warn("metadata_conflict", "warning", f"页头两处不一致：{before} 与 {value}，取前者", first, last)
    draft.place(name, first, last)


def _reading(draft: Paper, name: str, start: int, end: int) -> tuple[str, int, int] | None:
    text = draft.text
    if name == "other" or text[start:end] in vocabulary.word_set("layout", "empty_values"):
        return None
    if name == "document_number":
        match = NUMBER.search(text, start, end)
        return (_number(draft, match, match.start()), match.start(), match.end()) if match else None
    if name == "index_number":
        match = _INDEX.match(text, start, end)
        return (match.group(), match.start(), match.end()) if match else None
    if name.startswith("dates."):
        point = read_point(text, start, end)
        return (point.iso, point.start, point.end) if point and point.start == start else None
    return draft.printed(start, end), start, end


def _number(draft: Paper, match: re.Match[str], start: int) -> str:
    """The number in its regular form: 〔〕 round the year, no blanks, 号 at the end."""
    agency = draft.text[start : match.end("agency")]
    reading = f"{agency}〔{match['year']}〕{match['serial']}号"
    if not match["mark"] and draft.fields.get("document_number") != reading:
        draft.repair("number_mark_inserted", start, match.end(), reading)
    return reading


def complete_metadata(draft: Paper) -> None:
    """Add what the header does not say: number and dates from the text around the titles, the issuer from the title.

    Reads: lines, titles, fields, body_start. Writes: fields, places, warnings.
    """
    _unlabelled_number(draft)
    _unlabelled_header(draft)
    _signed(draft)
    if "issuer" not in draft.fields:
        _issuer_of_title(draft)
    _disagreements(draft)


def _unlabelled_number(draft: Paper) -> None:
    """A number on a line of its own, in brackets or glued to the title; one cited behind 《…》 belongs to another."""
    end = draft.body_start or len(draft.text)
    for number, line in enumerate(draft.lines):
        if line.start > end + 80:
            break
        if number in draft.labelled:
            continue
        match = NUMBER.search(line.text) if _YEAR_IN_BRACKET.search(line.text) else None
        if match is None or (match.end() < len(line.text.rstrip(")")) and line.start + match.start() > end):
            continue
        start = match.start() + agency_start(match["agency"])
        cited = _CITATION_BEFORE.search(line.text[: match.start()]) or "《" in line.text[: match.start()]
        alone = (
            match.start() == 0
            or line.text[: match.start()] == "("
            or start > match.start()
            or _behind_title(draft, line.start + start)
        )
        if alone and not cited:
            shifted = NUMBER.search(draft.text, line.start + match.start(), line.end)
            assert shifted is not None  # noqa: S101 - the same characters were just matched
            _found_number(draft, shifted, line.start + start)


def _behind_title(draft: Paper, at: int) -> bool:
    return any(title.end <= at <= title.end + 2 for title in draft.titles)


def _found_number(draft: Paper, match: re.Match[str], start: int) -> None:
    reading = _number(draft, match, start)
    known = draft.fields.setdefault("document_number", reading)
    if known != reading:
        draft.warn("number_conflict", "warning", f"页头文号 {known} 与正文文号 {reading} 不一致", start, match.end())
    draft.place("document_number", start, match.end())


def _unlabelled_header(draft: Paper) -> None:
    """Header values without labels, one a line, above the title: index, date, validity."""
    if not draft.titles:
        return
    addressed = _addressed(draft)
    end = draft.titles[0].start if addressed is None else addressed
    for number, line in enumerate(draft.lines):
        if line.start >= end:
            break
        if number in draft.labelled or number in draft.furniture or not line.text:
            continue
        if _BARE_DAY.fullmatch(line.text):
            if "dates.written" not in draft.fields:
                _keep(draft, "dates.written", line.start, line.end)
        elif _BARE_INDEX.fullmatch(line.text) and "index_number" not in draft.fields:
            _keep(draft, "index_number", line.start, line.end)
        elif line.text in vocabulary.word_set("layout", "validity_words"):
            draft.fields.setdefault("validity", line.text)


def _addressed(draft: Paper) -> int | None:
    """Where a notice printed without its title begins: at the list of bodies it addresses, above the plan's title."""
    addressed = salutation(draft.text, 0, draft.titles[0].start) if draft.titles else None
    return addressed[0] if addressed else None


def _signed(draft: Paper) -> None:
    addressed = _addressed(draft)
    after = addressed if addressed is not None else draft.titles[0].start if draft.titles else 0
    signatures = [found for found in signature_dates(draft) if found[0] >= after]
    for start, end, day, issuer in signatures[:1]:
        draft.fields["dates.signed"] = day
        draft.place("dates.signed", start, end)
        if issuer and "issuer" not in draft.fields:
            draft.fields["issuer"] = issuer


def _issuer_of_title(draft: Paper) -> None:
    for title in draft.titles[:1]:
        match = _ISSUER.match(title.text)
        if match:
            draft.fields["issuer"] = match["issuer"]
            draft.place("issuer", title.start, title.start + match.end())


def _disagreements(draft: Paper) -> None:
    written, signed, published = (draft.fields.get(f"dates.{name}") for name in ("written", "signed", "published"))
    found = []
    if written and signed and written != signed:
        message = f"成文（发文）日期 {written} 与署名日期 {signed} 不一致，两者都保留，请核对"
        found.append(("dates_disagree", message, draft.places["dates.signed"][0]))
    earliest = written or signed
    if published and earliest and published < earliest:
        message = f"发布日期 {published} 早于成文日期 {earliest}，请核对"
        found.append(("published_before_written", message, draft.places["dates.published"][0]))
    draft.warnings += [Warning_(code, "warning", message, at.start, at.end) for code, message, at in found]

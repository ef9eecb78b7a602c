"""The lines of a document: furniture of the page, cells, signatures, lists that only announce annexes."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.dates import read_point
from qiangxian.engines.plandoc.draft import PageLine, Paper

PART = re.compile(
    r"第[一二三四五六七八九十]+[章条节部]|(?:[一二三四五六七八九十]{1,3}、|\(?[一二三四五六七八九十]{1,3}\)|\d{1,2}\s?[.、](?:(?!\d)|(?=(?:19|20)\d\d年)))"
)
_DATE_LINE = re.compile(
    r"\(?(?:[^\d。,;:]{0,40}?)(?:(?:19|20)\d\d年\d{1,2}月\d{1,2}日|[一二][九〇○Oo零][〇○Oo零一二三四五六七八九]{2}年[^\d。,;:年]{1,8}日|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2})\)?(?:\([^()]{2,20}\))?"
)
_INLINE_DAY = re.compile(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日")
_BEHIND_DAY = re.compile(r"\(|\n|附件|抄送|\Z")
_ISSUER_BEFORE = re.compile(
    r"(?:\A|[^\u3400-\u9fff])(?P<issuer>[\u3400-\u9fff]*(?:政府|办公室|办公厅|国务院|委员会|局|委|厅|部|党委))$"
)


@lru_cache(maxsize=1)
def furniture() -> re.Pattern[str]:
    words = vocabulary.rules("layout")["furniture"]
    lines, prefixes = (
        vocabulary.any_of(words["lines"]),
        vocabulary.any_of(word.replace(" ", "") for word in words["prefixes"]),
    )
    notes = vocabulary.any_of(words["notes"])
    return re.compile(
        rf"(?:{lines})$|{words['sites']}$|{words['trail']}|(?:{prefixes})|\(?(?:{notes})\)?$|{words['page_marks']}$|\[?字体"
    )


def cut_lines(draft: Paper) -> None:
    """Cut the copy into lines and mark the furniture of web page and paper.

    Reads: copy. Writes: lines, furniture, warnings.
    """
    at = 0
    for number, text in enumerate(draft.text.split("\n")):
        draft.lines.append(PageLine(at, at + len(text), text))
        if text and (furniture().match(text) or not text.strip("|")):  # rules of a table without words
            draft.furniture.add(number)
        at += len(text) + 1
    _set_aside(draft)
    match = vocabulary.pattern("layout", "furniture", "abridged").search(draft.text)
    if match:
        draft.warn("abridged", "warning", "原文注明有删减，文本不完整", match.start(), match.end())
    if draft.source.damaged:
        draft.warn("undecodable_characters", "warning", f"有 {draft.source.damaged} 处字符无法解码", 0, 0)


def _set_aside(draft: Paper) -> None:
    """Lines inside cells of kept tables, and lists that only announce annexes: 附件:1.分工表 2.指标表."""
    for cell in draft.source.cells:
        start, end = draft.copy.located(cell.start), draft.copy.located(cell.end)
        first = bisect_left(draft.lines, start, key=lambda line: line.end)
        for number in range(first, len(draft.lines)):
            if draft.lines[number].start >= end:
                break
            draft.celled.add(number)
    for number, line in enumerate(draft.lines):
        if line.text.startswith("附") and (match := _ANNOUNCING.match(line.text)):
            listed = _listed_below(draft, number)
            if match["first"] or (listed and _closes(draft, listed[-1])):
                draft.furniture |= {number, *listed}


_ANNOUNCING = re.compile(r"附\s*(?:件|表)?\s*(?:[:：]\s*(?P<first>(?:1\s?[.、]|[一]、)[^。]{2,})|[:：]?$)")
_ANNOUNCED = re.compile(r"\d{1,2}\s?[.、][^。:;]{2,40}$")


def _listed_below(draft: Paper, number: int) -> list[int]:
    """The numbered names of annexes on the lines below."""
    listed = []
    for below in range(number + 1, len(draft.lines)):
        if draft.lines[below].text and not _ANNOUNCED.match(draft.lines[below].text):
            break
        listed += [below] if draft.lines[below].text else []
    return listed


def _closes(draft: Paper, number: int) -> bool:
    """Whether nothing follows but a signature or the annexes themselves."""
    following = next_filled(draft, number)
    if following is None or draft.lines[following].text.startswith("附"):
        return True
    return is_date_line(draft.lines[following].text) or is_signature(draft, following)


@lru_cache(maxsize=1)
def annex_mark() -> re.Pattern[str]:
    return re.compile(vocabulary.rules("layout")["annex"].replace("：", ":"))


def next_filled(draft: Paper, number: int) -> int | None:
    for place in range(number + 1, min(number + 4, len(draft.lines))):
        if draft.lines[place].text:
            return place
    return None


def is_date_line(text: str) -> bool:
    """A signature line: a day, perhaps behind the name of the issuer."""
    return len(text) < 70 and bool(_DATE_LINE.fullmatch(text))


def is_signature(draft: Paper, number: int) -> bool:
    """A short line with the name of an issuer right above a signature date."""
    text = draft.lines[number].text
    following = next_filled(draft, number)
    dated = following is not None and is_date_line(draft.lines[following].text)
    return dated and len(text) < 40 and not text.endswith(("。", ";", ")")) and not PART.match(text)


def signature_dates(draft: Paper) -> list[tuple[int, int, str, str | None]]:
    """Every signature as (start, end, ISO day, issuer or None): lines of their own, and those glued into a notice."""
    found = []
    for number, line in enumerate(draft.lines):
        passed = number in draft.labelled or number in draft.furniture or number in draft.celled
        if passed or not line.text or not is_date_line(line.text):
            continue
        point = read_point(draft.text, line.start, line.end)
        if point and point.day:
            issuer = draft.text[line.start : point.start].strip("( ") or _line_above(draft, number)
            found.append((point.start, point.end, point.iso, issuer))
    for match in _INLINE_DAY.finditer(draft.text, draft.titles[0].end if draft.titles else 0):
        if not _BEHIND_DAY.match(draft.text, match.end()) and not (draft.title and match.end() == draft.title.start):
            continue
        point = read_point(draft.text, match.start(), match.end())
        signer = _ISSUER_BEFORE.search(draft.text[max(match.start() - 32, 0) : match.start()])
        if signer and point and point.day and all(point.start != other[0] for other in found):
            found.append((point.start, point.end, point.iso, signer["issuer"]))
    return sorted(found)


def _line_above(draft: Paper, number: int) -> str | None:
    for place in range(number - 1, max(number - 4, -1), -1):
        text = draft.lines[place].text
        if text and not text.endswith("代章)"):
            return text if 3 < len(text) < 40 and not re.search(r"[。,;:()\d]", text) else None
    return None

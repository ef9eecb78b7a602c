"""Titles, whole or broken over lines, and what vouches for one that is glued to its text."""

from __future__ import annotations

import re
from functools import lru_cache

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.dates import read_point
from qiangxian.engines.plandoc.draft import Paper, TitleFound
from qiangxian.engines.plandoc.lines import PART, annex_mark, furniture, is_date_line, next_filled

NUMBER = re.compile(
    r"(?P<agency>[\u3400-\u9fffA-Z×*]{0,16})[〔\[(【](?:第)?(?P<year>(?:19|20)(?:\d\d|XX|xx|××))(?:年)?[〕\])】]第?(?P<serial>\d{1,5})(?P<mark>号?)"
)
SALUTATION = re.compile(
    r"(?:各|市|县|区|省|州|有关|[\u3400-\u9fff]{2,12}(?:人民政府|委员会|街道|办事处|管委会))[^。!?\n:]{2,2500}:(?=\n|《|[^\d])"
)
_COLONS = 12
_HEAD_LINES, _TITLE_LINES, _LONGEST_TITLE = 160, 5, 140


@lru_cache(maxsize=1)
def _title() -> re.Pattern[str]:
    genres = vocabulary.rules("layout")["genres"]
    return re.compile(
        rf"[^。!?;\n]{{3,}}(?:{vocabulary.any_of(genres['plans'])})(?:\([^()]{{1,24}}\)|〔[^〔〕]{{1,24}}〕)*(?:解读)?"
    )


def salutation(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The list of bodies that a notice addresses, sought from its colon backwards to the beginning of its sentence."""
    at = start
    for _ in range(_COLONS):
        colon = text.find(":", at, end)
        if colon < 0:
            return None
        begun = max(text.rfind(mark, at, colon) for mark in "\n。!?") + 1
        match = SALUTATION.search(text, max(begun, at), colon + 2)
        if match:
            return match.span()
        at = colon + 1
    return None


def find_titles(draft: Paper) -> None:
    """Find the titles, whole or broken over lines, in the head of the text and behind the signature.

    Reads: lines, furniture, labelled, fields. Writes: titles, title_glued, title_vouched.
    """
    number, seen = 0, 0
    while number < len(draft.lines):
        line = draft.lines[number]
        if not line.text or number in draft.furniture or number in draft.labelled:
            number += 1
            continue
        seen += 1
        found = title_at(draft, number) if seen <= _HEAD_LINES or _afterannex_mark(draft, number) else None
        if found:
            draft.titles.append(found)
        number = found.last_line + 1 if found else number + 1
    if not draft.titles or draft.titles[0].start > 400:
        _glued_title(draft)


def _afterannex_mark(draft: Paper, number: int) -> bool:
    before = [line.text for line in draft.lines[max(0, number - 4) : number] if line.text]
    return bool(before) and bool(annex_mark().fullmatch(before[-1]))


def title_at(draft: Paper, number: int) -> TitleFound | None:
    """The shortest run of lines from here that reads as one title, with a bracket or 的通知 on the next line."""
    joined, last = "", number
    for _ in range(_TITLE_LINES):
        if last >= len(draft.lines) or last in draft.labelled or last in draft.furniture:
            return None
        text = draft.lines[last].text
        if _never_in_title(text, first=not joined):
            return None
        joined += text
        if len(joined) > _LONGEST_TITLE:
            return None
        if _reads_as_title(joined):
            return _continued(draft, number, last, joined)
        following = next_filled(draft, last)
        if following is None:
            return None
        last = following
    return None


def _never_in_title(text: str, *, first: bool) -> bool:
    if first and vocabulary.pattern("layout", "genres", "not_first").match(text):
        return True
    return bool(PART.match(text) or NUMBER.fullmatch(text.strip("()")) or is_date_line(text) or text[-1:] in "。:;,!?")


def _reads_as_title(joined: str) -> bool:
    text = joined
    number = NUMBER.search(joined)
    if number and number.end() >= len(joined) - 1 and number.start() > 8:  # the number is glued to the title
        text = joined[: number.start()].rstrip("(") + _title_end(number["agency"])
    return (
        bool(_title().fullmatch(text.rstrip(")") if text.count(")") > text.count("(") else text))
        and text.count(",") <= 2
    )


def _title_end(agency: str) -> str:
    """The characters before a glued number that still belong to the title."""
    return agency[: agency_start(agency)]


def agency_start(agency: str) -> int:
    """Where the agency word of a number begins: behind the last genre word of what stands before the bracket."""
    genres = vocabulary.pattern("layout", "genres", "plans")
    ends = [match.end() for match in genres.finditer(agency) if match.end() < len(agency)]
    return max(ends, default=0)


def _continued(draft: Paper, first: int, last: int, joined: str) -> TitleFound:
    following = next_filled(draft, last)
    if following is not None and following not in draft.furniture:
        text = draft.lines[following].text
        if (
            vocabulary.pattern("layout", "genres", "continues").match(text)
            and not NUMBER.search(text)
            and not furniture().match(text)
        ):
            last, joined = following, joined + text
    start, end = draft.lines[first].start, draft.lines[last].end
    number = NUMBER.search(joined)
    if number and number.end() >= len(joined) - 1 and number.start() > 8:
        cut = number.start() + agency_start(number["agency"])
        cut -= joined[cut - 1] == "("
        end -= len(joined) - cut
        joined = joined[:cut]
        draft.title_vouched = True
    return TitleFound(first, last, start, end, joined)


def _glued_title(draft: Paper) -> None:
    """The title at the beginning of one long line: it must be vouched for by what follows it (number, date, salutation)."""
    first = next(
        (
            number
            for number, line in enumerate(draft.lines)
            if line.text and number not in draft.furniture and number not in draft.labelled
        ),
        None,
    )
    if first is None:
        return
    line = draft.lines[first]
    genres = vocabulary.pattern("layout", "genres", "plans")
    for match in genres.finditer(draft.text, line.start, min(line.end, line.start + _LONGEST_TITLE)):
        head = draft.text[line.start : match.end()]
        if draft.text.startswith("的", match.end()):  # 关于印发…方案的通知 is one title
            continue
        if "。" in head or head.count(",") > 2:
            return
        behind = re.compile(r"(?:\([^()]{1,24}\))?").match(draft.text, match.end())
        end = behind.end() if behind else match.end()
        if len(head) >= 6 and _vouched(draft.text, end, line.end):
            draft.titles.insert(0, TitleFound(first, first, line.start, end, draft.text[line.start : end]))
            draft.title_glued = draft.title_vouched = True
            return


def _vouched(text: str, at: int, end: int) -> bool:
    number = NUMBER.search(text, at, min(at + 24, end))
    if number and number.start() <= at + 1 and agency_start(number["agency"]) == 0:
        return True
    date = read_point(text, at, min(at + 12, end))
    if date and date.start <= at + 1 and date.day:
        return True
    salutation = SALUTATION.match(text, at, end)
    if salutation:
        return True
    return bool(
        re.compile(r"[为根按](?:了|据|照)?[^。]{4,200}(?:制定|提出)[^。]{0,12}(?:方案|意见|措施)[。:]?一、").match(
            text, at, end
        )
    )

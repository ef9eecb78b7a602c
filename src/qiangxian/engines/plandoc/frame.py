"""What stands around a plan: its cover notice, the salutation, annexes, the end of the text proper."""

from __future__ import annotations

import re
from bisect import bisect_left

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.draft import Paper, TitleFound, Zone
from qiangxian.engines.plandoc.lines import PART, annex_mark, is_date_line, is_signature
from qiangxian.engines.plandoc.titles import salutation

_ISSUED = re.compile(
    r"(?:印发|转发|下发|批转|发布|公布|下达)(?P<name>.{4,120}?)的?(?:通知|函|决定|公告|通告)(?:\([^()]*\))?$"
)
_MOST_ANNEXES = 40


def find_frame(draft: Paper) -> None:
    """Tell notice and plan apart, and cut the text into zones: cover notice, plan, annexes.

    Reads: lines, titles, fields. Writes: title, title_text, notice_title, body_start, zones, places.
    """
    notice = draft.titles[0] if draft.titles else None
    if notice is None:
        draft.body_start = 0
        draft.zones = [Zone("", 0, len(draft.text))]
        return
    notice = _last_printed(draft, notice)
    issued = _ISSUED.search(notice.text)
    plan = _plan_title(draft, notice, issued) if issued else None
    _name_titles(draft, notice, plan, issued)
    head_end = _salutation_end(draft, notice)
    draft.body_start = plan.end if plan else head_end
    draft.zones = _zones(draft, head_end, plan)
    _place_titles(draft)


def _last_printed(draft: Paper, first: TitleFound) -> TitleFound:
    """The title may stand on the page three times; the body follows the last of those before the salutation."""
    same = [title for title in draft.titles if _alike(title.text, first.text)]
    return same[-1]


def _alike(one: str, other: str) -> bool:
    first, second = _core(one), _core(other)
    return first == second or (first in second and len(first) > 0.8 * len(second))


def _core(text: str) -> str:
    return re.sub(r"[\s《》“”()〔〕—–\-]", "", text)


def _plan_title(draft: Paper, notice: TitleFound, issued: re.Match[str]) -> TitleFound | None:
    """The title of the issued document where it is printed again, on lines of its own or glued into the text."""
    wanted = _core(issued["name"])
    later = [
        title
        for title in draft.titles
        if title.start > notice.end and not _alike(title.text, notice.text) and not _ISSUED.search(title.text)
    ]
    for title in later:
        if _core(title.text) == wanted or wanted in _core(title.text) or _core(title.text) in wanted:
            return title
    return _printed_again(draft, issued["name"].strip("《》"), notice.end) or (later[0] if len(later) == 1 else None)


def _printed_again(draft: Paper, name: str, after: int) -> TitleFound | None:
    at = draft.text.find(name, after)
    while at >= 0:
        if draft.text[at - 1] not in "《“" and draft.text[at + len(name) : at + len(name) + 1] not in "》":
            line = next(number for number, line in enumerate(draft.lines) if line.end >= at)
            return TitleFound(line, line, at, at + len(name), name)
        at = draft.text.find(name, at + 1)
    return None


def _name_titles(draft: Paper, notice: TitleFound, plan: TitleFound | None, issued: re.Match[str] | None) -> None:
    draft.title = plan or notice
    draft.title_text = draft.printed(draft.title.start, draft.title.end)
    notices = vocabulary.any_of(vocabulary.rules("layout")["genres"]["notices"])
    if re.search(rf"(?:{notices})(?:\([^()]*\))?$", notice.text):
        draft.notice_title = draft.printed(notice.start, notice.end)
    if plan is None and issued is not None:
        inner = notice.text[issued.start("name") : issued.end("name")].strip("《》")
        draft.title_text = inner if len(inner) > 5 else draft.title_text


def _salutation_end(draft: Paper, notice: TitleFound) -> int:
    """Behind the list of bodies that the notice addresses; those are no units of any task."""
    addressed = salutation(draft.text, notice.end, notice.end + 3200)
    if addressed is None:
        return notice.end
    before = draft.text[notice.end : addressed[0]]
    return notice.end if PART.search(before) or before.count("。") else addressed[1]


def _zones(draft: Paper, head_end: int, plan: TitleFound | None) -> list[Zone]:
    start = plan.end if plan else head_end
    annexes = _annex_starts(draft, start)
    end = annexes[0] if annexes else len(draft.text)
    zones = [Zone("", start, _tail_start(draft, start, end))]
    if plan and PART.search(draft.text, head_end, plan.start):
        zones.insert(0, Zone("N.", head_end, plan.start))
    ends = [*annexes[1:], len(draft.text)] if annexes else []
    for number, (first, last) in enumerate(zip(annexes, ends, strict=True), start=1):
        zones.append(Zone(f"A{number}.", first, _tail_start(draft, first, last)))
    return zones


def _annex_starts(draft: Paper, start: int) -> list[int]:
    """Lines 附件 or 附件1 of their own in the body; 附件:甲清单 before the signature only announces one."""
    signed = next((line.start for line in draft.lines if line.start >= start and is_date_line(line.text)), None)
    found = []
    for number, line in enumerate(draft.lines):
        if line.start < start or not line.text.startswith("附"):
            continue
        if number in draft.furniture:
            continue
        bare = annex_mark().fullmatch(line.text)
        titled = (
            re.match(r"附件[0-9一二三四五六七八九十]{0,3}[:：]?\S", line.text)
            and signed is not None
            and line.start > signed
        )
        if bare or (titled and len(line.text) < 60):
            found.append(line.start)
    return found[:_MOST_ANNEXES]


def _tail_start(draft: Paper, start: int, end: int) -> int:
    """Where the text proper ends and signature, copies and furniture begin."""
    closing = tuple(vocabulary.rules("layout")["copies"])
    last = end
    for number in range(bisect_left(draft.lines, end, key=lambda line: line.start) - 1, -1, -1):
        line = draft.lines[number]
        if not line.text:
            continue
        if line.start < start or number in draft.celled:
            break
        if (
            number in draft.furniture
            or is_date_line(line.text)
            or line.text.startswith(closing)
            or is_signature(draft, number)
        ):
            last = line.start
        else:
            break
    return max(last, start)


def _place_titles(draft: Paper) -> None:
    for title in draft.titles:
        if draft.title is not None and _core(title.text) == _core(draft.title.text):
            draft.place("title", title.start, title.end)
        elif draft.notice_title and _core(title.text) == _core(draft.notice_title):
            draft.place("notice_title", title.start, title.end)
    if draft.title is not None:
        draft.place("title", draft.title.start, draft.title.end)

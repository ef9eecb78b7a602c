"""What stands around a plan: furniture of the web page, titles, salutation, signature, annexes."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.dates import read_point
from qiangxian.engines.plandoc.draft import Draft, Line, TitleFound, Zone

NUMBER = re.compile(
    r"(?P<agency>[\u3400-\u9fffA-Z×*]{0,16})[〔\[(【](?:第)?(?P<year>(?:19|20)(?:\d\d|XX|xx|××))(?:年)?[〕\])】]第?(?P<serial>\d{1,5})(?P<mark>号?)"
)
_PART = re.compile(
    r"第[一二三四五六七八九十]+[章条节部]|(?:[一二三四五六七八九十]{1,3}、|\(?[一二三四五六七八九十]{1,3}\)|\d{1,2}\s?[.、](?:(?!\d)|(?=(?:19|20)\d\d年)))"
)
SALUTATION = re.compile(
    r"(?:各|市|县|区|省|州|有关|[\u3400-\u9fff]{2,12}(?:人民政府|委员会|街道|办事处|管委会))[^。!?\n:]{2,2500}:(?=\n|《|[^\d])"
)
_DATE_LINE = re.compile(
    r"\(?(?:[^\d。,;:]{0,40}?)(?:(?:19|20)\d\d年\d{1,2}月\d{1,2}日|[一二][九〇○Oo零][〇○Oo零一二三四五六七八九]{2}年[^\d。,;:年]{1,8}日|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2})\)?(?:\([^()]{2,20}\))?"
)
_ISSUED = re.compile(
    r"(?:印发|转发|下发|批转|发布|公布|下达)(?P<name>.{4,120}?)的?(?:通知|函|决定|公告|通告)(?:\([^()]*\))?$"
)
_INLINE_DAY = re.compile(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日")
_BEHIND_DAY = re.compile(r"\(|\n|附件|抄送|\Z")
_ISSUER_BEFORE = re.compile(
    r"(?:\A|[^\u3400-\u9fff])(?P<issuer>[\u3400-\u9fff]*(?:政府|办公室|办公厅|国务院|委员会|局|委|厅|部|党委))$"
)
_HEAD_LINES, _TITLE_LINES, _LONGEST_TITLE, _MOST_ANNEXES = 160, 5, 140, 40


@lru_cache(maxsize=1)
def _title() -> re.Pattern[str]:
    genres = vocabulary.rules("layout")["genres"]
    return re.compile(
        rf"[^。!?;\n]{{3,}}(?:{vocabulary.any_of(genres['plans'])})(?:\([^()]{{1,24}}\)|〔[^〔〕]{{1,24}}〕)*(?:解读)?"
    )


@lru_cache(maxsize=1)
def _furniture() -> re.Pattern[str]:
    words = vocabulary.rules("layout")["furniture"]
    lines, prefixes = vocabulary.any_of(words["lines"]), vocabulary.any_of(fold_all(words["prefixes"]))
    notes = vocabulary.any_of(words["notes"])
    return re.compile(
        rf"(?:{lines})$|{words['sites']}$|{words['trail']}|(?:{prefixes})|\(?(?:{notes})\)?$|{words['page_marks']}$|\[?字体"
    )


def fold_all(words: list[str]) -> list[str]:
    """Words of the rulebook as the matching copy has them: without blanks."""
    return [word.replace(" ", "") for word in words]


def cut_lines(draft: Draft) -> None:
    """Cut the copy into lines and mark the furniture of web page and paper.

    Reads: copy. Writes: lines, furniture, warnings.
    """
    at = 0
    for number, text in enumerate(draft.text.split("\n")):
        draft.lines.append(Line(at, at + len(text), text))
        if text and (_furniture().match(text) or not text.strip("|")):  # rules of a table without words
            draft.furniture.add(number)
        at += len(text) + 1
    _set_aside(draft)
    match = vocabulary.pattern("layout", "furniture", "abridged").search(draft.text)
    if match:
        draft.warn("abridged", "warning", "原文注明有删减，文本不完整", match.start(), match.end())
    if draft.source.damaged:
        draft.warn("undecodable_characters", "warning", f"有 {draft.source.damaged} 处字符无法解码", 0, 0)


def _set_aside(draft: Draft) -> None:
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


def _listed_below(draft: Draft, number: int) -> list[int]:
    """The numbered names of annexes on the lines below."""
    listed = []
    for below in range(number + 1, len(draft.lines)):
        if draft.lines[below].text and not _ANNOUNCED.match(draft.lines[below].text):
            break
        listed += [below] if draft.lines[below].text else []
    return listed


def _closes(draft: Draft, number: int) -> bool:
    """Whether nothing follows but a signature or the annexes themselves."""
    following = _next_filled(draft, number)
    if following is None or draft.lines[following].text.startswith("附"):
        return True
    return is_date_line(draft.lines[following].text) or _is_signature(draft, following)


def find_titles(draft: Draft) -> None:
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
        found = title_at(draft, number) if seen <= _HEAD_LINES or _after_annex_mark(draft, number) else None
        if found:
            draft.titles.append(found)
        number = found.last_line + 1 if found else number + 1
    if not draft.titles or draft.titles[0].start > 400:
        _glued_title(draft)


def _after_annex_mark(draft: Draft, number: int) -> bool:
    before = [line.text for line in draft.lines[max(0, number - 4) : number] if line.text]
    return bool(before) and bool(_annex_mark().fullmatch(before[-1]))


@lru_cache(maxsize=1)
def _annex_mark() -> re.Pattern[str]:
    return re.compile(vocabulary.rules("layout")["annex"].replace("：", ":"))


def title_at(draft: Draft, number: int) -> TitleFound | None:
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
        following = _next_filled(draft, last)
        if following is None:
            return None
        last = following
    return None


def _never_in_title(text: str, *, first: bool) -> bool:
    if first and _NOT_FIRST.match(text):
        return True
    return bool(
        _PART.match(text) or NUMBER.fullmatch(text.strip("()")) or _DATE_LINE.fullmatch(text) or text[-1:] in "。:;,!?"
    )


_NOT_FIRST = re.compile(r"附件|附:|抄送|主送|为[^了]|按照|根据|现将|经|各[^\u3400-\u9fff]?|——|【|\(|—|目录$|序号")


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


def _next_filled(draft: Draft, number: int) -> int | None:
    for place in range(number + 1, min(number + 4, len(draft.lines))):
        if draft.lines[place].text:
            return place
    return None


_CONTINUES = re.compile(
    r"的(?:通知|函|意见|决定|方案)(?:\([^()]*\))?$|\([^()。]{2,24}\)$|(?:实施|工作|行动)?方案的通知$"
)


def _continued(draft: Draft, first: int, last: int, joined: str) -> TitleFound:
    following = _next_filled(draft, last)
    if following is not None and following not in draft.furniture:
        text = draft.lines[following].text
        if _CONTINUES.match(text) and not NUMBER.search(text) and not _furniture().match(text):
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


def _glued_title(draft: Draft) -> None:
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


def find_frame(draft: Draft) -> None:
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


def _last_printed(draft: Draft, first: TitleFound) -> TitleFound:
    """The title may stand on the page three times; the body follows the last of those before the salutation."""
    same = [title for title in draft.titles if _alike(title.text, first.text)]
    return same[-1]


def _alike(one: str, other: str) -> bool:
    first, second = _core(one), _core(other)
    return first == second or (first in second and len(first) > 0.8 * len(second))


def _core(text: str) -> str:
    return re.sub(r"[\s《》“”()〔〕—–\-]", "", text)


def _plan_title(draft: Draft, notice: TitleFound, issued: re.Match[str]) -> TitleFound | None:
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


def _printed_again(draft: Draft, name: str, after: int) -> TitleFound | None:
    at = draft.text.find(name, after)
    while at >= 0:
        if draft.text[at - 1] not in "《“" and draft.text[at + len(name) : at + len(name) + 1] not in "》":
            line = next(number for number, line in enumerate(draft.lines) if line.end >= at)
            return TitleFound(line, line, at, at + len(name), name)
        at = draft.text.find(name, at + 1)
    return None


def _name_titles(draft: Draft, notice: TitleFound, plan: TitleFound | None, issued: re.Match[str] | None) -> None:
    draft.title = plan or notice
    draft.title_text = draft.printed(draft.title.start, draft.title.end)
    notices = vocabulary.any_of(vocabulary.rules("layout")["genres"]["notices"])
    if re.search(rf"(?:{notices})(?:\([^()]*\))?$", notice.text):
        draft.notice_title = draft.printed(notice.start, notice.end)
    if plan is None and issued is not None:
        inner = notice.text[issued.start("name") : issued.end("name")].strip("《》")
        draft.title_text = inner if len(inner) > 5 else draft.title_text


def _salutation_end(draft: Draft, notice: TitleFound) -> int:
    """Behind the list of bodies that the notice addresses; those are no units of any task."""
    match = SALUTATION.search(draft.text, notice.end, notice.end + 3200)
    if match is None:
        return notice.end
    before = draft.text[notice.end : match.start()]
    return notice.end if _PART.search(before) or before.count("。") else match.end()


def _zones(draft: Draft, head_end: int, plan: TitleFound | None) -> list[Zone]:
    start = plan.end if plan else head_end
    annexes = _annex_starts(draft, start)
    end = annexes[0] if annexes else len(draft.text)
    zones = [Zone("", start, _tail_start(draft, start, end))]
    if plan and _PART.search(draft.text, head_end, plan.start):
        zones.insert(0, Zone("N.", head_end, plan.start))
    ends = [*annexes[1:], len(draft.text)] if annexes else []
    for number, (first, last) in enumerate(zip(annexes, ends, strict=True), start=1):
        zones.append(Zone(f"A{number}.", first, _tail_start(draft, first, last)))
    return zones


def _annex_starts(draft: Draft, start: int) -> list[int]:
    """Lines 附件 or 附件1 of their own in the body; 附件:甲清单 before the signature only announces one."""
    signed = next((line.start for line in draft.lines if line.start >= start and is_date_line(line.text)), None)
    found = []
    for number, line in enumerate(draft.lines):
        if line.start < start or not line.text.startswith("附"):
            continue
        if number in draft.furniture:
            continue
        bare = _annex_mark().fullmatch(line.text)
        titled = (
            re.match(r"附件[0-9一二三四五六七八九十]{0,3}[:：]?\S", line.text)
            and signed is not None
            and line.start > signed
        )
        if bare or (titled and len(line.text) < 60):
            found.append(line.start)
    return found[:_MOST_ANNEXES]


def is_date_line(text: str) -> bool:
    """A signature line: a day, perhaps behind the name of the issuer."""
    return len(text) < 70 and bool(_DATE_LINE.fullmatch(text))


def _tail_start(draft: Draft, start: int, end: int) -> int:
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
            or _is_signature(draft, number)
        ):
            last = line.start
        else:
            break
    return max(last, start)


def _is_signature(draft: Draft, number: int) -> bool:
    """A short line with the name of an issuer right above a signature date."""
    text = draft.lines[number].text
    following = _next_filled(draft, number)
    dated = following is not None and is_date_line(draft.lines[following].text)
    return dated and len(text) < 40 and not text.endswith(("。", ";", ")")) and not _PART.match(text)


def _place_titles(draft: Draft) -> None:
    for title in draft.titles:
        if draft.title is not None and _core(title.text) == _core(draft.title.text):
            draft.place("title", title.start, title.end)
        elif draft.notice_title and _core(title.text) == _core(draft.notice_title):
            draft.place("notice_title", title.start, title.end)
    if draft.title is not None:
        draft.place("title", draft.title.start, draft.title.end)


def signature_dates(draft: Draft) -> list[tuple[int, int, str, str | None]]:
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


def _line_above(draft: Draft, number: int) -> str | None:
    for place in range(number - 1, max(number - 4, -1), -1):
        text = draft.lines[place].text
        if text and not text.endswith("代章)"):
            return text if 3 < len(text) < 40 and not re.search(r"[。,;:()\d]", text) else None
    return None

"""Whether a text is a plan, and what it is instead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.draft import Paper
from qiangxian.engines.plandoc.lines import PART

_OPENING = 400
_FEWEST_ARTICLES, _FEWEST_ANSWERS = 3, 4
# A line that may be a title of any kind: no sentence and no heading of a section.
_TITLED = re.compile(r"(?![一二三四五六七八九十\d(第])[^。;:,\n]{6,40}[\u3400-\u9fff)》]")
_BRACKET_AT_END = re.compile(r"\([^()]{1,24}\)$")


def judge(draft: Paper) -> None:
    """Decide whether the text is a plan; the reason says what it is instead.

    Reads: copy, lines, titles, groups, headings, body_start. Writes: refusal, warnings.
    """
    genres = vocabulary.rules("layout")["genres"]
    title = draft.titles[0].text if draft.titles else ""
    opening = draft.text[draft.body_start : draft.body_start + _OPENING]
    draft.refusal = (
        _explanation(draft, title, opening, genres)
        or _regulation(draft, title, genres["regulations"], titled=True)
        or _not_plan(draft, title, genres["not_plans"])
        or _regulation(draft, title, genres["regulations"])
        or _other(draft, title, genres["others"])
        or _named_last(draft, title, genres["last_words"])
        or _news(draft, title, genres)
        or _fragment(draft)
        or _without_tasks(draft, title)
    )
    if draft.refusal is None:
        _doubts(draft, title, genres)


def _not_plan(draft: Paper, title: str, kinds: dict[str, str]) -> str | None:
    """A notice of holidays, a list, a public notice …: by the title, or by the first lines where those are no title."""
    if vocabulary.pattern("layout", "genres", "carries_plan").search(title):
        return None
    for head in [title] if title and draft.titles[0].start < _OPENING else _first_lines(draft):
        for kind, pattern in kinds.items():
            if re.search(pattern, head):
                return f"这是{kind}，不是有任务分工的方案，请上传方案原文"
    return None


def _first_lines(draft: Paper) -> Iterator[str]:
    """The first lines of the text, joined as a title broken over lines would be."""
    passed = draft.furniture | draft.labelled
    lines = [line.text for number, line in enumerate(draft.lines[:80]) if line.text and number not in passed][:4]
    joined = ""
    for line in lines:
        if line[-1] in "。:;," or (joined and PART.match(line)):
            return
        joined += line
        yield joined


def _regulation(draft: Paper, title: str, kinds: list[str], *, titled: bool = False) -> str | None:
    """第一条 … 第二条 …: a document by articles, or one called 办法 that assigns nothing to anybody."""
    name = _BRACKET_AT_END.sub("", title or max(_first_lines(draft), key=len, default=""))
    issued = re.search(
        r"(?:印发|发布|公布|修订|修改).{0,40}?《?(?P<name>[^《》]{4,})》?的?(?:通知|决定|公告|令)?$", name
    )
    inner = (issued["name"] if issued else name).strip("《》")
    inner = _BRACKET_AT_END.sub("", re.sub(r"》?的?(?:通知|决定|公告)$", "", inner))
    kind = next((word for word in kinds if inner.endswith(word)), None)
    if titled and not title.endswith(kind or " "):  # 招标投标若干规定 is no notice of a tender
        return None
    articles = len(vocabulary.pattern("layout", "genres", "article").findall(draft.text))
    if (articles >= _FEWEST_ARTICLES and (kind or not draft.groups)) or (kind and not draft.groups):
        named = "办法或条例" if kind in (None, "办法", "条例") else f"{kind}（办法、条例一类）"
        return f"这是逐条规定的{named}，不是有任务分工的方案，请上传落实它的工作方案或任务分工"
    return None


def _explanation(draft: Paper, title: str, opening: str, genres: dict[str, list[str]]) -> str | None:
    head = title or draft.text[:120].split("\n", 1)[0]
    if any(word in head for word in genres["explanations"]):
        return "这是政策解读、问答或访谈，不是方案本身，请上传方案原文"
    if (
        not draft.groups
        and re.search("|".join(genres["explanation_openings"]), opening)
        and "解读" in draft.text[: draft.body_start + _OPENING]
    ):
        return "这是政策解读，不是方案本身，请上传方案原文"
    if (
        not draft.groups
        and len(vocabulary.pattern("layout", "genres", "dialogue").findall(draft.text)) >= _FEWEST_ANSWERS
    ):
        return "这是问答或访谈，不是方案本身，请上传方案原文"
    if not draft.groups and re.search("|".join(genres["digests"]), opening):
        return "这是摘编，不是方案全文，请上传方案原文"
    return None


def _other(draft: Paper, title: str, others: dict[str, str]) -> str | None:
    """A speech, a report or a summary: told by its title, or by its first line where no title was found."""
    head = title or draft.text.lstrip("\n")[:_OPENING].split("\n", 1)[0]
    kinds = (
        [] if "," in head else [kind for word, kind in others.items() if word in head]
    )  # a row of a table is no title
    if draft.groups or not kinds or vocabulary.pattern("layout", "genres", "named_plan").search(head):
        return None
    return f"这是{kinds[0]}，不是方案，请上传方案原文"


def _named_last(draft: Paper, title: str, kinds: dict[str, str]) -> str | None:
    """A text without a title of a plan, whose first lines end in the name of another kind: …工作情况汇报, …十大案例."""
    if draft.groups or (title and draft.titles[0].start < _OPENING):
        return None
    words = vocabulary.any_of(kinds)
    for head in _first_lines(draft):
        found = re.search(rf"(?<=[\u3400-\u9fff])(?P<kind>{words})(?:\([^()]{{1,24}}\))?$", head)
        if found:
            return f"这是{kinds[found['kind']]}，不是方案，请上传方案原文"
    return None


def _news(draft: Paper, title: str, genres: dict[str, list[str]]) -> str | None:
    if draft.groups:
        return None
    if re.search("|".join(genres["news_openings"]), draft.text[:1200]):
        return "这是新闻报道，不是方案本身，请上传方案原文"
    head = title or draft.text.lstrip("\n")[:80].split("\n", 1)[0]
    if any(word in head for word in genres["news"]) and not vocabulary.pattern("layout", "genres", "named_plan").search(
        head
    ):
        return "这是新闻报道，不是方案本身，请上传方案原文"
    return None


def _numbered(draft: Paper) -> int:
    return sum(10 <= heading.rank <= 40 for heading in draft.headings)


def _fragment(draft: Paper) -> str | None:
    if draft.titles:
        return None
    head = next(_first_lines(draft), "")
    if _TITLED.fullmatch(head):
        return f"首行“{head}”不是方案、计划、意见一类文件的标题，请上传方案原文"
    if draft.groups or _numbered(draft) > 1:
        return "只是方案的片段：没有文件标题、文号和发文单位，请上传完整的方案"
    return "没有找到文件标题和任务，不是方案"


def _without_tasks(draft: Paper, title: str) -> str | None:
    if draft.groups or _numbered(draft) >= 3:
        return None
    if re.search(r"印发|转发|下发", title):
        return "只有印发通知，没有方案正文，请连同附件一起上传"
    return "有标题但没有任务：正文缺失，或者不是方案，请上传带任务和分工的完整文件"


def _doubts(draft: Paper, title: str, genres: dict[str, list[str]]) -> None:
    draft_words = [word for word in genres["drafts"] if word in title]
    if draft_words:
        found = draft.titles[0]
        draft.warn("draft_version", "warning", f"标题注明“{draft_words[0]}”，可能不是正式文本", found.start, found.end)
    first = next(
        (heading for heading in draft.headings if heading.zone.prefix == "" and 10 <= heading.rank <= 40), None
    )
    if first is not None and first.number > 1:
        message = f"编号从“{first.marker}”开始，前面可能缺页，请核对"
        draft.warn("starts_in_the_middle", "warning", message, first.start, first.text_start)
    if "……" in draft.text[draft.body_start :]:
        at = draft.text.index("……", draft.body_start)
        draft.warn("left_out", "warning", "原文有省略号，可能不完整", at, at + 2)


def warn_of_nothing(draft: Paper) -> None:
    """A document without a unit group and without a target is not taken for a programme before somebody looked at it.

    Reads: groups, targets. Writes: warnings.
    """
    if not draft.groups and not draft.targets and draft.title:
        message = "没有读出任何分工和目标，多半不是要实施的方案，请核对后再采用"
        draft.warn("nothing_assigned", "error", message, draft.title.start, draft.title.end)

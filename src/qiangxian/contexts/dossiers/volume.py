"""The volume on paper: front, letters, self-assessment with its tables, evidence by criterion, all pages counted through; as Word file,
as PDF with everything bound in, the annexes as a workbook, the spines of the boxes."""

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

import pypdf
from django.conf import settings

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.documents.paper import on_paper
from qiangxian.contexts.indicators.bulletin_files import shown
from qiangxian.contexts.lists.files import add_sheet, workbook
from qiangxian.engines.docgen.binding import PDF, PICTURES, Binder, pages_in, picture
from qiangxian.engines.docgen.filling import day_words, make
from qiangxian.kernel.files import accept

from .criteria import CriterionStanding
from .gathering import ArchiveFile, Gathered
from .models import Piece

FRONT, BACK, BOTH = "front", "back", "both"
LETTERS = "函件和意见"
PARTS = ("自评报告", "考核表自查", "佐证材料目录", "真实性承诺书", "装订清单")
NOT_BOUND = "—"
DIGEST, MOST_UPRIGHT = re.compile(r"\b[0-9a-f]{64}\b"), 3
"""More columns than that are laid across."""
LEVELS = ((re.compile(r"^[一二三四五六七八九十]+、"), 1), (re.compile(r"^（[一二三四五六七八九十]+）"), 2),
          (re.compile(r"^\d+[.．]\s*"), 3), (re.compile(r"^（\d+）"), 4))  # fmt: skip
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a property of the workbook, the same in every one


class BoundVolume(NamedTuple):
    """The printed part: its files, how many pages the bound volume has."""

    entries: list[ArchiveFile]
    pages: int


class BoundPaper(NamedTuple):
    """A paper to be bound in: ours, already numbered from a page on, or somebody else's file."""

    pdf: bytes
    is_ours: bool
    whole: int


def volume(told: Gathered) -> BoundVolume:
    """Set twice: first to learn where everything lies, then with the page numbers in place."""
    facts = _facts(told)
    slots = {code: _slot_paper(told, code) for code in told.dossier.slots}
    papers = {one.number: _piece_paper(told, one) for one in told.pieces}
    _lay_out(told, facts, slots, papers)
    bound, pages = _bound(told, facts, slots, papers)
    day = told.as_of.effective.isoformat()
    docx = make("dossier", {**facts, "show": BOTH}, division=_division(told), day=told.as_of.effective)
    spine = _spine(told, pages)
    files = {
        "卷宗.docx": docx,
        "卷宗.pdf": bound,
        "附表.xlsx": _annexes(told, facts),
        "盒脊.docx": spine,
        "盒脊.pdf": on_paper(spine, _division(told)),
    }
    return BoundVolume([ArchiveFile(path, content, told.county, day) for path, content in files.items()], pages)


def _division(told: Gathered) -> str:
    return told.dossier.matter.division_code


def _facts(told: Gathered) -> dict[str, Any]:
    """What the volume says, page numbers still open."""
    rule, dossier = told.rule, told.dossier
    return {
        "name": dossier.matter.title,
        "county": told.county,
        "table": rule.label,
        "notice": rule.notice,
        "explanation": rule.note,
        "standing": rule.standing[dossier.standing],
        "as_of": day_words(told.as_of.effective),
        "retention": rule.retention,
        "copy_count": rule.copies,
        "commitment": rule.commitment,
        "demo": dossier.matter.is_demo,
        "text": [_line(line) for line in dossier.self_assessment.splitlines() if line.strip()],
        "slots": [_slot(told, slot) for slot in rule.slots],
        "groups": _groups(told),
        "total": _total(told),
        "pieces": [],
        "contents": [],
        "binding": [],
    }


def _line(words: str) -> dict[str, Any]:
    """A line that begins as a heading does is one of that level; its number is set anew."""
    for pattern, level in LEVELS:
        if found := pattern.match(words.strip()):
            return {"words": words.strip()[found.end() :], "level": level}
    return {"words": words.strip(), "level": 0}


def _slot(told: Gathered, slot: Any) -> dict[str, Any]:
    held = told.dossier.slots.get(slot.code)
    about = (
        {"number": held["number"] or NOT_BOUND, "day": day_words(date.fromisoformat(held["day"]))}
        if held
        else {"number": "", "day": "待装订"}
    )
    return {"code": slot.code, "label": slot.label, "issuer": slot.issuer, "page": NOT_BOUND, **about}


def _groups(told: Gathered) -> list[dict[str, Any]]:
    """The score table: the criteria under their headings."""
    groups: dict[str, list[dict[str, str]]] = {}
    for one in told.standings:
        groups.setdefault(one.criterion.group, []).append(_scored(one, told))
    return [{"label": label, "lines": lines} for label, lines in groups.items()]


def _total(told: Gathered) -> str:
    """What the round came to, in words; empty where none is linked."""
    units = told.scores["results"]["units"] if told.scores else []
    totals = "；".join(f"{one['unit']} {one['shown']} 分" + ("（暂定）" if one["provisional"] else "") for one in units)
    return f"{told.scores['round']}：{totals}。" if totals else ""


def _scored(one: CriterionStanding, told: Gathered) -> dict[str, str]:
    weight = one.criterion.weight
    return {
        "code": one.criterion.code,
        "label": one.criterion.label,
        "weight": "" if weight is None else f"{weight:g}",
        "score": told.points.get(one.criterion.code, ""),
        "value": _value(one),
        "official": f"{shown(one.official.value)}{one.official.unit}（{one.official.source}）" if one.official else "",
        "numbers": "、".join(told.by_criterion.get(one.criterion.code, [])),
    }


def _value(one: CriterionStanding) -> str:
    if one.figure is None:
        is_there = one.met if one.met is not None else bool(one.pieces)
        return "有佐证" if is_there else "尚无佐证"
    return "未报送" if one.value is None else f"{shown(one.value)}{one.unit}"


def _slot_paper(told: Gathered, code: str) -> BoundPaper:
    held = told.dossier.slots[code]
    label = next(slot for slot in told.rule.slots if slot.code == code)
    file = documents.kept_file(held["file"])
    return _paper(
        told, file, {"label": label.label, "source": label.issuer, "day": day_words(date.fromisoformat(held["day"]))}
    )


def _piece_paper(told: Gathered, piece: Piece) -> BoundPaper:
    if piece.frozen is None:
        day = day_words(piece.day)
        return _paper(told, piece.shown, {"label": piece.label, "source": piece.source or "未注明", "day": day})
    facts = {name: piece.frozen[name] for name in ("label", "columns", "rows")}
    facts["words"] = [DIGEST.sub(_grouped, line) for line in piece.frozen["words"]]
    design = "dossier_piece" if len(facts["columns"]) <= MOST_UPRIGHT else "dossier_table"
    docx = make(design, facts, division=_division(told), day=piece.day)
    return BoundPaper(docx, True, pages_in(on_paper(docx, _division(told))))


def _grouped(found: re.Match[str]) -> str:
    """A digest in groups, so that it can be read out and breaks at the end of a line."""
    return " ".join(re.findall(".{8}", found.group()))


def _paper(told: Gathered, file: Any, facts: dict[str, str]) -> BoundPaper:
    """A PDF or a picture as it is; of any other file a slip that names it."""
    content = documents.file_content(file)
    pdf = content if file.media_type == PDF else b""
    if file.media_type in PICTURES:
        pdf = picture(content, file.media_type)
    if whole := pages_in(pdf) if pdf else 0:
        return BoundPaper(pdf, False, whole)
    about = {"file": file.name, "kind": accept(content, "keep", file.name).label, "size": f"{file.size:,}"}
    about["sha256"] = DIGEST.sub(_grouped, file.sha256)
    docx = make("dossier_slip", {**facts, **about}, division=_division(told), day=told.as_of.effective)
    return BoundPaper(docx, True, 1)


def _lay_out(
    told: Gathered, facts: dict[str, Any], slots: dict[str, BoundPaper], papers: dict[str, BoundPaper]
) -> None:
    """Where everything lies. Lists have their lines from the beginning, so that filling in the numbers moves nothing."""
    most = told.rule.piece_pages
    for one in told.pieces:
        one.whole = papers[one.number].whole
        one.pages = min(one.whole, most)
    facts["pieces"] = [_piece_line(one) for one in told.pieces]
    facts["contents"] = _contents(told, facts, {})
    facts["binding"] = _binding(told, facts, {}, 0)
    front = _set(told, facts, FRONT, 1)
    begins, page = dict(_parts_of(front, 1, [LETTERS])), len(front.pages) + 1
    for slot in facts["slots"]:
        if slot["code"] in slots:
            slot["page"] = str(page)
            page += min(slots[slot["code"]].whole, most)
    back = _set(told, facts, BACK, page)
    begins |= dict(_parts_of(back, page, list(PARTS)))
    page += len(back.pages)
    for one in told.pieces:
        one.page = page
        page += one.pages
    facts["pieces"] = [_piece_line(one) for one in told.pieces]
    facts["contents"] = _contents(told, facts, begins)
    facts["binding"] = _binding(told, facts, begins, page - 1)


def _set(told: Gathered, facts: dict[str, Any], show: str, first: int) -> pypdf.PdfReader:
    docx = make("dossier", {**facts, "show": show}, division=_division(told), day=told.as_of.effective)
    return pypdf.PdfReader(io.BytesIO(on_paper(docx, _division(told), first=first)))


def _parts_of(set_: pypdf.PdfReader, first: int, left: list[str]) -> Iterator[tuple[str, int]]:
    """Each part begins a page with its name."""
    for place, page in enumerate(set_.pages):
        if left and re.sub(r"\s", "", page.extract_text()).startswith(left[0]):
            yield left.pop(0), first + place


def _piece_line(piece: Piece) -> dict[str, str]:
    more = f"（共 {piece.whole} 页，打印前 {piece.pages} 页，全文见电子件）" if piece.whole > piece.pages else ""
    label = piece.label + ("（脱敏件）" if piece.is_personal else "") + more
    return {
        "number": piece.number,
        "label": label,
        "source": piece.source,
        "day": piece.day.isoformat(),
        "pages": str(piece.pages),
        "page": str(piece.page or ""),
    }


def _contents(told: Gathered, facts: dict[str, Any], begins: dict[str, int]) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = [{"words": LETTERS, "level": 0, "page": str(begins.get(LETTERS, ""))}]
    lines += [{"words": slot["label"], "level": 1, "page": slot["page"]} for slot in facts["slots"]]
    lines += [{"words": part, "level": 0, "page": str(begins.get(part, ""))} for part in PARTS]
    first = {one.group: one for one in reversed(told.pieces)}
    if told.pieces:
        lines.append({"words": "佐证材料", "level": 0, "page": str(told.pieces[0].page or "")})
    return lines + [
        {"words": group, "level": 1, "page": str(first[group].page or "")}
        for group in dict.fromkeys(one.group for one in told.pieces)
    ]


def _binding(told: Gathered, facts: dict[str, Any], begins: dict[str, int], last: int) -> list[dict[str, str]]:
    """What must lie in each of the copies, and where a seal belongs."""
    rows = [{"words": "封面、目录", "page": "1", "seal": "封面盖章"}]
    rows += [{"words": slot["label"], "page": slot["page"], "seal": "原件"} for slot in facts["slots"]]
    seals = {"自评报告": "盖章", "考核表自查": "盖章", "真实性承诺书": "签字、盖章"}
    rows += [{"words": part, "page": str(begins.get(part, "")), "seal": seals.get(part, "")} for part in PARTS]
    if told.pieces:
        span = f"{told.pieces[0].page}-{last}" if last else ""
        rows.append({"words": f"佐证材料 {len(told.pieces)} 份", "page": span, "seal": "骑缝章"})
    return rows


def _bound(
    told: Gathered, facts: dict[str, Any], slots: dict[str, BoundPaper], papers: dict[str, BoundPaper]
) -> tuple[bytes, int]:
    binder = Binder(division=_division(told), fonts=tuple(settings.FONTS))
    _own(binder, told, make("dossier", {**facts, "show": FRONT}, division=_division(told), day=told.as_of.effective))
    for slot in facts["slots"]:
        if slot["code"] in slots:
            _put(binder, told, slots[slot["code"]], slot["label"])
    _own(binder, told, make("dossier", {**facts, "show": BACK}, division=_division(told), day=told.as_of.effective))
    for one in told.pieces:
        _put(binder, told, papers[one.number], f"佐证 {one.number}")
    return binder.content(), binder.page - 1


def _own(binder: Binder, told: Gathered, docx: bytes, mark: str = "", most: int | None = None) -> None:
    binder.own(on_paper(docx, _division(told), first=binder.page), mark, most)


def _put(binder: Binder, told: Gathered, paper: BoundPaper, mark: str) -> None:
    if paper.is_ours:
        _own(binder, told, paper.pdf, mark, told.rule.piece_pages)
    else:
        binder.foreign(paper.pdf, mark, told.rule.piece_pages)


def _annexes(told: Gathered, facts: dict[str, Any]) -> bytes:
    """The tables of the volume to go on with."""
    content = io.BytesIO()
    book = workbook(content)
    book.set_properties({"created": MADE})
    scored = [(group["label"], *line.values()) for group in facts["groups"] for line in group["lines"]]
    add_sheet(
        book, "考核表自查", ("分组", "编号", "考核内容", "分值", "自评", "完成情况", "上级公布", "佐证编号"), scored
    )
    rows = [(*_piece_line(one).values(), "、".join(one.codes), one.digest) for one in told.pieces]
    add_sheet(book, "佐证目录", ("佐证编号", "名称", "来源", "日期", "页数", "页码", "证明的条目", "校验值"), rows)
    add_sheet(
        book,
        "指标明细",
        ("用于", "指标", "数值", "单位", "上级公布", "来源", "数据截至", "口径", "定义版本", "校验码"),
        _figures(told.figures),
    )
    add_sheet(book, "装订清单", ("内容", "页码", "盖章"), [tuple(row.values()) for row in facts["binding"]])
    book.close()
    return content.getvalue()


def _figures(index: Iterable[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    for one in index:
        official = one["official"] or {"value": "", "source": ""}
        value = "未报送" if one["value"] is None else one["value"]
        yield (one["where"], one["label"], value, one["unit"], official["value"], official["source"], one["effective"],
               one["formula"], one["version"], one["digest"])  # fmt: skip


def _spine(told: Gathered, pages: int) -> bytes:
    """One sheet a box."""
    size = told.rule.box_pages
    count = max(1, -(-pages // size))
    name = f"{told.county}{told.rule.label}"
    boxes = [
        {"year": f"{told.as_of.effective.year}年", "name": name, "number": place + 1, "of": count,
         "first": place * size + 1, "last": min((place + 1) * size, pages), "retention": told.rule.retention}
        for place in range(count)
    ]  # fmt: skip
    return make("dossier_spine", {"boxes": boxes}, division=_division(told), day=told.as_of.effective)

"""The plan reader: a list of stages, each filling in what the later ones need."""

from __future__ import annotations

from collections.abc import Callable

from qiangxian.engines.plandoc.declarations import read_declarations
from qiangxian.engines.plandoc.draft import Paper
from qiangxian.engines.plandoc.frame import find_frame
from qiangxian.engines.plandoc.genre import judge, warn_of_nothing
from qiangxian.engines.plandoc.group_scan import scan_groups
from qiangxian.engines.plandoc.headings import build_tree
from qiangxian.engines.plandoc.layout import SourceText
from qiangxian.engines.plandoc.levels import unify_levels
from qiangxian.engines.plandoc.lines import cut_lines
from qiangxian.engines.plandoc.matching import looks_wrapped, matching_copy
from qiangxian.engines.plandoc.metadata import complete_metadata, read_header
from qiangxian.engines.plandoc.passages import find_targets
from qiangxian.engines.plandoc.reading import read_source
from qiangxian.engines.plandoc.sections import read_funds, read_phases, read_safeguards
from qiangxian.engines.plandoc.table_rows import read_tables
from qiangxian.engines.plandoc.tasks import cut_tasks, finished_tasks, warn_of_prose
from qiangxian.engines.plandoc.titles import find_titles
from qiangxian.engines.plandoc.types import Clause, PlanDates, PlanProposal
from qiangxian.kernel.errors import Refused

Stage = Callable[[Paper], None]

STAGES: tuple[Stage, ...] = (
    cut_lines,
    read_header,
    find_titles,
    find_frame,
    complete_metadata,
    read_tables,
    scan_groups,
    unify_levels,
    read_declarations,
    build_tree,
    cut_tasks,
    warn_of_prose,
    read_phases,
    read_safeguards,
    read_funds,
    judge,
)


def read_plan(data: bytes, *, filename: str = "") -> PlanProposal:
    """Read a published plan into a typed proposal.

    `data` is the whole file (.txt, .html, .docx, .pdf with a text layer; the kind is judged by content, `filename` is
    only named in the reason of a refusal). What is no plan gives a proposal of kind `not_a_plan` with a Chinese reason;
    no input raises. The rules are those of the rulebook under `national/plandoc`.
    """
    try:
        source = read_source(data)
    except Refused as refusal:
        named = f"{filename}：" if filename else ""
        return PlanProposal("not_a_plan", named + "，".join(filter(None, (refusal.reason, refusal.remedy))), "")
    return propose(drafted(source))


def drafted(source: SourceText) -> Paper:
    """The working paper after all stages; targets are looked for only where the text is a plan."""
    wrapped = source.paged or (not source.cells and looks_wrapped(source.text))
    draft = Paper(source, matching_copy(source.text, unwrap=wrapped))
    for stage in STAGES:
        stage(draft)
    if draft.refusal is None:
        find_targets(draft)
        warn_of_nothing(draft)
    return draft


def propose(draft: Paper) -> PlanProposal:
    """The proposal with every place turned into one of the source.

    Reads: everything. Writes: the proposal.
    """
    fields = draft.fields
    written, signed, published = (fields.get(f"dates.{name}") for name in ("written", "signed", "published"))
    refused = draft.refusal is not None
    return PlanProposal(
        kind="not_a_plan" if refused else "plan",
        reason=draft.refusal,
        source_text=draft.source.text,
        title=draft.title_text,
        notice_title=draft.notice_title,
        document_number=fields.get("document_number"),
        index_number=fields.get("index_number"),
        issuer=fields.get("issuer"),
        dates=PlanDates(written, signed, published),
        places={name: tuple(sorted(spans, key=lambda place: place.start)) for name, spans in draft.places.items()},
        clauses=() if refused else _clauses(draft),
        tasks=() if refused else finished_tasks(draft),
        targets=tuple(draft.targets),
        phases=tuple(draft.phases),
        safeguards=tuple(draft.safeguards),
        fund_categories=tuple(draft.funds),
        repairs=tuple(sorted(draft.repairs, key=lambda repair: repair.start)),
        warnings=tuple(sorted(draft.warnings, key=lambda warning: warning.start)),
    )


def _clauses(draft: Paper) -> tuple[Clause, ...]:
    clauses = []
    for heading in draft.headings:
        words = draft.printed(heading.text_start, heading.heading_end)
        start, end = draft.copy.span(heading.start, heading.end)
        clauses.append(Clause(heading.id, heading.parent, heading.level, heading.marker, words, start, end))
    return tuple(clauses)

"""Titles counted with their parts: by kind, management certificates by standard, authorised users of an indication's mark."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from qiangxian.engines.metrics.measures import MeasureResult, Member, PointValue, Question, Row, measure, sweep

from ..portfolio.measures.enterprises import (
    CountedTitle,
    counted_titles,
    holder_names,
    title_words,
    titles_of,
    valid_titles,
)
from ..records.counting import completeness, point_values, revision
from ..records.spans import Days, Line, line_of, tally, told
from ..rights.measures.filings import with_parts
from ..types import RecordKind

_DAY = timedelta(days=1)
TITLES = (RecordKind.TITLE,)


def _held(question: Question) -> dict[str, list[CountedTitle]]:
    """Valid certificates of the asked kinds and levels by their holder's code (else name)."""
    titles = valid_titles(question)
    named = holder_names(question, {title.enterprise_id for title in titles if title.enterprise_id})
    found: dict[str, list[CountedTitle]] = defaultdict(list)
    for title in titles:
        fallback = (title.uscc or title.enterprise_name, title.enterprise_name)
        found[named.get(title.enterprise_id or 0, fallback)[0]].append(title)
    return found


def _result(question: Question, held: Mapping[str, list[CountedTitle]], parts: Mapping[str, int]) -> MeasureResult:
    return MeasureResult(
        value=len(held),
        completeness=completeness(question, TITLES),
        keys=tuple(f"{holder} {' '.join(sorted({t.kind for t in titles}))}" for holder, titles in held.items()),
        rows=lambda: [_row(holder, titles) for holder, titles in sorted(held.items())],
        parts=parts,
        members=lambda: [Member(holder, titles[0].enterprise_id, titles[0].kind) for holder, titles in held.items()],
    )


def _row(holder: str, titles: list[CountedTitle]) -> Row:
    return Row(
        kind=RecordKind.ENTERPRISE,
        key=holder,
        label=titles[0].enterprise_name,
        because=tuple(title_words(title) for title in titles),
        owners=frozenset(title.enterprise_id for title in titles if title.enterprise_id),
    )


def _missing(question: Question) -> MeasureResult | None:
    state = completeness(question, TITLES)
    return MeasureResult(None, state, (), list) if state == "missing" else None


# -- I29: by title -------------------------------------------------------------------------------------------------------


@measure(
    "registers.enterprises.with_titles_by_kind", label="持有有效称号的企业，按称号", registers=TITLES, revision=revision
)
def with_titles_by_kind(question: Question) -> MeasureResult:
    """Enterprises with a title of the asked `kinds` and `levels` valid on the day, each once; a part for each kind, in which
    an enterprise with several titles stands several times."""
    if missing := _missing(question):
        return missing
    held = _held(question)
    kinds = Counter(kind for titles in held.values() for kind in {title.kind for title in titles})
    return _result(question, held, {kind: kinds[kind] for kind in question.filters["kinds"]})


@sweep("registers.enterprises.with_titles_by_kind")
def with_titles_by_kind_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `with_titles_by_kind`, for days known on the day itself."""
    return _on(questions, lambda title, days, line: {title.kind: days}, questions[0].filters["kinds"])


# -- I30: certificates by standard ---------------------------------------------------------------------------------------


@measure("registers.enterprises.certified", label="持有有效贯标证书的企业", registers=TITLES, revision=revision)
def certified(question: Question) -> MeasureResult:
    """As above for management certificates; one to a standard whose transition ended (`ended_standards`: its last day)
    counts no longer. Parts: certificates by standard (`standards`), and those whose standard is not recorded."""
    if missing := _missing(question):
        return missing
    held = {
        holder: valid
        for holder, titles in _held(question).items()
        if (valid := [one for one in titles if not _withdrawn(question, one)])
    }
    standards = Counter(_standard(question, one) for titles in held.values() for one in titles)
    return _result(question, held, {code: standards[code] for code in (*question.filters["standards"], "unknown")})


@sweep("registers.enterprises.certified")
def certified_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `certified`, for days known on the day itself."""
    first = questions[0]

    def split(title: CountedTitle, days: Days, line: Line) -> Mapping[str, Days]:
        last = first.filters["ended_standards"].get(title.rule_version)
        return {_standard(first, title): days & line.span(None, last + _DAY if last else None)}

    return _on(questions, split, (*first.filters["standards"], "unknown"), each=True)


def _withdrawn(question: Question, title: CountedTitle) -> bool:
    last: date | None = question.filters["ended_standards"].get(title.rule_version)
    return last is not None and question.as_of.effective > last


def _standard(question: Question, title: CountedTitle) -> str:
    named: dict[str, str] = {words: code for code, words in question.filters["standards"].items()}
    return named.get(title.rule_version, "unknown")


# -- I12: users of the indications' mark ---------------------------------------------------------------------------------


@measure("registers.enterprises.indication_users", label="专用标志合法使用人", registers=TITLES, revision=revision)
def indication_users(question: Question) -> MeasureResult:
    """Authorised users with a social credit code, each once; those recorded without one are told apart, not counted."""
    if missing := _missing(question):
        return missing
    held = _held(question)
    coded = {holder: titles for holder, titles in held.items() if _is_code(holder)}
    return _result(question, coded, {"without_code": len(held) - len(coded)})


@sweep("registers.enterprises.indication_users")
def indication_users_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `indication_users`, for days known on the day itself."""
    line, first = line_of(questions), questions[0]
    if line is None:
        return None
    held = _days_by_holder(first, line, lambda title, days, _: {"": days})
    users = {holder: parts[""] for holder, parts in held.items()}
    coded = tally((days for holder, days in users.items() if _is_code(holder)), line)
    without = tally((days for holder, days in users.items() if not _is_code(holder)), line)
    return with_parts(questions, line, point_values(questions, TITLES, line, coded), {"without_code": without})


CODE_LENGTH = 18


def _is_code(holder: str) -> bool:
    return len(holder) == CODE_LENGTH and holder.isascii()


# -- many days at once ---------------------------------------------------------------------------------------------------

Split = Callable[[CountedTitle, Days, Line], Mapping[str, Days]]


def _on(
    questions: Sequence[Question], split: Split, codes: Iterable[str], *, each: bool = False
) -> Sequence[PointValue] | None:
    """Holders on each day and, by code, holders (or, with `each`, certificates) of that code."""
    line, first = line_of(questions), questions[0]
    if line is None:
        return None
    certificates: dict[str, list[Days]] = defaultdict(list)
    held = _days_by_holder(first, line, split, certificates)
    everyone = [_union(parts.values()) for parts in held.values()]
    by = {
        code: tally(certificates[code] if each else (parts.get(code, 0) for parts in held.values()), line)
        for code in codes
    }
    return with_parts(questions, line, point_values(questions, TITLES, line, tally(everyone, line)), by)


def _days_by_holder(
    question: Question, line: Line, split: Split, certificates: dict[str, list[Days]] | None = None
) -> Mapping[str, Mapping[str, Days]]:
    titles = counted_titles(titles_of(question))
    named = holder_names(question, {title.enterprise_id for title in titles if title.enterprise_id})
    held: dict[str, dict[str, Days]] = defaultdict(lambda: defaultdict(int))
    for title in titles:
        ends = told(title.revoked_date, title.revoked_known_date)
        last = title.valid_through + _DAY if title.valid_through else None
        days = line.span(max(title.valid_from, title.known_date), ends) & line.span(None, last)
        holder = named.get(title.enterprise_id or 0, (title.uscc or title.enterprise_name, ""))[0]
        for code, within in split(title, days, line).items():
            held[holder][code] |= within
            if certificates is not None:
                certificates[code].append(within)
    return held


def _union(sets: Iterable[Days]) -> Days:
    made = 0
    for days in sets:
        made |= days
    return made

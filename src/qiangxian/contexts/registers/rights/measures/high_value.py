"""High-value inventions: those in force that meet at least one criterion of the rule set, each counted once.

Every criterion answers yes, no or undecided (待核): a class the table at hand does not name while that table is incomplete, a
pledge while the country publishes no threshold. An undecided invention is told apart and not counted."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from qiangxian.engines.metrics.measures import MeasureResult, PointValue, Question, measure, sweep
from qiangxian.kernel import rulebook
from qiangxian.kernel.calendar import add_months

from ...records.conditions import recorded
from ...records.counting import point_values, revision
from ...records.spans import Days, Line, line_of, tally
from ...types import EventType, RightType
from ..models import LegalEvent, Right
from .emerging_industries import Classes, Industry, table
from .events import events_of
from .filings import WORLD, CountedRight, counted_fields, local_standing, result_of, with_parts
from .holders import local_days
from .right_days import counts_every_state, in_force_days
from .rights import REGISTERS, in_force

Answer = Literal["yes", "no", "undecided"]
Words = Callable[[], str]
"""Why a criterion answers so; written out only when somebody reads it."""
Answered = tuple[Answer, Words]
TOPIC, FILE = "high_value", "rule_sets"
HOME = "CN"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rules:
    """The rule set asked for with its parameters on the day."""

    name: str
    label: str
    criteria: Mapping[str, str]
    years: int
    threshold_fen: int | None
    awards: frozenset[str]
    at_home: frozenset[str]
    classes: Classes
    main_class_only: bool
    keywords_decide: bool
    found: dict[str, Industry | None] = field(default_factory=dict, compare=False)

    def industry_of(self, classification: str) -> Industry | None:
        """Looked up once for each classification."""
        if classification not in self.found:
            self.found[classification] = self.classes.find(classification, main_only=self.main_class_only)
        return self.found[classification]


@dataclass(frozen=True, slots=True)
class Judged:
    """An invention with what is known of it on the day and the answer of each criterion."""

    right: CountedRight
    facts: "DayFacts"
    answers: Mapping[str, Answer]
    answer: Answer


def rules_of(question: Question) -> Rules:
    """The rule set in force by the definition of the day, or the one asked for by name."""
    asked = question.filters["rule_set"]
    name = question.filters["in_force"] if asked == "in_force" else asked
    day, division = question.as_of.effective, question.division
    file = rulebook.load(TOPIC, FILE, division=division)
    held = file["sets"][name]
    threshold = rulebook.parameter(TOPIC, f"{FILE}.pledge_threshold_wan.by_date", day, division)
    return Rules(
        name=name,
        label=held["label"],
        criteria={code: file["criteria"][code] for code in held["criteria"]},
        years=rulebook.parameter(TOPIC, f"{FILE}.maintained_years.by_date", day, division),
        threshold_fen=None if threshold is None else int(threshold) * 1_000_000,
        awards=frozenset(rulebook.parameter(TOPIC, f"{FILE}.awards.by_date", day, division)),
        at_home=frozenset(file["regions"]) if question.filters["regions"] == "excluded" else frozenset(),
        classes=table(division),
        main_class_only=question.filters["classes"] == "main",
        keywords_decide=question.filters["keywords"] == "required",
    )


# -- the criteria --------------------------------------------------------------------------------------------------------


def _emerging(rules: Rules, right: CountedRight, _facts: "DayFacts") -> Answered:
    """Criterion 1: the class stands in the table of strategic emerging industries."""
    found = rules.industry_of(right.classification)
    if found is None:
        unknown = not right.classification or not rules.classes.complete
        return ("undecided" if unknown else "no"), lambda: _unlisted(rules, right)
    if found.needs_keywords and rules.keywords_decide:
        return "undecided", lambda: f"分类号对应{found.branch}，对照表还限定技术内容，待核"
    return "yes", lambda: f"战略性新兴产业：{found.branch}"


def _unlisted(rules: Rules, right: CountedRight) -> str:
    if not right.classification:
        return "主分类号未登记，待核"
    if rules.classes.complete:
        return f"{right.classification} 不在分类对照表中"
    return f"{right.classification} 不在已载入的分类对照部分中，待核"


def _family(_rules: Rules, _right: CountedRight, facts: "DayFacts") -> Answered:
    """Criterion 2: a member of the family is granted and in force abroad."""
    if not facts.family:
        return "no", lambda: "没有在海外授权且有效的同族专利"
    return "yes", lambda: "海外同族有效：" + "、".join(facts.family)


def _maintained(rules: Rules, right: CountedRight, facts: "DayFacts") -> Answered:
    """Criterion 3: more than so many years from filing, strictly: filed 2016-06-30, from 2026-07-01 on."""
    if right.filing_date is None:
        return "undecided", lambda: "申请日未登记，维持年限待核"
    longer = facts.day > _anniversary(right.filing_date, rules.years)
    passed = "超过" if longer else "未超过"
    return ("yes" if longer else "no"), lambda: f"自 {right.filing_date} 起{passed} {rules.years} 年"


@lru_cache(maxsize=65536)
def _anniversary(filed: date, years: int) -> date:
    return add_months(filed, 12 * years)


def _pledged(rules: Rules, _right: CountedRight, facts: "DayFacts") -> Answered:
    """Criterion 4: pledged for a loan that reaches the threshold; without a published one it stays undecided."""
    if not facts.loans:
        return "no", lambda: "没有质押登记"
    if rules.threshold_fen is None:
        return "undecided", lambda: "有质押登记，“较高”数额的标准未公布，待核"
    reached = [fen for fen in facts.loans if fen is not None and fen >= rules.threshold_fen]
    if reached:
        return "yes", lambda: f"质押贷款 {max(reached) / 1_000_000:,.2f} 万元，达到标准"
    if None in facts.loans:
        return "undecided", lambda: "质押贷款金额未登记，待核"
    return "no", lambda: "质押贷款未达到标准"


def _awarded(_rules: Rules, _right: CountedRight, facts: "DayFacts") -> Answered:
    """Criterion 5: the patent itself stands in the file of a national award."""
    if not facts.awards:
        return "no", lambda: "没有国家级科技奖或中国专利奖"
    return "yes", lambda: "获奖：" + "、".join(facts.awards)


class DayFacts(NamedTuple):
    """`Facts` as they stand on one day."""

    day: date
    family: tuple[str, ...]
    loans: tuple[int | None, ...]
    awards: tuple[str, ...]


NO_FACTS = DayFacts(date.min, (), (), ())

CRITERIA: Mapping[str, Callable[[Rules, CountedRight, DayFacts], Answered]] = {
    "c1": _emerging,
    "c2": _family,
    "c3": _maintained,
    "c4": _pledged,
    "c5": _awarded,
}


def judged(question: Question, rules: Rules) -> list[Judged]:
    """Every invention of the county in force on the day with its answers."""
    inventions = local_standing(_of_type(question, RightType.INVENTION))
    family = _family_abroad(question, rules, [row.number for row in inventions])
    pledges = _details(question, EventType.PLEDGE, lambda told: told.get("loan_fen"))
    awards = _details(question, EventType.AWARD, lambda told: told)
    nothing = DayFacts(question.as_of.effective, (), (), ())
    found = []
    for row in inventions:
        if row.record_id not in pledges and row.record_id not in awards and row.number not in family:
            found.append(_judged(rules, row, nothing))
            continue
        named = tuple(str(told["name"]) for told in awards.get(row.record_id, ()) if told.get("award") in rules.awards)
        members = tuple(family.get(row.number, ()))
        facts = DayFacts(question.as_of.effective, members, tuple(pledges.get(row.record_id, ())), named)
        found.append(_judged(rules, row, facts))
    return found


def _judged(rules: Rules, row: CountedRight, facts: DayFacts) -> Judged:
    answers = {code: CRITERIA[code](rules, row, facts)[0] for code in rules.criteria}
    given = answers.values()
    return Judged(row, facts, answers, "yes" if "yes" in given else "undecided" if "undecided" in given else "no")


def _of_type(question: Question, *types: str) -> Question:
    return replace(question, filters={**question.filters, "types": types})


def _family_abroad(question: Question, rules: Rules, numbers: Iterable[str]) -> Mapping[str, list[str]]:
    """By Chinese application number the foreign rights in force that stem from it. They may belong to anybody."""
    rights = in_force(_of_type(question, RightType.OVERSEAS_INVENTION)).exclude(priority_number="")
    found: dict[str, list[str]] = defaultdict(list)
    for row in counted_fields(rights.order_by("country", "number")):
        if _abroad(rules, row):
            found[plain_number(row.priority_number)].append(f"{row.country} {row.number}")
    plain = ((number, plain_number(number)) for number in numbers)
    return {number: found[bare] for number, bare in plain if bare in found}


def _abroad(rules: Rules, row: CountedRight) -> bool:
    """A right of another country or region; a WO publication is no right."""
    return row.country not in rules.at_home | {WORLD, HOME} and not row.number.startswith(WORLD)


def plain_number(number: str) -> str:
    """The digits of an application number, by which a family is found however it is written."""
    return number.upper().replace(" ", "").removeprefix("CN").removeprefix("ZL").split(".")[0]


def _details(question: Question, event_type: str, pick: Callable[[Mapping[str, Any]], Any]) -> Mapping[int, list[Any]]:
    """What the events of a type tell, by right; those that took effect by the day."""
    events = events_of(question, {event_type}).filter(effective_date__lte=question.as_of.effective)
    found: dict[int, list[Any]] = defaultdict(list)
    for record, detail in events.order_by("effective_date", "id").values_list("record_id", "detail"):
        found[record].append(pick(detail))
    return found


# -- the measure ---------------------------------------------------------------------------------------------------------


@measure("registers.inventions.high_value", label="高价值发明专利", registers=REGISTERS, revision=revision)
def high_value(question: Question) -> MeasureResult:
    """Inventions that meet a criterion, each once; parts: how many meet each criterion, and how many are undecided."""
    rules = rules_of(question)
    everyone = {one.right.record_id: one for one in judged(question, rules)}
    high = [one.right for one in everyone.values() if one.answer == "yes"]
    made = result_of(
        question,
        lambda: high,
        lambda _: _parts(rules, everyone.values()),
        lambda row: _because(rules, everyone[row.record_id]),
    )
    keys = tuple(f"{one.right.number} {_met(one)}" for one in everyone.values() if one.answer != "no")
    return made if made.value is None else replace(made, keys=keys)


def _met(one: Judged) -> str:
    return " ".join(f"{code}:{answer}" for code, answer in one.answers.items() if answer != "no")


def _because(rules: Rules, one: Judged) -> tuple[str, ...]:
    told = {wanted: [] for wanted in ("yes", "undecided")}  # type: dict[str, list[str]]
    for code in rules.criteria:
        answer, words = CRITERIA[code](rules, one.right, one.facts)
        if answer != "no":
            told[answer].append(f"{rules.criteria[code]}：{words()}")
    return (f"ZL{one.right.number}", f"按{rules.label}", *told["yes"], *told["undecided"])


def _parts(rules: Rules, everyone: Iterable[Judged]) -> Mapping[str, int]:
    held = list(everyone)
    by = {code: sum(one.answers[code] == "yes" for one in held) for code in rules.criteria}
    return {**by, "undecided": sum(one.answer == "undecided" for one in held)}


# -- many days at once ---------------------------------------------------------------------------------------------------


@sweep("registers.inventions.high_value")
def high_value_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `high_value`, for days known on the day itself, while no parameter changes between them."""
    line, first = line_of(questions), questions[0]
    if line is None or not counts_every_state(line) or rules_of(first) != (rules := rules_of(questions[-1])):
        return None
    numbers: dict[str, list[Days]] = {code: [] for code in (*rules.criteria, "high", "undecided")}
    local, standing = local_days(first, line), in_force_days(first, line, RightType.INVENTION)
    spans = _Spans(first, line, rules)
    for row in _inventions(first):
        days = standing.get(row.record_id, 0) & local.get(row.record_id, 0)
        if days:
            _add(numbers, days, spans.of(row))
    counts = {code: tally(held, line) for code, held in numbers.items()}
    parts = {code: counts[code] for code in (*rules.criteria, "undecided")}
    return with_parts(questions, line, point_values(questions, REGISTERS, line, counts["high"]), parts)


def _add(numbers: Mapping[str, list[Days]], days: Days, answers: Mapping[str, tuple[Days, Days]]) -> None:
    high = open_ = 0
    for code, (yes, undecided) in answers.items():
        numbers[code].append(days & yes)
        high, open_ = high | yes, open_ | undecided
    numbers["high"].append(days & high)
    numbers["undecided"].append(days & open_ & ~high)


def _inventions(question: Question) -> Iterable[CountedRight]:
    return counted_fields(
        Right.objects.filter(recorded(question.recorded), division_code=question.division, type=RightType.INVENTION)
    )


class _Spans:
    """For an invention the days on which each criterion says yes, and on which it is undecided."""

    def __init__(self, question: Question, line: Line, rules: Rules) -> None:
        self.line, self.rules = line, rules
        self.family = self._family(question)
        self.pledges = self._told(question, EventType.PLEDGE)
        self.awards = self._told(question, EventType.AWARD)

    def of(self, row: CountedRight) -> Mapping[str, tuple[Days, Days]]:
        made = {"c1": self._class, "c2": self._abroad, "c3": self._kept, "c4": self._loans, "c5": self._named}
        return {code: made[code](row) for code in self.rules.criteria}

    def _class(self, row: CountedRight) -> tuple[Days, Days]:
        answer, _ = _emerging(self.rules, row, NO_FACTS)
        return (self.line.all if answer == "yes" else 0), (self.line.all if answer == "undecided" else 0)

    def _abroad(self, row: CountedRight) -> tuple[Days, Days]:
        return self.family.get(plain_number(row.number), 0), 0

    def _kept(self, row: CountedRight) -> tuple[Days, Days]:
        if row.filing_date is None:
            return 0, self.line.all
        return self.line.since(_anniversary(row.filing_date, self.rules.years) + _DAY), 0

    def _loans(self, row: CountedRight) -> tuple[Days, Days]:
        yes = undecided = 0
        for since, told in self.pledges.get(row.record_id, ()):
            fen, least = told.get("loan_fen"), self.rules.threshold_fen
            if least is None or fen is None:
                undecided |= since
            elif fen >= least:
                yes |= since
        return yes, undecided & ~yes

    def _named(self, row: CountedRight) -> tuple[Days, Days]:
        days = 0
        for since, told in self.awards.get(row.record_id, ()):
            days |= since if told.get("award") in self.rules.awards else 0
        return days, 0

    def _family(self, question: Question) -> Mapping[str, Days]:
        rows = Right.objects.filter(
            recorded(question.recorded), division_code=question.division, type=RightType.OVERSEAS_INVENTION
        ).exclude(priority_number="")
        standing = in_force_days(question, self.line, RightType.OVERSEAS_INVENTION)
        found: dict[str, Days] = defaultdict(int)
        for row in counted_fields(rows):
            if _abroad(self.rules, row):
                found[plain_number(row.priority_number)] |= standing.get(row.record_id, 0)
        return found

    def _told(self, question: Question, event_type: str) -> Mapping[int, list[tuple[Days, Mapping[str, Any]]]]:
        events = LegalEvent.objects.filter(
            recorded(question.recorded), division_code=question.division, type=event_type
        )
        found: dict[int, list[tuple[Days, Mapping[str, Any]]]] = defaultdict(list)
        for record, effective, known, detail in events.values_list(
            "record_id", "effective_date", "known_date", "detail"
        ):
            found[record].append((self.line.since(max(effective, known)), detail))
        return found

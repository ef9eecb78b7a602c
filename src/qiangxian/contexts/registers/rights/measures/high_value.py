"""High-value inventions: those in force that meet at least one criterion of the rule set, each counted once.

Every criterion answers yes, no or undecided (待核): a class the table at hand does not name while that table is incomplete, a
pledge while the country publishes no threshold. An undecided invention is told apart and not counted."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, NamedTuple

from qiangxian.engines.metrics.days import Days, totals
from qiangxian.engines.metrics.measures import CountedRow, Point, Question
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import add_months

from ...records.conditions import recorded
from ...records.points import Counted, counts, iso, union
from ...types import EventType, RightType
from ..in_force.days import in_force
from ..in_force.rows import rights
from ..models import LegalEvent, Right
from .emerging_industries import Classes, table
from .points import REGISTERS, details, local, rows_of
from .rights import overseas, published_only

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


def rules_of(question: Question, as_of: AsOf) -> Rules:
    """The rule set in force by the definition of the day, or the one asked for by name."""
    asked = question.filters["rule_set"]
    name = question.filters["in_force"] if asked == "in_force" else asked
    day, division = as_of.effective, question.division
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


class Answered(NamedTuple):
    """The days on which a criterion says yes, those on which it is undecided, and why, written only when somebody reads."""

    yes: Days
    undecided: Days
    words: Callable[[], str]


NO = Answered(0, 0, str)


class Invention(NamedTuple):
    """An invention of the county with what its criteria are judged by."""

    record_id: int
    number: str
    classification: str
    filed: str | None


class Judge:
    """The criteria of a rule set on the days on which it holds. Asked for one day, it can say why."""

    def __init__(self, question: Question, rules: Rules) -> None:
        self.rules, self.moments = rules, question.moments
        self.family = _family_abroad(question, rules.at_home)
        self.pledges = question.once("pledged", lambda: _details(question, EventType.PLEDGE))
        self.awards = question.once("awarded", lambda: _details(question, EventType.AWARD))
        self.emerging: dict[str, Answered] = {}
        self.maintained: dict[str | None, Answered] = {}

    def answers(self, one: Invention) -> dict[str, Answered]:
        """By criterion."""
        return {code: self.CRITERIA[code](self, one) for code in self.rules.criteria}

    def _emerging(self, one: Invention) -> Answered:
        """Criterion 1: the class stands in the table of strategic emerging industries."""
        if one.classification not in self.emerging:
            self.emerging[one.classification] = self._of_class(one.classification)
        return self.emerging[one.classification]

    def _of_class(self, classification: str) -> Answered:
        rules = self.rules
        found = rules.classes.find(classification, main_only=rules.main_class_only)
        if found is None:
            unknown = not classification or not rules.classes.complete
            return Answered(0, self.moments.all if unknown else 0, lambda: _unlisted(rules, classification))
        if found.needs_keywords and rules.keywords_decide:
            return Answered(0, self.moments.all, lambda: f"分类号对应{found.branch}，对照表还限定技术内容，待核")
        return Answered(self.moments.all, 0, lambda: f"战略性新兴产业：{found.branch}")

    def _abroad(self, one: Invention) -> Answered:
        """Criterion 2: a member of the family is granted and in force abroad."""
        members = self.family.get(plain_number(one.number))
        if not members:
            return NO
        words = "、".join(name for name, days in sorted(members) if days)
        return Answered(union(days for _, days in members), 0, lambda: f"海外同族有效：{words}")

    def _maintained(self, one: Invention) -> Answered:
        """Criterion 3: more than so many years from filing, strictly: filed 2016-06-30, from 2026-07-01 on."""
        if one.filed not in self.maintained:
            self.maintained[one.filed] = self._filed_on(one.filed)
        return self.maintained[one.filed]

    def _filed_on(self, filed: str | None) -> Answered:
        if filed is None:
            return Answered(0, self.moments.all, lambda: "申请日未登记，维持年限待核")
        years = self.rules.years
        first = add_months(date.fromisoformat(filed), 12 * years) + _DAY
        return Answered(self.moments.effective[first], 0, lambda: f"自 {filed} 起超过 {years} 年")

    def _pledged(self, one: Invention) -> Answered:
        """Criterion 4: pledged for a loan that reaches the threshold; without a published one it stays undecided."""
        if one.record_id not in self.pledges:
            return NO
        yes = undecided = 0
        least, loans = self.rules.threshold_fen, []
        for days, detail in self.pledges[one.record_id]:
            fen = detail.get("loan_fen")
            if fen is None or least is None:
                undecided |= days
            elif fen >= least:
                yes |= days
                loans.append(fen if days else 0)
        return Answered(yes, undecided & ~yes, lambda: _loan_words(least, loans))

    def _awarded(self, one: Invention) -> Answered:
        """Criterion 5: the patent itself stands in the file of a national award."""
        if one.record_id not in self.awards:
            return NO
        national = [(days, told) for days, told in self.awards[one.record_id] if told.get("award") in self.rules.awards]
        words = "、".join(str(told["name"]) for days, told in national if days)
        return Answered(union(days for days, _ in national), 0, lambda: f"获奖：{words}")

    # Plain functions: bound methods kept here would make a cycle that holds all rows of the day until the collector comes.
    CRITERIA: ClassVar[Mapping[str, Callable[["Judge", Invention], Answered]]] = {
        "c1": _emerging,
        "c2": _abroad,
        "c3": _maintained,
        "c4": _pledged,
        "c5": _awarded,
    }


def _unlisted(rules: Rules, classification: str) -> str:
    if not classification:
        return "主分类号未登记，待核"
    if rules.classes.complete:
        return f"{classification} 不在分类对照表中"
    return f"{classification} 不在已载入的分类对照部分中，待核"


def _loan_words(least: int | None, loans: Sequence[int]) -> str:
    if least is None:
        return "有质押登记，“较高”数额的标准未公布，待核"
    if any(loans):
        return f"质押贷款 {max(loans) / 1_000_000:,.2f} 万元，达到标准"
    return "质押贷款金额未登记，待核"


def _family_abroad(question: Question, at_home: frozenset[str]) -> Mapping[str, list[tuple[str, Days]]]:
    """By Chinese application number the foreign rights that stem from it and when they are in force; anybody's. A WO
    publication is no right, and some regions are not abroad."""
    found: dict[str, list[tuple[str, Days]]] = defaultdict(list)
    known = overseas(question)
    rows = rights(question, RightType.OVERSEAS_INVENTION)
    for record, days in in_force(question, RightType.OVERSEAS_INVENTION).items():
        (country, _, priority), number = known[record], rows[record][2]
        if priority and country not in at_home | {HOME} and not published_only(number, country):
            found[plain_number(priority)].append((f"{country} {number}", days))
    return found


def plain_number(number: str) -> str:
    """The digits of an application number, by which a family is found however it is written."""
    return number.upper().replace(" ", "").removeprefix("CN").removeprefix("ZL").split(".")[0]


def _details(question: Question, event_type: str) -> Mapping[int, list[tuple[Days, Mapping[str, Any]]]]:
    """What the events of a type tell, by right, with the days on which they have happened."""
    events = LegalEvent.objects.filter(
        recorded(question.recorded), division_code=question.division, type=event_type
    ).order_by("effective_date", "id")
    found: dict[int, list[tuple[Days, Mapping[str, Any]]]] = defaultdict(list)
    for record, detail, *days in events.values_list("record_id", "detail", *iso("effective_date", "known_date")):
        found[record].append((question.moments.since(*days), detail))
    return found


# -- the measure ---------------------------------------------------------------------------------------------------------


class Judged(NamedTuple):
    """An invention that meets or may meet a criterion under a rule set: the days it stands, meets one, or is undecided."""

    judge: Judge
    point: Point
    number: str
    answers: Mapping[str, Answered]
    high: Days
    undecided: Days


def judged(question: Question) -> Iterator[Judged]:
    """The county's inventions that meet or may meet a criterion by the rules of each day; rules change seldom, so days that
    share them go together."""
    facts = details(question, RightType.INVENTION, "classification", *iso("filing_date"))
    rows, points = rights(question, RightType.INVENTION), local(question, in_force, (RightType.INVENTION,))
    for rules, days in _rule_sets(question):
        judge = Judge(question, rules)
        for point in points:
            if here := point.days & days:
                number = rows[point.source][2]
                answers = judge.answers(Invention(point.source, number, *facts[point.source]))
                high = unclear = 0
                for yes, undecided, _ in answers.values():
                    high, unclear = high | yes, unclear | undecided
                if (high := here & high) | (unclear := here & unclear & ~high):
                    yield Judged(judge, point._replace(days=here), number, answers, high, unclear)


def _rule_sets(question: Question) -> list[tuple[Rules, Days]]:
    found: list[tuple[Rules, Days]] = []
    for place, as_of in enumerate(question.days):
        rules = rules_of(question, as_of)
        if found and found[-1][0] == rules:
            found[-1] = (found[-1][0], found[-1][1] | 1 << place)
        else:
            found.append((rules, 1 << place))
    return found


@counts("registers.inventions.high_value", "高价值发明专利", *REGISTERS)
def high_value(question: Question) -> Counted:
    """Inventions that meet a criterion, each once; parts: how many meet each criterion, and how many are undecided."""
    everyone = list(judged(question))
    sets: dict[str, list[Days]] = {code: [] for code in rules_of(question, question.as_of).criteria}
    for one in everyone:
        for code, answer in one.answers.items():
            sets.setdefault(code, []).append(answer.yes & one.point.days)
    parts = {code: totals(days, question.moments) for code, days in sets.items()}
    return Counted(
        [one.point._replace(days=one.high) for one in everyone if one.high],
        lambda points: _rows(question, everyone, points),
        {**parts, "undecided": totals((one.undecided for one in everyone), question.moments)},
        keys=lambda: (f"{one.number} {_met(one)}" for one in everyone),
    )


def _met(one: Judged) -> str:
    said = (
        (code, "yes" if answer.yes else "undecided")
        for code, answer in one.answers.items()
        if answer.yes or answer.undecided
    )
    return " ".join(f"{code}:{word}" for code, word in said)


def _rows(question: Question, everyone: Iterable[Judged], points: Iterable[Point]) -> list[CountedRow]:
    found = {one.point.source: one for one in everyone}
    return rows_of(question, lambda right: _because(right, found[right.record_id]))(points)


def _because(right: Right, one: Judged) -> tuple[str, ...]:
    rules = one.judge.rules
    met = [f"{rules.criteria[code]}：{a.words()}" for code, a in one.answers.items() if a.yes]
    unclear = [f"{rules.criteria[code]}：{a.words()}" for code, a in one.answers.items() if not a.yes and a.undecided]
    return (f"ZL{right.number}", f"按{rules.label}", *met, *unclear)

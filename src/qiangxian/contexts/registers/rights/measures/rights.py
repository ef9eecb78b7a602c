"""Rights counted for the county: in force on a day, granted or filed within a period; geographical indications by system."""

from collections.abc import Iterable, Mapping

from qiangxian.engines.metrics.days import Number, totals
from qiangxian.engines.metrics.measures import Point, Question

from ...records.points import Counted, counts, first_of_each, grouped, iso, split
from ...types import GeographicalSystem, RightType
from ..in_force.clauses import out_days
from ..in_force.days import granted_within, in_force
from ..in_force.rows import DaysByRight, rights
from ..models import Right
from .points import REGISTERS, Local, details, granted_words, local, rows_of

EUROPEAN, WORLD = "EP", "WO"


@counts("registers.rights.in_force", "当日有效的权利", *REGISTERS)
def in_force_on_day(question: Question) -> Counted:
    """Rights in force on the day, first-named holder in the county."""
    return Counted(Local(question, in_force, question.filters["types"]), rows_of(question))


@counts("registers.rights.granted", "期间内授权的权利", *REGISTERS)
def granted_in_period(question: Question) -> Counted:
    """Rights whose grant (or registration) was announced in the period, first-named holder in the county."""
    return Counted(local(question, granted_within, question.filters["types"]), rows_of(question))


@counts("registers.patents.granted", "期间内授权的专利，按类型", *REGISTERS)
def patents_granted(question: Question) -> Counted:
    """Patents granted in the period, first-named holder in the county; one part for each of the asked `types`."""
    points = local(question, granted_within, question.filters["types"])
    parts = split(points, question.moments, lambda point: point.type, question.filters["types"])
    return Counted(points, rows_of(question), parts)


# -- I06: granted abroad -------------------------------------------------------------------------------------------------


@counts("registers.overseas.granted", "期间内海外授权的发明专利", *REGISTERS)
def overseas_granted(question: Question) -> Counted:
    """Inventions granted by foreign or regional offices in the period. A WO publication is no grant; with `european` = once
    the national parts of one European patent (they bear its EP publication number) count as one: the EP itself, else the
    first by number."""
    abroad = overseas(question)
    points = [
        one
        for one in local(question, granted_within, question.filters["types"])
        if not published_only(one.key, abroad[one.source][0])
    ]
    if question.filters["european"] == "once":
        points = _european_once(question, points, abroad)
    return Counted(points, rows_of(question, lambda right: (right.country, *granted_words(right))))


def overseas(question: Question) -> dict[int, tuple[str, str, str]]:
    """Country, publication number and number of the Chinese application of inventions abroad."""
    return dict(details(question, RightType.OVERSEAS_INVENTION, "country", "publication_number", "priority_number"))


def published_only(number: str, country: str) -> bool:
    """Published by WIPO and granted nowhere."""
    return country == WORLD or number.startswith(WORLD)


def _european_once(
    question: Question, points: Iterable[Point], abroad: Mapping[int, tuple[str, str, str]]
) -> list[Point]:
    rows = rights(question, RightType.OVERSEAS_INVENTION)

    def number(one: Point) -> str:
        texts = (text for text in (rows[one.source][2], abroad[one.source][1]) if text.startswith(EUROPEAN))
        return next((text.split("B")[0].split("A")[0].strip() for text in texts), rows[one.source][2])

    ordered = sorted(points, key=lambda one: (abroad[one.source][0] != EUROPEAN, rows[one.source][2]))
    once = first_of_each(one._replace(key=number(one), source=one) for one in ordered)
    return [one.source._replace(days=one.days) for one in once]


# -- I07: filed ----------------------------------------------------------------------------------------------------------


@counts("registers.rights.filed", "期间内提出的申请", *REGISTERS)
def filed_in_period(question: Question) -> Counted:
    """Applications of the asked `types` by their filing day, first-named applicant in the county; what became of them does
    not matter."""
    points = local(question, _filed, question.filters["types"])
    return Counted(points, rows_of(question, lambda right: (right.number, f"申请 {right.filing_date}")))


def _filed(question: Question, right_type: str) -> DaysByRight:
    moments, out = question.moments, out_days(question)
    days = {
        record: moments.within(day) & moments.known[day] & ~out.get(record, 0)
        for record, (day,) in details(question, right_type, *iso("filing_date")).items()
        if day
    }
    return {record: one for record, one in days.items() if one}


# -- I13: copyrights -----------------------------------------------------------------------------------------------------


@counts("registers.copyrights.registered", "期间内登记的著作权", *REGISTERS)
def copyrights_registered(question: Question) -> Counted:
    """Copyrights registered in the period: software (its number bears `software_mark`, the SR of 2024SR0000001) and works."""
    points, mark = local(question, granted_within, (RightType.COPYRIGHT,)), question.filters["software_mark"]
    parts = split(
        points, question.moments, lambda one: "software" if mark in one.key else "works", ("works", "software")
    )
    return Counted(points, rows_of(question, _registered), parts)


def _registered(right: Right) -> tuple[str, ...]:
    return (right.number, f"登记 {right.registration_date or right.grant_date}")


# -- I11: geographical indications ---------------------------------------------------------------------------------------


@counts("registers.indications.in_force", "当日有效的地理标志，按系统", *REGISTERS)
def in_force_by_system(question: Question) -> Counted:
    """Rights under the asked `systems`, or the names they protect (`unit` = names): one name under several systems is
    several rights but one thing protected. Parts: rights under each of the three systems whether asked or not, those whose
    system is not recorded, and the distinct names of all."""
    kind, systems = RightType.GEOGRAPHICAL_INDICATION, GeographicalSystem.values
    everyone = local(question, in_force, (kind,))
    system = {record: row[3] for record, row in rights(question, kind).items()}
    title = details(question, kind, "title")
    wanted = [one for one in everyone if system[one.source] in question.filters["systems"]]

    def names(points: Iterable[Point]) -> list[Number]:
        return totals(grouped(points, lambda one: title[one.source]).values(), question.moments)

    def part(one: Point) -> str:
        return system[one.source] if system[one.source] in systems else "unknown"

    parts = split(everyone, question.moments, part, (*systems, "unknown"))
    by_name = question.filters["unit"] == "names"
    return Counted(
        wanted,
        rows_of(question, _under_system),
        {**parts, "names": names(everyone)},
        values=names(wanted) if by_name else None,
        divisible=not by_name,
    )


def _under_system(right: Right) -> tuple[str, ...]:
    known = right.sub_key in GeographicalSystem.values
    return (right.number, GeographicalSystem(right.sub_key).label if known else "保护系统未登记")

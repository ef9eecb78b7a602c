"""The shapes of the API's answers, as the interfaces fix them; keys may be added, never renamed."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema

Light = Literal["green", "yellow", "red", "none"]
Completeness = Literal["complete", "partial", "missing"]


class Problem(Schema):
    """Why a question was not answered, and what to do."""

    message: str
    remedy: str = ""
    where: str = ""


class ProgrammeOut(Schema):
    """A running plan."""

    id: int
    title: str
    division_code: str
    document_number: str | None
    issuer: str | None


class TaskOut(Schema):
    """A task and who owes it."""

    key: str
    clause: str
    title: str
    deadline: str | None
    yearly_month: int | None = None
    assignments: list[dict[str, Any]]


class TargetOut(Schema):
    """A target on a day."""

    code: str
    label: str
    indicator: str | None
    parameters: dict[str, Any]
    comparator: str
    required: float | None
    unit: str | None
    value: float | None
    planned: float | None
    baseline: float | None
    due: date | None
    met: bool | None
    light: Light
    words: str
    completeness: Completeness
    records: int
    digest: str | None


class TargetsOut(Schema):
    """All targets of a programme on a day."""

    programme: str
    as_of: date
    known: date
    targets: list[TargetOut]


class ExplanationOut(Schema):
    """A figure with its definition, parameters and the records the reader may see; `hidden` counts those not shown."""

    code: str
    label: str
    as_of: date
    known: date
    value: float | None
    unit: str | None
    definition: dict[str, Any]
    parameters: list[dict[str, Any]]
    records: list[dict[str, Any]]
    hidden: int
    digest: str | None


class IndicatorOut(Schema):
    """An indicator on a day."""

    code: str
    label: str
    kind: str
    period: str | None
    value: float | None
    unit: str
    reading: str | None
    parts: dict[str, Any]
    completeness: Completeness
    version: str
    digest: str | None


class IndicatorsOut(Schema):
    """All indicators of a county on a day."""

    as_of: date
    known: date
    indicators: list[IndicatorOut]


class MatterOut(Schema):
    """A matter: where it stands, who owes what until when, what the reader may do, what was done."""

    number: str
    flow: str
    title: str
    state: str
    state_words: str
    due: date | None
    days_late: int
    owed_by: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    log: list[dict[str, Any]]


class PatentHitOut(Schema):
    """One hit of a search in the patent literature, with the passages it was found by."""

    application_number: str | None
    key: str
    title: str
    score: float
    status: str | None
    type: str | None
    applicants: list[str]
    filing_date: date | None
    publication_date: date | None
    passages: list[str]


class PatentFacetOut(Schema):
    """How many hits have a value."""

    value: str
    label: str
    count: int


class PatentFileIn(Schema):
    """Which hits, in which order, as which file."""

    line: str = Field("", description="检索式", max_length=4000)
    words: str = Field("", description="检索词", max_length=300)
    sort: Literal["", "filing_date", "-filing_date", "publication_date", "-publication_date"] = ""
    format: Literal["csv", "xlsx"] = "xlsx"


class PatentFileOut(Schema):
    """A file of hits: `state` waiting, running, done or failed; `done` of `total` records are written; `url` once it is made."""

    uid: str
    state: str
    state_words: str
    total: int
    done: int
    format: str
    asked_at: datetime
    problem: str
    url: str | None


class PatentsOut(Schema):
    """The answer of a search: `capped`: the number is a lower bound; not `complete`: time ran out."""

    query: str
    tree: str
    total: int
    hits: list[PatentHitOut]
    facets: dict[str, list[PatentFacetOut]]
    next: str | None
    complete: bool
    capped: bool
    backend: str

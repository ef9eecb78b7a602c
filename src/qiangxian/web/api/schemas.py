"""The shapes of the API's answers, as the interfaces fix them; keys may be added, never renamed."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema

from qiangxian.contexts.patents import readers as patents
from qiangxian.engines.search import FACETS, RELEVANCE
from qiangxian.kernel.errors import Refused

MOST_HITS = 100

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


class PatentQuestionIn(Schema):
    """What is searched in the literature."""

    line: str = Field("", description="检索式，如 名称=电机 AND 申请日>=2012", max_length=4000)
    words: str = Field("", description="检索词：词、名称、号码", max_length=300)


class PatentsIn(PatentQuestionIn):
    """How many hits, in which order, after which cursor, and what is counted beside them."""

    sort: str = RELEVANCE
    after: str = ""
    size: int = Field(20, ge=0, le=MOST_HITS)
    facets: str = Field("", description=f"要计数的分组，逗号分开：{','.join(FACETS)}", max_length=200)
    explain: bool = Field(False, description="说明检索式各部分各命中多少")

    def asked(self, milliseconds: int) -> patents.Asked:
        """As the literature is asked; a facet nobody knows is refused."""
        names = tuple(name.strip() for name in self.facets.split(",") if name.strip())
        if unknown := set(names) - set(FACETS):
            raise Refused("没有这种分组", value=min(unknown), remedy=f"可用：{'、'.join(FACETS)}")
        return patents.Asked(**self.dict(exclude={"facets", "explain"}), facets=names, milliseconds=milliseconds)


class PatentPartOut(Schema):
    """A part of a question: how deep it stands, its words, from where to where in the line, how many records it means by itself (null
    where time ran out; a lower bound where `capped`)."""

    level: int
    words: str
    at: tuple[int, int] | None
    total: int | None
    capped: bool


class PatentFileIn(PatentQuestionIn):
    """Which hits, in which order, as which file."""

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
    explain: list[PatentPartOut] | None = None

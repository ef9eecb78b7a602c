"""The JSON interface: what the public pages show to everyone, what the desk shows to who is logged in; reading only, but for files of
hits, which are asked for."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from ninja import NinjaAPI, Path, Query, Status
from ninja.security import django_auth

from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.indicators.answers import indicator_answer
from qiangxian.contexts.matters import readers as matters
from qiangxian.contexts.patents import exporting, one_record
from qiangxian.contexts.patents import readers as patents
from qiangxian.contexts.patents.policies import in_public, sees_contract, signed_in
from qiangxian.contexts.programmes import readers as programmes
from qiangxian.contexts.programmes.policies import may_read as may_read_plans
from qiangxian.contexts.programmes.readers.answers import (
    released_target,
    released_targets,
    target_answer,
    targets_answer,
)
from qiangxian.contexts.registers.records import policies as register_policies
from qiangxian.engines.search import limit
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, DomainError, NotAllowed, NotFound, Refused, TooOften
from qiangxian.kernel.roles import STAFF
from qiangxian.web.components.patent_exports import ask_for, sent_file, told_file
from qiangxian.web.components.patents import count_question
from qiangxian.web.request import Request

from .schemas import (
    MOST_HITS,
    ExplanationOut,
    IndicatorsOut,
    MatterOut,
    PatentFileIn,
    PatentFileOut,
    PatentsIn,
    PatentsOut,
    Problem,
    ProgrammeOut,
    TargetsOut,
    TaskOut,
)

api = NinjaAPI(
    title="强县 API",
    version="1",
    description="工作方案、目标和指标的只读接口。日期用 ISO 格式，缺失值为 null。",
    docs_url=None,
    openapi_url="/openapi.json",
)
STATUS = {NotAllowed: 403, NotFound: 404, Conflict: 409, TooOften: 429}
PROBLEMS = {400: Problem, 403: Problem, 404: Problem, 422: Problem}
MOST_MATTERS = 100
LAST_ID = 2**63 - 1
Day = Annotated[date | None, Query(description="生效日，默认今天")]
Known = Annotated[date | None, Query(description="信息截至，默认与生效日相同")]
ProgrammeId = Annotated[int, Path(description="工作方案编号", ge=1, le=LAST_ID)]


@api.exception_handler(DomainError)
def problem(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A named error of the domain with its status, reason and remedy."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    body = {"message": error.message, "remedy": error.remedy, "where": error.where}
    return api.create_response(request, body, status=status)


@api.exception_handler(RawPostDataException)
def no_json(request: HttpRequest, _error: RawPostDataException) -> HttpResponse:
    """A form was sent where JSON is asked for: its body was read as a form already."""
    return problem(request, Refused("请求正文须是 JSON", remedy="请以 application/json 发送"))


def _days(as_of: date | None, known: date | None) -> AsOf:
    return AsOf.on(as_of or timezone.localdate(), known)


def _is_outside(request: Request, programme: Any) -> bool:
    return not may_read_plans.decide(request.actor, programme)


@api.get("/programmes", response={200: list[ProgrammeOut], **PROBLEMS}, summary="工作方案")
def list_programmes(request: Request) -> Any:
    """The public programmes, and those of the reader's own county."""
    return [
        {
            "id": one.pk,
            "title": one.title,
            "division_code": one.division_code,
            "document_number": one.document_number or None,
            "issuer": one.issuer or None,
        }
        for one in programmes.programmes_open_to(request.actor)
    ]


@api.get("/programmes/{programme_id}/tasks", response={200: list[TaskOut], **PROBLEMS}, summary="任务与分工")
def tasks(request: Request, programme_id: ProgrammeId) -> Any:
    """The tasks with the units that owe them."""
    found = programmes.programme_open_to(request.actor, programme_id)
    if _is_outside(request, found):
        return programmes.released(found, timezone.localdate()).content["tasks"]
    return [
        {
            "key": task.key,
            "clause": task.clause_key,
            "title": task.title,
            "deadline": task.deadline or None,
            "yearly_month": task.yearly_month,
            "assignments": [{"role": one.role, "unit": one.printed_name} for one in task.assignments.all()],
        }
        for task in programmes.tasks_of(found.pk)
    ]


@api.get("/programmes/{programme_id}/targets", response={200: TargetsOut, **PROBLEMS}, summary="目标在某日的情况")
def targets(request: Request, programme_id: ProgrammeId, as_of: Day = None, known: Known = None) -> Any:
    """Every target with value, plan, light and words."""
    found = programmes.programme_open_to(request.actor, programme_id)
    if _is_outside(request, found):
        return released_targets(programmes.released(found, _days(as_of, known).effective))
    return targets_answer(found, _days(as_of, known), request.actor)


@api.get(
    "/programmes/{programme_id}/targets/{code}", response={200: ExplanationOut, **PROBLEMS}, summary="目标的计算口径"
)
def target(request: Request, programme_id: ProgrammeId, code: str, as_of: Day = None, known: Known = None) -> Any:
    """One target with its formula, parameters and records."""
    found, days = programmes.programme_open_to(request.actor, programme_id), _days(as_of, known)
    if _is_outside(request, found):
        return released_target(programmes.released(found, days.effective), code)
    return target_answer(programmes.explain_target(found, code, days, request.actor), days)


@api.get("/indicators", response={200: IndicatorsOut, **PROBLEMS}, summary="指标在某日的数值")
def list_indicators(request: Request, division: str = "", as_of: Day = None, known: Known = None) -> Any:
    """All indicators of the reader's county; for its staff."""
    register_policies.may_read.anywhere(request.actor).demand()
    code = division or min(request.actor.divisions(*STAFF), default="")
    if not register_policies.may_read.decide(request.actor, {"division_code": code}):
        raise NotFound("没有这个县（市、区）的指标", remedy="只能查看本县（市、区）")
    days = _days(as_of, known)
    figures = indicators.overview(division=code, as_of=days)
    return {"as_of": days.effective, "known": days.known, "indicators": [indicator_answer(one) for one in figures]}


@api.get("/matters", response={200: list[MatterOut], **PROBLEMS}, summary="在办事项")
def list_matters(request: Request, flow: str = "", mine: bool = False) -> Any:
    """The open matters the reader may see, or those open to the reader; at most a hundred, the most urgent first."""
    rows = matters.open_to(request.actor) if mine else matters.visible_matters(request.actor)
    rows = rows.filter(closed_date__isnull=True, **({"flow": flow} if flow else {}))
    today = timezone.localdate()
    found = rows.prefetch_related("participants").order_by("due_date", "id")[:MOST_MATTERS]
    return [matters.summary(request.actor, row, today) for row in found]


@api.get("/matters/{number}", response={200: MatterOut, **PROBLEMS}, summary="一件事项")
def one_matter(request: Request, number: str) -> Any:
    """One matter with its steps and its log."""
    found = matters.matter_named(request.actor, number)
    return matters.summary(request.actor, found, timezone.localdate())


@api.get("/patents", response={200: PatentsOut, **PROBLEMS, 429: Problem}, summary="检索专利文献")
def search_patents(request: Request, question: Query[PatentsIn]) -> Any:
    """Open literature, for everybody the same; the same query line as on the pages."""
    count_question(request)
    reader = in_public(request.actor)
    asked = question.asked(0 if sees_contract(request.actor) else limit("public_milliseconds"))
    result = patents.search(reader, asked)
    parts = patents.explained(reader, result, milliseconds=asked.milliseconds) if question.explain else None
    return {**patents.answer_document(asked.line or asked.words, result), "explain": parts}


FileUid = Annotated[str, Path(description="文件编号", pattern="^[0-9a-f]{32}$")]


@api.get("/patents/files", response={200: list[PatentFileOut], **PROBLEMS}, summary="本人要求导出的文件")
def list_files(request: Request) -> Any:
    """The newest first; a file is kept some days."""
    return [told_file(row) for row in exporting.exports(signed_in(request.actor))[:MOST_HITS]]


@api.post(
    "/patents/files",
    response={202: PatentFileOut, **PROBLEMS, 409: Problem},
    auth=django_auth,
    summary="导出检索结果为文件",
)
def ask_file(request: Request, asked: PatentFileIn) -> Any:
    """Open literature, up to a hundred thousand records, written in the background: ask for its state until it is made, then fetch it.
    Needs a session and its CSRF token, as pages do."""
    signed_in(request.actor)
    return Status(202, told_file(ask_for(request, asked.dict())))


@api.get("/patents/files/{uid}", response={200: PatentFileOut, **PROBLEMS}, summary="导出文件的进度")
def one_file(request: Request, uid: FileUid) -> Any:
    """How far it is."""
    row = exporting.exports(signed_in(request.actor)).filter(uid=uid).first()
    if row is None:
        raise NotFound("没有这个文件", remedy="请核对编号；文件只保留几天")
    return told_file(row)


@api.get("/patents/files/{uid}/content", response={200: Any, **PROBLEMS}, summary="下载导出的文件")
def file_content(request: Request, uid: FileUid) -> Any:
    """The file itself, once it is made."""
    return sent_file(*exporting.file_of(signed_in(request.actor), uid))


@api.get("/patents/{number}", response={200: dict[str, Any], **PROBLEMS, 429: Problem}, summary="一件专利文献")
def one_patent(request: Request, number: str) -> Any:
    """One record by its application or publication number in any spelling."""
    count_question(request)
    reader = in_public(request.actor)
    return one_record.document(reader, one_record.record_of(reader, number))

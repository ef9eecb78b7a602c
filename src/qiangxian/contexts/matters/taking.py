"""Taking a step: the one way a matter changes its state, and the rows it leaves.

Locks are taken in one order: the matter above, the matter, then the head of the audit. Under the lock the state the request was
offered in, the policy, the second person and the guards are asked again, so of two that race one gets a sentence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from qiangxian.contexts.audit.chain import request_trace
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.documents import actions as documents
from qiangxian.kernel import roles
from qiangxian.kernel.actor import Actor, acting_for
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Conflict, NotAllowed, NotFound, Refused

from . import clocks, freezing, joining, notices, numbers, remarks
from .flow import Flow, FlowStep, flow_of
from .models import Evidence, Matter, Participant, Step
from .policies import first_part, may_take, waiting_parts
from .types import EvidenceKind, EvidenceWish

BACK = "back"
Files = Sequence[tuple[str, bytes]]


@dataclass(frozen=True)
class Signature:
    """A sign-off on paper: who, in which post, on which day; the account that enters it is another person."""

    person_id: int
    label: str
    post: str
    day: date


def locked(flow: Flow, matter_id: int) -> Matter:
    """The matter, held until the transaction ends, after what the flow holds before it and the matter above."""
    for code in Matter.objects.filter(pk=matter_id).values_list("division_code", flat=True):
        flow.holds(code)
    list(Matter.objects.select_for_update().filter(children=matter_id))
    matter = Matter.objects.select_for_update().filter(pk=matter_id, flow=flow.code).first()
    if matter is None:
        raise NotFound(f"没有这件{flow.label}事项", remedy="请回到列表重新选择")
    return matter


def perform(spec: FlowStep) -> Callable[..., Receipt]:
    """The function behind the action of a step."""

    def perform_step(*, actor: Actor, at: datetime, **given: Any) -> Receipt:
        return taken(spec, actor, at, given)

    perform_step.__name__, perform_step.__doc__ = spec.body.__name__, spec.body.__doc__
    return perform_step


def taken(spec: FlowStep, actor: Actor, at: datetime, given: dict[str, Any]) -> Receipt:
    """Take a step, then whatever follows from it by itself, for the matter and for the one above it."""
    found = (_open if spec.opens else _move)(spec, actor, at, given)
    _follow(found.result, at)
    return found


def _follow(own: Any, at: datetime) -> None:
    """The first step whose `follows` holds of the matters below, and whose guards do; the product takes it, in the same transaction."""
    matter_id = own.pk if isinstance(own, Matter) else getattr(own, "matter_id", None)
    rows = Matter.objects.filter(Q(pk=matter_id) | Q(children=matter_id)).distinct() if matter_id else ()
    for matter in rows:
        if spec := following(matter, county_day(at)):
            within(spec, Actor.system(), at, matter_id=matter.pk)


def following(matter: Matter, day: date) -> FlowStep | None:
    """The step the product would take by itself as things stand; None where there is none."""
    flow, children = flow_of(matter), list(matter.children.order_by("pk"))
    specs = [spec for spec in flow.offered(matter.state) if spec.follows is not None and spec.follows(children)]
    own = flow.own(matter) if specs else None
    return next((spec for spec in specs if all(guard(own, day) for guard in spec.guards)), None)


def _open(spec: FlowStep, actor: Actor, at: datetime, given: dict[str, Any]) -> Receipt:
    """Make the matter; the body makes the module's own row and says whose and what it is."""
    day, files = county_day(at), given.pop("files", ())
    matter = Matter(
        flow=spec.flow.code,
        division_code=given.pop("division_code"),
        parent=given.pop("parent", None),
        state=str(spec.target),
        opened_date=day,
        created_at=at,
        created_by=actor.label[:120],
    )
    row = _row(spec, matter, actor, at, {"division_code": matter.division_code, **given})
    matter.given = given
    values = _values(spec, matter, given, actor)
    row.files, row.reason = _stored(spec, row, matter, files), str(values.get("reason") or "")
    matter.save()
    own = spec.body(matter, row, **values)
    return _finish(spec, matter, own, row, None)


def _move(spec: FlowStep, actor: Actor, at: datetime, given: dict[str, Any]) -> Receipt:
    flow, day = spec.flow, county_day(at)
    if spec.joins:
        joining.hold(given["matter_id"], given.get(joining.INTO))
    matter = locked(flow, given.pop("matter_id"))
    expected, files = given.pop("expected", ""), given.pop("files", ())
    signature: Signature | None = given.pop("signature", None)
    given.pop("signer_id", None)
    _ready(spec, matter, actor, expected, signature)
    own = flow.own(matter)
    for guard in spec.guards:
        if not (decision := guard(own, day)):
            raise Conflict(decision.reason)
    row = _row(spec, matter, actor, at, matter)
    _sign(row, spec, signature)
    row.files = _stored(spec, row, matter, files)
    row.participant = _part(spec, actor, matter)
    values = _values(spec, own, given, actor)
    row.reason = str(values.get("reason") or "")
    if _is_whole(spec, matter, row):
        matter.state = _target(spec, matter)
    if spec.joins:
        joining.join(matter, row, values.pop(joining.INTO))
    row.reserved = values.pop(numbers.RESERVED, "")
    row.said = values.pop("remarks") if spec.remarks else {}
    row.answered = remarks.answered(own, values.pop("answers") or {}) if spec.answers else []
    words = spec.body(own, row, **values)
    return _finish(spec, matter, own, row, words)


def _is_whole(spec: FlowStep, matter: Matter, row: Step) -> bool:
    """Whether target and clocks follow: at once, or with the last of the participants whose own state the step moves."""
    return not spec.part_to or waiting_parts(spec, matter) in ([], [row.participant])


def _ready(spec: FlowStep, matter: Matter, actor: Actor, expected: str, signature: Signature | None) -> None:
    """Asked again under the lock."""
    words = spec.flow.state_words(matter.state)
    if expected and expected != matter.state:
        raise Conflict(
            f"您打开页面时是“{spec.flow.state_words(expected)}”，现在已是“{words}”",
            remedy="没有办理任何内容；请核对最新情况后再办",
        )
    if matter.state not in spec.sources:
        raise Conflict(f"当前是“{words}”，不能办理“{spec.label}”", remedy="请刷新页面，按当前状态办理")
    decision = may_take(spec, actor, matter, signer=signature.person_id if signature else None)
    if not decision:
        raise NotAllowed(decision.reason)


def _target(spec: FlowStep, matter: Matter) -> str:
    if spec.target == BACK:
        last = matter.steps.order_by("-number").first()
        if last is None or last.step != spec.undoes:
            raise Conflict("其后已有新的办理，不能撤销", remedy="请按当前状态办理")
        return last.from_state
    return spec.target or matter.state


def _row(spec: FlowStep, matter: Matter, actor: Actor, at: datetime, subject: object) -> Step:
    """`subject`: what the policy is asked about, the matter or what is to become one."""
    decision = spec.may.decide(actor, subject)
    row = Step(
        matter=matter,
        step=spec.code,
        from_state="" if spec.opens else matter.state,
        day=county_day(at),
        at=at,
        by_id=actor.id,
        by=actor.label[:120],
        person_id=actor.person_id,
        role=roles.labels(grant.role for grant in decision.grants)[:60],
        acting_for=acting_for(decision.grants)[:120],
        request_id=request_trace.get().request_id,
    )
    row.actor = actor
    return row


def _sign(row: Step, spec: FlowStep, signature: Signature | None) -> None:
    if signature is None:
        return
    if not spec.other_than and spec.paper is None:
        raise Refused("这一步不需要第二人，不登记线下签批", remedy="请直接办理")
    if signature.day > row.day:
        raise Refused("签批日在今天以后", column="签批日", value=signature.day, remedy="请核对日期")
    row.offline, row.person_id = True, signature.person_id
    row.detail = {"signer": signature.label, "post": signature.post, "signed": signature.day.isoformat()}


def _part(spec: FlowStep, actor: Actor, matter: Matter) -> Participant | None:
    if not spec.part:
        return None
    part = first_part(spec, actor, matter)
    if part is None:
        raise Conflict(f"没有可以办理“{spec.label}”的承办单位", remedy="请刷新页面")
    return part


def _values(spec: FlowStep, own: Any, given: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """What was asked, typed; a name nobody asked for is a mistake of the caller."""
    if strange := set(given) - set(spec.asks):
        raise Refused(
            f"“{spec.label}”没有这一项", column="、".join(sorted(strange)), remedy="可填：" + "、".join(spec.asks)
        )
    return {name: ask.taken(given.get(name), own, actor) for name, ask in spec.asks.items()}


def _finish(spec: FlowStep, matter: Matter, own: Any, row: Step, words: str | None) -> Receipt:
    """State, mirror, clocks, evidence, the row itself, who is told."""
    flow = spec.flow
    row.to_state = matter.state
    is_whole = _is_whole(spec, matter, row)
    _move_part(spec, row)
    register = flow.register(own) if spec.numbers and not matter.number and flow.register is not None else ""
    if register:
        matter.number = numbers.give(matter, register, row.at, row.reserved)
    if flow.title is not None:
        matter.title = flow.title(own)[:300]
    if is_whole:
        _clocks(spec, matter, own, row)
    matter.closed_date = (matter.closed_date or row.day) if matter.state in flow.ended else None
    matter.due_date = None if matter.closed_date else clocks.owed_day(matter)
    matter.save()
    if flow.own_model:
        if flow.mirror:
            setattr(own, flow.mirror, matter.state)
        own.save()
    row.number = matter.steps.count() + 1
    row.save()
    remarks.keep(matter, row, own, row.said, row.answered)
    freezing.keep(spec, matter, own, row)
    for file in row.files:
        label = file.name
        Evidence.objects.create(matter=matter, step=row, kind=EvidenceKind.FILE, label=label, file=file, day=row.day)
    notices.tell(spec, matter, own, row, words or row.reason)
    return receipt(spec, matter, own, row)


def _move_part(spec: FlowStep, row: Step) -> None:
    part = row.participant
    if part is None:
        return
    row.detail = {"part": part.label, "part_from": part.state, "part_to": spec.part_to or part.state, **row.detail}
    if spec.part_to:
        part.state, part.signed_date = spec.part_to, part.signed_date or row.day
        part.save(update_fields=["state", "signed_date"])


def _clocks(spec: FlowStep, matter: Matter, own: Any, row: Step) -> None:
    clocks.stop(matter, spec.stops, row.day)
    for code in spec.pauses:
        clocks.pause(matter, code, row.day, row.reason)
    for code in spec.resumes:
        clocks.resume(matter, code, row.day)
    for code in (one for one in spec.starts if spec.flow.clocks[one].runs(own)):
        clocks.start(spec.flow, matter, own, code, row.at, row.day)
    if matter.state in spec.flow.ended:
        clocks.stop_all(matter, row.day)


def child(above: Step, spec: FlowStep, **given: Any) -> Any:
    """A matter below the one whose step is being taken, opened by its own first step; returns its own row."""
    matter = above.matter
    about = {"division_code": matter.division_code, "parent": matter}
    return within(spec, above.actor, above.at, **about, **given)


def _stored(spec: FlowStep, row: Step, matter: Matter, files: Files) -> list[Any]:
    """The files that came with the step, kept under their hash."""
    if spec.evidence == EvidenceWish.REQUIRED and not files:
        raise Refused(f"“{spec.label}”须附佐证材料", column="佐证材料", remedy="请上传文件（图片、PDF 或办公文档）")
    if spec.evidence == EvidenceWish.NONE and files and not row.offline:
        raise Refused(f"“{spec.label}”不收文件", column="佐证材料", remedy="请去掉文件后再办理")
    code = matter.division_code
    return [
        documents.stored(division_code=code, at=row.at, by=row.by, name=name, content=content)
        for name, content in files
    ]


def receipt(spec: FlowStep, matter: Matter, own: Any, row: Step) -> Receipt:
    """What a step reports: the states and what it noted; free text stays in the step."""
    noted = {key: value for key, value in row.detail.items() if value not in (None, "", [])}
    offline = {"offline": True} if row.offline else {}
    return Receipt(
        kind=spec.flow.audit_kind,
        id=str(spec.flow.audit_id(own)),
        label=matter.title,
        before={"state": row.from_state} if row.from_state else None,
        after={"state": row.to_state, **noted, **offline},
        division_code=matter.division_code,
        result=own,
    )


def within(spec: FlowStep, actor: Actor, at: datetime, **given: Any) -> Any:
    """A step that belongs to another one: it shares that one's transaction, policy and audit line."""
    return (_open if spec.opens else _move)(spec, actor, at, given).result

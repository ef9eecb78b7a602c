"""Every step of a file as a form: which action it runs, who may, and what the form asks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from qiangxian.contexts.cultivation import actions, policies, readers
from qiangxian.contexts.cultivation.types import ACTIVE, Step
from qiangxian.contexts.registers import readers as registers
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.check import normalise
from qiangxian.kernel.decision import Decision
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.roles import Policy

from . import forms as asked


@dataclass(frozen=True)
class StepForm:
    """One step: its title, form and action. `needs` names the states it is offered in; `target`: the row it is about."""

    title: str
    form: type[forms.Form]
    act: Callable[..., Any]
    policy: Policy
    step: str = ""
    states: tuple[str, ...] = ()
    target: str = ""
    words: str = ""
    primary: bool = False


STEPS: dict[str, StepForm] = {
    "check": StepForm(
        "重新核查入库条件",
        asked.ConfirmForm,
        actions.check_entry,
        policies.may_handle,
        states=("applied", "visiting", "reviewed", "publicity"),
        words="按今天登记库的内容逐项判断，结果连同依据留存，此前的核查结果不变。",
    ),
    "pass": StepForm(
        "初审通过",
        asked.OpinionForm,
        actions.pass_review,
        policies.may_handle,
        step=Step.PASS_REVIEW,
        words="通过前会按今天的登记再核查一次；有一项不符合就不能通过。",
        primary=True,
    ),
    "return": StepForm("退回补正", asked.ReasonForm, actions.return_file, policies.may_handle, step=Step.RETURN),
    "resubmit": StepForm(
        "补正后再报", asked.ContactForm, actions.resubmit, policies.may_continue, step=Step.RESUBMIT, primary=True
    ),
    "order-visit": StepForm(
        "安排现场核查", asked.OrderVisitForm, actions.order_visit, policies.may_handle, step=Step.ORDER_VISIT
    ),
    "record-visit": StepForm(
        "登记现场核查",
        asked.RecordVisitForm,
        actions.record_visit,
        policies.may_handle,
        step=Step.RECORD_VISIT,
        primary=True,
    ),
    "publish": StepForm(
        "开始公示",
        asked.ConfirmForm,
        actions.publish,
        policies.may_handle,
        step=Step.PUBLISH,
        words="从今天起在门户公示企业名称和代码，不公开联系人；公示期按办公室工作日计算，当日不计入。",
        primary=True,
    ),
    "objection": StepForm(
        "登记异议",
        asked.ObjectionForm,
        actions.raise_objection,
        policies.may_handle,
        states=("publicity",),
        words="只写反映的事实，不写反映人的姓名和电话。",
    ),
    "answer": StepForm(
        "答复异议", asked.AnswerForm, actions.answer_objection, policies.may_answer, target="objection_id"
    ),
    "admit": StepForm(
        "批准入库",
        asked.OpinionForm,
        actions.admit,
        policies.may_admit,
        step=Step.ADMIT,
        words="公示期满、异议都已答复后办理；批准人不能是通过初审的人。",
        primary=True,
    ),
    "refuse": StepForm("不予入库", asked.ReasonForm, actions.refuse, policies.may_handle, step=Step.REFUSE),
    "withdraw": StepForm("撤回申报", asked.OpinionForm, actions.withdraw, policies.may_continue, step=Step.WITHDRAW),
    "plan": StepForm(
        "年度培育计划",
        asked.PlanForm,
        actions.set_plan,
        policies.may_handle,
        states=("member",),
        words="目标的完成情况由登记库逐日计算，不用填报。",
        primary=True,
    ),
    "service": StepForm(
        "登记服务", asked.ServiceForm, actions.log_service, policies.may_guide, states=tuple(ACTIVE), primary=True
    ),
    "strike": StepForm(
        "作废服务记录", asked.ReasonForm, actions.strike_service, policies.may_guide, target="service_id"
    ),
    "grade": StepForm(
        "确认等级",
        asked.GradeForm,
        actions.decide_grade,
        policies.may_decide_grade,
        target="grade_id",
        words="计算结果只是建议：等级由经办人确认，降级不会自动发生。",
    ),
    "evaluate": StepForm(
        "年度评价",
        asked.EvaluationForm,
        actions.evaluate,
        policies.may_handle,
        step=Step.EVALUATE,
        words="等级高于现等级为升级，低于为降级，相同为保级。",
    ),
    "exit": StepForm(
        "提出出库",
        asked.ExitForm,
        actions.propose_exit,
        policies.may_handle,
        step=Step.PROPOSE_EXIT,
        words="提出后先告知企业，由另一人批准。",
    ),
    "approve-exit": StepForm(
        "批准出库",
        asked.OpinionForm,
        actions.approve_exit,
        policies.may_approve_exit,
        step=Step.APPROVE_EXIT,
        words="出库后档案和历史保留；限制期内不能再次申报。",
        primary=True,
    ),
    "reject-exit": StepForm(
        "不同意出库", asked.ReasonForm, actions.reject_exit, policies.may_approve_exit, step=Step.REJECT_EXIT
    ),
}


@dataclass(frozen=True)
class Offer:
    """A step offered on the page of a file: allowed, or greyed with the reason."""

    slug: str
    title: str
    decision: Decision
    primary: bool


def offers(actor: Actor, membership: Any) -> list[Offer]:
    """The steps that lead on from where the file stands, for this actor."""
    possible = readers.possible_steps(membership.state)
    found = []
    for slug, plan in STEPS.items():
        if plan.target or (plan.step and plan.step not in possible):
            continue
        if not plan.step and membership.state not in plan.states:
            continue
        decision = plan.policy.decide(actor, {"membership_id": membership.pk})
        found.append(Offer(slug, plan.title, decision, plan.primary))
    return found


def refusals(offered: list[Offer]) -> list[tuple[str, str]]:
    """Why steps are greyed: each reason once, with the steps it holds for."""
    found: dict[str, list[str]] = {}
    for offer in offered:
        if not offer.decision.allowed:
            found.setdefault(offer.decision.reason, []).append(offer.title)
    return [(reason, "、".join(titles)) for reason, titles in found.items()]


def form_of(plan: StepForm, request: Any, membership: Any, today: Any) -> forms.Form:
    """The form of a step, filled with what is known."""
    data = request.POST or None
    code = membership.division_code
    if plan.form is asked.PlanForm:
        return _plan_form(data, membership, code, request, today)
    if plan.form is asked.ServiceForm:
        kinds = {key: str(label) for key, label in readers.guidance(code)["services"].items()}
        office = bool(policies.office.anywhere(request.actor))
        return asked.ServiceForm(
            data, request.FILES or None, kinds=kinds, may_keep_files=office, initial={"day": today}
        )
    if plan.form is asked.ExitForm:
        return asked.ExitForm(data, reasons=readers.exit_reasons(code))
    return plan.form(data, initial=_initial(plan, membership, request, today))


def _plan_form(data: Any, membership: Any, code: str, request: Any, today: Any) -> forms.Form:
    year = int(request.GET.get("year") or 0) if str(request.GET.get("year", "")).isdecimal() else 0
    plan = readers.plan_of(membership, year or today.year)
    initial: dict[str, Any] = {"year": year or today.year}
    if plan is not None:
        initial |= {"responsible_id": plan.responsible_id, "diagnosis": plan.diagnosis, "measures": plan.measures}
        initial |= {f"goal_{key}": value for key, value in readers.goal_defaults(plan).items()}
    goals = readers.guidance(code)["goals"]
    return asked.PlanForm(data, officials=readers.officials(code), goals=goals, initial=initial)


def _initial(plan: StepForm, membership: Any, request: Any, today: Any) -> dict[str, Any]:
    if plan.form is asked.ContactForm:
        names = ("contact_name", "contact_phone", "consent_date", "statement")
        return {name: getattr(membership, name) for name in names}
    if plan.form is asked.EvaluationForm:
        return {"year": today.year, "grade_after": membership.grade}
    if plan.form is asked.GradeForm:
        return {"grade": request.GET.get("grade", membership.grade)}
    return {"visit_date": today, "received_date": today}


def arguments(plan: StepForm, form: forms.Form, request: Any, membership: Any) -> dict[str, Any]:
    """What the action takes, from what the form was given."""
    given = dict(form.cleaned_data)
    if isinstance(form, asked.PlanForm):
        goals = form.goal_values()
        given = {key: value for key, value in given.items() if not key.startswith("goal_")} | {"goals": goals}
    if isinstance(form, asked.ServiceForm):
        file = given.pop("evidence", None)
        if file is not None:
            given |= {"file_name": file.name, "content": file.read()}
    if isinstance(form, asked.ExitForm):
        words = given.pop("successor")
        given["successor_id"] = enterprise_named(request.actor, words) if words else None
    if plan.target:
        text = request.POST.get("target") or request.GET.get("target") or ""
        return {**given, plan.target: int(text) if text.isdecimal() and len(text) < 18 else 0}
    return {**given, "membership_id": membership.pk}


def enterprise_named(actor: Actor, words: str) -> int:
    """The record of an enterprise by code or by its whole name."""
    rows = registers.visible_enterprises(actor)
    found = rows.filter(uscc=normalise(words)).first() or rows.filter(name=words.strip()).first()
    if found is None:
        raise NotFound(f"企业登记中没有“{words}”", remedy="请核对代码或全称，或先登记企业")
    return int(found.record_id)

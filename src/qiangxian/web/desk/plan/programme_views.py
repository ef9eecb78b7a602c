"""The running programme: clauses with the source beside, tasks, who owes what, phases, units, history."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from qiangxian.contexts.audit import readers as audit
from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.programmes import actions, policies, readers
from qiangxian.contexts.programmes.flow import state_words
from qiangxian.contexts.programmes.progress import gates as gate
from qiangxian.contexts.programmes.progress import readers as reported
from qiangxian.contexts.programmes.progress.yearly import years_of
from qiangxian.kernel.errors import DomainError, NotAllowed, NotFound, Refused
from qiangxian.web.context import current_programme, must_read_plans
from qiangxian.web.lists.views import answer
from qiangxian.web.recent import opened
from qiangxian.web.request import Request

from ..places import place
from .beginning import beginning
from .lists import CORRECTIONS, matched_names, replaced_parts
from .pages import EVERY_UNIT, duty_list, plan_page
from .passages import Mark, segments


def _programme(request: Request) -> Any:
    """The programme of the page; None where the county has none yet."""
    must_read_plans(request)
    return current_programme(request)


def _empty(request: Request) -> HttpResponse:
    return render(request, "desk/plan/plan_empty.html", {"begin": beginning(request.actor)})


def _may(request: Request, programme: Any) -> Any:
    return policies.may_edit.decide(request.actor, {"programme_id": programme.pk})


@require_safe
def plan(request: Request) -> HttpResponse:
    """The tree of clauses, tasks and targets with the published text beside."""
    programme = _programme(request)
    if programme is None:
        return _empty(request)
    document = documents.document_by_id(programme.document_id)
    page = plan_page(programme, document.source_text)
    unmatched = readers.unmatched_names(programme.pk)
    newest = readers.versions(programme.pk)[-1:]
    context = {"page": page, "programme": programme, "unmatched": unmatched, "newest": newest, "tab": "plan"}
    context |= {"state": state_words(programme), "may": _may(request, programme)}
    return render(request, "desk/plan/plan.html", context)


@require_safe
def task(request: Request, programme_id: int, key: str) -> HttpResponse:
    """One task: text, units, source, deadline, targets, and where it came from."""
    shown = readers.task(request.actor, programme_id, key)
    context = {
        "task": shown,
        "programme": shown.programme,
        "path": readers.clauses_above(shown),
        "targets": readers.targets_of(shown),
        "origin": readers.origin_of(shown),
        "excerpt": _excerpt(shown),
        "may": _may(request, shown.programme),
        "due": shown.due_on(request.as_of.effective),
        "reported": reported.of_task(request.actor, programme_id, key),
        "milestones": [one for one in reported.milestones(programme_id, task_key=key) if one.year is None],
        "years": years_of(shown, request.as_of.effective),
    }
    opened(request, "任务", shown.title)
    return render(request, "desk/plan/task.html", context)


AROUND = 160


def _excerpt(task: Any) -> list[Any]:
    """The task's own words with a little text around, cut at line ends where there are some."""
    start, end, text = task.source_start, task.source_end, readers.source_text_of(task)
    if start is None or not text:
        return []
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    marks = [Mark("task", start - first, end - first, "", "")]
    return segments(text[first:last], marks)


@require_http_methods(["GET", "HEAD", "POST"])
def my_tasks(request: Request) -> HttpResponseBase:
    """The tasks of one's own unit; another unit or all by choice."""
    programme = _programme(request)
    if programme is None:
        return _empty(request)
    unit = _chosen_unit(request, programme)
    tasks = readers.tasks_of(programme.pk, unit_id=unit.pk if unit else None)
    targets = _targets_by_task(programme.pk)
    clauses = readers.clauses_by_key(programme.pk)
    own = request.actor.unit_in(programme.division_code)
    units = {str(one.pk): one.name for one in (*readers.units_in(programme.pk), *([unit] if unit else []))}
    declared = duty_list(tasks, clauses, targets, units, str(own) if str(own) in units else EVERY_UNIT, unit)
    context = {
        "programme": programme,
        "unit": unit,
        "tab": "duties",
        "is_own": bool(unit and unit.pk in request.actor.unit_ids),
        "drawn": {"targets": "desk/plan/_targets.html"},
    }
    return answer(request, declared, place, template="desk/plan/my_tasks.html", context=context)


def _chosen_unit(request: Request, programme: Any) -> Any:
    """The unit asked for, else one's own, even where it has no task; None stands for all of them."""
    asked = request.GET.get("unit", "").strip()
    if asked == EVERY_UNIT:
        return None
    if asked and not asked.isdecimal():
        raise Refused("单位编号写法不对", column="unit", value=asked, remedy="请在单位下拉表中选择")
    wanted = int(asked) if asked else request.actor.unit_in(programme.division_code)
    if wanted is None:
        return None
    found = people.visible_units(request.actor).filter(pk=wanted).first()
    if found is None and asked:
        raise NotFound("本县（市、区）没有这个单位", remedy="请在单位下拉表中选择")
    return found


def _targets_by_task(programme_id: int) -> dict[str, list[Any]]:
    held: dict[str, list[Any]] = defaultdict(list)
    for target in readers.standing_targets(programme_id):
        held[target.task_key].append(target)
    return held


@require_safe
def plan_matrix(request: Request) -> HttpResponse:
    """Who owes what: units against tasks."""
    programme = _programme(request)
    if programme is None:
        return _empty(request)
    matrix = readers.unit_task_matrix(programme.pk)
    return render(request, "desk/plan/plan_matrix.html", {"programme": programme, "matrix": matrix, "tab": "matrix"})


@require_http_methods(["GET", "HEAD", "POST"])
def phases(request: Request) -> HttpResponse:
    """The phases with what is asked when they begin and end; ticked off with a note."""
    programme = _programme(request)
    if programme is None:
        return _empty(request)
    if request.method == "POST":
        return _tick(request)
    timeline = readers.timeline(programme.pk, day=request.as_of.effective)
    targets = readers.targets_on(programme, request.as_of, request.actor)
    gates = {one.phase.pk: gate.lacking(programme.pk, one, targets) for one in timeline.spans if one.state != "coming"}
    context = {"programme": programme, "timeline": timeline, "may": _may(request, programme), "tab": "phases"}
    context["gates"] = gates
    return render(request, "desk/plan/phases.html", context)


def _number(request: Request, name: str) -> int:
    text = request.POST.get(name, "")
    if not text.isdecimal():
        raise Refused("编号写法不对", column=name, value=text, remedy="请返回上一页重新选择")
    return int(text)


def _back(request: Request, view: str, anchor: str = "") -> HttpResponse:
    query = request.GET.urlencode()
    return redirect(reverse(view) + (f"?{query}" if query else "") + anchor)


def _tick(request: Request) -> HttpResponse:
    check_id = _number(request, "check")
    done = request.POST.get("done") == "1"
    try:
        actions.tick_check(
            actor=request.actor, at=timezone.now(), check_id=check_id, done=done, note=request.POST.get("note", "")
        )
    except NotAllowed:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    return _back(request, "desk:phases", f"#check-{check_id}")


@require_http_methods(["GET", "HEAD", "POST"])
def units_match(request: Request) -> HttpResponseBase:
    """Printed names and the units they mean: choose, or make a unit."""
    programme = _programme(request)
    if programme is None:
        return _empty(request)
    if "printed_name" in request.POST or request.POST.get("step") == "create_all":
        return _match(request, programme)
    context = {
        "programme": programme,
        "names": readers.names_to_match(programme),
        "collectives": readers.collective_names(programme.pk),
        "units": people.standing_units(request.actor).filter(division_code=programme.division_code),
        "may": _may(request, programme),
        "tab": "units",
    }
    declared = matched_names(readers.matched_names(programme.pk))
    return answer(request, declared, place, template="desk/plan/units_match.html", context=context)


def _match(request: Request, programme: Any) -> HttpResponse:
    now = timezone.now()
    try:
        if request.POST.get("step") == "create_all":
            made = actions.create_missing_units(actor=request.actor, at=now, programme_id=programme.pk).result
            messages.success(request, f"已建立 {len(made)} 个单位。")
        else:
            unit = _match_one(request, programme, now)
            messages.success(request, f"“{request.POST.get('printed_name')}”已对应到{unit.name}。")
    except NotAllowed:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    return _back(request, "desk:units_match")


def _match_one(request: Request, programme: Any, now: Any) -> Any:
    chosen = request.POST.get("unit", "")
    return actions.match_unit(
        actor=request.actor,
        at=now,
        programme_id=programme.pk,
        printed_name=request.POST.get("printed_name", ""),
        unit_id=int(chosen) if chosen.isdecimal() else None,
        new_name="" if chosen.isdecimal() else request.POST.get("new_name", ""),
    ).result


@require_http_methods(["GET", "HEAD", "POST"])
def correction_list(request: Request) -> HttpResponseBase:
    """Every correction: proposed, made, declined."""
    must_read_plans(request)
    return answer(request, CORRECTIONS, place, template="desk/plan/plans.html", context={"tab": "corrections"})


@require_http_methods(["GET", "HEAD", "POST"])
def plan_history(request: Request) -> HttpResponseBase:
    """The versions of the plan, what amendments replaced or withdrew, and who changed what."""
    programme = _programme(request)
    if programme is None:
        return _empty(request)
    lines = audit.lines_about(request.actor, "programme", str(programme.pk))[:100]
    context = {
        "programme": programme,
        "versions": readers.versions(programme.pk),
        "lines": [(line, audit.action_label(line.action)) for line in lines],
        "tab": "history",
    }
    declared = replaced_parts(readers.withdrawn_parts(programme.pk))
    return answer(request, declared, place, template="desk/plan/plan_history.html", context=context)

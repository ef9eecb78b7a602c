"""Assessment on the desk: lists, the scores of a round, what if, its paper; what the pages show besides every matter."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from qiangxian.contexts.assessments import (
    appealing,
    papers,
    readers,
    reporting,
    results,
    rounds,
    schemes,
    supposing,
    upper_flow,
    upper_values,
)
from qiangxian.contexts.assessments import lists as assessment_lists
from qiangxian.contexts.assessments.types import SliceState
from qiangxian.contexts.matters import readers as matters
from qiangxian.engines.scoring.scoring import shown
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.roles import staff
from qiangxian.web.components.files import sent_bytes, sent_file
from qiangxian.web.components.papers import WORD
from qiangxian.web.desk.places import place
from qiangxian.web.lists.downloads import XLSX_TYPE
from qiangxian.web.lists.views import answer
from qiangxian.web.matters.lists import of_flow
from qiangxian.web.matters.pages import BLOCKS, Blocks
from qiangxian.web.request import Request

ROUNDS = of_flow(rounds.FLOW, empty="由办公室拟定一轮自评或考核；有排名、等级的须登记考核依据。")
PARTS = of_flow(reporting.FLOW, empty="轮次启动后，各单位按类别自评的事项列在这里。")
APPEALS = of_flow(appealing.FLOW, empty="得分反馈后，参评单位可以在期限内申请复核。")
RETURNS = of_flow(upper_flow.RETURNS, empty="先绑定上级下发的报表，再按期填报；已报送的每一期固定保存。")
FORMS = of_flow(upper_flow.FORMS, empty="上传上级下发的 .xlsx 空表，写明哪一格填哪项指标，以后各期自动填写。")
SCHEMES = of_flow(schemes.FLOW, empty="装入上级印发的评价指标表；系统自带十五项核心指标工作自评和部门年度考核。")


def _page(request: Request, declared: Any, tab: str, **more: Any) -> HttpResponseBase:
    staff.anywhere(request.actor).demand()
    context = {"tab": tab, "may_write": rounds.OFFICE.anywhere(request.actor), **more}
    return answer(request, declared, place, template="desk/assessments/list.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def assessments(request: Request) -> HttpResponseBase:
    """Every round."""
    return _page(request, ROUNDS, "rounds", opens=("assessment", "prepare", "拟定考核轮次"))


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_parts(request: Request) -> HttpResponseBase:
    """What the units report, area by area."""
    return _page(request, PARTS, "parts")


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_appeals(request: Request) -> HttpResponseBase:
    """Every appeal."""
    return _page(request, APPEALS, "appeals")


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_schemes(request: Request) -> HttpResponseBase:
    """The libraries that were loaded, and those that ship."""
    shipped = [(name, one) for name, one in schemes.available(request.actor.home).items() if not name.isdecimal()]
    return _page(request, SCHEMES, "schemes", opens=("assessment_scheme", "load", "装入评价标准"), shipped=shipped)


@require_http_methods(["GET", "HEAD", "POST"])
def upper_returns(request: Request) -> HttpResponseBase:
    """Every upper workbook that was filled."""
    return _page(request, RETURNS, "upper", opens=("upper_return", "fill", "填报上级报表"))


@require_http_methods(["GET", "HEAD", "POST"])
def upper_forms(request: Request) -> HttpResponseBase:
    """The upper workbooks that are bound."""
    return _page(request, FORMS, "forms", opens=("upper_form", "bind", "绑定上级报表"))


@require_safe
def upper_file(request: Request, matter_id: int) -> HttpResponse:
    """The workbook as it was sent, else filled as it stands."""
    staff.anywhere(request.actor).demand()
    found = matters.matter(request.actor, matter_id)
    if found.flow != upper_flow.RETURNS.code:
        raise NotFound("没有这份报表", remedy="请回到上级报表重新选择")
    own = upper_flow.RETURNS.own(found)
    if own.sent is not None:
        return sent_file(own.sent)
    return sent_bytes(f"{own.form.label}（{own.effective}，草稿）.xlsx", upper_values.made(own), XLSX_TYPE)


def _round(request: Request, matter_id: int) -> Any:
    staff.anywhere(request.actor).demand()
    own = readers.round_named(request.actor, matter_id)
    request.stands_under = reverse("desk:assessments")
    return own


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_scores(request: Request, matter_id: int) -> HttpResponseBase:
    """The criteria of a round, unit by unit, as a list."""
    own = _round(request, matter_id)
    declared = assessment_lists.criteria_of(own, timezone.localdate())
    return answer(request, declared, place, template="desk/assessments/scores.html", context={"own": own})


@require_safe
def assessment_what_if(request: Request, matter_id: int) -> HttpResponse:
    """The score with other values; nothing is stored."""
    own, today = _round(request, matter_id), timezone.localdate()
    units = readers.units_shown(request.actor, own)
    asked = request.GET.get("unit", "")
    unit = int(asked) if asked.isdecimal() else units[0][0] if units else 0
    changes: dict[str, str] = {
        key.removeprefix("v_"): value for key, value in request.GET.dict().items() if key.startswith("v_")
    }
    context: dict[str, Any] = {"own": own, "units": units, "unit": unit}
    if units:
        now, then = supposing.supposed(request.actor, own, unit, changes, today)
        rows = [
            {"now": one, "then": other, "typed": changes.get(one.criterion.key, ""), "value": shown(one.reading.value)}
            for one, other in zip(now.parts, then.parts, strict=True)
        ]
        context |= {
            "rows": rows,
            "before": shown(now.score),
            "after": shown(then.score),
            "grade": then.grade if own.basis_number else "",
        }
        context |= {
            "change": shown(then.score - now.pending),
            "is_changed": any(changes.values()),
            "pending": shown(now.pending),
        }
    return render(request, "desk/assessments/what_if.html", context)


@require_safe
def assessment_paper(request: Request, matter_id: int) -> HttpResponse:
    """The result as a Word file."""
    name, content = papers.paper(request.actor, _round(request, matter_id), timezone.localdate())
    return sent_bytes(name, content, WORD)


def _round_page(request: Request, own: Any) -> Mapping[str, Any]:
    """The library in use, who stands how, the round before."""
    today = timezone.localdate()
    told: Mapping[str, Any] = {"units": [], "is_kept": False}
    if own.slices.exists():
        told = readers.scores(request.actor, own, today)
    seen = {one.pk for one in matters.visible_matters(request.actor).filter(parent=own.matter)}
    scheme = results.scheme_of(own)
    parts: dict[str, list[Any]] = {}
    for one in own.slices.select_related("unit", "matter"):
        if one.pk in seen:
            tone = matters.tone(one.matter, today)
            parts.setdefault(one.unit.name, []).append((one, SliceState(one.matter.state).label, tone))
    units = sorted(told["units"], key=lambda one: (one.get("place", 0), one["unit"]))
    return {
        "own": own,
        "scheme": scheme,
        "units": units,
        "told": told,
        "parts": list(parts.items()),
        "beside": supposing.beside(request.actor, own, told),
        "frozen": own.matter.revisions.order_by("-number").first(),
        "figures": rounds.compared(own, AsOf.on(today)) if own.matter.state == "draft" else {},
    }


def _rows(request: Request, own: Any) -> list[Any]:
    found = readers.criteria(own.round, readers.scores(request.actor, own.round, timezone.localdate()))
    return [one for one in found if one.slice is not None and one.slice.pk == own.pk]


def _asked(request: Request, own: Any) -> Mapping[str, Any]:
    """The criterion a form is about."""
    key = request.POST.get("key") or request.GET.get("key", "")
    return {"asked_row": next((one for one in _rows(request, own) if one.criterion.key == key), None)}


def _slice_page(request: Request, own: Any) -> Mapping[str, Any]:
    """Criterion by criterion: what is asked, what the unit says, the files, the verdict, the points as they stand."""
    today = timezone.localdate()
    return {
        "own": own,
        "rows": _rows(request, own),
        "may_fill": matters.may_now(reporting.FLOW, "fill", request.actor, own, today),
        "may_judge": matters.may_now(reporting.FLOW, "judge", request.actor, own, today),
    }


BLOCKS[rounds.FLOW.code] = Blocks(
    facts="desk/assessments/_round_facts.html",
    body="desk/assessments/_round.html",
    context=_round_page,
    back="desk:assessments",
    shows_related=True,
)
BLOCKS[reporting.FLOW.code] = Blocks(
    body="desk/assessments/_slice.html",
    context=_slice_page,
    back="desk:assessment_parts",
    beside="desk/assessments/_beside.html",
    asked=_asked,
    shows_related=True,
)
BLOCKS[appealing.FLOW.code] = Blocks(body="desk/assessments/_appeal.html", back="desk:assessment_appeals")
BLOCKS[upper_flow.RETURNS.code] = Blocks(
    body="desk/assessments/_return.html",
    context=lambda _request, own: {"own": own, "rows": upper_values.beside(own), "earlier": upper_values.before(own)},
    back="desk:upper_returns",
)
BLOCKS[upper_flow.FORMS.code] = Blocks(
    body="desk/assessments/_form.html",
    context=lambda _request, own: {"own": own, "rows": upper_values.bound(own)},
    back="desk:upper_forms",
)
BLOCKS[schemes.FLOW.code] = Blocks(body="desk/assessments/_scheme.html", back="desk:assessment_schemes")

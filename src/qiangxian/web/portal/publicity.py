"""The public list of enterprises proposed for the cultivation library, while their publicity runs."""

from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiangxian.contexts.cultivation import publicity as cultivation
from qiangxian.contexts.matters.publicity import places
from qiangxian.contexts.people.outward import outward
from qiangxian.contexts.programmes import readers
from qiangxian.kernel import division
from qiangxian.web.lists.views import answer
from qiangxian.web.request import Request


@require_safe
def publicity(request: Request, programme_id: int) -> HttpResponseBase:
    """Names, codes and days of one county; no person, no contact."""
    code, today = readers.county_of(programme_id), timezone.localdate()
    lines = cultivation.in_publicity(code, today)
    context = {
        "base": "portal/base.html",
        "body": outward(code).body,
        "places": places([line.placed for line in lines]),
        "county": division.find(code).name,
        "lines": lines,
        "today": today,
    }
    declared = cultivation.public_list(code, lines, today)
    return answer(request, declared, lambda *_about: "", template="portal/publicity.html", context=context)

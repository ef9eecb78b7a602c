"""Which programmes there are, and who may see them."""

from django.db.models import Q, QuerySet

from qiangxian.contexts.audit.scopes import limited
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound

from ..models import Programme
from ..policies import may_read


def visible_programmes(actor: Actor) -> QuerySet[Programme]:
    """The programmes of the actor's counties, those they work by first, then the newest; administrators and enterprises see
    none on the desk."""
    rows = Programme.objects.select_related("matter").order_by("-is_current", "-created_at", "-id")
    return limited(rows, may_read.where(actor))


def current_programme(actor: Actor, division_code: str = "") -> Programme | None:
    """The programme the county works by, of the actor's first county unless one is named; None where there is none."""
    rows = visible_programmes(actor).filter(is_current=True).order_by("division_code")
    return (rows.filter(division_code=division_code) if division_code else rows).first()


def programme(actor: Actor, programme_id: int) -> Programme:
    """One programme the actor may see."""
    found = visible_programmes(actor).filter(pk=programme_id).first()
    if found is None:
        raise NotFound("没有这个工作方案，或您无权查看", remedy="请从首页的工作方案列表进入")
    return found


def has_programmes() -> bool:
    """Whether any programme stands here; a fresh installation has none."""
    return Programme.objects.exists()


def programmes_open_to(actor: Actor) -> QuerySet[Programme]:
    """The public programmes and those of the actor's counties, oldest first: what the interface for programs offers."""
    own = visible_programmes(actor).order_by().values("pk")
    return Programme.objects.filter(Q(is_public=True) | Q(pk__in=own)).order_by("created_at", "id")


def programme_open_to(actor: Actor, programme_id: int) -> Programme:
    """One programme that is public or the actor's own."""
    found = programmes_open_to(actor).filter(pk=programme_id).first()
    if found is None:
        raise NotFound("没有这个工作方案，或您无权查看", remedy="请从工作方案列表选择")
    return found

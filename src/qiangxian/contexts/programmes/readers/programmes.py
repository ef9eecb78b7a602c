"""Which programmes there are, and who may see them."""

from django.db.models import Q, QuerySet

from qiangxian.contexts.audit.scopes import limited
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound

from ..models import Programme
from ..policies import may_read


def visible_programmes(actor: Actor) -> QuerySet[Programme]:
    """The programmes of the actor's counties, newest first; the two administrators and enterprises see none on the desk."""
    rows = Programme.objects.order_by("-created_at", "-id")
    return limited(rows, may_read.where(actor))


def public_programmes() -> QuerySet[Programme]:
    """What the front page may show to everybody, oldest first: the first one is the front page's own."""
    return Programme.objects.filter(is_public=True).order_by("created_at", "id")


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

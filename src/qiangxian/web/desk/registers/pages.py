"""What the pages of the registers share: which register, which county, who looks."""

from django.urls import reverse

from qiangxian.contexts.lists.types import Viewer
from qiangxian.contexts.registers import readers
from qiangxian.contexts.registers.readers import Register
from qiangxian.contexts.registers.records import policies
from qiangxian.kernel import division
from qiangxian.kernel.errors import NotAllowed, NotFound, Refused
from qiangxian.kernel.roles import STAFF
from qiangxian.web.lists.pages import carrying
from qiangxian.web.request import Request

SLUGS = {register.slug: register for register in readers.REGISTERS}
KINDS = {register.kind: register for register in readers.REGISTERS}


def register_named(slug: str) -> Register:
    """The register of that address."""
    if slug not in SLUGS:
        raise NotFound("没有这个基础台账", remedy="请从基础台账首页进入")
    return SLUGS[slug]


def must_read(request: Request) -> None:
    """Staff of a county only; an enterprise has its own page."""
    policies.may_read.anywhere(request.actor).demand("企业用户请从“我的企业”查看自己的登记")


def division_of(request: Request) -> str:
    """The county a new record or a declaration belongs to: the one asked for, else the actor's first."""
    codes = sorted(request.actor.divisions(*STAFF))
    asked = request.GET.get("division") or request.POST.get("division") or ""
    if asked and asked not in codes:
        raise NotAllowed("只能查看和维护本县（市、区）的基础台账。")
    if not codes and not asked:
        raise NotAllowed("账号还没有所属的县（市、区）。", remedy="请联系安全管理员授予角色")
    return asked or codes[0]


def viewer_of(request: Request) -> Viewer:
    """Who looks, for which days."""
    return Viewer(request.actor, request.as_of)


def address(request: Request, slug: str, record_id: int) -> str:
    """The page of a record, keeping the days."""
    return carrying(request, reverse("desk:record", args=[slug, record_id]))


def record_url(kind: str, key: str) -> str:
    """The address of a record by its natural key, for proofs of figures."""
    if kind not in KINDS:
        raise Refused("没有这种登记", value=kind)
    return reverse("desk:record_by_key", args=[KINDS[kind].slug, key])


def division_name(code: str) -> str:
    """The county's name."""
    return division.find(code).name

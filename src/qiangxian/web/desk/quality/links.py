"""Where a finding can be put right: the page of the record or of the thing it names, for those who may open it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse

from qiangxian.contexts.registers.readers import REGISTERS
from qiangxian.kernel.actor import Actor
from qiangxian.web.context import ADMINISTRATION, BUSINESS

SLUGS: Mapping[str, str] = {register.kind: register.slug for register in REGISTERS}
OFFICE, AUDITOR = ("office",), ("auditor",)


def _pair(url_id: str) -> tuple[Any, ...]:
    """`12/G1`: the programme and the key within it."""
    programme, _, key = url_id.partition("/")
    return int(programme), key


PLACES: Mapping[str, tuple[str, tuple[str, ...], Callable[[str], tuple[Any, ...]]]] = {
    "matches": ("desk:import_matches", OFFICE, lambda _id: ()),
    "register": ("desk:register", BUSINESS, lambda kind: (SLUGS[kind],)),
    "figure": ("desk:reported", BUSINESS, lambda _id: ()),
    "units": ("desk:units_match", OFFICE, lambda _id: ()),
    "unit": ("desk:accounts", ADMINISTRATION, lambda _id: ()),
    "account": ("desk:account", ADMINISTRATION, lambda account: (int(account),)),
    "task": ("desk:task", BUSINESS, _pair),
    "target": ("desk:target", BUSINESS, _pair),
    "member": ("desk:member", BUSINESS, lambda member: (int(member),)),
    "rule": ("desk:rules", BUSINESS, lambda _id: ()),
    "audit": ("desk:audit", AUDITOR, lambda _id: ()),
}


def address(actor: Actor, url_kind: str, url_id: str) -> str:
    """The page of the thing, empty where there is none or the actor may not open it."""
    if url_kind in SLUGS:
        return reverse("desk:record", args=(SLUGS[url_kind], int(url_id))) if actor.has(*BUSINESS) else ""
    if url_kind not in PLACES:
        return ""
    view, roles, arguments = PLACES[url_kind]
    try:
        return reverse(view, args=arguments(url_id)) if actor.has(*roles) else ""
    except (KeyError, ValueError, NoReverseMatch):
        return ""  # a register or page that has no page of its own

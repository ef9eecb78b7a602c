"""The page of a thing by its kind and key, for those who may open it: rows of lists, findings, proofs lead there."""

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse

from qiangxian.contexts.registers.readers import REGISTERS
from qiangxian.kernel.actor import Actor
from qiangxian.web.context import ADMINISTRATION, BUSINESS

SLUGS: Mapping[str, str] = {register.kind: register.slug for register in REGISTERS}
OFFICE, AUDITOR = ("office",), ("auditor",)


def _pair(key: str) -> tuple[Any, ...]:
    """`12/G1`: the programme and the key within it."""
    programme, _, inner = key.partition("/")
    return int(programme), inner


def _number(key: Any) -> tuple[Any, ...]:
    return (int(key),)


def _nothing(_key: Any) -> tuple[Any, ...]:
    return ()


PLACES: Mapping[str, tuple[str, tuple[str, ...], Callable[[Any], tuple[Any, ...]]]] = {
    "matches": ("desk:import_matches", OFFICE, _nothing),
    "batch": ("desk:import_batch", OFFICE, lambda uid: (uid,)),
    "register": ("desk:register", BUSINESS, lambda kind: (SLUGS[kind],)),
    "figure": ("desk:reported", BUSINESS, _nothing),
    "units": ("desk:units_match", OFFICE, _nothing),
    "unit": ("desk:accounts", ADMINISTRATION, _nothing),
    "account": ("desk:account", ADMINISTRATION, _number),
    "task": ("desk:task", BUSINESS, _pair),
    "target": ("desk:target", BUSINESS, _pair),
    "member": ("desk:member", BUSINESS, _number),
    "rule": ("desk:rules", BUSINESS, _nothing),
    "audit": ("desk:audit", AUDITOR, _nothing),
}


def place(actor: Actor, kind: str, key: Any) -> str:
    """The address, empty where there is no page or the actor may not open it."""
    if kind in SLUGS:
        return reverse("desk:record", args=(SLUGS[kind], int(key))) if actor.has(*BUSINESS) else ""
    if kind == "rights_of":
        return reverse("desk:register", args=("rights",)) + f"?holder={key}"
    if kind not in PLACES:
        return ""
    view, roles, arguments = PLACES[kind]
    try:
        return reverse(view, args=arguments(key)) if actor.has(*roles) else ""
    except (KeyError, ValueError, NoReverseMatch):
        return ""  # a register or page that has no page of its own

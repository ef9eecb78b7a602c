"""The page of a thing by its kind and key, for those who may open it: rows of lists, findings, proofs lead there."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from qiangxian.contexts.audit import policies as audit
from qiangxian.contexts.dossiers import policies as dossiers
from qiangxian.contexts.dossiers.criteria import is_shared
from qiangxian.contexts.people import policies as people
from qiangxian.contexts.quality import policies as quality
from qiangxian.contexts.registers.records.listing import registers
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import Policy, role, staff
from qiangxian.web.matters import pages as matters
from qiangxian.web.records import places as records

SLUGS: Mapping[str, str] = {register.kind: register.slug for register in registers()}
OFFICE = role("office")


def _pair(key: str) -> tuple[Any, ...]:
    """`12/G1`: the programme and the key within it."""
    programme, _, inner = key.partition("/")
    return int(programme), inner


def _number(key: Any) -> tuple[Any, ...]:
    return (int(key),)


def _nothing(_key: Any) -> tuple[Any, ...]:
    return ()


PLACES: Mapping[str, tuple[str, Policy, Callable[[Any], tuple[Any, ...]]]] = {
    "matches": ("desk:import_matches", OFFICE, _nothing),
    "batch": ("desk:import_batch", OFFICE, lambda uid: (uid,)),
    "register": ("desk:register", staff, lambda kind: (SLUGS[kind],)),
    "figure": ("desk:reported", staff, _nothing),
    "reported": ("desk:reported_figure", staff, _number),
    "counted": ("desk:record_by_key", staff, lambda record: (SLUGS[record[0]], record[1])),
    "indicator": ("desk:indicator", staff, lambda sign: (sign,)),
    "self_test": ("desk:self_test", staff, _number),
    "check": ("desk:quality_check", quality.may_read, lambda code: (code,)),
    "conflict": ("desk:status_conflict", staff, _number),
    "units": ("desk:units_match", OFFICE, _nothing),
    "unit": ("desk:accounts", people.may_read_accounts, _nothing),
    "unit_page": ("desk:unit", people.may_edit_units, _number),
    "account": ("desk:account", people.may_read_accounts, _number),
    "proposal": ("desk:proposal", staff, _number),
    "task": ("desk:task", staff, _pair),
    "target": ("desk:target", staff, _pair),
    "member": ("desk:member", staff, _number),
    "matter": ("desk:matter", staff | role("auditor"), _number),
    "piece": ("desk:piece", dossiers.may_read, _number),
    "cultivation": ("desk:member", staff, _number),
    "reminders": ("desk:reminders_sent", OFFICE, _nothing),
    "rule": ("desk:rules", staff, _nothing),
    "patents": ("desk:patents_mine", staff, _nothing),
    "patent": ("desk:patent", staff, lambda key: (key,)),
    "audit": ("desk:audit", audit.may_read, _nothing),
}


def place(actor: Actor, kind: str, key: Any) -> str:
    """The address, empty where there is no page or the actor may not open it."""
    if kind in SLUGS or kind == "rights_of":
        return records.place(actor, kind, key) if staff.anywhere(actor) else ""
    if kind in ("step", "file"):
        return matters.place(actor, kind, key)
    if kind == "members_of_grade":
        return f"{reverse('desk:cultivation')}?grade={key}"
    if kind == "unit_tasks":
        return reverse("desk:my_tasks") + f"?unit={key}"
    if kind == "ladder_test":
        record, title, on = key
        return reverse("desk:self_test", args=(record,)) + f"?{urlencode({'title': title, 'on': on})}"
    if kind == "subject" and dossiers.may_add.anywhere(actor):
        table, subject = key
        shared = "" if is_shared(subject) else table
        return f"{reverse('desk:piece_new')}?{urlencode({'subject': f'{shared}|{subject}'})}"
    if kind == "indicator_records":
        return reverse("desk:indicator_records", args=(key,))
    if kind not in PLACES:
        return ""
    view, may, arguments = PLACES[kind]
    try:
        return reverse(view, args=arguments(key)) if may.anywhere(actor) else ""
    except (KeyError, ValueError, NoReverseMatch):
        return ""  # a register or page that has no page of its own

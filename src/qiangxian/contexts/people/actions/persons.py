"""Natural persons: who stands behind an account, and who signs without having one."""

from dataclasses import replace
from datetime import datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from .. import policies, readers
from ..models import Person
from .duties import check_person, lasting_roles


def _named(name: str) -> str:
    name = "".join(name.split())
    if not name:
        raise Refused("没有写明姓名", column="姓名", remedy="请填写这个人的姓名")
    return name[:60]


@action("people.add_person", label="登记人员", policy=policies.may_add_person)
def add_person(*, actor: Actor, at: datetime, division_code: str, name: str, post: str = "") -> Person:
    """Somebody of the county; two persons of one name are told apart by their posts."""
    given = {"division_code": division_code, "name": _named(name), "post": post.strip()[:60]}
    if Person.objects.filter(**given).exists():
        raise Conflict(f"本县（市、区）已登记“{given['name']}”", remedy="直接选用，或写明职务以便区分同名的人")
    return Person.objects.create(**given, created_at=at, created_by=actor.label)


@action("people.correct_person", label="更正人员信息", policy=policies.may_make_accounts)
def correct_person(*, actor: Actor, at: datetime, person_id: int, name: str, post: str = "", reason: str) -> Receipt:
    """Another name or post for the same person, with the reason."""
    person = readers.persons(actor).select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotFound("没有登记这个人", remedy="请从账号页面进入")
    before = {"name": person.name, "post": person.post}
    person.name, person.post = _named(name), post.strip()[:60]
    person.save(update_fields=["name", "post"])
    return replace(person.receipt(), before=before)


@action("people.assign_person", label="更改账号对应的人员", policy=policies.may_assign_person)
def assign_person(*, actor: Actor, at: datetime, account_id: int, person_id: int, reason: str) -> Receipt:
    """The account belongs to another natural person than was registered; nobody gets two of the three duties by it."""
    account = readers.account_by_id(actor, account_id)
    person = readers.persons(actor).filter(pk=person_id).first()
    if person is None:
        raise NotFound("没有登记这个人", remedy="请在列表中选择")
    before = {"person": account.person_id, "name": account.person.name}
    today = county_day(at)
    check_person(person, lasting_roles(today, account=account), today)
    account.person = person
    account.save(update_fields=["person"])
    after = {"person": person.pk, "name": person.name}
    return Receipt("account", str(account.pk), account.name, before, after, account.home, account)

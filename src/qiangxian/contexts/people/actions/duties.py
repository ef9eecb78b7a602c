"""The three duties stay apart: by account from business work, and from each other by natural person."""

from datetime import date
from typing import Any

from qiangxian.kernel.errors import Conflict
from qiangxian.kernel.roles import ADMINISTRATION, label, labels

from ..models import Account, Person, RoleAssignment


def lasting_roles(on: date, **whose: Any) -> set[str]:
    """The roles that have not ended on the day, those that begin later included."""
    rows = RoleAssignment.objects.filter(**whose)
    return {row.role for row in rows if row.valid_to is None or row.valid_to > on}


def check_account(account: Account, role: str, on: date) -> None:
    """No account holds one of the duties beside another role."""
    others = lasting_roles(on, account=account) - {role}
    if role in ADMINISTRATION and others:
        raise Conflict(
            f"“{account}”已有其他角色，不能再担任{label(role)}", remedy="三员职责须由不同的人担任，请另建账号"
        )
    if others & ADMINISTRATION:
        raise Conflict(f"“{account}”是管理账号，不能再授予业务角色", remedy="请为业务工作另建账号")


def check_person(person: Person, roles: set[str], on: date) -> None:
    """Nobody holds two of the duties by way of several accounts. The person is locked, so that two grants cannot pass at once."""
    Person.objects.select_for_update().get(pk=person.pk)
    duties = (lasting_roles(on, account__person=person) | roles) & ADMINISTRATION
    if roles & ADMINISTRATION and len(duties) > 1:
        raise Conflict(
            f"“{person}”不能同时担任{labels(duties)}", remedy="三员职责须由不同的人担任，请由另一人担任或先收回原职责"
        )

"""A policy's scope as a query: the one place where the kernel's lookups become the database's."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from qiangxian.kernel.roles import Scope

M = TypeVar("M", bound=Model)


def limited(rows: QuerySet[M], scope: Scope, **names: str) -> QuerySet[M]:
    """Those of the rows the scope allows. `names` says where a field stands that the table calls otherwise:
    `limited(steps, may_read.where(actor), division_code="matter__division_code")`."""
    if scope == ():
        return rows.none()
    wanted = Q()
    for lookups in scope:
        wanted |= Q(**{_path(lookup, names): values for lookup, values in lookups.items()})
    return rows if {} in scope else rows.filter(wanted)


def _path(lookup: str, names: dict[str, str]) -> str:
    field, _, how = lookup.rpartition("__")
    return f"{names.get(field, field)}__{how}"

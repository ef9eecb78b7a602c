"""Queues that are no matters (bulk, owed to no day): how many rows wait for the office, and where."""

from django.urls import reverse

from qiangxian.contexts.registers.intake.readers import waiting_names, waiting_rows
from qiangxian.contexts.registers.rights.conflicts.readers import open_conflicts
from qiangxian.kernel.roles import role
from qiangxian.web.matters.pages import COUNTS
from qiangxian.web.request import Request

OFFICE = role("office")


def _conflicts(request: Request) -> tuple[str, int, str]:
    return "法律状态冲突待处理", open_conflicts(request.actor), reverse("desk:status_conflicts")


def _waiting(request: Request) -> tuple[str, int, str]:
    count = sum(waiting_rows(request.actor, code).count() for code in request.actor.divisions("office"))
    return "导入后待匹配的行", count, reverse("desk:import_waiting")


def _names(request: Request) -> tuple[str, int, str]:
    count = sum(len(waiting_names(request.actor, code)) for code in request.actor.divisions("office"))
    return "待核对的权利人名称", count, reverse("desk:import_matches")


def _of_office(request: Request) -> list[tuple[str, int, str]]:
    if request.actor.is_system or not OFFICE.anywhere(request.actor):
        return []
    return [ask(request) for ask in (_conflicts, _waiting, _names)]


COUNTS.append(_of_office)

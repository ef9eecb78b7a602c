"""Accounts as a list, for those who administer or audit them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from qiangxian.contexts.lists.sources import Rows
from qiangxian.contexts.lists.types import Cell, Column, Filter, List, Viewer, moment
from qiangxian.kernel import roles
from qiangxian.kernel.clocks import county_day

from . import readers
from .models import Account, Unit
from .types import UnitKind


def account_list(at: datetime) -> List:
    """All accounts the actor administers or audits; whether one is locked to some network is a matter of the instant."""
    locked = readers.locked_accounts(at)

    def state(account: Account) -> Cell:
        if account.closed_at:
            return Cell(
                "已停用", "none", note=f"{county_day(account.closed_at)}，{account.closed_by}：{account.closed_reason}"
            )
        if account.pk in locked:
            return Cell("锁定", "red")
        return Cell("在用", "green") if account.is_active else Cell("从未启用", "none")

    def cells(rows: Sequence[Account], _viewer: Viewer) -> list[Mapping[str, Cell]]:
        return [
            {
                "name": Cell(row.name),
                "display_name": Cell(row.display_name, badge="演示" if row.is_demo else ""),
                "person": Cell(str(row.person)),
                "unit": Cell(str(row.unit or "")),
                "roles": Cell(_roles(row)),
                "state": state(row),
                "last_login": moment(row.last_login) if row.last_login else Cell("从未"),
            }
            for row in rows
        ]

    return List(
        name="accounts",
        label="账号",
        unit="个",
        columns=(
            Column("name", "登录名", ("name",)),
            Column("display_name", "姓名", ("display_name", "name")),
            Column("person", "使用人", ("person__name", "name")),
            Column("unit", "单位", ("unit__name", "name")),
            Column("roles", "角色"),
            Column("state", "状态"),
            Column("last_login", "最近登录", ("last_login",)),
        ),
        filters=(Filter("role", "角色", _holding, lambda _viewer: roles.choices()),),
        search=lambda _viewer, text: Q(name__icontains=text) | Q(display_name__icontains=text),
        search_label="登录名、姓名",
        source=lambda viewer: Rows(readers.accounts(viewer.actor)),
        cells=cells,
        link=lambda row: ("account", row.pk),
        order="name",
        empty="由系统管理员建立账号。",
    )


def unit_list(division_code: str) -> List:
    """The units of one county: those that stand, and on request those that became part of another."""

    def cells(rows: Sequence[Unit], _viewer: Viewer) -> list[Mapping[str, Cell]]:
        return [
            {
                "name": Cell(row.name, note=f"曾用名：{'、'.join(row.former_names)}" if row.former_names else ""),
                "short_name": Cell(row.short_name),
                "kind": Cell(row.get_kind_display()),
                "accounts": Cell(str(row.at_work)),  # type: ignore[attr-defined] # counted by the source
                "state": Cell(f"并入“{row.merged_into.name}”", "none") if row.merged_into else Cell("在用", "green"),
            }
            for row in rows
        ]

    return List(
        name="units",
        label="单位",
        unit="个",
        columns=(
            Column("name", "单位全称", ("name",)),
            Column("short_name", "简称", ("short_name", "name")),
            Column("kind", "类型", ("kind", "name")),
            Column("accounts", "在用账号（个）", number=True),
            Column("state", "状态"),
        ),
        filters=(Filter("kind", "类型", lambda _viewer, kind: Q(kind=kind), lambda _viewer: UnitKind.choices),),
        search=lambda _viewer, text: Q(name__icontains=text) | Q(short_name__icontains=text),
        search_label="单位名称",
        source=lambda viewer: Rows(readers.units_with_accounts(viewer.actor, division_code)),
        cells=cells,
        link=lambda row: ("unit_page", row.pk),
        order="name",
        empty="新建单位，或导入方案后在“单位名称核对”里按方案建立。",
    )


def _roles(account: Account) -> str:
    held = list(account.role_assignments.all())
    current = "、".join(roles.label(one.role) for one in held if not one.valid_to)
    return current if held else "未授予"


def _holding(_viewer: Viewer, role: str) -> Q:
    return Q(role_assignments__role=role, role_assignments__valid_to__isnull=True)

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


def _contact_cells(rows: Sequence[Unit], viewer: Viewer) -> list[Mapping[str, Cell]]:
    held = readers.contacts(rows, on=viewer.as_of.effective)
    return [
        {
            "name": Cell(row.name, note=row.short_name),
            "kind": Cell(row.get_kind_display()),
            "head": _people(held[row.pk]["unit_head"]),
            "liaison": _people([*held[row.pk]["liaison"], *held[row.pk]["office"]]),
            "email": Cell("、".join(one.email for ones in held[row.pk].values() for one in ones if one.email)),
        }
        for row in rows
    ]


def _people(accounts: Sequence[Account]) -> Cell:
    """Names with their posts; where nobody stands for the unit, that is said."""
    return Cell("、".join(dict.fromkeys(str(one.person) for one in accounts)) or "未登记")


CONTACTS = List(
    name="contacts",
    label="通讯录",
    unit="个单位",
    columns=(
        Column("name", "单位", ("name",)),
        Column("kind", "类型", ("kind", "name")),
        Column("head", "负责人"),
        Column("liaison", "联络员和经办人"),
        Column("email", "邮箱"),
    ),
    filters=(Filter("kind", "类型", lambda _viewer, kind: Q(kind=kind), lambda _viewer: UnitKind.choices),),
    search=lambda _viewer, text: (
        Q(name__icontains=text) | Q(short_name__icontains=text) | Q(pk__in=readers.units_of_person(text))
    ),
    search_label="单位、姓名",
    source=lambda viewer: Rows(readers.standing_units(viewer.actor)),
    cells=_contact_cells,
    order="name",
    note=lambda _viewer: "负责人和联络员按当日有效的账号和角色列出，变更由系统管理员、安全管理员办理",
    empty_title="还没有单位",
    empty="导入方案后，在“单位名称核对”里按方案建立单位。",
)
"""Who speaks for each unit of the county, to look up and to print."""


def _roles(account: Account) -> str:
    held = list(account.role_assignments.all())
    current = "、".join(roles.label(one.role) for one in held if not one.valid_to)
    return current if held else "未授予"


def _holding(_viewer: Viewer, role: str) -> Q:
    return Q(role_assignments__role=role, role_assignments__valid_to__isnull=True)

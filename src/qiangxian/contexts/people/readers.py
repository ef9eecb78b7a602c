"""Questions about people and units. `actor_for` is the one place where an account becomes an `Actor`."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from qiangxian.contexts.audit.scopes import limited
from qiangxian.kernel import division, rulebook
from qiangxian.kernel.actor import Actor, Grant
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.roles import ADMINISTRATION, OFFICIALS, member

from .models import (
    Account,
    AccountStep,
    County,
    Delegation,
    LoginFailure,
    Person,
    RoleAssignment,
    SavedView,
    Township,
    Unit,
)
from .policies import may_read_accounts
from .types import StepKind, login_key, network_of


def _valid_on(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def lent_on(day: date) -> QuerySet[Delegation]:
    """The delegations that hold on a day, if what was lent still stands."""
    return Delegation.objects.filter(valid_from__lte=day, valid_to__gte=day).exclude(ended_on__lte=day)


def actor_for(account: Account, *, on: date) -> Actor:
    """The actor this account is on a day: its own roles and those delegated to it (last day of a delegation included), as long
    as the one who lent them is at work and holds them."""
    own = RoleAssignment.objects.filter(_valid_on(on), account=account)
    still = RoleAssignment.objects.filter(
        _valid_on(on), account_id=OuterRef("giver_id"), role=OuterRef("role"), division_code=OuterRef("division_code")
    )
    lent = lent_on(on).filter(Exists(still), taker=account, giver__is_active=True).select_related("giver__unit")
    grants = {_grant(account, row) for row in own} | {_grant(row.giver, row, row.giver.name) for row in lent}
    return Actor(
        id=account.pk,
        label=account.display_name or account.name,
        grants=frozenset(grants),
        person_id=account.person_id,
        enterprise_record_id=account.enterprise_record_id,
        demo=account.is_demo,
    )


def actor_named(account_name: str, *, on: date) -> Actor:
    """The actor the account of that name is on a day."""
    return actor_for(account_named(account_name), on=on)


def _grant(holder: Account, row: RoleAssignment | Delegation, giver: str | None = None) -> Grant:
    """The role with the holder's unit, where that stands in the same county."""
    unit = holder.unit
    return Grant(
        row.role, row.division_code, unit.pk if unit and unit.division_code == row.division_code else None, giver
    )


def visible_units(actor: Actor) -> QuerySet[Unit]:
    """Units of the counties the actor belongs to; the system sees all, a visitor none."""
    return limited(Unit.objects.all(), member.where(actor))


def contacts(units: Iterable[Unit], *, on: date) -> dict[int, dict[str, list[Account]]]:
    """By unit and role who speaks for it on a day, by name: its heads and liaisons with an account in use."""
    held: dict[int, dict[str, list[Account]]] = defaultdict(lambda: defaultdict(list))
    rows = RoleAssignment.objects.filter(_valid_on(on), account__unit__in=units, account__is_active=True)
    for row in rows.select_related("account__person").order_by("account__display_name", "account__name"):
        if row.account.unit_id is not None:
            held[row.account.unit_id][row.role].append(row.account)
    return held


def units_of_person(words: str) -> QuerySet[Account]:
    """The units of accounts in use whose person's name has the words, as the ids of a condition."""
    return Account.objects.filter(is_active=True, person__name__icontains=words, unit__isnull=False).values("unit")  # type: ignore[return-value] # rows of ids


def may_log_in(account: Account, *, loopback: bool) -> bool:
    """Active, and a demonstration account only where the server is asked on loopback."""
    return account.is_active and (loopback or not account.is_demo)


def locked_until(account: Account, address: str, *, at: datetime) -> datetime | None:
    """Until when the account is closed to the network an address stands for."""
    row = account.failures.filter(network=network_of(address), locked_until__gt=at).first()
    return row.locked_until if row else None


def locked_accounts(at: datetime) -> set[int]:
    """The accounts that are closed to some network at an instant."""
    rows = LoginFailure.objects.filter(locked_until__gt=at, account__isnull=False)
    return set(rows.values_list("account_id", flat=True))


def wait_seconds(address: str, *, at: datetime) -> int:
    """How long the network an address stands for must wait before its next attempt: none while it failed seldom of late."""
    rules = login_rules()
    since = at - timedelta(minutes=rules["network_minutes"])
    rows = LoginFailure.objects.filter(network=network_of(address), last_at__gt=since)
    told = rows.aggregate(failures=Sum("failures"), last=Max("last_at"))
    if (told["failures"] or 0) < rules["network_failures"]:
        return 0
    return max(0, rules["network_wait_seconds"] - int((at - told["last"]).total_seconds()))


def login_rules() -> dict[str, int]:
    """How many failures lock, for how long, when a session ends; dated nowhere in law, kept as county parameters."""
    rules = rulebook.load("people", "login", division=None)
    return {key: int(rules[key]["value"]) for key in rules}


def factor_waits(account: Account) -> bool:
    """Whether the authenticator bound last has not been confirmed by a second person."""
    last = account.steps.filter(kind=StepKind.SECOND_FACTOR).first()
    return last is not None and last.confirmed is not True


def steps_of(account: Account) -> QuerySet[AccountStep]:
    """What two administrators do or did together with this account, newest first."""
    return account.steps.select_related("asked_person", "done_person")


def accounts(actor: Actor) -> QuerySet[Account]:
    """The accounts of the actor's counties and those not yet given to any, for those who may read them; else none."""
    rows = Account.objects.select_related("unit", "person").prefetch_related("role_assignments").order_by("name")
    if actor.is_system:
        return rows
    if not may_read_accounts.anywhere(actor):
        return rows.none()
    codes = actor.divisions(*ADMINISTRATION)
    ours = Q(unit__division_code__in=codes) | Q(role_assignments__division_code__in=codes)
    return rows.filter(ours | Q(unit__isnull=True, role_assignments__isnull=True)).distinct()


def persons(actor: Actor) -> QuerySet[Person]:
    """The natural persons of the actor's counties and those of none, for those who may read accounts; else none."""
    if actor.is_system:
        return Person.objects.all()
    codes = actor.divisions(*ADMINISTRATION)
    return Person.objects.filter(division_code__in=[*codes, ""]) if codes else Person.objects.none()


def persons_of(division_code: str) -> QuerySet[Person]:
    """The natural persons registered in a county, with an account or without: those who can sign."""
    return Person.objects.filter(division_code=division_code)


def account_named(name: str) -> Account:
    """The account of that login name."""
    found = find_account(name)
    if found is None:
        raise NotFound(f"没有账号“{name}”", remedy="用 qiangxian account list 查看账号")
    return found


def accounts_with_email(division_code: str, *, on: date) -> list[tuple[Account, set[str]]]:
    """Active accounts with an address that hold the role of an enterprise or of the office in the county on the day, with which."""
    roles: dict[int, set[str]] = {}
    held = RoleAssignment.objects.filter(
        _valid_on(on), division_code=division_code, role__in=["enterprise", "office"], account__is_active=True
    ).exclude(account__email="")
    for account_id, role in held.values_list("account_id", "role"):
        roles.setdefault(account_id, set()).add(role)
    return [(one, roles[one.pk]) for one in Account.objects.filter(pk__in=roles).order_by("pk")]


def enterprises_with_accounts(division_code: str, *, on: date) -> dict[int, bool]:
    """The enterprises of the county somebody can log in for on the day, each with whether an address is registered."""
    held = RoleAssignment.objects.filter(
        _valid_on(on), division_code=division_code, role="enterprise", account__is_active=True
    )
    found: dict[int, bool] = {}
    for record, email in held.values_list("account__enterprise_record_id", "account__email"):
        if record is not None:
            found[record] = found.get(record, False) or bool(email)
    return found


def demo_accounts() -> list[tuple[str, str]]:
    """The 演示 accounts by name, each with its roles in words."""
    found = Account.objects.filter(is_demo=True).prefetch_related("role_assignments").order_by("id")
    return [(one.name, "、".join(r.get_role_display() for r in one.role_assignments.all())) for one in found]


def demo_liaisons(division_code: str) -> list[int]:
    """The 演示 accounts of liaisons of a county, those the stories make responsible for something."""
    rows = Account.objects.filter(
        is_demo=True, role_assignments__role="liaison", role_assignments__division_code=division_code
    )
    return list(rows.order_by("id").values_list("pk", flat=True).distinct())


def demo_person(division_code: str, role: str, unit_id: int | None) -> int | None:
    """The natural person behind the 演示 account of that role (of that unit), if there is one."""
    rows = Account.objects.filter(
        is_demo=True, role_assignments__role=role, role_assignments__division_code=division_code
    )
    rows = rows if unit_id is None else rows.filter(unit_id=unit_id)
    return rows.order_by("id").values_list("person_id", flat=True).first()


def role_assignments(account: Account) -> QuerySet[RoleAssignment]:
    """Every role the account ever had, newest first."""
    return RoleAssignment.objects.filter(account=account).order_by("-valid_from", "-id")


def delegations_of(account_id: int) -> QuerySet[Delegation]:
    """What the account lent or borrowed, newest first."""
    rows = Delegation.objects.filter(Q(giver_id=account_id) | Q(taker_id=account_id))
    return rows.select_related("giver", "taker").order_by("-valid_from", "-id")


def colleagues(actor: Actor) -> QuerySet[Account]:
    """Active accounts of the actor's counties with business work: those one may delegate to."""
    rows = Account.objects.filter(
        is_active=True,
        role_assignments__division_code__in=actor.divisions(*OFFICIALS),
        role_assignments__role__in=OFFICIALS,
    )
    return rows.exclude(pk=actor.id or 0).distinct().order_by("display_name")


def officials_of(division_code: str) -> dict[int, str]:
    """Active accounts with business work in a county, by id, in words: those one may make responsible for something."""
    rows = Account.objects.select_related("unit").filter(
        is_active=True,
        role_assignments__division_code=division_code,
        role_assignments__role__in=OFFICIALS,
    )
    return {
        row.pk: f"{row}（{row.unit.name}）" if row.unit else str(row)
        for row in rows.distinct().order_by("display_name", "name")
    }


def official(division_code: str, account_id: int) -> Account:
    """One of those with business work in a county."""
    if account_id not in officials_of(division_code):
        raise NotFound("本县（市、区）没有这个在用的业务账号", remedy="请在列表中选择")
    return Account.objects.select_related("person", "unit").get(pk=account_id)


def views_of(account_id: int) -> QuerySet[SavedView]:
    """All named views one account keeps."""
    return SavedView.objects.filter(account_id=account_id)


def saved_views(account_id: int, page: str) -> QuerySet[SavedView]:
    """The named views one account keeps of a list."""
    return SavedView.objects.filter(account_id=account_id, page=page)


def counties() -> list[str]:
    """The division codes that were set up here or have units, in order."""
    set_up = County.objects.values_list("division_code", flat=True)
    return sorted({*set_up, *Unit.objects.values_list("division_code", flat=True)})


def own_counties() -> list[str]:
    """The counties this installation was set up for, in order."""
    return list(County.objects.values_list("division_code", flat=True))


def county_set_up(division_code: str) -> County | None:
    """The county as it was set up here, if it was."""
    return County.objects.filter(division_code=division_code).first()


def township_corrections(division_code: str) -> QuerySet[Township]:
    """What the county corrected in the national list, in code order."""
    return Township.objects.filter(division_code=division_code)


def roles_at_work(division_code: str) -> set[str]:
    """The roles that real, active accounts hold in the county."""
    rows = RoleAssignment.objects.filter(division_code=division_code, valid_to__isnull=True, account__is_demo=False)
    return set(rows.filter(account__is_active=True).values_list("role", flat=True))


def units_with_accounts(actor: Actor, division_code: str) -> QuerySet[Unit]:
    """The units of a county, each with how many accounts work for it (`at_work`)."""
    rows = visible_units(actor).filter(division_code=division_code).select_related("merged_into")
    return rows.annotate(at_work=Count("accounts", filter=Q(accounts__is_active=True)))


def accounts_of_unit(unit_id: int) -> QuerySet[Account]:
    """The accounts of a unit that were not closed."""
    return Account.objects.filter(unit_id=unit_id, closed_at__isnull=True).order_by("name")


def standing_units(actor: Actor) -> QuerySet[Unit]:
    """The visible units that have not ended: those one may choose."""
    return visible_units(actor).filter(valid_to__isnull=True)


def merged_units() -> dict[int, int]:
    """The units that became part of another, each with the one that stands for it now."""
    into = dict(Unit.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into_id"))
    return {unit: _last(unit, into) for unit in into}


def _last(unit_id: int, into: dict[int, int]) -> int:
    """Through several mergers to the one that stands; a standing unit never becomes part of one that has ended."""
    while unit_id in into:
        unit_id = into[unit_id]
    return unit_id


def unit_by_id(actor: Actor, unit_id: int) -> Unit:
    """One unit of the actor's counties."""
    found = visible_units(actor).select_related("merged_into").filter(pk=unit_id).first()
    if found is None:
        raise NotFound("没有这个单位", remedy="回到单位页面重新选择")
    return found


def has_units(division_code: str) -> bool:
    """Whether the county has named any unit yet."""
    return Unit.objects.filter(division_code=division_code).exists()


def has_unit(division_code: str, name: str) -> bool:
    """Whether the county has a unit of exactly this name."""
    return Unit.objects.filter(division_code=division_code, name="".join(name.split())).exists()


def unit_id_named(division_code: str, name: str) -> int:
    """The unit of that name in one county."""
    rows = Unit.objects.filter(division_code=division_code, valid_to__isnull=True)
    found = rows.filter(name=name).first()
    if found is None:
        known = rows.order_by("name").values_list("name", flat=True)
        words = "、".join(known[:40])
        raise NotFound(
            f"{division.find(division_code).name}没有单位“{name}”",
            remedy=f"已有：{words}；没有列出的请先在“单位与乡镇”页面建立",
        )
    return found.pk


def account_by_id(actor: Actor, account_id: int) -> Account:
    """One's own account, or one the actor may read."""
    found = Account.objects.select_related("unit", "person").filter(pk=account_id).first()
    if found is None or (account_id != actor.id and not accounts(actor).filter(pk=account_id).exists()):
        raise NotFound("没有这个账号", remedy="回到账号列表重新选择")
    return found


def find_account(name: str) -> Account | None:
    """The account of that login name, or nothing."""
    return Account.objects.filter(login_key=login_key(name)).first()

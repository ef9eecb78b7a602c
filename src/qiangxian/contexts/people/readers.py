"""Questions about people and units. `actor_for` is the one place where an account becomes an `Actor`."""

from datetime import date

from django.db.models import Q, QuerySet

from qiangxian.kernel.actor import Actor

from .models import Account, Delegation, RoleAssignment, Unit


def _valid_on(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def actor_for(account: Account, *, on: date) -> Actor:
    """The actor this account is on a day: its own roles and those delegated to it (last day of a delegation included)."""
    own = list(RoleAssignment.objects.filter(_valid_on(on), account=account).values_list("role", "division_code"))
    lent = list(
        Delegation.objects.filter(taker=account, valid_from__lte=on, valid_to__gte=on).values_list(
            "role", "division_code", "giver__name"
        )
    )
    return Actor(
        id=account.pk,
        label=account.display_name or account.name,
        roles=frozenset(role for role, _ in own) | {role for role, _, _ in lent},
        division_codes=frozenset(code for _, code in own) | {code for _, code, _ in lent},
        unit_id=account.unit_id,
        enterprise_record_id=account.enterprise_record_id,
        acting_for="、".join(sorted({giver for _, _, giver in lent})) or None,
        demo=account.is_demo,
    )


def visible_units(actor: Actor) -> QuerySet[Unit]:
    """Units of the counties the actor belongs to; the system sees all, a visitor none."""
    units = Unit.objects.all()
    return units if actor.is_system else units.filter(division_code__in=actor.division_codes)

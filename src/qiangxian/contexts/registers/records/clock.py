"""The count of changes of one county's registers. Every write advances it first, so writers of a county stand in a row."""

from datetime import datetime

from .models import RegisterClock


def advance_clock(division_code: str, at: datetime) -> int:
    """Lock the county's clock until the transaction ends and return the revision of the rows about to be written."""
    RegisterClock.objects.get_or_create(division_code=division_code)
    clock = RegisterClock.objects.select_for_update().get(division_code=division_code)
    clock.revision += 1
    clock.changed_at = at
    clock.save()
    return clock.revision


def current_revision(division_code: str) -> int:
    """The newest revision of the county, 0 before its first record."""
    return RegisterClock.objects.filter(division_code=division_code).values_list("revision", flat=True).first() or 0


def counties() -> list[str]:
    """The counties that keep registers."""
    return list(RegisterClock.objects.order_by("pk").values_list("division_code", flat=True))

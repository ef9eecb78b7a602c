"""Printed numbers: `机关代字〔年份〕序号号`, one after the other in a county, a code and a year, never given twice."""

from datetime import date, datetime

from django.db.models import Max

from .models import Matter, Number


def give(matter: Matter, register: str, day: date, at: datetime) -> str:
    """The next number. The register is held by its row 0, so that two steps never get the same or leave a gap."""
    rows = Number.objects.filter(division_code=matter.division_code, register=register, year=day.year)
    about = {"division_code": matter.division_code, "register": register, "year": day.year}
    Number.objects.get_or_create(**about, serial=0, defaults={"given_at": at})
    rows.select_for_update().get(serial=0)
    serial = (rows.aggregate(last=Max("serial"))["last"] or 0) + 1
    return str(Number.objects.create(**about, serial=serial, matter=matter, given_at=at))


def void(number: str, matter: Matter, reason: str) -> None:
    """The number stays taken; it is shown as 作废 with the reason."""
    for row in Number.objects.filter(matter=matter):
        if str(row) == number:
            row.void_reason = reason[:200]
            row.save(update_fields=["void_reason"])


def gaps(division_code: str, register: str, year: int) -> list[int]:
    """Serials that are missing between 1 and the last; there should be none."""
    rows = Number.objects.filter(division_code=division_code, register=register, year=year)
    taken = set(rows.values_list("serial", flat=True))
    return [serial for serial in range(1, max(taken, default=0)) if serial not in taken]

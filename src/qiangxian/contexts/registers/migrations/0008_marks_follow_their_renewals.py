"""The stored end of a mark's term follows the days of its renewals; it used to follow their number."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db import migrations

from qiangxian.engines.lifecycle.facts import RightFacts
from qiangxian.engines.lifecycle.terms import MARK_TYPES, expiry_date


def follow(apps: Any, _schema: Any) -> None:
    """Every version of a mark gets the end its own revision's renewals give; only those that differ are written."""
    rights, events = apps.get_model("registers", "Right"), apps.get_model("registers", "LegalEvent")
    renewals: dict[int, list[tuple[int, int | None, date]]] = defaultdict(list)
    columns = ("record_id", "revision", "superseded_revision", "effective_date")
    for record, *event in events.objects.filter(type="renewal").values_list(*columns):
        renewals[record].append(tuple(event))
    changed = []
    for row in rights.objects.filter(type__in=sorted(MARK_TYPES)).iterator(chunk_size=2000):
        until = row.superseded_revision
        known = [
            day
            for begun, ended, day in renewals[row.record_id]
            if (until is None and ended is None) or (until is not None and begun < until and (ended is None or ended >= until))
        ]
        facts = RightFacts(
            row.type, None, row.grant_date, row.registration_date, printed_expiry=row.printed_expiry
        )
        expiry = expiry_date(facts, renewed=known)
        if expiry != row.expiry_date:
            row.expiry_date = expiry
            changed.append(row)
    rights.objects.bulk_update(changed, ["expiry_date"], batch_size=2000)


class Migration(migrations.Migration):
    dependencies = [("registers", "0007_trusteeship_matches")]

    operations = [migrations.RunPython(follow, migrations.RunPython.noop)]

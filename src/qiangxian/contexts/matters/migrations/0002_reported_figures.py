from django.db import migrations

from qiangxian.kernel import rulebook

PATHS = {"reported": ("report",), "confirmed": ("report", "confirm"), "official": ("report", "official")}


def title(row):
    """As the flow names a figure; a series the rulebook no longer lists keeps its code."""
    listed = rulebook.load("figures", "series", division=row.division_code)["series"].get(row.series, {})
    label = listed.get("label", row.series)
    part = f" {listed.get('parts', {}).get(row.part, {}).get('label', row.part)}" if row.part else ""
    span = f"{row.period_start} 至 {row.period_end}" if row.period_start else f"{row.period_end}"
    return f"{label}{part}（{span}）"


def adopt(apps, schema_editor):
    """Every reported figure that stands becomes a matter with the steps that lead to its state."""
    Matter, Step = apps.get_model("matters", "Matter"), apps.get_model("matters", "Step")
    targets = {"report": "reported", "confirm": "confirmed", "official": "official"}
    rows = apps.get_model("registers", "ReportedFigure").objects.filter(superseded_revision__isnull=True)
    for row in rows.order_by("id").iterator():
        day, at, by = row.recorded_at.date(), row.recorded_at, row.recorded_by
        matter = Matter.objects.create(
            flow="figures",
            division_code=row.division_code,
            title=title(row)[:300],
            state=row.state,
            subject_kind="figure",
            subject_id=str(row.record_id),
            opened_date=day,
            closed_date=day if row.state == "official" else None,
            is_demo=row.is_demo,
            created_at=at,
            created_by=by,
        )
        before = ""
        for number, code in enumerate(PATHS[row.state], start=1):
            about = {"number": number, "step": code, "from_state": before, "to_state": targets[code]}
            Step.objects.create(matter=matter, day=day, at=at, by=by, **about)
            before = targets[code]
        unit = row.raw.get("unit_id")
        if unit is not None:
            apps.get_model("matters", "Participant").objects.create(
                matter=matter,
                role="reporter",
                kind="unit",
                code=str(unit),
                label=row.unit_name[:120],
                key=f"reporter:unit:{unit}",
                from_date=day,
            )


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_initial"), ("registers", "0005_unpaid_fees_and_licence_contracts")]

    operations = [migrations.RunPython(adopt, migrations.RunPython.noop)]

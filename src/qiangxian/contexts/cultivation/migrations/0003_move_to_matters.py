from django.db import migrations

ENDED = ("left", "refused", "withdrawn")


def move(apps, schema_editor):
    """Every file becomes a matter with its steps, objections, participants, evidence and the clock of its publicity; ids of
    files stay, so audit lines and findings still name them."""
    Membership = apps.get_model("cultivation", "Membership")
    names = dict(
        apps.get_model("registers", "Enterprise")
        .objects.filter(superseded_revision__isnull=True)
        .values_list("record_id", "name")
    )
    for file in Membership.objects.order_by("id"):
        steps = list(file.steps.order_by("number"))
        file.matter = _matter(apps, file, steps, names.get(file.enterprise_id, f"企业 {file.enterprise_id}"))
        file.save(update_fields=["matter"])
        _steps(apps, file, steps)
        _objections(apps, file)
        _publicity(apps, file, steps)
        _participants(apps, file)
        _evidence(apps, file)


def _matter(apps, file, steps, name):
    ended = (file.left_date or steps[-1].day) if file.state in ENDED else None
    return apps.get_model("matters", "Matter").objects.create(
        flow="cultivation",
        division_code=file.division_code,
        title=name[:300],
        state=file.state,
        subject_kind="enterprise",
        subject_id=str(file.enterprise_id),
        opened_date=file.applied_date,
        closed_date=ended,
        is_demo=file.is_demo,
        created_at=file.created_at,
        created_by=file.created_by,
    )


def _steps(apps, file, steps):
    Step, Account = apps.get_model("matters", "Step"), apps.get_model("people", "Account")
    persons = dict(Account.objects.values_list("pk", "person_id"))
    kept = ("number", "step", "from_state", "to_state", "day", "at", "by_id", "by", "reason", "detail")
    Step.objects.bulk_create(
        Step(matter=file.matter, person_id=persons.get(row.by_id), **{name: getattr(row, name) for name in kept})
        for row in steps
    )


def _objections(apps, file):
    Objection = apps.get_model("matters", "Objection")
    kept = [f.name for f in Objection._meta.fields if f.name not in ("id", "matter")]
    rows = [Objection(matter=file.matter, **{name: getattr(row, name) for name in kept}) for row in file.objections.all()]
    Objection.objects.bulk_create(rows)


def _publicity(apps, file, steps):
    if file.publicity_from is None:
        return
    published = ([row for row in steps if row.step == "publish"] or steps)[-1]
    after = [row for row in steps if row.number > published.number or file.state != "publicity"]
    apps.get_model("matters", "Deadline").objects.create(
        matter=file.matter,
        clock="publicity",
        rule="cultivation/library.publicity_working_days",
        calendar="office",
        start_date=file.publicity_from,
        started_at=published.at,
        unit="given",
        nominal_due=file.publicity_through,
        effective_due=file.publicity_through,
        because=published.detail.get("because", ""),
        ended_date=after[-1].day if after else None,
        is_owed=False,
    )


def _participants(apps, file):
    Participant = apps.get_model("matters", "Participant")
    people = [("applicant", "enterprise", file.enterprise_id, file.matter.title, file.applied_date)]
    for plan in file.plans.select_related("responsible").order_by("year"):
        label = plan.responsible.display_name or plan.responsible.name
        people.append(("guide", "account", plan.responsible_id, label, plan.first_day))
    for role, kind, code, label, day in people:
        Participant.objects.get_or_create(
            matter=file.matter,
            key=f"{role}:{kind}:{code}",
            defaults={"role": role, "kind": kind, "code": str(code), "label": label[:120], "from_date": day},
        )


def _evidence(apps, file):
    for row in file.services.exclude(evidence=None).select_related("evidence"):
        apps.get_model("matters", "Evidence").objects.create(
            matter=file.matter, kind="file", label=row.evidence.name, file=row.evidence, day=row.day
        )


class Migration(migrations.Migration):
    dependencies = [("cultivation", "0002_matter"), ("registers", "0005_unpaid_fees_and_licence_contracts"), ("people", "0003_one_person_for_each_account")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]

from django.db import migrations, models
import django.db.models.deletion
from django.utils import timezone

WHY = "升级前已公开，沿用"
PATH = (("submit", "draft", "submitted"), ("check", "submitted", "checked"), ("publish", "checked", "published"))


def keep(apps, schema_editor):
    """Every programme becomes a matter. What everybody could see stays published, with what it showed on the day of the
    upgrade; each county works by its newest programme that has tasks or targets."""
    now, today = timezone.now(), timezone.localdate()
    rows = apps.get_model("programmes", "Programme").objects
    for row in rows.order_by("id"):
        matter = _matter(apps, row)
        _step(apps, matter, "open", "", "draft", (row.created_at, row.created_by), "")
        if row.is_public:
            for step in PATH:
                _step(apps, matter, *step, (now, "系统"), WHY)
            apps.get_model("programmes", "Release").objects.create(
                programme=row, as_of_date=today, made_at=now, made_by="系统", published_at=now
            )
        row.matter = matter
        row.save(update_fields=["matter"])
    for code in set(rows.order_by().values_list("division_code", flat=True)):
        county = rows.filter(division_code=code).order_by("-created_at", "-id")
        at_work = county.filter(models.Q(task_set__isnull=False) | models.Q(target_set__isnull=False)).first() or county.first()
        rows.filter(pk=at_work.pk).update(is_current=True)


def _matter(apps, row):
    return apps.get_model("matters", "Matter").objects.create(
        flow="programme",
        division_code=row.division_code,
        title=row.title[:300],
        state="published" if row.is_public else "draft",
        opened_date=timezone.localdate(row.created_at),
        created_at=row.created_at,
        created_by=row.created_by,
    )


def _step(apps, matter, code, before, after, made, reason):
    steps = apps.get_model("matters", "Step").objects
    at, by = made
    about = {"step": code, "from_state": before, "to_state": after, "reason": reason}
    number = steps.filter(matter=matter).count() + 1
    steps.create(matter=matter, number=number, day=timezone.localdate(at), at=at, by=by, **about)


class Migration(migrations.Migration):
    dependencies = [("matters", "0002_reported_figures"), ("programmes", "0002_words")]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="matter",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="matters.matter"
            ),
        ),
        migrations.AddField(
            model_name="programme", name="is_current", field=models.BooleanField(default=False)
        ),
        migrations.AlterField(
            model_name="programme", name="is_public", field=models.BooleanField(default=False)
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of_date", models.DateField()),
                ("content", models.JSONField(default=dict)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=120)),
                ("published_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="programmes.programme",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(withdrawn_at__isnull=True) | models.Q(published_at__isnull=False),
                        name="programmes_withdrawn_was_published",
                    )
                ],
            },
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]

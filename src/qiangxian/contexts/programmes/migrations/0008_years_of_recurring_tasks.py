from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0007_progress"),
    ]

    operations = [
        migrations.AddField(
            model_name="milestone",
            name="year",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(
                condition=Q(year__isnull=False),
                fields=("programme", "task_key", "year"),
                name="programmes_year_settled_once",
            ),
        ),
    ]

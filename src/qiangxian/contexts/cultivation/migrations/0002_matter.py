import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A file names the matter it moves as; empty until the next migration has made the matters."""

    dependencies = [("cultivation", "0001_initial"), ("matters", "0001_initial")]

    operations = [
        migrations.AddField(
            "membership",
            "matter",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="membership",
                to="matters.matter",
            ),
        ),
    ]

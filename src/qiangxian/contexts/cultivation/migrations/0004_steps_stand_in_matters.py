import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cultivation", "0003_move_to_matters")]

    operations = [
        migrations.AlterField(
            "membership",
            "matter",
            models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="membership", to="matters.matter"
            ),
        ),
        migrations.DeleteModel("MembershipStep"),
        migrations.DeleteModel("Objection"),
    ]

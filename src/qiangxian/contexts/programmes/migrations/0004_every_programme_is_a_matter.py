from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):
    dependencies = [("programmes", "0003_programmes_are_published")]

    operations = [
        migrations.AlterField(
            model_name="programme",
            name="matter",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="matters.matter"
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.UniqueConstraint(
                fields=["division_code"], condition=models.Q(is_current=True), name="programmes_one_is_current"
            ),
        ),
    ]

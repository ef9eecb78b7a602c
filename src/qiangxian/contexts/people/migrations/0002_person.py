"""Natural persons, and room for each account to name one; roles take their words from the rulebook."""

import django.db.models.deletion
from django.db import migrations, models

import qiangxian.kernel.roles


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("division_code", models.CharField(blank=True, db_index=True, max_length=12)),
                ("name", models.CharField(max_length=60)),
                ("post", models.CharField(blank=True, max_length=60)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.CharField(max_length=120)),
            ],
            options={"ordering": ["division_code", "name", "id"]},
        ),
        migrations.AddField(
            model_name="account",
            name="person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="accounts", to="people.person"
            ),
        ),
        migrations.AlterField(
            model_name="delegation",
            name="role",
            field=models.CharField(choices=qiangxian.kernel.roles.choices, max_length=12),
        ),
        migrations.AlterField(
            model_name="roleassignment",
            name="role",
            field=models.CharField(choices=qiangxian.kernel.roles.choices, max_length=12),
        ),
    ]

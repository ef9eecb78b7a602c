"""A trusteeship says how sure we are of its enterprise, as titles and holders do; what has found its enterprise is matched."""

from django.db import migrations, models


def matched(apps, _schema_editor):
    """Contracts that name a registered enterprise."""
    rows = apps.get_model("registers", "Trusteeship").objects.filter(enterprise__isnull=False)
    rows.update(match_state="matched")


class Migration(migrations.Migration):
    dependencies = [("registers", "0006_words")]

    operations = [
        migrations.AddField(
            model_name="trusteeship",
            name="match_state",
            field=models.CharField(
                choices=[
                    ("matched", "已匹配"),
                    ("doubtful", "待认定"),
                    ("unmatched", "未匹配"),
                    ("person", "自然人"),
                    ("outside", "县外主体"),
                ],
                default="unmatched",
                max_length=10,
            ),
        ),
        migrations.RunPython(matched, migrations.RunPython.noop),
    ]

"""Reminders begin off; a county whose reminders went out by themselves until now goes on."""

from django.db import migrations, models
from django.utils import timezone


def go_on(apps, _editor):
    """Every county that reminded an enterprise and never said how."""
    notice, channels = (apps.get_model("notices", name) for name in ("Notice", "CountyChannels"))
    codes = notice.objects.filter(recipient__startswith="enterprise:").values_list("division_code", flat=True)
    for code in sorted(set(codes)):
        given = {"automatic": True, "changed_at": timezone.now(), "changed_by": "升级数据库"}
        channels.objects.get_or_create(division_code=code, defaults=given)


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_rule_dates")]

    operations = [
        migrations.AlterField("countychannels", "automatic", models.BooleanField(default=False)),
        migrations.RunPython(go_on, migrations.RunPython.noop),
    ]

"""One notion of a login name."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def keys(apps: Any, _schema: Any) -> None:
    """Each account the key of its name; of two that differ in letters' case alone the older keeps it, the other one is reached
    under its name with its number until it is renamed."""
    from qiangxian.contexts.people.types import login_key

    taken: set[str] = set()
    for account in apps.get_model("people", "Account").objects.order_by("pk"):
        key = login_key(account.name)
        account.login_key = f"{key}#{account.pk}" if key in taken else key
        taken.add(account.login_key)
        account.save(update_fields=["login_key"])


class Migration(migrations.Migration):
    dependencies = [("people", "0004_every_account_names_a_person")]

    operations = [
        migrations.AddField("account", "login_key", models.CharField(default="", editable=False, max_length=80)),
        migrations.RunPython(keys, migrations.RunPython.noop),
        migrations.AlterField("account", "login_key", models.CharField(editable=False, max_length=80, unique=True)),
    ]

"""Nothing changes in the tables: an upgrade puts the triggers in place anew, among them those by which a fact is only superseded."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_held_runs")]
    operations = []

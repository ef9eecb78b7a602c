"""One natural person for each account that stands, from its display name; the office joins those of one person."""

from django.db import migrations


def make_persons(apps, _schema_editor) -> None:
    Account, Person = apps.get_model("people", "Account"), apps.get_model("people", "Person")
    for account in Account.objects.filter(person__isnull=True).select_related("unit").order_by("pk"):
        newest = account.role_assignments.order_by("-id").first()
        home = account.unit or newest
        account.person = Person.objects.create(
            division_code=home.division_code if home else "",
            name=account.display_name or account.name,
            created_at=account.created_at,
            created_by=account.created_by,
        )
        account.save(update_fields=["person"])


class Migration(migrations.Migration):
    dependencies = [("people", "0002_person")]

    operations = [migrations.RunPython(make_persons, migrations.RunPython.noop)]

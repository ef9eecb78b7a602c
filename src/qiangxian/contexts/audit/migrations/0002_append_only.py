"""On PostgreSQL the database itself forbids changing or deleting an audit line."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FUNCTION = """
CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit lines are append-only';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_auditline
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_never_emptied BEFORE TRUNCATE ON audit_auditline
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
"""
GONE = """
DROP TRIGGER IF EXISTS audit_append_only ON audit_auditline;
DROP TRIGGER IF EXISTS audit_never_emptied ON audit_auditline;
DROP FUNCTION IF EXISTS audit_append_only();
"""


def _on_postgresql(statement: str):
    def run(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(_on_postgresql(FUNCTION), _on_postgresql(GONE))]

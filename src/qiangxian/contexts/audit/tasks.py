"""What an upgrade does around the migrations: our triggers go first and come back last, and what the migrations changed is sealed."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models.signals import post_migrate, pre_migrate
from django.utils import timezone

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import system_only

from . import seals, triggers
from .actions import action
from .types import Receipt


@action("audit.seal_everything", label="重新封存全部数据", policy=system_only)
def seal_everything(*, actor: Actor, at: Any, reason: str) -> Receipt:
    """All rows of all sealed tables, as they stand; what another hand changed before an upgrade was noted before it."""
    told = seals.seal_everything()
    after = {"tables": len(told), "rows": sum(count for count, _sum in told.values())}
    return Receipt("seals", "", after=after, sealed=told)


def before(sender: AppConfig, plan: Sequence[Any] = (), **_more: Any) -> None:
    """What another hand changed is noted while the seals of the old tables can tell; then nothing of ours stands in the way."""
    if plan and "audit_touched" in connection.introspection.table_names():
        triggers.remove()
        loader = MigrationLoader(connection)
        applied = [node for node in loader.applied_migrations if node in loader.graph.nodes]
        seals.note_before_upgrade(loader.project_state(applied).apps)


def after(sender: AppConfig, plan: Sequence[Any] = (), **_more: Any) -> None:
    """The triggers stand again; rows that were there before this version are sealed as the upgrade left them."""
    if plan and not _unfinished():
        triggers.install()
        if seals.has_rows():
            seal_everything(actor=Actor.system(), at=timezone.now(), reason="升级数据库")


def _unfinished() -> bool:
    """Whether the tables are those of an earlier version, as a test of migrations leaves them."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


with_tables = [config for config in apps.get_app_configs() if config.models_module]
pre_migrate.connect(before, sender=with_tables[0], dispatch_uid="audit.before")
post_migrate.connect(after, sender=with_tables[-1], dispatch_uid="audit.after")  # after what other contexts carry over

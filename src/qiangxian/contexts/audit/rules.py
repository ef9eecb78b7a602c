"""Which rules a release came with is put into the audit: edited under the same release they are named, a newer release brings its own."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.integrity import Discrepancy
from qiangxian.kernel.release import release
from qiangxian.kernel.roles import system_only

from .actions import action
from .models import AuditLine
from .types import Receipt

NOTED = "audit.note_rules"
SHOWN = 12


@action(NOTED, label="登记规则库", policy=system_only)
def note_rules(*, actor: Actor, at: datetime, reason: str) -> Receipt:
    """The digests of all rule files as they stand, with the release they are used by."""
    files = {path: one[:SHOWN] for path, one in rulebook.digests().items()}
    return Receipt("rules", release(), rulebook.digest()[:SHOWN], after={"digest": rulebook.digest(), "files": files})


def note_if_new(*, at: datetime) -> bool:
    """Put them down where this release has not done so; not where they were edited under it."""
    noted = _noted()
    if noted is not None and noted.target_id == release():
        return False
    reason = "程序更新后登记随程序发布的规则库" if noted else "首次登记规则库"
    note_rules(actor=Actor.system(), at=at, reason=reason)
    return True


def edited() -> Iterator[Discrepancy]:
    """Rule files that are not as they were put down under this very release."""
    noted = _noted()
    if noted is None or noted.target_id != release():
        return
    before, now = _files(noted), {path: one[:SHOWN] for path, one in rulebook.digests().items()}
    for path in sorted(before.keys() | now.keys()):
        if before.get(path) != now.get(path):
            yield Discrepancy("规则文件被改动", path, before.get(path, "没有这个文件"), now.get(path, "没有这个文件"))


def brought_by_release() -> str:
    """That the rules differ from those put down because the program is another one; empty where they do not."""
    noted = _noted()
    if noted is None:
        return "规则库还没有登记，下次 setup 或启动时登记"
    if noted.target_id == release():
        return ""
    before = _files(noted)
    changed = [path for path, one in rulebook.digests().items() if before.get(path) != one[:SHOWN]]
    return f"程序已更新，规则库随新版本有 {len(changed)} 个文件不同，下次启动时登记" if changed else ""


def _noted() -> AuditLine | None:
    return AuditLine.objects.filter(action=NOTED, outcome="done").order_by("-seq").first()


def _files(line: AuditLine) -> dict[str, Any]:
    return dict(json.loads(line.after)["files"])

"""Run as a program: import a package in a database of its own, left alone, and then anew, killed so many times by `kill -9` at random
moments; prints what the database and the index have each time. Used by `test_killed`."""

import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path


def child(package: Path, at, *, killed_after: float | None) -> float:
    """One import in a process of its own; how long it ran."""
    from django.db import connections

    from qiangxian.contexts.patents.importing import Handed, import_files
    from qiangxian.kernel.actor import Actor

    connections.close_all()
    began, pid = time.monotonic(), os.fork()
    if pid == 0:
        try:
            import_files([package], Handed(Actor.system(), at, "410481", date(2025, 12, 31), "open", resume=True))
            os._exit(0)
        except BaseException as fault:
            sys.stderr.write(repr(fault))
            os._exit(1)
    if killed_after is not None:
        time.sleep(killed_after)
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    if killed_after is None and status:
        raise SystemExit("the import failed")
    return time.monotonic() - began


def state() -> dict[str, object]:
    """What stands in the database, and what the index answers to some questions."""
    from qiangxian.contexts.patents import readers
    from qiangxian.contexts.patents.indexing import backend
    from qiangxian.contexts.patents.models import Batch, Record
    from qiangxian.kernel.actor import Actor

    told = {}
    for line in ("钢板", "名称=装置", "IPC=C21D*", "申请日=2015", "电机 NOT 装置", "PN=CN1300*"):
        result = readers.search(Actor.system(), readers.Asked(line=line, sort="filing_date", size=1000))
        told[line] = [result.answer.total, sorted(one.record.key for one in result.shown)]
    rows = Record.objects.order_by("key").prefetch_related("publications", "citations")
    records = [
        [
            row.key, row.title, row.abstract, row.status, str(row.filing_date), row.ipc, row.is_indexed,
            sorted(one.number for one in row.publications.all()), sorted(one.number for one in row.citations.all()),
        ]
        for row in rows
    ]  # fmt: skip
    batches = list(Batch.objects.values_list("taken_rows", "is_finished"))
    return {"records": records, "index": told, "faults": list(backend().faults()), "batches": batches}


def apart(asked: Callable[[], object]) -> object:
    """Asked in a process of its own: an index that is open must not be split off."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as told:
        pid = os.fork()
        if pid == 0:
            Path(told.name).write_text(json.dumps(asked()), encoding="utf-8")
            os._exit(0)
        os.waitpid(pid, 0)
        return json.loads(told.read())


def forget() -> None:
    """As if nothing had ever been taken over."""
    import shutil

    from django.conf import settings

    from qiangxian.contexts.patents.models import Batch, LegalEvent, Record

    for model in (LegalEvent, Record, Batch):
        model.objects.all().delete()
    shutil.rmtree(settings.INDEX)


def main() -> None:
    import django

    django.setup()
    from django.utils import timezone

    from qiangxian.contexts.patents import importing, indexing

    importing.CHUNK, indexing.BATCH = 50, 200
    package, times, chance = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
    at = timezone.now()
    span = child(package, at, killed_after=None)
    alone = apart(state)
    forget()
    for _ in range(times):
        child(package, at, killed_after=chance.uniform(0.02, span))
    child(package, at, killed_after=None)
    sys.stdout.write(json.dumps({"alone": alone, "killed": apart(state)}, ensure_ascii=False))


if __name__ == "__main__":
    main()

"""List pages over 100,000 rights, rights of the reader applied: the 95th percentile of many different questions.

Makes the demonstration county at scale 70 in a temporary folder. Each question is asked cold (no total kept) and warm."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from bench.table import Line, show

SCALE = 70
ROUNDS = 3
BAR = 0.3
QUERIES = {
    "rights": (
        "",
        "state=in_force",
        "state=ended",
        "state=granted",
        "type=invention",
        "type=trademark&state=in_force",
        "sort=title",
        "sort=-expiry_date",
        "page=1500",
        "q=2019",
        "q=演示盛源",
        "filed_from=2019-01-01&filed_to=2019-12-31",
    ),
    "enterprises": ("", "state=here", "holding=yes", "titled=yes", "q=钢材", "section=C", "sort=uscc", "page=300"),
    "titles": ("", "state=valid", "kind=pilot", "q=演示"),
}


def _county() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from qiangxian.contexts.registers.demonstration.actions import load_demo
    from qiangxian.kernel.actor import Actor

    call_command("migrate", verbosity=0)
    day = timezone.localdate()
    load_demo(actor=Actor.system(), at=timezone.now(), division_code="410481", scale=SCALE, through_date=day)


def _ask() -> tuple[list[float], list[float], int]:
    from django.core.cache import cache
    from django.http import QueryDict
    from django.utils import timezone

    from qiangxian.contexts.lists.readers import list_page
    from qiangxian.contexts.lists.types import Viewer
    from qiangxian.contexts.registers.records.kinds import named_kind
    from qiangxian.contexts.registers.records.listing import register_of
    from qiangxian.kernel.actor import Actor, Grant
    from qiangxian.kernel.asof import AsOf
    from qiangxian.web.lists.pages import query_of

    clerk = Actor(1, "bench", frozenset({Grant("office", "410481")}))
    viewer = Viewer(clerk, AsOf.on(timezone.localdate()))
    cold, warm, largest = [], [], 0
    for _ in range(ROUNDS):
        cache.clear()
        for taken in (cold, warm):
            for slug, queries in QUERIES.items():
                register = register_of(named_kind(slug))
                for query in queries:
                    began = time.perf_counter()
                    page = list_page(register, viewer, query_of(register, QueryDict(query)))
                    taken.append(time.perf_counter() - began)
                    largest = max(largest, page.total)
    return cold, warm, largest


def measure() -> list[Line]:
    _county()
    cold, warm, rows = _ask()
    lines = []
    for words, taken in (("warm", warm), ("cold", cold)):
        p95 = statistics.quantiles(taken, n=20)[18]
        what = f"register lists, {rows:,} rows, p95 {words}, against 300 ms"
        lines.append(Line(what, p95 * 1e3, BAR * 1e3, "ms", p95 / BAR, "≤ 1.00", p95 <= BAR))
    return lines


if __name__ == "__main__":
    if "--here" not in sys.argv:  # settings read the environment once, so the county gets a process with its own folder
        with tempfile.TemporaryDirectory(prefix="qx-bench-") as folder:
            env = {**os.environ, "QIANGXIAN_VAR": folder, "DJANGO_SETTINGS_MODULE": "qiangxian.config.settings"}
            sys.exit(subprocess.run([sys.executable, "-m", "bench.lists", "--here", *sys.argv[1:]], env=env).returncode)
    lines = measure()
    print(json.dumps([line.as_json() for line in lines]) if "--json" in sys.argv else show(lines))

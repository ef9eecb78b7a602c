"""All indicators at 100,000 rights, one day cold, beside SQL a person would write for the same numbers; 36 months beside one day.

Ours is cold: nothing stored, so each run counts, seals and keeps every figure with its parts. The SQL gives the values of
the same indicators on the same rows as recorded until the same revision; what several of its queries need it works out once
in temporary tables. Prints one JSON line with --json; exit 1 where a number differs. The county is made once and kept under
bench/results until the code that makes it changes. Usage: python -m bench.indicators [SCALE]"""

import hashlib
import json
import os
import shutil
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

from bench.figures import COUNTY, HOLDS, STANDS, WORKS, prepare
from bench.indicators_sql import QUERIES, SETUP, TEARDOWN
from bench.table import Line, seconds, show

SCALE = 70
DAY = date(2025, 12, 31)
SERIES = "2023-01:2025-12"
CEILING, TIMES_SQL, TIMES_DAY = 1.0, 2.0, 3.0
ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "bench" / "results"
MADE_BY = ("contexts/registers/demonstration", "contexts/registers/migrations", "rulebook/national/demonstration")


def folder(scale: int) -> Path:
    """Where the county of that scale is kept: another folder as soon as the code that makes it changes."""
    seal = hashlib.sha256()
    for place in MADE_BY:
        for file in sorted((ROOT / "src" / "qiangxian" / place).rglob("*")):
            if file.suffix in (".py", ".yaml"):
                seal.update(file.read_bytes())
    wanted = KEPT / f"county-{scale}-{seal.hexdigest()[:12]}"
    for old in KEPT.glob(f"county-{scale}-*"):
        if old != wanted:
            shutil.rmtree(old)
    wanted.mkdir(parents=True, exist_ok=True)
    return wanted


def ours() -> dict[str, object]:
    """Every indicator on the day, cold: what was stored is taken away first."""
    from qiangxian.contexts.audit import triggers
    from qiangxian.contexts.indicators import readers
    from qiangxian.contexts.indicators.models import Observation, ObservationHead
    from qiangxian.kernel.asof import AsOf

    triggers.let_go()
    Observation.objects.all().delete()
    ObservationHead.objects.all().delete()
    return {one.definition.code: one.value for one in readers.overview(division=COUNTY, as_of=AsOf.on(DAY))}


def keep_classes() -> None:
    """The lookup table a person would have at hand: which classifications belong to a strategic emerging industry."""
    from django.db import connection

    from qiangxian.contexts.registers.rights.measures.emerging_industries import table
    from qiangxian.contexts.registers.rights.models import Right

    found = table(COUNTY)
    symbols = set(Right.objects.filter(type="invention").values_list("classification", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE classes (symbol TEXT PRIMARY KEY)")
        rows = [(symbol,) for symbol in sorted(symbols) if found.find(symbol, main_only=True)]
        cursor.executemany("INSERT INTO classes VALUES (%s)", rows)


def by_hand() -> dict[str, object]:
    """The same numbers and nothing else."""
    from django.db import connection

    from qiangxian.contexts.registers.records.models import RegisterClock
    from qiangxian.engines.lifecycle.terms import first_listed_expiry

    arguments = {
        "n": RegisterClock.objects.get(division_code=COUNTY).revision,
        "d": DAY,
        "c": COUNTY,
        "first": DAY.replace(month=1, day=1),
        "listed": first_listed_expiry(DAY),
    }
    found: dict[str, object] = {}
    words = {"stands": STANDS, "holds": HOLDS, "works": WORKS}
    with connection.cursor() as cursor:
        for sql in SETUP:
            cursor.execute(_written(sql, words), arguments)
        for codes, sql in QUERIES:
            row = cursor.execute(_written(sql, words), arguments).fetchone()
            found |= dict(zip(codes, row or (None,) * len(codes), strict=True))
        for sql in TEARDOWN:
            cursor.execute(sql)
    return found


def _written(sql: str, words: dict[str, str]) -> str:
    """`{stands:r}` is the condition of that name for the table r."""
    for name, text in words.items():
        for alias in "rhbsevxftaluypg":
            sql = sql.replace(f"{{{name}:{alias}}}", f"({text.format(alias)})")
    return sql


def series() -> object:
    """Thirty-six months of every indicator."""
    from qiangxian.contexts.indicators import readers
    from qiangxian.engines.metrics.series import Course
    from qiangxian.kernel.period import Period

    return readers.all_series(division=COUNTY, course=Course(Period.parse(SERIES), DAY))


def differences(mine: dict[str, object], theirs: dict[str, object]) -> dict[str, tuple[object, object]]:
    """Indicators whose two values are not the same; a ratio is compared to nine places, which is what SQL's floats hold."""
    return {
        code: (mine[code], theirs.get(code))
        for code in mine
        if _rounded(mine[code]) != _rounded(theirs.get(code, "not written"))
    }


def _rounded(value: object) -> object:
    return round(Decimal(str(value)), 9) if isinstance(value, (int, float, Decimal)) else value


def main() -> None:
    scale = next((int(word) for word in sys.argv[1:] if word.isdigit()), SCALE)
    rights = prepare(os.fspath(folder(scale)), scale)
    keep_classes()
    mine, theirs = ours(), by_hand()
    if wrong := differences(mine, theirs):
        sys.exit(f"the numbers differ (ours, by hand): {wrong}")
    own, hand, months = seconds(ours), seconds(by_hand), seconds(series, runs=3)
    what = f"{len(mine)} indicators, {rights:,} rights"
    lines = [
        Line(f"{what}, cold", own, hand, "s", own / hand, f"≤ {TIMES_SQL:g} × SQL", own / hand <= TIMES_SQL),
        Line(f"{what}, at most", own, CEILING, "s", own, f"≤ {CEILING:g} s", own <= CEILING),
        Line(
            "36 months of all beside one day",
            months,
            own,
            "s",
            months / own,
            f"≤ {TIMES_DAY:g}",
            months / own <= TIMES_DAY,
        ),
    ]
    in_json = "--json" in sys.argv
    print(json.dumps([line.as_json() for line in lines], ensure_ascii=False) if in_json else show(lines))


if __name__ == "__main__":
    main()

"""The four targets of the seed at 100,000 rights against hand-written SQL that gives the same numbers.

Ours is cold: nothing stored, so each run counts, seals and keeps four figures. Beside it the SQL a person would write for
just these four numbers, on the same rows, as recorded until the same revision. Prints one JSON line; exit 1 where a number
differs. Usage: python -m bench.figures [SCALE]"""

import json
import os
import sys
import tempfile
from datetime import UTC, date, datetime

from bench.table import Line, seconds, show

BAR, CEILING = 2.0, 1.0
SCALE = 70
COUNTY = "410481"
DAY = date(2025, 12, 31)
FOUR = (
    "enterprises_with_granted_patents",
    "pilot_or_advantage_enterprises",
    "service_agencies",
    "patent_information_databases",
)

STANDS = "{0}.revision <= %(n)s AND ({0}.superseded_revision IS NULL OR {0}.superseded_revision > %(n)s)"
HOLDS = (
    "({0}.valid_from IS NULL OR ({0}.valid_from <= %(d)s AND COALESCE({0}.known_from, {0}.valid_from) <= %(d)s)) AND "
    "({0}.valid_to IS NULL OR {0}.valid_to > %(d)s OR COALESCE({0}.known_to, {0}.valid_to) > %(d)s)"
)
WORKS = (
    "({0}.opened_date IS NULL OR ({0}.opened_date <= %(d)s AND COALESCE({0}.opened_known_date, {0}.opened_date) <= %(d)s)) "
    "AND ({0}.closed_date IS NULL OR {0}.closed_date > %(d)s OR COALESCE({0}.closed_known_date, {0}.closed_date) > %(d)s)"
)
WRITTEN_BY_HAND = (
    f"""
    SELECT COUNT(*) FROM (
      SELECT h.holder_id FROM registers_right r JOIN registers_holding h ON h.record_id = r.record_id
      WHERE {STANDS.format("r")} AND {STANDS.format("h")} AND {HOLDS.format("h")}
        AND r.division_code = %(c)s AND r.type IN ('invention', 'utility_model', 'design') AND r.grant_date <= %(d)s
        AND h.holder_id IN (
          SELECT e.record_id FROM registers_enterprise e JOIN registers_domicile s ON s.record_id = e.record_id
          WHERE {STANDS.format("e")} AND {STANDS.format("s")} AND {HOLDS.format("s")} AND e.division_code = %(c)s
            AND s.area_code = %(c)s AND e.entity_kind IN ('company', 'cooperative', 'sole_trader')
            AND (e.established_date IS NULL OR e.established_date <= %(d)s)
            AND (e.closed_date IS NULL OR e.closed_date > %(d)s
                 OR COALESCE(e.closed_known_date, e.closed_date) > %(d)s))
        AND r.record_id NOT IN (
          SELECT v.record_id FROM registers_legalevent v
          WHERE {STANDS.format("v")} AND v.division_code = %(c)s AND v.type = 'invalidation_full'
            AND v.known_date <= %(d)s AND v.effective_date <= %(d)s
            AND NOT EXISTS (SELECT 1 FROM registers_legalevent x WHERE x.record_id = v.record_id
              AND {STANDS.format("x")} AND x.type = 'restoration' AND x.known_date <= %(d)s
              AND x.effective_date >= v.effective_date))
      GROUP BY h.holder_id HAVING COUNT(DISTINCT h.record_id) >= 2) AS found""",
    f"""
    SELECT COUNT(DISTINCT COALESCE(NULLIF(e.uscc, ''), e.name, NULLIF(t.uscc, ''), t.enterprise_name))
    FROM registers_title t LEFT JOIN registers_enterprise e ON e.record_id = t.enterprise_id AND {STANDS.format("e")}
      AND (e.established_date IS NULL OR e.established_date <= %(d)s)
      AND (e.closed_date IS NULL OR e.closed_date > %(d)s OR COALESCE(e.closed_known_date, e.closed_date) > %(d)s)
      AND EXISTS (SELECT 1 FROM registers_domicile s WHERE s.record_id = e.record_id AND {STANDS.format("s")}
        AND {HOLDS.format("s")} AND s.division_code = %(c)s AND s.area_code = %(c)s)
    WHERE (t.enterprise_id IS NULL OR e.record_id IS NOT NULL)
      AND {STANDS.format("t")} AND t.division_code = %(c)s AND t.kind IN ('pilot', 'advantage', 'demonstration')
      AND t.level IN ('national', 'provincial', 'prefecture') AND t.match_state <> 'outside'
      AND t.valid_from <= %(d)s AND t.known_date <= %(d)s AND (t.valid_through IS NULL OR t.valid_through >= %(d)s)
      AND (t.revoked_date IS NULL OR t.revoked_date > %(d)s OR COALESCE(t.revoked_known_date, t.revoked_date) > %(d)s)""",
    f"""
    SELECT COUNT(*) FROM registers_agency a
    WHERE {STANDS.format("a")} AND a.division_code = %(c)s AND a.area_code IN (%(c)s, '') AND {WORKS.format("a")}""",
    f"""
    SELECT COUNT(*) FROM registers_facility f WHERE {STANDS.format("f")} AND f.division_code = %(c)s
      AND f.area_code IN (%(c)s, '') AND f.kind = 'patent_information_database' AND {WORKS.format("f")}""",
)


def prepare(folder: str, scale: int) -> int:
    """The demonstration county at that scale on a database of its own; how many rights it has."""
    os.environ["QIANGXIAN_VAR"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "qiangxian.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)
    from qiangxian.contexts.registers.demonstration.actions import load_demo
    from qiangxian.contexts.registers.rights.models import Right
    from qiangxian.kernel.actor import Actor

    if not Right.objects.exists():
        load_demo(
            actor=Actor.system(),
            at=datetime.now(UTC),
            division_code=COUNTY,
            scale=scale,
            through_date=date(2026, 11, 22),
            progress=lambda _done: None,
        )
    return Right.objects.count()


def ours() -> list[object]:
    """The four figures, cold: what was stored is taken away first, outside no measurement of anybody's."""
    from qiangxian.contexts.audit import triggers
    from qiangxian.contexts.indicators import readers
    from qiangxian.contexts.indicators.models import Observation, ObservationHead
    from qiangxian.contexts.indicators.types import FigureAsked
    from qiangxian.kernel.asof import AsOf

    triggers.let_go()
    Observation.objects.all().delete()
    ObservationHead.objects.all().delete()
    return [figure.value for figure in readers.figures([FigureAsked(COUNTY, code, AsOf.on(DAY)) for code in FOUR])]


def by_hand() -> list[object]:
    """The same four numbers and nothing else."""
    from django.db import connection

    from qiangxian.contexts.registers.records.models import RegisterClock

    arguments = {"n": RegisterClock.objects.get(division_code=COUNTY).revision, "d": DAY, "c": COUNTY}
    with connection.cursor() as cursor:
        return [cursor.execute(sql, arguments).fetchone()[0] for sql in WRITTEN_BY_HAND]


def main() -> None:
    scale = next((int(word) for word in sys.argv[1:] if word.isdigit()), SCALE)
    with tempfile.TemporaryDirectory() as folder:
        rights = prepare(os.environ.get("QIANGXIAN_BENCH_VAR", folder), scale)
        if (mine := ours()) != (theirs := by_hand()):
            sys.exit(f"the numbers differ: {mine} against {theirs}")
        own, hand = seconds(ours), seconds(by_hand)
    ratio = own / hand
    lines = [
        Line(f"four targets, {rights:,} rights, cold", own, hand, "s", ratio, f"≤ {BAR:g} × SQL", ratio <= BAR),
        Line(f"four targets, {rights:,} rights, at most", own, CEILING, "s", own, f"≤ {CEILING:g} s", own <= CEILING),
    ]
    in_json = "--json" in sys.argv
    print(json.dumps([line.as_json() for line in lines], ensure_ascii=False) if in_json else show(lines))


if __name__ == "__main__":
    main()

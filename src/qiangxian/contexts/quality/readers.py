"""What the last runs found, limited to what the actor may see: a county's staff its own county and what belongs to none,
an administrator the checks it must act on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum

from qiangxian.contexts.schedule.types import RunState
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotAllowed
from qiangxian.kernel.integrity import CHECKS, IntegrityCheck, Scope
from qiangxian.kernel.roles import ADMINISTRATION, STAFF

from .looking import checks_for
from .models import IntegrityCount, IntegrityException, IntegrityFinding, IntegrityRun
from .policies import may_read, sees

TREND_RUNS = 30


def divisions_of(actor: Actor) -> list[str]:
    """Whose findings the actor may see: its counties, and the empty code for what belongs to none."""
    return [*sorted(actor.divisions(*STAFF, *ADMINISTRATION)), ""] if may_read.anywhere(actor) else []


@dataclass(frozen=True)
class CheckState:
    """One check with what the newest run found: `standing` without those let be. None: it has not been run yet."""

    check: IntegrityCheck
    division_code: str
    standing: int | None
    ignored: int = 0
    appeared: int = 0
    resolved: int = 0
    failure: str = ""

    @property
    def is_broken(self) -> bool:
        """The check itself could not be carried out."""
        return bool(self.failure)


def newest_run(division_code: str, *, finished: bool = True) -> IntegrityRun | None:
    """The newest run, of those that came to their end unless another is asked for."""
    rows = IntegrityRun.objects.filter(division_code=division_code)
    return (rows.filter(state=RunState.DONE) if finished else rows).first()


def run(run_id: int) -> IntegrityRun:
    """One run by its id."""
    return IntegrityRun.objects.get(pk=run_id)


def states(actor: Actor, day: date) -> list[CheckState]:
    """Every check the actor may see, worst first: broken, errors, warnings, then what is clean."""
    found = [one for code in divisions_of(actor) for one in _states(code, day) if sees(actor, one.check)]
    return sorted(found, key=lambda one: (not one.is_broken, not one.standing, one.check.severity, one.check.code))


def _states(division_code: str, day: date) -> list[CheckState]:
    run = newest_run(division_code)
    counts = {c.check_code: c for c in run.counts.all()} if run else {}
    open_rows = standing_findings(division_code)
    found = _by_check(open_rows)
    let_be = _by_check(open_rows.filter(is_let_be(day)))
    return [_state(check, division_code, counts.get(check.code), found, let_be) for check in checks_for(division_code)]


def _state(
    check: IntegrityCheck, division: str, count: IntegrityCount | None, found: dict[str, int], let_be: dict[str, int]
) -> CheckState:
    if count is None:
        return CheckState(check, division, None)
    ignored = let_be.get(check.code, 0)
    standing = found.get(check.code, 0) - ignored
    return CheckState(check, division, standing, ignored, count.appeared, count.resolved, count.failure)


def _by_check(rows: QuerySet[IntegrityFinding]) -> dict[str, int]:
    return dict(rows.order_by().values_list("check_code").annotate(number=Count("id")))


def standing_findings(division_code: str) -> QuerySet[IntegrityFinding]:
    """What no run has seen resolved."""
    return IntegrityFinding.objects.filter(division_code=division_code, resolved_run__isnull=True)


def exceptions_on(day: date) -> QuerySet[IntegrityException]:
    """What is let be on the day."""
    return IntegrityException.objects.filter(lifted_at__isnull=True, until_date__gte=day)


def is_let_be(day: date) -> Exists:
    """Whether a finding is let be on the day, as a condition."""
    same = {name: OuterRef(name) for name in ("check_code", "division_code", "key")}
    return Exists(exceptions_on(day).filter(**same))


def check_for(actor: Actor, code: str) -> tuple[IntegrityCheck, str]:
    """The check of that code and whose findings of it the actor sees; `NotAllowed` where that is nobody's."""
    check = CHECKS.named(code)
    divisions = [d for d in divisions_of(actor) if bool(d) == (check.scope == Scope.COUNTY)]
    if not divisions or not sees(actor, check):
        raise NotAllowed("这项检查不对您当前的角色开放", remedy="如确需查看，请联系安全管理员")
    return check, divisions[0]


def findings(check_code: str, division_code: str, day: date, *, ignored: bool) -> QuerySet[IntegrityFinding]:
    """Standing findings of one check: those to be put right, or those let be."""
    rows = standing_findings(division_code).filter(check_code=check_code).select_related("first_run")
    return rows.filter(is_let_be(day)) if ignored else rows.exclude(is_let_be(day))


def exceptions(check_code: str, division_code: str, keys: Iterable[str]) -> dict[str, IntegrityException]:
    """Why those findings are let be, by key."""
    rows = IntegrityException.objects.filter(
        check_code=check_code, division_code=division_code, key__in=list(keys), lifted_at__isnull=True
    )
    return {row.key: row for row in rows}


def is_ignored(check_code: str, division_code: str, day: date) -> set[str]:
    """The keys of one check that are let be on the day."""
    rows = exceptions_on(day).filter(check_code=check_code, division_code=division_code)
    return set(rows.values_list("key", flat=True))


def trend(actor: Actor) -> Sequence[tuple[date, Mapping[str, int]]]:
    """How many findings stood by severity on each of the last days with a run, the day's last one, of the checks the actor sees."""
    day_of = _last_runs(divisions_of(actor))
    codes = [check.code for check in CHECKS.values() if sees(actor, check)]
    counts = IntegrityCount.objects.filter(run_id__in=day_of, check_code__in=codes).order_by()
    sums: dict[date, dict[str, int]] = {day: {} for day in day_of.values()}
    for run_id, severity, number in counts.values_list("run_id", "severity").annotate(
        number=Sum(F("found") - F("ignored"))
    ):
        of_day = sums[day_of[run_id]]
        of_day[severity] = of_day.get(severity, 0) + (number or 0)
    return sorted(sums.items(), key=lambda one: one[0])[-TREND_RUNS:]


def _last_runs(divisions: list[str]) -> dict[int, date]:
    """The last finished run of every day and division, by its id; several runs a day leave room for fewer days."""
    rows = IntegrityRun.objects.filter(division_code__in=divisions, state=RunState.DONE).order_by("-id")
    newest: dict[tuple[str, date], int] = {}
    for division, day, run_id in rows.values_list("division_code", "as_of_date", "id")[: TREND_RUNS * 6]:
        newest.setdefault((division, day), run_id)
    return {run_id: day for (_, day), run_id in newest.items()}


def running(division_code: str) -> IntegrityRun | None:
    """The run under way, if any: the county's own, else the one that follows it."""
    rows = IntegrityRun.objects.filter(division_code__in=[division_code, ""], state=RunState.RUNNING)
    return rows.order_by("id").first()


def progress(division_code: str) -> tuple[int, int]:
    """How many checks of the runs under way are done, of how many."""
    rows = IntegrityRun.objects.filter(division_code__in=[division_code, ""]).order_by("-id")[:2]
    return sum(run.done for run in rows), sum(run.total for run in rows)

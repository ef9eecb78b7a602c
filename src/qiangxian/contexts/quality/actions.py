"""Starting a run, keeping what it found, letting a finding stand and taking that back."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.schedule.types import RunState
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Conflict, NotFound, Refused
from qiangxian.kernel.integrity import CHECKS

from . import policies
from .looking import LABEL, Looked, checks_for
from .models import IntegrityCount, IntegrityException, IntegrityFinding, IntegrityRun

LEASE = timedelta(minutes=30)
CHUNK = 1000
Findings = tuple[str, list[str]]
"""The code of a check, and the keys of some of what it found."""


@action("audit.start_integrity_run", label="发起数据质量检查", policy=policies.may_run)
def start_run(*, actor: Actor, at: datetime, division_code: str, as_of_date: date) -> Receipt:
    """One run of the county's checks, and one of those about rules, files and audit; the result is their two ids.

    A run that is under way is not begun a second time; one that has stood still for long is taken for dead."""
    mine = IntegrityRun.objects.filter(division_code__in=[division_code, ""], state=RunState.RUNNING)
    mine.filter(started_at__lte=at - LEASE).update(state=RunState.FAILED, finished_at=at)
    if mine.exists():
        raise Conflict("数据质量检查正在进行", remedy="请等它结束，再看结果")
    runs = [
        IntegrityRun.objects.create(
            division_code=code,
            as_of_date=as_of_date,
            total=len(checks_for(code)),
            started_at=at,
            started_by=actor.label,
        )
        for code in sorted({division_code, ""}, reverse=True)
    ]
    ids = [run.pk for run in runs]
    after = {"as_of": as_of_date.isoformat(), "checks": sum(run.total for run in runs)}
    return Receipt("integrity_run", str(ids[0]), "数据质量检查", after=after, division_code=division_code, result=ids)


def note_progress(run_id: int, done: int) -> None:
    """The counter of a running run, outside any action like that of an import."""
    IntegrityRun.objects.filter(pk=run_id, state=RunState.RUNNING).update(done=done)


@action("audit.store_integrity_run", label="保存数据质量检查结果", policy=policies.may_store)
def store_run(*, actor: Actor, at: datetime, run_id: int, looked: Iterable[Looked]) -> Receipt:
    """Keep what the checks found: new findings begin with this run, those no longer found end with it."""
    run = IntegrityRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None or run.state != RunState.RUNNING:
        raise Conflict("这次检查已经结束", remedy="请重新发起")
    ignored = _ignored_keys(run.division_code, run.as_of_date)
    counts = [_store(run, one, ignored.get(one.check.code, set())) for one in looked]
    IntegrityCount.objects.bulk_create(counts)
    _end_findings_of_gone_checks(run)
    run.state, run.finished_at, run.done = RunState.DONE, at, run.total
    run.save()
    after = {"found": sum(c.found for c in counts), "failed": sum(bool(c.failure) for c in counts)}
    label = f"{run.as_of_date} 数据质量检查"
    return Receipt("integrity_run", str(run.pk), label, after=after, division_code=run.division_code, result=run)


def _ignored_keys(division_code: str, day: date) -> dict[str, set[str]]:
    keys: dict[str, set[str]] = {}
    rows = IntegrityException.objects.filter(division_code=division_code, lifted_at__isnull=True, until_date__gte=day)
    for code, key in rows.values_list("check_code", "key"):
        keys.setdefault(code, set()).add(key)
    return keys


def _store(run: IntegrityRun, one: Looked, ignored: set[str]) -> IntegrityCount:
    """A check that could not be carried out leaves its findings as they are."""
    count = IntegrityCount(run=run, check_code=one.check.code, severity=one.check.severity)
    count.milliseconds, count.failure = one.milliseconds, one.failure
    if one.failure:
        return count
    standing = {
        row.key: row
        for row in IntegrityFinding.objects.filter(
            check_code=one.check.code, division_code=run.division_code, resolved_run__isnull=True
        )
    }
    fresh = [_row(run, one, key) for key in one.findings if key not in standing]
    gone = [row.pk for key, row in standing.items() if key not in one.findings]
    IntegrityFinding.objects.bulk_create(fresh, batch_size=CHUNK)
    for start in range(0, len(gone), CHUNK):
        IntegrityFinding.objects.filter(pk__in=gone[start : start + CHUNK]).update(resolved_run=run)
    _retell(one, standing)
    count.found, count.appeared, count.resolved = len(one.findings), len(fresh), len(gone)
    count.ignored = len(ignored & one.findings.keys())
    return count


def _row(run: IntegrityRun, one: Looked, key: str) -> IntegrityFinding:
    found = one.findings[key]
    return IntegrityFinding(
        check_code=one.check.code,
        division_code=run.division_code,
        key=key,
        label=found.label[:LABEL],
        words=found.words,
        url_kind=found.url_kind,
        url_id=found.url_id,
        first_run=run,
    )


def _retell(one: Looked, standing: dict[str, IntegrityFinding]) -> None:
    """Findings that stand but are worded anew, such as one that counts days."""
    changed = []
    for key, row in standing.items():
        found = one.findings.get(key)
        told = (row.label, row.words, row.url_kind, row.url_id)
        if found and told != (new := (found.label[:LABEL], found.words, found.url_kind, found.url_id)):
            row.label, row.words, row.url_kind, row.url_id = new
            changed.append(row)
    IntegrityFinding.objects.bulk_update(changed, ["label", "words", "url_kind", "url_id"], batch_size=CHUNK // 4)


def _end_findings_of_gone_checks(run: IntegrityRun) -> None:
    """A check the product no longer has leaves nothing open behind."""
    codes = [check.code for check in checks_for(run.division_code)]
    rows = IntegrityFinding.objects.filter(division_code=run.division_code, resolved_run__isnull=True)
    rows.exclude(check_code__in=codes).update(resolved_run=run)


@action("audit.fail_integrity_run", label="数据质量检查中断", policy=policies.may_store)
def fail_run(*, actor: Actor, at: datetime, run_id: int, reason: str) -> Receipt:
    """A run that could not be brought to its end; nothing of it is kept."""
    run = IntegrityRun.objects.select_for_update().get(pk=run_id)
    run.state, run.finished_at = RunState.FAILED, at
    run.save()
    return Receipt("integrity_run", str(run_id), "数据质量检查", division_code=run.division_code)


@action("audit.ignore_findings", label="将数据质量问题标为不处理", policy=policies.may_ignore)
def ignore_findings(
    *, actor: Actor, at: datetime, division_code: str, findings: Findings, reason: str, until_date: date
) -> Receipt:
    """Let standing findings of one check be until a day, with a reason; they stay listed apart and come back by themselves."""
    check_code, keys = findings
    check, rows = CHECKS.named(check_code), _standing(division_code, check_code, keys)
    if not reason.strip():
        raise Refused("没有写明理由", column="理由", remedy="请写明不处理的理由")
    if until_date <= county_day(at):
        raise Refused("到期日须在今天之后", column="到期日", value=until_date, remedy="请填写将来的日期")
    _exceptions(division_code, check_code, keys).update(lifted_at=at, lifted_by=actor.label)
    IntegrityException.objects.bulk_create(
        IntegrityException(
            check_code=check_code,
            division_code=division_code,
            key=row.key,
            label=row.label,
            reason=reason.strip(),
            until_date=until_date,
            ignored_at=at,
            ignored_by=actor.label,
        )
        for row in rows
    )
    after = {"check": check_code, "keys": [row.key for row in rows], "until": until_date.isoformat()}
    return Receipt("integrity_check", check_code, check.label, after=after, division_code=division_code, result=rows)


def _standing(division_code: str, check_code: str, keys: list[str]) -> list[IntegrityFinding]:
    rows = IntegrityFinding.objects.filter(
        check_code=check_code, division_code=division_code, key__in=keys, resolved_run__isnull=True
    )
    if not (found := list(rows)):
        raise NotFound("没有选中现存的问题", remedy="请先勾选要标为不处理的问题；页面若已过时请刷新")
    return found


def _exceptions(division_code: str, check_code: str, keys: list[str]) -> QuerySet[IntegrityException]:
    return IntegrityException.objects.filter(
        check_code=check_code, division_code=division_code, key__in=keys, lifted_at__isnull=True
    )


@action("audit.heed_findings", label="恢复处理数据质量问题", policy=policies.may_ignore)
def heed_findings(*, actor: Actor, at: datetime, division_code: str, findings: Findings) -> Receipt:
    """Take back that findings are let be."""
    check_code, keys = findings
    rows = list(_exceptions(division_code, check_code, keys))
    if not rows:
        raise NotFound("这些问题没有标为不处理", remedy="请刷新页面")
    before = {"keys": [row.key for row in rows], "reasons": sorted({row.reason for row in rows})}
    _exceptions(division_code, check_code, keys).update(lifted_at=at, lifted_by=actor.label)
    label = CHECKS.named(check_code).label
    return Receipt("integrity_check", check_code, label, before=before, division_code=division_code, result=rows)

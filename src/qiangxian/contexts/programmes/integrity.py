"""What must hold among tasks and targets, and in the rulebook they rest on."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef

from qiangxian.contexts.indicators import readers as indicators
from qiangxian.engines.metrics.definitions import Definition
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import notice_of
from qiangxian.kernel.errors import DomainError
from qiangxian.kernel.evidence import EVIDENCE_PROVIDERS
from qiangxian.kernel.integrity import Finding, check
from qiangxian.kernel.rulebook import Rulebook

from .judging import factor_of, indicator_of
from .models import STANDING, Assignment, Programme, Target, Task
from .releasing import digest_of
from .types import AssignmentRole


@check(
    "programmes.public_without_release",
    label="公开状态与发布记录不一致",
    owner="sysadmin",
    severity="error",
    rule="公开页只显示经人发布的内容；发布和撤回都留痕",
    remedy="这不应由界面操作产生，请核对备份和审计日志",
)
def public_without_release(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """A programme is public where a release of it stands, and the content of each is what was frozen."""
    for programme in Programme.objects.filter(division_code=division).prefetch_related("releases"):
        standing = [one for one in programme.releases.all() if one.published_at and not one.withdrawn_at]
        key = str(programme.matter_id)
        if programme.is_public != bool(standing):
            words = "标为公开，却没有发布的内容" if programme.is_public else "有发布的内容，却未标为公开"
            yield Finding(key, programme.title, words, "matter", key)
        for one in programme.releases.all():
            if one.digest != digest_of(one.content):
                yield Finding(f"{key}/{one.pk}", programme.title, f"{one.as_of_date} 的公开内容被改动过", "matter", key)


@check(
    "programmes.task_without_lead",
    label="任务没有牵头或责任单位",
    owner="office",
    severity="warning",
    rule="每项任务须有单位负责，否则无人报送、无人可督",
    remedy="在方案页面核对原文，补上遗漏的责任单位",
)
def task_without_lead(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Standing tasks under which no unit leads or answers."""
    answering = Assignment.objects.filter(
        task_id=OuterRef("pk"), role__in=[AssignmentRole.LEAD, AssignmentRole.RESPONSIBLE]
    )
    tasks = Task.objects.filter(STANDING, ~Exists(answering), programme__division_code=division)
    for task in tasks.order_by("programme_id", "position"):
        key = f"{task.programme_id}/{task.key}"
        yield Finding(key, f"{task.key} {task.title}", "没有牵头单位，也没有责任单位", "task", key)


@check(
    "programmes.unit_not_placed",
    label="方案中的单位名称未对应到单位",
    owner="office",
    severity="warning",
    rule="任务分工按单位汇总，未对应的名称不进入任何单位的清单",
    remedy="在“方案与任务 · 单位认定”中选定单位或建立单位",
)
def unit_not_placed(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Printed unit names, collectives aside, that were not matched to a unit of the county."""
    rows = Assignment.objects.filter(
        task__withdrawn_at__isnull=True, task__programme__division_code=division, unit__isnull=True, collective=False
    )
    for name in rows.order_by("printed_name").values_list("printed_name", flat=True).distinct():
        yield Finding(name, name, "分工中写有这个名称，尚未对应到本县的单位", "units")


@check(
    "programmes.target_indicator_gone",
    label="目标所用的指标不存在",
    owner="office",
    severity="error",
    rule="每个数字目标由统计指标中的一个指标计算",
    remedy="在目标页面改选指标，或恢复规则库中被删去的指标文件",
)
def target_indicator_gone(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Standing numeric targets whose indicator the rulebook does not know on the day."""
    rows = Target.objects.filter(STANDING, programme__division_code=division).exclude(indicator="")
    known = _known_indicators(division, as_of.effective)
    for target in rows.order_by("programme_id", "position"):
        if target.indicator not in known:
            key = f"{target.programme_id}/{target.key}"
            words = f"指标 {target.indicator} 不在规则库中"
            yield Finding(key, f"{target.key} {target.label}", words, "target", key)


def _known_indicators(division: str | None, day: date) -> set[str]:
    listed = indicators.available(on=day, division=division or "")
    return {one.code for one in listed} | {one.number for one in listed if one.number}


@check(
    "programmes.target_unit_differs",
    label="目标的单位与指标不能换算",
    owner="office",
    severity="error",
    rule="目标值与指标值须以可以换算的单位比较",
    remedy="在目标页面改选指标，或更正目标的单位",
)
def target_unit_differs(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Standing targets whose unit says something else than what their indicator counts."""
    listed = indicators.available(on=as_of.effective, division=division or "")
    known = {code: one for one in listed for code in (one.code, one.number) if code}
    rows = Target.objects.filter(STANDING, programme__division_code=division).exclude(kind="existence")
    for target in rows.prefetch_related("settings").order_by("programme_id", "position"):
        definition = known.get(indicator_of(target))
        if definition is not None and factor_of(target, definition) is None:
            key = f"{target.programme_id}/{target.key}"
            words = f"方案以“{target.unit_of_measure}”计，指标“{definition.label}”以“{definition.unit}”计"
            yield Finding(key, f"{target.key} {target.label}", words, "target", key)


@check(
    "programmes.rulebook_faulty",
    label="规则文件不合规",
    owner="sysadmin",
    severity="error",
    scope="product",
    rule="规则文件须写明日期、来源和核对日，并合于各自的结构",
    remedy="按所列文件和行号改正规则文件；本地规则改动后先运行 qiangxian rulebook check",
)
def rulebook_faulty(_division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Rule files that fail their schema."""
    yield from faulty_files(rulebook.RULEBOOK)


def faulty_files(book: Rulebook) -> Iterator[Finding]:
    """Every fault of every file of a rulebook, by file and line."""
    for issue in book.validate_all():
        yield Finding(f"{issue.file}:{issue.line} {issue.message}", issue.file, f"第 {issue.line} 行：{issue.message}")


@check(
    "programmes.provider_gone",
    label="佐证来源不存在",
    owner="sysadmin",
    severity="error",
    scope="product",
    rule="存在性目标按规则文件所列的来源寻找佐证",
    remedy="更正 programmes/targets.yaml 中的来源代码",
)
def provider_gone(_division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Rules that name a source of evidence nobody offers."""
    yield from missing_providers(rulebook.RULEBOOK)


def missing_providers(book: Rulebook) -> Iterator[Finding]:
    """The sources of evidence a rulebook names and no context offers."""
    for rule in book.load("programmes", "targets", division=None)["evidence"]:
        if rule["provider"] not in EVIDENCE_PROVIDERS:
            yield Finding(rule["provider"], rule["provider"], "没有登记这个佐证来源", "rule")


@check(
    "programmes.holiday_notice_missing",
    label="缺少放假通知",
    owner="sysadmin",
    severity="warning",
    scope="product",
    rule="没有国务院放假通知的年份只按周末推算，期限为暂定（patent-lifecycle §4）",
    remedy="国务院办公厅通知发布后，在规则库 calendar/notices.yaml 中补上该年",
)
def holiday_notice_missing(_division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """The notice of the day's year, and late in the year that of the next."""
    month = rulebook.parameter("registers", "integrity.holiday_notice_month", as_of.effective, None)
    years = [as_of.effective.year, *([as_of.effective.year + 1] if as_of.effective.month >= month else [])]
    for year in years:
        if notice_of(year) is None:
            yield Finding(str(year), f"{year} 年", f"规则库中没有 {year} 年的放假通知，期限为暂定", "rule")


@check(
    "programmes.programme_unreadable",
    label="工作方案的目标无法计算",
    owner="office",
    severity="error",
    rule="目标页面、总览和考核都从这里取数",
    remedy="按所列原因更正目标的口径或规则",
)
def programme_unreadable(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Targets whose parameters their indicator no longer takes."""
    known = {one.code: one for one in indicators.available(on=as_of.effective, division=division or "")}
    known |= {one.number: one for one in known.values() if one.number}
    for programme in Programme.objects.filter(division_code=division):
        for target in programme.target_set.filter(STANDING).exclude(indicator=""):
            if target.indicator in known and (fault := _refused(known[target.indicator], target)):
                key = f"{programme.pk}/{target.key}"
                yield Finding(key, f"{target.key} {target.label}", fault, "target", key)


def _refused(definition: Definition, target: Target) -> str:
    """Why the indicator does not take the plan's own readings; empty where it does."""
    given = {name: value for name, value in target.parameters.items() if name in definition.parameters}
    try:
        definition.settle(given)
    except DomainError as fault:
        return str(fault)
    return ""

"""What must hold of rounds: stored results come out again; criteria name sources there are."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from qiangxian.engines.scoring import shapes
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import Discrepancy, Finding, Tick, check, proof

from . import results, upper_values
from .inputs import INDICATOR, SOURCES
from .models import Round, UpperReturn


@check(
    "assessments.result_differs",
    label="考核得分不能重算",
    owner="secadmin",
    remedy="保全数据库，报告安全管理员；用 qiangxian verify 找出不符的单位和指标",
    severity="error",
    rule="考核结果连同取数固定，任何时候可由固定的标准和取数重算",
)
def result_differs(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """Every stored score, part by part."""
    rows = Round.objects.filter(matter__division_code=division).exclude(results={}).select_related("matter")
    return [
        Finding(
            f"{row.matter.code} {one.where}", one.where, f"应为 {one.expected}，存为 {one.found}", "matter", str(row.pk)
        )
        for row in rows
        for one in results.differing(row.criteria, row.results, str(row))
    ]


@proof("assessments", label="考核得分", settles="assessments.result_differs", count=lambda: _stored().count())
def stored_results(tick: Tick) -> Iterator[Discrepancy]:
    """The same, round by round."""
    for row in _stored().select_related("matter").order_by("pk"):
        yield from results.differing(row.criteria, row.results, str(row))
        tick()


@check(
    "assessments.sent_form_differs",
    label="报送的上级报表与固定的数值不符",
    owner="secadmin",
    remedy="保全数据库和文件，报告安全管理员；不能改动已报送的报表，须更正的另填一期",
    severity="error",
    rule="报送的文件和数值一并固定，可由模板和数值重新生成",
)
def sent_form_differs(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """Every workbook that was sent."""
    rows = UpperReturn.objects.filter(matter__division_code=division, sent__isnull=False)
    return [
        Finding(row.matter.code, str(row), one.what, "matter", str(row.pk))
        for row in rows.select_related("matter", "form", "template", "sent")
        for one in upper_values.differing(row)
    ]


@proof(
    "upper_returns",
    label="上级报表",
    settles="assessments.sent_form_differs",
    count=lambda: UpperReturn.objects.filter(sent__isnull=False).count(),
)
def sent_forms(tick: Tick) -> Iterator[Discrepancy]:
    """The same, one by one."""
    for row in UpperReturn.objects.filter(sent__isnull=False).select_related("form", "template", "sent").order_by("pk"):
        yield from upper_values.differing(row)
        tick()


def _stored() -> QuerySet[Round]:
    return Round.objects.exclude(results={})


@check(
    "assessments.source_unknown",
    label="评价标准的取数来源不存在",
    owner="sysadmin",
    scope="product",
    remedy="更正规则库 assessments 目录下该文件的 source",
    severity="error",
    rule="评价标准只取自已登记的来源",
)
def source_unknown(_division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Every criterion of every library that ships."""
    for name, scheme in shapes.shipped(None).items():
        for one in scheme.criteria:
            if one.source and one.source != INDICATOR and one.source not in SOURCES:
                yield Finding(f"{name} {one.key}", one.label, f"没有取数来源 {one.source}", "rule")

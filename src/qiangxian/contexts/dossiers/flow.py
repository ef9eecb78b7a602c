"""How a dossier moves: opened with its criteria frozen, filled with letters and the self-assessment, built in the background as often
as the pool changes, sent by another person than the one who opened it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import TextChoices

from qiangxian.contexts.assessments import readers as assessments
from qiangxian.contexts.audit.events import announce
from qiangxian.contexts.matters.flow import Flow, Matter, Step
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.division import find
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.roles import system_only

from . import policies, rules
from .criteria import criteria_of
from .events import BUILD_ASKED
from .models import Dossier


class DossierState(TextChoices):
    """Where a dossier stands."""

    COLLECTING = "collecting", "归集中"
    BUILDING = "building", "编制中"
    BUILT = "built", "已编制"
    SENT = "sent", "已报送"
    DROPPED = "dropped", "已撤销"


LONGEST = 40_000
OPEN = (DossierState.COLLECTING, DossierState.BUILT)
FLOW = Flow(
    "dossier",
    "验收卷宗",
    "dossiers.Dossier",
    DossierState,
    sees=policies.may_read,
    ended={DossierState.SENT, DossierState.DROPPED},
    tones={DossierState.BUILT: "green", DossierState.SENT: "green", DossierState.BUILDING: "yellow"},
    rule="验收卷宗编制流程（法规与参数：验收卷宗）",
)


def _standings(matter: Any) -> list[tuple[str, str]]:
    """Every standing any table knows; which of them the table has is asked when it is opened."""
    held = [rules.table(code, matter.division_code) for code, _ in rules.tables(matter.division_code)]
    return list({code: words for rule in held for code, words in rule.standing.items()}.items())


def slots(dossier: Dossier) -> list[tuple[str, str]]:
    """The papers of other bodies that are bound in."""
    rule = rules.table(dossier.table, dossier.matter.division_code)
    return [(one.code, f"{one.label}（{one.issuer}）") for one in rule.slots]


@FLOW.step(
    "open",
    "编卷",
    target=DossierState.COLLECTING,
    may=policies.may_build,
    words="考核条目按打开当日的内容固定；佐证、函件和自评报告可以继续补充，每次编制取当时的内容。",
    asks={
        "table": needed("考核表", "choice", choices=lambda matter: rules.tables(matter.division_code)),
        "standing": needed(
            "本县（市、区）所处状态", "choice", choices=_standings, hint="如 未列入、创建对象、已通过验收"
        ),
        "effective": needed("数据截至", "day", initial=lambda _own, today: today),
        "known": offered("信息截至", "day", hint="不填与数据截至同日"),
    },
)
def open_dossier(
    matter: Matter, step: Step, *, table: str, standing: str, effective: date, known: date | None
) -> Dossier:
    """The criteria are kept as they are now, so that a later change of table or plan changes no open dossier."""
    rule = rules.table(table, matter.division_code)
    if standing not in rule.standing:
        words = "、".join(rule.standing.values())
        raise Refused("这张考核表没有这种状态", column="本县（市、区）所处状态", remedy=f"可选：{words}")
    if effective > step.day:
        raise Refused("数据截至在今天以后", column="数据截至", value=effective, remedy="请选择今天或以前的日期")
    days = AsOf.on(effective, known)
    listed = criteria_of(table, matter.division_code, step.actor, days)
    if not listed:
        raise Refused("这张考核表还没有条目", column="考核表", remedy="请先导入方案，或把评分表写入本县的规则文件")
    matter.title = f"{find(matter.division_code).name}{rule.label}卷宗（{effective}）"
    matter.is_demo = step.actor.demo
    matter.save()
    criteria = [one.document() for one in listed]
    days_kept = {"effective": days.effective, "known": days.known}
    return Dossier.objects.create(matter=matter, table=table, standing=standing, criteria=criteria, **days_kept)


@FLOW.step(
    "fill",
    "归入函件和意见",
    sources=OPEN,
    target=DossierState.COLLECTING,
    may=policies.may_build,
    evidence="required",
    asks={
        "slot": needed("文件", "choice", choices=slots),
        "number": offered("文号", "document_number", length=60),
        "day": needed("成文日期", "day"),
    },
)
def fill_slot(dossier: Dossier, step: Step, *, slot: str, number: str, day: date) -> None:
    """The scan of the signed paper takes its place in the volume; a newer one takes that of an older."""
    if day > step.day:
        raise Refused("成文日期在今天以后", column="成文日期", value=day, remedy="请核对日期")
    file = step.files[0]
    kept = {"file": file.pk, "sha256": file.sha256, "name": file.name, "number": number, "day": day.isoformat()}
    dossier.slots = {**dossier.slots, slot: kept}
    step.detail = {"slot": slot, "number": number, "sha256": file.sha256}


@FLOW.step(
    "write",
    "填写自评报告",
    sources=OPEN,
    target=DossierState.COLLECTING,
    may=policies.may_build,
    asks={
        "text": needed("自评报告", rows=16, length=LONGEST, hint="每段一行；以“一、”“（一）”“1.”开头的行排成标题").kept(
            "self_assessment"
        )
    },
)
def write_self_assessment(dossier: Dossier, step: Step, *, text: str) -> None:
    """The text as it will be set."""
    dossier.self_assessment = text


def _rounds(dossier: Dossier) -> list[tuple[str, str]]:
    """The rounds of the county, newest first."""
    found = assessments.rounds(Actor.system(), dossier.matter.division_code)
    return [(str(one.pk), one.matter.title) for one in found]


@FLOW.step(
    "score",
    "关联考核轮次",
    sources=OPEN,
    target=DossierState.COLLECTING,
    may=policies.may_build,
    asks={"round_id": needed("考核轮次", "choice", choices=_rounds, hint="自评得分取自这一轮，按条目编号对应")},
)
def link_round(dossier: Dossier, step: Step, *, round_id: str) -> None:
    """The scores of the table are those of that round."""
    dossier.round_id = int(round_id)
    step.detail = {"round": dossier.round_id}


@FLOW.step(
    "build",
    "编制卷宗",
    sources=OPEN,
    target=DossierState.BUILDING,
    may=policies.may_build,
    owed=True,
    words="在后台编制，可以离开本页。同样的内容再编一次，得到逐字节相同的文件。",
)
def build_dossier(dossier: Dossier, step: Step) -> None:
    """It is built once this is committed."""
    announce(BUILD_ASKED, matter_id=dossier.matter_id)


@FLOW.step("finish", "编制完成", sources=(DossierState.BUILDING,), target=DossierState.BUILT, hidden=True, may=system_only,
           asks={"built": needed("编制结果", "hidden")}, tell="office")  # fmt: skip
def finish_build(dossier: Dossier, step: Step, *, built: Mapping[str, Any]) -> str:
    """The file, the digest of its manifest, and what was missing when it was built."""
    if not isinstance(built, Mapping):
        raise Refused("没有编制结果", column="编制结果", remedy="编制由系统在后台完成")
    for name in ("sha256", "size", "manifest_sha256", "pages", "missing"):
        setattr(dossier, name, built[name])
    step.detail = {"manifest_sha256": dossier.manifest_sha256, "pages": dossier.pages}
    lacking = f"，尚缺 {len(dossier.missing)} 项" if dossier.missing else ""
    return f"卷宗已编制，共 {dossier.pages} 页{lacking}。"


@FLOW.step("fail", "编制未完成", sources=(DossierState.BUILDING,), target=DossierState.COLLECTING, hidden=True, may=system_only,
           asks={"reason": needed("原因")}, tell="office")  # fmt: skip
def fail_build(dossier: Dossier, step: Step, *, reason: str) -> str:
    """Nothing was written; the reason says what to put right."""
    return reason


def _has_file(dossier: Dossier, _today: date) -> Decision:
    return allow() if dossier.sha256 else deny("请先编制卷宗")


@FLOW.step(
    "send",
    "报送",
    sources=(DossierState.BUILT,),
    target=DossierState.SENT,
    may=policies.may_build,
    other_than="open",
    guards=(_has_file,),
    evidence="offered",
    asks={"number": offered("报送文号", "document_number", length=60), "reason": offered("说明")},
    words="报送后卷宗不再改动；盖章件的扫描件可以一并归入。",
)
def send_dossier(dossier: Dossier, step: Step, *, number: str, reason: str) -> None:
    """A second person has looked; from now on it stands."""
    step.detail = {"number": number, "manifest_sha256": dossier.manifest_sha256}


@FLOW.step(
    "drop", "撤销", sources=OPEN, target=DossierState.DROPPED, may=policies.may_build, asks={"reason": needed("理由")}
)
def drop_dossier(dossier: Dossier, step: Step, *, reason: str) -> None:
    """It will not be sent; pieces stay in the pool."""

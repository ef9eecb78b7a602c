"""The page of a file: the facts beside it and everything it holds, as sections both sites draw. An enterprise sees its own
contact, not who else it may be linked with nor what the office weighs."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from qiangxian.contexts.lists.sections import Section, SectionLine, known
from qiangxian.contexts.lists.types import Cell, day, number
from qiangxian.contexts.matters.publicity import objections_shown
from qiangxian.contexts.registers.records.words import place_name
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.personal import masked_name, masked_phone

from . import rules
from .checks import entry_conditions
from .flow import GUIDE, OFFICE, enterprises, visible_memberships
from .goals import standings
from .models import GradeRecord, Membership, ServiceEntry
from .types import ConditionOutcome, FileState, GradeDecision

VISIT = "visit"
SHOWN_GRADES = 24
TONES = {"met": "green", "not_met": "red", "unknown": "none", "manual_review": "yellow"}
GOAL_STATES = {
    None: Cell("无法计数", tone="none"),
    True: Cell("已达到", tone="green"),
    False: Cell("未达到", tone="yellow"),
}


def facts(actor: Actor, file: Membership, _as_of: AsOf) -> list[Section]:
    """Whose file it is, and its days."""
    own = actor.has("enterprise")
    firm = enterprises(actor, [file.enterprise_id]).get(file.enterprise_id)
    about = None if own else (RecordKind.ENTERPRISE, file.enterprise_id)
    contact = (file.contact_name, file.contact_phone)
    origin = file.get_origin_display() + (f"（{file.recommended_by}）" if file.recommended_by else "")
    waits = "（等级待确认）" if not own and _open_grades(file).exists() else ""
    pairs = known(
        ("企业登记", Cell(firm.uscc or "查看", about=about) if firm else None),
        ("乡镇（街道）", place_name(firm.township_code) if firm else None),
        ("等级", f"{file.get_grade_display()}{waits}" if file.grade else None),
        ("来源", origin),
        ("申报日", file.applied_date),
        ("企业同意日", file.consent_date),
        ("联系人", "，".join(contact if own else (masked_name(contact[0]), masked_phone(contact[1])))),
        ("公示期", f"{file.publicity_from} 至 {file.publicity_through}" if file.publicity_from else None),
        ("入库日", file.entered_date),
        ("出库原因", rules.exit_reasons(file.division_code).get(file.exit_reason)),
        ("出库日", file.left_date),
        ("可再次申报", f"{file.barred_until} 起" if file.barred_until else None),
        *relatives(actor, file),
        ("申报说明", file.statement or None),
    )
    return [Section("facts", "档案", pairs=pairs)]


def relatives(actor: Actor, file: Membership) -> list[tuple[str, Cell]]:
    """The file before, the file it inherits, and those that name this one, as far as the reader may see them."""
    seen = visible_memberships(actor)
    related = [("上一份档案", row) for row in seen.filter(later=file)]
    related += [("承继自", row) for row in seen.filter(heirs=file)]
    related += [("再次申报的档案", row) for row in seen.filter(previous=file)]
    related += [("承继企业的档案", row) for row in seen.filter(inherits=file)]
    firms = enterprises(actor, [row.enterprise_id for _, row in related])
    names = {record: firm.name for record, firm in firms.items()}
    return [(words, _file(row, names.get(row.enterprise_id, "查看"))) for words, row in related]


def _file(file: Membership, name: str) -> Cell:
    return Cell(f"{name}（{file.get_state_display()}）", about=("matter", file.matter_id))


def sections(actor: Actor, file: Membership, as_of: AsOf) -> list[Section]:
    """What waits, the conditions of entry, objections, plans, services, evaluations and grades."""
    own = actor.has("enterprise")
    handles = OFFICE.decide(actor, file.matter)
    found: list[Iterable[Section]] = [
        () if own else _waiting(file, handles),
        _conditions(file, own=own),
        () if own else objections_shown(file.matter, runs=file.state == FileState.PUBLICITY, may_answer=bool(handles)),
        _plans(file, as_of, bool(handles)),
        _services(file, bool(GUIDE.decide(actor, file.matter)), own=own) if file.entered_date else (),
        () if own else _judgements(file),
    ]
    return [section for part in found for section in part]


def _step(words: str, file: Membership, code: str, **given: Any) -> Cell:
    return Cell(words, about=("step", (file.matter_id, code, given)))


def _open_grades(file: Membership) -> Any:
    return GradeRecord.objects.filter(membership=file, decision=GradeDecision.OPEN)


def _waiting(file: Membership, handles: Any) -> Iterator[Section]:
    """The computed grade that waits for a person."""
    for row in _open_grades(file):
        computed, standing = row.get_computed_display() or "无法计算", row.get_standing_display() or "未定"
        words = f"{row.day} 计算为 {computed}，现等级 {standing}。{row.words}"
        act = _step("确认等级", file, "grade", grade_id=row.pk, grade=row.computed) if handles else None
        yield Section("open-grade", "等级待确认", note=words if handles else f"{words}{handles.reason}", act=act)


def conditions(code: str, title: str, rows: Iterable[Any], note: str, *, own: bool) -> Section:
    """Conditions of entry with their results."""
    lines = []
    for one in rows:
        hidden = own and one["code"] == "linked" and one["outcome"] != ConditionOutcome.MET
        outcome = Cell(ConditionOutcome(one["outcome"]).label, tone=TONES[one["outcome"]])
        lines.append(SectionLine.of(one["label"], outcome, "需由办公室核查。" if hidden else one["words"]))
    return Section(code, title, heads=("条件", "结果", "依据"), lines=lines, note=note)


def preview(actor: Actor, enterprise_id: int, as_of: AsOf) -> Section:
    """The conditions as they would come out on the day for an enterprise that has not applied: everything but its consent,
    which it has not given yet."""
    row = enterprises(actor, [enterprise_id]).get(enterprise_id)
    file = Membership(division_code=row.division_code if row else "", enterprise_id=enterprise_id)
    found = entry_conditions(file, as_of) if row else []
    shown = [one.as_json() for one in found if one.code not in ("consent", "linked")]
    note = "登记有误或有遗漏的，请先联系办公室更正，再申报。"
    return conditions("conditions", "按今天的登记，各项条件是", shown, note, own=True)


def _conditions(file: Membership, *, own: bool) -> Iterator[Section]:
    checks = list(file.checks.all())
    if checks:
        times = f"共核查 {len(checks)} 次，每次结果都保留。" if len(checks) > 1 else ""
        note = f"自动核查只给出依据，由经办人决定。{times}"
        yield conditions("conditions", f"入库条件（{checks[0].day} 核查）", checks[0].conditions, note, own=own)


def _plans(file: Membership, as_of: AsOf, handles: bool) -> Iterator[Section]:
    """The plans, newest year first, each with its goals on the day."""
    plans = list(file.plans.select_related("membership", "responsible"))
    counted = standings(plans, as_of)
    served = file.services.filter(kind=VISIT, struck_at__isnull=True, day__lte=as_of.effective)
    visits = Counter(one.year for one in served.values_list("day", flat=True))
    for plan in plans:
        asked = ("year", "responsible_id", "diagnosis", "measures")
        size = rules.guidance(file.division_code)["sizes"].get(plan.size_class)
        least = rules.visits_a_year(plan.size_class, date(plan.year, 12, 31), file.division_code)
        pairs = known(
            ("企业规模", f"{size['label']}：{size['focus']}" if size else "规模待补"),
            ("诊断", plan.diagnosis),
            ("主要措施", plan.measures or None),
            ("责任人", plan.responsible),
            ("走访", f"{visits[plan.year]} 次" + (f"（按规模每年不少于 {least} 次）" if least else "")),
        )
        act = _step("调整", file, "plan", **{name: getattr(plan, name) for name in asked}) if handles else None
        yield Section(f"plan-{plan.year}", f"{plan.year} 年培育计划", pairs=pairs, act=act)
        lines = [SectionLine.of(GOAL_STATES[one["met"]], _goal(one)) for one in counted[plan.pk]]
        note = f"由基础台账计算，数据截至 {as_of.effective}（不超过当年年底）。" if lines else ""
        heads, title = ("情况", "目标"), f"{plan.year} 年度目标"
        yield Section(f"goals-{plan.year}", title, heads=heads, lines=lines, empty="没有设定目标。", note=note)
    if not plans and file.state == FileState.MEMBER:
        yield Section("no-plan", "年度培育计划", empty="还没有制定计划。")


def _goal(one: Any) -> Cell:
    begun = "" if one["baseline"] is None else f"（起点 {one['baseline']}）"
    return Cell(f"{one['label']}：{number(one['value']).text} / {one['required']} {one['unit']}{begun}")


def _services(file: Membership, guides: bool, *, own: bool) -> Iterator[Section]:
    """What was done; an entry recorded in error stays readable for the office."""
    kinds = rules.guidance(file.division_code)["services"]
    rows = ServiceEntry.objects.filter(membership=file, **({"struck_at__isnull": True} if own else {}))
    lines = []
    for one in rows:
        struck = f"已作废：{one.struck_reason}" if one.struck_at else ""
        proof = Cell("佐证文件", about=("file", (file.matter_id, one.evidence_id))) if one.evidence_id else Cell()
        strike = _step("作废", file, "strike", service_id=one.pk) if guides and not struck else Cell(" ")
        told = (day(one.day), kinds.get(one.kind, ""), Cell(one.words, note=struck), one.recorded_by)
        lines.append(SectionLine.of(*told, *(() if own else (proof, strike))))
    heads = ("日期", "类别", "内容", "登记", *(() if own else ("佐证", "办理")))
    yield Section("services", "服务记录", heads=heads, lines=lines, empty="还没有记录服务。")


def _judgements(file: Membership) -> Iterator[Section]:
    """Yearly evaluations and every computed grade, where there are any."""
    lines = []
    for one in file.evaluations.all():
        goals = "；".join(f"{g['label']} {number(g['value']).text}/{g['required']}{g['unit']}" for g in one.goals)
        moved = f"{one.grade_before or '—'} → {one.grade_after or '—'}"
        words = Cell(one.words, note=f"{one.by}，{one.day}")
        lines.append(SectionLine.of(one.year, one.get_result_display(), moved, goals or "没有计划", words))
    if lines:
        yield Section("evaluations", "年度评价", heads=("年度", "结果", "等级", "目标", "意见"), lines=lines)
    lines = []
    for row in file.grades.all()[:SHOWN_GRADES]:
        decided = Cell(row.get_decision_display() + (f"：{row.decided}" if row.decided else ""), note=row.decided_by)
        because = Cell(row.words, note=row.reason)
        lines.append(SectionLine.of(day(row.day), row.computed, row.standing, decided, because))
    if lines:
        yield Section("grades", "等级修改记录", heads=("计算日", "计算", "原等级", "处理", "依据"), lines=lines)

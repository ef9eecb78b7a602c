"""A small programme like the seed's, for pages that show one."""

from datetime import UTC, datetime
from typing import Any

from qiangxian.contexts.documents.models import Document, StoredFile
from qiangxian.contexts.people.models import Unit
from qiangxian.contexts.programmes.models import (
    Assignment,
    Clause,
    FundCategory,
    Phase,
    PhaseCheck,
    Programme,
    Safeguard,
    Target,
    Task,
)
from tests.contexts import builders

AT = datetime(2023, 11, 1, 1, 0, tzinfo=UTC)
TEXT = """舞钢市创建国家知识产权强县建设示范县(2023-2026)实施方案
一、总体要求
结合我市实际情况,制定本方案。
二、重点工作
(一)建立健全知识产权管理体系
1.完善知识产权工作体系。建立知识产权工作联席会议制度。力争授权专利2件以上的企业数量达10家以上。(牵头单位:市市场监管局;责任单位:市工信局、市财政局)
三、保障措施
(一)加强组织领导。成立领导小组。
"""
CLAUSES = [
    ("1", "", 1, "一、", "总体要求"),
    ("2", "", 1, "二、", "重点工作"),
    ("2.1", "2", 2, "(一)", "建立健全知识产权管理体系"),
    ("2.1.1", "2.1", 3, "1.", "完善知识产权工作体系"),
    ("3", "", 1, "三、", "保障措施"),
    ("3.1", "3", 2, "(一)", "加强组织领导"),
]
PHASES = [
    ("工作启动阶段", "2023-08", "2023-10"),
    ("组织实施阶段", "2023-11", "2025-12"),
    ("总结验收阶段", "2026-01", "2026-07"),
    ("巩固提高阶段", "2026-07", ""),
]


def a_programme(
    division: str = "410481", title: str = "舞钢市创建国家知识产权强县建设示范县(2023-2026)实施方案", **more: Any
) -> Programme:
    """Clauses, two tasks, three units, four phases, a numeric and an existence target, as if confirmed."""
    file = StoredFile.objects.create(
        division_code=division,
        sha256="0" * 64,
        name="plan.txt",
        media_type="text/plain",
        size=1,
        stored_at=AT,
        stored_by="测试",
    )
    document = Document.objects.create(
        division_code=division, file=file, source_text=TEXT, title=title, imported_at=AT, imported_by="测试"
    )
    programme = builders.programme_row(
        title,
        division=division,
        document_number="舞政办〔2023〕26号",
        issuer="舞钢市人民政府办公室",
        written_date="2023-10-30",
        signed_date="2023-08-15",
        published_date="2023-10-30",
        document_id=document.pk,
        created_at=AT,
        **more,
    )
    common: dict[str, Any] = {"programme": programme, "proposal_id": 1, "added_at": AT}
    for n, (key, parent, depth, marker, heading) in enumerate(CLAUSES):
        start = TEXT.index(marker + heading)
        Clause.objects.create(
            **common,
            key=key,
            parent_key=parent,
            depth=depth,
            marker=marker,
            heading=heading,
            position=n,
            source_start=start,
            source_end=start + 5,
        )
    for n, title_ in enumerate(["完善知识产权工作体系", "发挥知识产权主体作用"]):
        task = Task.objects.create(**common, key=f"T{n + 1}", clause_key="2.1.1", title=title_, position=n)
        for position, (role, name) in enumerate(
            [("lead", "市市场监管局"), ("responsible", "市工信局"), ("responsible", "市财政局")][: 3 - n]
        ):
            unit = Unit.objects.get_or_create(division_code=division, name=name)[0] if name != "市财政局" else None
            Assignment.objects.create(task=task, role=role, printed_name=name, raw=name, unit=unit, position=position)
    for n, (name, start, end) in enumerate(PHASES):
        phase = Phase.objects.create(**common, key=f"P{n + 1}", name=name, start=start, end=end, position=n)
        PhaseCheck.objects.create(phase=phase, kind="exit", text=f"{name}工作总结", position=0)
    Target.objects.create(
        **common,
        key="G1",
        task_key="T1",
        label="授权专利2件以上的企业数量",
        text="力争授权专利2件以上的企业数量达10家以上",
        comparator=">=",
        required=10,
        unit_of_measure="家",
        kind="stock",
        parameters={"min_patents": 2},
        indicator="enterprises_with_granted_patents",
        position=0,
    )
    Target.objects.create(
        **common,
        key="E1",
        task_key="T1",
        label="建立知识产权工作联席会议制度",
        text="建立知识产权工作联席会议制度",
        comparator="exists",
        kind="existence",
        position=1,
    )
    Safeguard.objects.create(**common, key="S1", heading="加强组织领导", text="成立领导小组。", position=0)
    FundCategory.objects.create(**common, key="F1", name="发明创造激励", position=0)
    return programme

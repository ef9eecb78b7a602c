"""Who owes what."""

import pytest

from qiangxian.contexts.documents.models import Proposal
from qiangxian.contexts.programmes import readers
from qiangxian.contexts.programmes.models import Task
from tests.web.wugang import AT, TEXT, a_programme

pytestmark = pytest.mark.django_db


def test_every_named_unit_stands_against_every_task_the_lead_first() -> None:
    matrix = readers.unit_task_matrix(a_programme().pk)
    assert [task.key for task in matrix.tasks] == ["T1", "T2"]
    assert [(row.name, dict(row.roles)) for row in matrix.units] == [
        ("市市场监管局", {"T1": "lead", "T2": "lead"}),
        ("市工信局", {"T1": "responsible", "T2": "responsible"}),
        ("市财政局", {"T1": "responsible"}),
    ]


def test_a_withdrawn_task_is_owed_by_nobody() -> None:
    programme = a_programme()
    Task.objects.filter(programme=programme, key="T1").update(withdrawn_at=AT)
    assert [row.name for row in readers.unit_task_matrix(programme.pk).units] == ["市市场监管局", "市工信局"]


def test_the_text_is_cut_where_clauses_begin_and_nothing_is_lost() -> None:
    passages = readers.source_passages(a_programme())
    assert [p.clause.key if p.clause else "" for p in passages] == ["", "1", "2", "2.1", "2.1.1", "3", "3.1"]
    assert passages[-1].lines == ("(一)加强组织领导。成立领导小组。",)


def test_what_the_web_page_has_above_the_title_stands_apart() -> None:
    programme = a_programme()
    start = TEXT.index("一、总体要求")
    Proposal.objects.create(
        document_id=programme.document_id,
        division_code=programme.division_code,
        programme_id=programme.pk,
        reading={"places": {"title": [{"start": start, "end": start + 4}]}},
        created_at=AT,
        created_by="测试",
    )
    first = readers.source_passages(programme)[0]
    assert first.around
    assert first.lines == (programme.title,)

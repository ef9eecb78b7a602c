"""What proves that something exists: a linked record, an uploaded file, from the day they speak of."""

from datetime import date

import pytest

from qiangxian.contexts.programmes import readers
from qiangxian.contexts.programmes.actions import proofs
from qiangxian.contexts.programmes.models import Target
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound, Refused
from tests.contexts.builders import (
    alliance,
)
from tests.contexts.programmes.conftest import AT, as_of, shown

pytestmark = pytest.mark.django_db


def test_an_existence_target_is_met_by_a_linked_record_while_the_register_shows_it(county, e2, office_clerk):
    alliance("舞钢新材料知识产权联盟", "新材料", opened="2024-05-01", closed="2025-08-01")
    assert [row.label for row in readers.proof_candidates(e2, as_of=as_of("2024-06-01"))] == ["舞钢新材料知识产权联盟"]
    assert shown(county, office_clerk, "2024-06-01")["E2"].met is None, "逐步建立: progress, not pass or fail"
    proofs.link_record(
        actor=office_clerk,
        at=AT,
        target_id=e2.pk,
        record_kind="alliance",
        record_key="舞钢新材料知识产权联盟",
        since=AsOf.on(date(2024, 5, 1)),
    )
    assert shown(county, office_clerk, "2024-04-30")["E2"].met is None
    proven = shown(county, office_clerk, "2024-05-01")["E2"]
    assert (proven.met, proven.light, proven.records, proven.completeness) == (True, "green", 1, "complete")
    assert "舞钢新材料知识产权联盟" in proven.words
    assert shown(county, office_clerk, "2025-08-01")["E2"].met is None, "the alliance was dissolved"
    assert readers.proof_candidates(e2, as_of=as_of("2024-06-01")) == []


def test_an_uploaded_file_proves_from_its_day_and_known_day_until_withdrawn(county, office_clerk):
    e1 = Target.objects.get(key="E1")
    assert shown(county, office_clerk, "2025-12-31")["E1"].met is False
    receipt = proofs.attach_file(
        actor=office_clerk,
        at=AT,
        target_id=e1.pk,
        file=("联席会议制度.txt", "关于建立联席会议制度的通知".encode()),
        since=AsOf.on(date(2024, 2, 1), date(2024, 3, 1)),
    )
    assert shown(county, office_clerk, "2024-02-15")["E1"].met is False
    assert shown(county, office_clerk, "2024-02-15", "2024-03-01")["E1"].met is True
    first = shown(county, office_clerk, "2024-03-01")["E1"]
    assert (first.met, first.value, first.required, first.planned) == (True, None, None, None)
    proofs.withdraw_proof(actor=office_clerk, at=AT, proof_id=receipt.result, reason="传错文件")
    assert shown(county, office_clerk, "2024-03-01")["E1"].met is False
    with pytest.raises(NotFound):
        proofs.withdraw_proof(actor=office_clerk, at=AT, proof_id=receipt.result, reason="再撤")


def test_an_unproven_existence_target_is_red_once_overdue_unless_the_plan_only_promises_progress(county, auditor):
    late = shown(county, auditor, "2026-01-01")
    assert (late["E1"].met, late["E1"].light) == (False, "red")
    assert (late["E2"].met, late["E2"].light) == (None, "none")
    assert shown(county, auditor, "2025-12-31")["E1"].light == "none"


def test_what_is_no_proof_is_refused(county, g1, e2, office_clerk):
    who = {"actor": office_clerk, "at": AT, "record_kind": "alliance", "record_key": "无此联盟"}
    with pytest.raises(NotFound, match="没有这条记录"):
        proofs.link_record(target_id=e2.pk, since=AsOf.on(date(2024, 1, 1)), **who)
    with pytest.raises(Refused, match="还没有到"):
        proofs.link_record(target_id=e2.pk, since=AsOf.on(date(2027, 1, 1)), **who)
    with pytest.raises(Refused, match="计数"):
        proofs.link_record(target_id=g1.pk, since=AsOf.on(date(2024, 1, 1)), **who)

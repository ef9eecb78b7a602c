"""A file goes its way step by step; what the table does not list cannot happen."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.cultivation.actions import filing, leaving, publicity
from qiangxian.contexts.cultivation.flow import FLOW, visible_memberships
from qiangxian.contexts.cultivation.models import EntryCheck, Membership
from qiangxian.contexts.cultivation.page import relatives
from qiangxian.contexts.cultivation.publicity import in_publicity
from qiangxian.contexts.cultivation.types import FileState
from qiangxian.contexts.matters.models import Objection, Step
from qiangxian.contexts.notices.models import Notice
from qiangxian.contexts.registers.demonstration.enterprises import make_uscc
from qiangxian.kernel.errors import Conflict, NotAllowed, Refused
from tests.conftest import WUGANG, somebody
from tests.contexts import builders

from .conftest import at

pytestmark = pytest.mark.django_db


def another(number: int, **facts: object) -> object:
    return builders.enterprise(
        f"第{number}家机械有限公司", make_uscc(number, prefix="91", division_code=WUGANG), **facts
    )


def test_from_recommendation_to_the_library_every_step_leaves_a_row(member, firm) -> None:
    file = member(firm)
    assert (file.state, file.entered_date) == (FileState.MEMBER, date(2026, 3, 10))
    rows = Step.objects.filter(matter=file.matter).order_by("number")
    assert list(rows.values_list("step", "to_state")) == [
        ("recommend", "applied"),
        ("pass_review", "reviewed"),
        ("publish", "publicity"),
        ("admit", "member"),
    ]
    assert EntryCheck.objects.filter(membership=file).count() == 3, "judged at application, review and admission"
    assert Notice.objects.filter(recipient=f"enterprise:{firm.pk}").count() == 2, "told of publicity and admission"


def test_publicity_counts_working_days_of_the_office_where_make_up_days_count(applied, firm, office_clerk) -> None:
    file = applied(firm, "2026-02-11")
    filing.pass_review(actor=office_clerk, at=at("2026-02-11"), matter_id=file.matter_id)
    publicity.publish(actor=office_clerk, at=at("2026-02-11"), matter_id=file.matter_id)
    file.refresh_from_db()
    # 2026: off 02-15 to 02-23, worked 02-14 (Saturday) and 02-28: 12, 13, 14, 24, 25
    assert (file.publicity_from, file.publicity_through) == (date(2026, 2, 11), date(2026, 2, 25))


def test_nobody_enters_before_publicity_is_over(applied, firm, office_clerk, clerk_two) -> None:
    file = applied(firm)
    filing.pass_review(actor=office_clerk, at=at("2026-03-02"), matter_id=file.matter_id)
    publicity.publish(actor=office_clerk, at=at("2026-03-02"), matter_id=file.matter_id)
    with pytest.raises(Conflict, match="2026-03-09"):
        publicity.admit(actor=clerk_two, at=at("2026-03-09"), matter_id=file.matter_id)
    publicity.admit(actor=clerk_two, at=at("2026-03-10"), matter_id=file.matter_id)


def test_who_passed_the_review_does_not_admit(applied, firm, office_clerk) -> None:
    file = applied(firm)
    filing.pass_review(actor=office_clerk, at=at("2026-03-02"), matter_id=file.matter_id)
    publicity.publish(actor=office_clerk, at=at("2026-03-02"), matter_id=file.matter_id)
    with pytest.raises(NotAllowed, match="另一人"):
        publicity.admit(actor=office_clerk, at=at("2026-03-10"), matter_id=file.matter_id)
    assert AuditLine.objects.filter(action="cultivation.admit", outcome="refused").count() == 1


def test_an_open_objection_stops_admission_and_an_upheld_one_forbids_it(applied, firm, office_clerk, clerk_two) -> None:
    file = applied(firm)
    filing.pass_review(actor=office_clerk, at=at("2026-03-02"), matter_id=file.matter_id)
    publicity.publish(actor=office_clerk, at=at("2026-03-02"), matter_id=file.matter_id)
    publicity.raise_objection(
        actor=office_clerk,
        at=at("2026-03-04"),
        matter_id=file.matter_id,
        received_date=date(2026, 3, 4),
        source="anonymous",
        words="反映其专利为购买所得",
    )
    with pytest.raises(Conflict, match="没有答复"):
        publicity.admit(actor=clerk_two, at=at("2026-03-10"), matter_id=file.matter_id)
    objection = Objection.objects.get()
    publicity.answer_objection(
        actor=office_clerk,
        at=at("2026-03-09"),
        matter_id=file.matter_id,
        objection_id=objection.pk,
        outcome="upheld",
        answer="情况属实",
    )
    with pytest.raises(Conflict, match="不予入库"):
        publicity.admit(actor=clerk_two, at=at("2026-03-10"), matter_id=file.matter_id)
    filing.refuse(actor=office_clerk, at=at("2026-03-10"), matter_id=file.matter_id, reason="异议成立")
    assert Membership.objects.get(pk=file.pk).state == FileState.REFUSED


def test_return_and_resubmission_are_rows_of_their_own_and_judged_anew(applied, firm, office_clerk) -> None:
    file = applied(firm)
    filing.return_file(actor=office_clerk, at=at("2026-03-03"), matter_id=file.matter_id, reason="缺同意书")
    agent = somebody("企业经办人", "enterprise", id=31, firm=firm.pk)
    filing.resubmit(
        actor=agent,
        at=at("2026-03-05"),
        matter_id=file.matter_id,
        contact_name="李工",
        contact_phone="13900000001",
        consent_date=date(2026, 3, 4),
    )
    steps = list(Step.objects.filter(matter=file.matter).order_by("number").values_list("step", flat=True))
    assert steps == ["recommend", "return", "resubmit"]
    assert EntryCheck.objects.filter(membership=file).count() == 2


def test_an_enterprise_applies_for_itself_and_for_nobody_else(firm) -> None:
    other = another(7)
    agent = somebody("企业经办人", "enterprise", id=31, firm=firm.pk)
    given = {"contact_name": "王工", "contact_phone": "13900000002", "consent_date": date(2026, 3, 1)}
    with pytest.raises(NotAllowed, match="本企业"):
        filing.apply(actor=agent, at=at("2026-03-02"), division_code=WUGANG, enterprise_id=other.pk, **given)
    made = filing.apply(actor=agent, at=at("2026-03-02"), division_code=WUGANG, enterprise_id=firm.pk, **given)
    assert made.result.origin == "enterprise"


def test_a_visit_goes_back_to_review_and_needs_two_people(applied, firm, office_clerk) -> None:
    file = applied(firm)
    filing.order_visit(
        actor=office_clerk,
        at=at("2026-03-03"),
        matter_id=file.matter_id,
        visit_date=date(2026, 3, 5),
        reason="看生产现场",
    )
    given = {"actor": office_clerk, "at": at("2026-03-05"), "matter_id": file.matter_id, "visit_date": date(2026, 3, 5)}
    with pytest.raises(Refused, match="2 人以上"):
        filing.record_visit(**given, visitors="王工", reason="在产")
    filing.record_visit(**given, visitors="王工、李工", reason="在产")
    assert Membership.objects.get(pk=file.pk).state == FileState.APPLIED


def test_one_enterprise_has_one_file_at_a_time_even_past_the_actions(applied, firm) -> None:
    file = applied(firm)
    with pytest.raises(Conflict, match="已有一份档案"):
        applied(firm, "2026-03-03")
    file.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        file.save(force_insert=True)


def test_leaving_needs_a_second_person_a_reason_and_bars_for_a_while(
    member, applied, firm, office_clerk, clerk_two
) -> None:
    file = member(firm)
    leaving.propose_exit(
        actor=office_clerk,
        at=at("2026-05-06"),
        matter_id=file.matter_id,
        exit_reason="integrity_breach",
        reason="申报材料造假",
    )
    with pytest.raises(NotAllowed, match="另一人"):
        leaving.approve_exit(actor=office_clerk, at=at("2026-05-07"), matter_id=file.matter_id)
    leaving.approve_exit(actor=clerk_two, at=at("2026-05-07"), matter_id=file.matter_id)
    left = Membership.objects.get(pk=file.pk)
    assert (left.state, left.left_date, left.barred_until) == (FileState.LEFT, date(2026, 5, 7), date(2029, 5, 7))
    with pytest.raises(Conflict, match="2029-05-07"):
        applied(firm, "2027-01-04")
    again = applied(firm, "2029-05-07")
    assert again.previous_id == left.pk, "a new file that names the old one"


def test_after_a_merger_the_successor_inherits_place_and_grade_with_a_link(
    member, firm, office_clerk, clerk_two
) -> None:
    file = member(firm)
    Membership.objects.filter(pk=file.pk).update(grade="B")
    heir = another(8)
    leaving.propose_exit(
        actor=office_clerk,
        at=at("2026-05-06"),
        matter_id=file.matter_id,
        exit_reason="merged",
        reason="吸收合并",
        successor_id=heir.pk,
    )
    leaving.approve_exit(actor=clerk_two, at=at("2026-05-07"), matter_id=file.matter_id)
    new = Membership.objects.get(enterprise=heir)
    assert (new.state, new.grade, new.inherits_id, new.origin) == (FileState.MEMBER, "B", file.pk, "succession")
    assert [(words, cell.about) for words, cell in relatives(office_clerk, new)] == [
        ("承继自", ("matter", file.matter_id))
    ]


def test_a_rejected_exit_leaves_no_trace_in_the_file_but_its_rows(member, firm, office_clerk, clerk_two) -> None:
    file = member(firm)
    leaving.propose_exit(
        actor=office_clerk, at=at("2026-05-06"), matter_id=file.matter_id, exit_reason="inactive", reason="没有活动"
    )
    leaving.reject_exit(actor=clerk_two, at=at("2026-05-07"), matter_id=file.matter_id, reason="今年已申请")
    kept = Membership.objects.get(pk=file.pk)
    assert (kept.state, kept.exit_reason) == (FileState.MEMBER, "")


def test_a_step_from_the_wrong_state_is_refused_in_words(applied, firm, office_clerk) -> None:
    file = applied(firm)
    with pytest.raises(Conflict, match="当前是“待初审”，不能办理“开始公示”"):
        publicity.publish(actor=office_clerk, at=at("2026-03-02"), matter_id=file.matter_id)


def test_every_state_but_the_ends_leads_somewhere() -> None:
    sources = {state for spec in FLOW.steps.values() if spec.target for state in spec.sources}
    assert set(FileState) - sources == {FileState.LEFT, FileState.REFUSED, FileState.WITHDRAWN}


def test_the_neighbours_officer_sees_and_moves_nothing(applied, firm, neighbour_officer) -> None:
    file = applied(firm)
    assert not visible_memberships(neighbour_officer).exists()
    with pytest.raises(NotAllowed, match="本县"):
        filing.pass_review(actor=neighbour_officer, at=at("2026-03-02"), matter_id=file.matter_id)


def test_the_audit_keeps_no_contact(applied, firm) -> None:
    applied(firm)
    line = AuditLine.objects.filter(action="cultivation.apply").get()
    assert "13900000000" not in line.after + line.before and "王小明" not in line.after


def test_the_public_list_shows_name_code_and_days_only_while_it_runs(applied, firm, office_clerk) -> None:
    file = applied(firm)
    filing.pass_review(actor=office_clerk, at=at("2026-03-02"), matter_id=file.matter_id)
    publicity.publish(actor=office_clerk, at=at("2026-03-02"), matter_id=file.matter_id)
    [line] = in_publicity(WUGANG, date(2026, 3, 9))
    assert (line.firm.name, line.publicity_through) == ("舞钢耐磨件有限公司", date(2026, 3, 9))
    assert in_publicity(WUGANG, date(2026, 3, 10)) == []

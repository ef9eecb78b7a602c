"""A round from its preparation to its result: what is frozen, who reports, who reviews, who keeps out, what may be ranked."""

from datetime import date
from fractions import Fraction

import pytest

from qiangxian.contexts.assessments import readers, results
from qiangxian.contexts.assessments.models import Appeal, Entry, Round, Slice
from qiangxian.contexts.matters import freezing
from qiangxian.contexts.matters import readers as matters
from qiangxian.contexts.matters.models import Matter
from qiangxian.contexts.matters.taking import Signature
from qiangxian.contexts.supervision.models import Order
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotAllowed, Refused
from qiangxian.kernel.integrity import CHECKS, PROOFS
from tests.conftest import WUGANG
from tests.contexts import builders

from .conftest import BASIS, PAPER, PROOF

pytestmark = pytest.mark.django_db
TODAY = date(2026, 7, 1)


def test_starting_freezes_library_targets_units_and_readings(board) -> None:
    own = board.prepared("core_self_assessment", "市市场监管局")
    board.do("assessments.set_targets", board.clerk, own, lines="有效注册商标总量：1200\n高新技术企业：10")
    own = board.do("assessments.start_round", board.clerk, own)
    frozen = freezing.newest(own.matter)
    assert frozen.digest == freezing.digest(frozen.content)
    rows = {one["key"]: one for area in frozen.content["criteria"]["areas"] for one in area["criteria"]}
    assert (rows["A3"]["target"], rows["A3"]["weight"], rows["A3"]["version"]) == (1200, 6, "1")
    assert set(rows["B3"]["parameters"]) > {"kinds"}, "readings are kept with their defaults"
    assert frozen.content["units"] == [[board.code("市市场监管局"), "市市场监管局"]]
    assert Slice.objects.filter(round=own).count() == 4
    with pytest.raises(Conflict, match="当前是“自评和评审中”"):
        board.do("assessments.set_targets", board.clerk, own, lines="高新技术企业：1")
    Round.objects.filter(pk=own.pk).update(criteria={**own.criteria, "label": "改过"})
    assert [one.key for one in CHECKS["matters.frozen_content_differs"].find(WUGANG, None)] == [own.matter.code]


def test_a_round_without_any_target_does_not_start(board) -> None:
    own = board.prepared("core_self_assessment", "市市场监管局")
    with pytest.raises(Conflict, match="没有一项指标有目标值"):
        board.do("assessments.start_round", board.clerk, own)


def test_judicial_bodies_are_not_scored(board) -> None:
    with pytest.raises(Refused, match="参评单位不对"):
        board.prepared("bureau_appraisal", "市法院")


def test_a_basis_is_whole_or_absent_and_without_one_nothing_is_ranked(board) -> None:
    for part in ({"basis_number": "舞考办〔2026〕3号"}, BASIS, {"files": PAPER}):
        with pytest.raises(Refused, match="考核依据不完整"):
            board.prepared(**part)
    own = board.through(board.started(), {"市财政局": "20", "市工信局": "10"})
    assert own.matter.title == "2026年部门年度考核（工作自评）"
    own = board.do("assessments.settle_scores", board.clerk, own)
    assert all("place" not in one and "grade" not in one for one in own.results["units"])
    with pytest.raises(NotAllowed, match="没有登记考核依据"):
        readers.ranking(board.leader, own, TODAY)
    own = board.do("assessments.approve_results", board.leader, own)
    with pytest.raises(Conflict, match="没有登记考核依据"):
        board.do("assessments.publish_results", board.leader, own)


def test_a_county_by_hand(board) -> None:
    """Finance led two orders that fell due, one ended in time; industry led none; the plan's one target is led by finance and met."""
    _orders(board)
    own = board.through(board.started(basis=True), {"市财政局": "20", "市工信局": "12"})
    assert own.matter.state == "ready", "the round is ready once the last slice is validated"
    own = board.do("assessments.settle_scores", board.clerk, own)
    told = {one["unit"]: one for one in own.results["units"]}
    parts = {one["key"]: one for one in told["市财政局"]["parts"]}
    # no plan here: T1 and T3 do not apply, their 40 points go to the other 60
    assert (parts["T1"]["state_words"], parts["T2"]["value"]) == ("不计分", "50")
    assert parts["T2"]["input"]["proof"]["in_time"] == [parts["T2"]["input"]["proof"]["orders"][0]]
    # T2: 20 × 50 ÷ 100 = 10; P1 20, P2 96 % full 10, P3 5÷4 capped 5, P4 5 → 50 of 60 → 50 × 100 ÷ 60
    assert Fraction(told["市财政局"]["score"]) == Fraction(250, 3)
    # industry had no order: T1 to T3 do not apply, 12 + 10 + 5 + 5 = 32 of 40
    assert Fraction(told["市工信局"]["score"]) == 80 and told["市工信局"]["grade"] == "良好"
    assert [(one["unit"], one["place"]) for one in readers.ranking(board.leader, own, TODAY)] == [
        ("市财政局", 1),
        ("市工信局", 2),
    ]
    assert list(results.differing(own.criteria, own.results, str(own))) == [] and not told["市财政局"]["provisional"]


def _orders(board) -> None:
    for title, done in (("一", "2026-05-20"), ("二", "2026-06-20")):
        given = {"title": title, "demand": "办", "basis": "会议", "lead_id": board.code("市财政局"), "co_ids": []}
        order = board.do("supervision.propose", board.clerk, on="2026-05-06", due_date=date(2026, 5, 29), **given)
        board.do("supervision.approve", board.second, order, on="2026-05-06")
        order = board.do(
            "supervision.send", board.clerk, Order.objects.get(pk=order.pk), on="2026-05-06", due_date=date(2026, 5, 29)
        )
        board.do("supervision.sign", board.of["市财政局"], order, on="2026-05-07")
        board.do("supervision.finish", board.of["市财政局"], order, on=done, reason="已办", files=PROOF)
        board.do("supervision.verify", board.second, order, on="2026-06-24", reason="属实")


def test_figures_of_the_county_score_its_self_assessment(board) -> None:
    builders.reported_through()
    firm = builders.enterprise("舞钢耐磨件有限公司", "91410481MA9GHP2D5E")
    builders.title(firm, "high_tech", "national", since="2025-01-01", through="2028-01-01")
    builders.agency("甲专利代理事务所", attorneys=3)
    own = board.started("core_self_assessment", "市市场监管局", targets="B3=2\nD1=2\nA2=1")
    for one in Slice.objects.filter(round=own).select_related("unit", "round"):
        board.do("assessment_parts.submit_slice", board.of["市市场监管局"], one)
    waiting = readers.scores(board.clerk, own, TODAY)["units"][0]
    assert (waiting["shown"], waiting["provisional"], waiting["pending"]) == ("0", True, "11"), "nobody has looked yet"
    for one in Slice.objects.filter(round=own):
        board.reviewed(one)
    own = board.do("assessments.settle_scores", board.clerk, Round.objects.get(pk=own.pk))
    [told] = own.results["units"]
    parts = {one["key"]: one for one in told["parts"]}
    # one high-tech firm of two → 8 × 1 ÷ 2; three attorneys for two, capped → 7; no grant abroad of one → 0
    assert (parts["B3"]["shown"], parts["D1"]["shown"], parts["A2"]["shown"], told["shown"]) == ("4", "7", "0", "11")
    assert parts["A1"]["state"] == "unscorable" and parts["A2"]["state"] == "scored"
    assert parts["B3"]["formula"] == "8 ×（实际 1 ÷ 目标 2）= 4"
    assert len(parts["B3"]["input"]["proof"]["digest"]) == 64


def test_a_missing_figure_is_not_zero(board) -> None:
    own = board.started("core_self_assessment", "市市场监管局", targets="D1=2")
    for one in Slice.objects.filter(round=own).select_related("unit", "round"):
        board.do("assessment_parts.submit_slice", board.of["市市场监管局"], one)
        board.reviewed(one)
    told = readers.scores(board.clerk, Round.objects.get(pk=own.pk), TODAY)["units"][0]
    part = next(one for one in told["parts"] if one["key"] == "D1")
    assert (part["value"], part["state_words"], told["provisional"]) == (None, "未报送", True)


def test_what_is_not_filled_is_not_submitted_and_the_registers_are_not_typed_over(board) -> None:
    own = board.started()
    duties, liaison = board.slice(own, "市财政局", "duties"), board.of["市财政局"]
    with pytest.raises(Conflict, match="还有 4 项没有填写"):
        board.do("assessment_parts.submit_slice", liaison, duties)
    tasks = board.slice(own, "市财政局", "tasks")
    with pytest.raises(Refused, match="数值取自台账"):
        board.do("assessment_parts.fill_entry", liaison, tasks, key="T2", value="100", words="")
    with pytest.raises(Refused, match="只有有无"):
        board.do("assessment_parts.fill_entry", liaison, duties, key="P4", value="3", words="")
    with pytest.raises(NotAllowed):
        board.do("assessment_parts.fill_entry", board.of["市工信局"], duties, key="P4", value="1", words="")


def test_each_slice_goes_its_own_way_and_a_return_is_a_row(board) -> None:
    own = board.started()
    one, other = board.slice(own, "市财政局", "beside"), board.slice(own, "市工信局", "duties")
    board.reported(one, X1="1")
    board.do("assessment_parts.return_slice", board.second, one, reason="表彰文件没有附")
    assert [row.step for row in one.matter.steps.all()][-2:] == ["submit", "return"]
    board.reported(one, X1="1")
    board.reviewed(one)
    assert Matter.objects.get(pk=one.pk).state == "validated" and Matter.objects.get(pk=other.pk).state == "reporting"
    assert Matter.objects.get(pk=own.pk).state == "running"


def test_what_is_said_anew_after_a_return_is_judged_anew(board) -> None:
    own = board.slice(board.started(), "市财政局", "duties")
    board.reported(own, P2="96", P3="4", P4="1")
    for key, judged in (("P1", "18"), ("P2", None)):
        given = {"key": key, "verdict": "accepted", "judged": judged}
        board.do("assessment_parts.judge_entry", board.second, own, **given)
    board.do("assessment_parts.return_slice", board.second, own, reason="P2 的台账没有附")
    board.do("assessment_parts.fill_entry", board.of["市财政局"], own, key="P2", value="80", words="更正")
    kept = {one.key: (one.verdict, one.judged) for one in own.entries.filter(key__in=("P1", "P2"))}
    assert kept == {"P1": ("accepted", "18"), "P2": ("", "")}
    board.do("assessment_parts.submit_slice", board.of["市财政局"], own)
    with pytest.raises(Conflict):
        board.do("assessment_parts.review_slice", board.second, own)


def test_nothing_is_validated_while_an_upheld_appeal_waits_to_be_judged_again(board) -> None:
    _own, duties = _fed_back(board)
    for key in ("P1", "P2"):
        about = {"key": key, "reason": "漏看了附件"}
        board.do("assessment_parts.appeal_entry", board.of["市工信局"], duties, **about)
    first, second = Appeal.objects.order_by("pk")
    board.do("assessment_appeals.uphold_appeal", board.leader, first, reason="属实")
    board.do("assessment_parts.judge_entry", board.second, duties, key="P1", verdict="accepted", judged="20")
    board.do("assessment_parts.review_slice", board.second, duties)
    board.do("assessment_appeals.uphold_appeal", board.leader, second, reason="也属实")
    with pytest.raises(Conflict):
        board.do("assessment_parts.validate_slice", board.third, duties)


def test_a_unit_reports_by_a_day_or_is_late_and_its_head_may_sign_on_paper(board) -> None:
    with pytest.raises(Refused, match="自评报送截止在今天以前"):
        board.prepared(report_due=date(2026, 6, 30))
    own = board.started(report_due=date(2026, 7, 10))
    beside = board.slice(own, "市财政局", "beside")
    assert beside.matter.due_date == date(2026, 7, 10)
    assert matters.days_late(beside.matter, date(2026, 7, 13)) == 3
    for key in ("X1", "X2"):
        board.do("assessment_parts.fill_entry", board.of["市财政局"], beside, key=key, value="0", words="没有")
    signed = Signature(77, "财政局局长", "局长", date(2026, 7, 8))
    given = {"files": PROOF, "signature": signed, "signer_id": 77}
    board.do("assessment_parts.submit_slice", board.clerk, beside, on="2026-07-09", **given)
    step = beside.matter.steps.get(step="submit")
    assert (step.offline, step.detail["signer"]) == (True, "财政局局长")
    assert Matter.objects.get(pk=beside.pk).due_date is None
    board.do("assessment_parts.return_slice", board.second, beside, on="2026-07-09", reason="补表彰文件")
    assert Matter.objects.get(pk=beside.pk).due_date == date(2026, 7, 10)


def test_two_persons_and_nobody_with_an_interest(board) -> None:
    own = board.started()
    beside = board.reported(board.slice(own, "市财政局", "beside"))
    judged = {"key": "X1", "verdict": "accepted", "judged": "1"}
    insider = Actor(31, "财政局出身的经办人", board.of["市财政局"].grants | board.clerk.grants, person_id=31)
    with pytest.raises(NotAllowed, match="您代表市财政局，与本事项有利害关系"):
        board.do("assessment_parts.judge_entry", insider, beside, **judged)
    board.do("assessment_parts.accept_rest", board.second, beside)
    board.do("assessment_parts.review_slice", board.second, beside)
    with pytest.raises(NotAllowed, match="评审由您本人完成"):
        board.do("assessment_parts.validate_slice", board.second, beside)
    with pytest.raises(NotAllowed, match="系统不能代替"):
        board.do("assessment_parts.validate_slice", Actor.system(), beside)


def test_who_stands_aside_takes_no_impartial_step(board) -> None:
    from qiangxian.contexts.people.models import Person
    from tests.conftest import AT

    person = Person.objects.create(
        pk=12, division_code=WUGANG, name="复核人", post="科员", created_at=AT, created_by="测试"
    )
    own = board.started()
    beside = board.reported(board.slice(own, "市财政局", "beside"))
    given = {"person_id": str(person.pk), "reason": "配偶在市财政局工作"}
    board.do("assessment_parts.recuse", board.clerk, beside, **given)
    with pytest.raises(NotAllowed, match="复核人（科员）在本事项中回避"):
        board.do("assessment_parts.accept_rest", board.second, beside)
    board.do("assessment_parts.accept_rest", board.third, beside)
    with pytest.raises(Conflict, match="已经登记回避"):
        board.do("assessment_parts.recuse", board.clerk, beside, **given)


def test_another_unit_may_review_an_area_but_not_its_own(board) -> None:
    own = board.started()
    beside = board.slice(own, "市财政局", "beside")
    with pytest.raises(Refused, match="不能评审自己"):
        board.do("assessment_parts.assign_reviewer", board.clerk, beside, unit_id=board.code("市财政局"))
    board.do("assessment_parts.assign_reviewer", board.clerk, beside, unit_id=board.code("市市场监管局"))
    board.reported(beside)
    board.do("assessment_parts.accept_rest", board.of["市市场监管局"], beside)
    with pytest.raises(NotAllowed):
        board.do("assessment_parts.review_slice", board.of["市工信局"], beside)


def _fed_back(board) -> tuple[Round, Slice]:
    own = board.through(board.started(basis=True), {"市财政局": "18", "市工信局": "12"})
    own = board.do("assessments.settle_scores", board.clerk, own)
    return own, board.slice(own, "市工信局", "duties")


def test_an_appeal_is_answered_by_others_and_upheld_the_slice_is_reviewed_again(board) -> None:
    own, duties = _fed_back(board)
    given = {"key": "P1", "reason": "漏看了附件三"}
    board.do("assessment_parts.appeal_entry", board.of["市工信局"], duties, **given)
    with pytest.raises(Refused, match="已有待复核的申请"):
        board.do("assessment_parts.appeal_entry", board.of["市工信局"], duties, **given)
    appeal = Appeal.objects.get()
    with pytest.raises(Conflict, match="还有复核申请没有答复"):
        board.do("assessments.approve_results", board.leader, own, on="2026-07-20")
    for judge in (board.second, board.third):
        with pytest.raises(NotAllowed, match="在本事项中回避"):
            board.do("assessment_appeals.uphold_appeal", judge, appeal, reason="属实")
    board.do("assessment_appeals.uphold_appeal", board.leader, appeal, reason="属实")
    assert Matter.objects.get(pk=own.pk).state == "running" and Matter.objects.get(pk=duties.pk).state == "submitted"
    assert Entry.objects.get(slice=duties, key="P1").verdict == ""
    before = Round.objects.get(pk=own.pk).results
    board.reviewed(Slice.objects.get(pk=duties.pk), P1="20")
    own = board.do("assessments.settle_scores", board.clerk, Round.objects.get(pk=own.pk))
    assert Fraction(own.results["units"][0]["score"]) != Fraction(before["units"][1]["score"])
    assert [row.step for row in own.matter.revisions.all()] == ["start", "settle", "settle"]
    board.do("assessments.approve_results", board.leader, own, on="2026-07-20")
    own = board.do("assessments.publish_results", board.leader, Round.objects.get(pk=own.pk), on="2026-07-21")
    assert own.matter.state == "published"


def test_results_wait_for_the_days_in_which_one_may_appeal(board) -> None:
    own, duties = _fed_back(board)
    with pytest.raises(Conflict, match="复核申请期限到 2026-07-08 才满"):
        board.do("assessments.approve_results", board.leader, own, on="2026-07-08")
    with pytest.raises(NotAllowed, match="得分由您本人汇总"):
        board.do("assessments.approve_results", board.clerk, own, on="2026-07-09")
    board.do("assessments.approve_results", board.leader, own, on="2026-07-09")
    with pytest.raises(Conflict, match="审定以前"):
        board.do("assessment_parts.appeal_entry", board.of["市工信局"], duties, key="P1", reason="迟了")


def test_before_publication_a_unit_sees_its_own_scores_only(board) -> None:
    own, _ = _fed_back(board)
    seen = readers.scores(board.of["市工信局"], own, TODAY)["units"]
    assert [one["unit"] for one in seen] == ["市工信局"]
    assert {one.unit for one in readers.criteria(own, readers.scores(board.of["市工信局"], own, TODAY))} == {"市工信局"}
    assert len(readers.scores(board.leader, own, TODAY)["units"]) == 2
    board.do("assessments.approve_results", board.leader, own, on="2026-07-20")
    own = board.do("assessments.publish_results", board.leader, Round.objects.get(pk=own.pk), on="2026-07-21")
    assert len(readers.scores(board.of["市工信局"], own, TODAY)["units"]) == 2


def test_a_result_somebody_changed_is_named(board) -> None:
    own, _ = _fed_back(board)
    assert list(PROOFS["assessments"].go_through(lambda: None)) == []
    results_ = own.results
    results_["units"][0]["parts"][2]["points"] = "20"
    results_["units"][0]["score"] = "99"
    results_["units"][0]["place"] = 5
    Round.objects.filter(pk=own.pk).update(results=results_)
    named = [one.what for one in PROOFS["assessments"].go_through(lambda: None)]
    assert {"考核得分不符", "指标得分不符", "考核名次不符"} <= set(named)
    assert CHECKS["assessments.result_differs"].find(WUGANG, None)

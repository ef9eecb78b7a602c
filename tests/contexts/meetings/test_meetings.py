"""From topics to minutes to work orders; members by documents; papers received; nobody is handed what is in doubt."""

from datetime import date

import pytest

from qiangxian.contexts.matters import invitations
from qiangxian.contexts.matters import readers as matters
from qiangxian.contexts.matters.models import Matter, Participant
from qiangxian.contexts.meetings import readers
from qiangxian.contexts.meetings.bodies import seated
from qiangxian.contexts.meetings.models import Attendance, Decision, Incoming
from qiangxian.contexts.notices.models import Notice
from qiangxian.contexts.programmes import readers as programmes
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, NotAllowed, Refused
from qiangxian.kernel.integrity import CHECKS
from tests.conftest import WUGANG
from tests.contexts.bureaus import at
from tests.contexts.programmes.test_applying import accept_all, take

from .conftest import MINUTES, SHEET, state

pytestmark = pytest.mark.django_db
PROOF = [("结果.txt", "已办".encode())]


def close(room, decision: Decision, on: str) -> None:
    """Bring the order of a decision to its end."""
    order, lead = decision.order, room.of[decision.lead.name]
    room.do("supervision.approve", room.second, order, on=on)
    room.do("supervision.send", room.clerk, order, on=on, due_date=decision.due_date)
    for part in order.matter.participants.exclude(key=""):
        room.do("supervision.sign", room.of[part.label], order, on=on)
    for part in order.matter.participants.filter(role="co_unit").exclude(key=""):
        room.do("supervision.finish_part", room.of[part.label], order, on=on, reason="已配合 1 项")
    room.do("supervision.finish", lead, order, on=on, reason="已办结 1 项", files=PROOF)
    room.do("supervision.verify", room.second, order, on=on, reason="属实")


def test_members_change_by_document_and_the_unit_keeps_its_seat(room) -> None:
    body = room.body()
    assert [str(seat) for seat in seated(body)][:2] == ["陈副市长（召集人（组长））", "甲（副召集人（副组长））"]
    old = seated(body).get(unit=room.units["市财政局"])
    room.do(
        "body.adjust_members",
        room.clerk,
        body,
        document_number="舞政办〔2026〕9号",
        valid_from=date(2026, 6, 1),
        members="市财政局，己，局长，成员",
        leaving=[str(seated(body).get(unit=room.units["市工信局"]).pk)],
    )
    old.refresh_from_db()
    assert (old.valid_to, old.ended_by) == (date(2026, 6, 1), "舞政办〔2026〕9号")
    assert [seat.person_name for seat in seated(body, date(2026, 5, 31))] == ["陈副市长", "甲", "乙", "丙", "丁", "戊"]
    assert [seat.person_name for seat in seated(body, date(2026, 6, 1))] == ["陈副市长", "甲", "乙", "戊", "己"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("市财政局，丙，局长，顾问", "第 1 行看不懂"),
        ("市审计局，丙，局长，成员", "第 1 行的单位不在名录中"),
        ("市财政局", "第 1 行看不懂"),
    ],
)
def test_a_line_of_members_nobody_can_read_is_named(room, line, words) -> None:
    body = room.body()
    with pytest.raises(Refused, match=words):
        room.do(
            "body.adjust_members", room.clerk, body, document_number="文", valid_from=date(2026, 6, 1), members=line
        )


def test_topics_come_from_the_members_and_what_is_left_out_has_a_reason(room) -> None:
    meeting = room.called()
    assert set(Participant.objects.filter(matter_id=meeting.pk).values_list("label", flat=True)) == set(room.units)
    assert Notice.objects.count() == 4, "every member unit is asked for topics, once"
    room.do("meetings.submit_topic", room.of["市财政局"], meeting, title="专项资金安排")
    room.do("meetings.submit_topic", room.clerk, meeting, title="护航行动", unit_id=room.code("市工信局"))
    with pytest.raises(Refused, match="没有写明提出单位"):
        room.do("meetings.submit_topic", room.clerk, meeting, title="无主议题")
    first = str(meeting.topics.first().pk)
    with pytest.raises(Refused, match="未列入议程：护航行动"):
        room.do("meetings.settle_agenda", room.clerk, meeting, topic_ids=[first])
    room.do("meetings.settle_agenda", room.clerk, meeting, topic_ids=[first], reason="另行研究")
    assert list(meeting.topics.values_list("title", "position")) == [("专项资金安排", 1), ("护航行动", None)]


def test_notice_is_given_three_working_days_before_or_the_meeting_moves(room) -> None:
    meeting = room.called()
    room.do("meetings.settle_agenda", room.clerk, meeting)
    with pytest.raises(Conflict, match="3 个工作日以前"):
        room.do("meetings.notify_members", room.clerk, meeting, on="2026-07-16")
    later = {"meeting_date": date(2026, 7, 24), "time_words": "下午3:00", "place": "二楼"}
    room.do("meetings.move_meeting", room.clerk, meeting, on="2026-07-16", reason="会议冲突", **later)
    room.do("meetings.notify_members", room.clerk, meeting, on="2026-07-16")
    assert "2026-07-24 下午3:00，二楼" in Notice.objects.filter(title__startswith="发会议通知").first().words


def test_who_comes_is_answered_signed_on_the_sheet_or_at_the_door(room) -> None:
    meeting = room.notified()
    room.do("meetings.answer_call", room.of["市财政局"], meeting, on="2026-07-14", presence="formal", name="丙")
    room.do("meetings.answer_call", room.of["市法院"], meeting, on="2026-07-14", presence="leave")
    with pytest.raises(Refused, match="没有填写参会人"):
        room.do("meetings.answer_call", room.of["市工信局"], meeting, on="2026-07-14", presence="substitute")
    opened = room.do("meetings.open_door", room.clerk, meeting, on="2026-07-20")
    link, code = opened.door
    guest, found = invitations.guest(invitations.admitted(link, code, at("2026-07-20")), link, at("2026-07-20"))
    assert found.pk == meeting.pk
    come = {"unit_id": room.code("市工信局"), "presence": "substitute", "name": "庚"}
    with pytest.raises(Conflict, match="2026-07-20 还没有到"):
        room.do("meetings.check_in", guest, meeting, on="2026-07-19", **come)
    room.do("meetings.check_in", guest, meeting, on="2026-07-20", **come)
    with pytest.raises(Conflict, match="已经签到"):
        room.do("meetings.check_in", guest, meeting, on="2026-07-20", **come)
    codes = [room.code("市财政局"), room.code("市市场监管局")]
    room.do(
        "meetings.enter_sheet",
        room.clerk,
        meeting,
        on="2026-07-20",
        unit_ids=codes,
        names="市市场监管局，乙",
        files=SHEET,
    )
    room.do("meetings.hold_meeting", room.clerk, meeting, on="2026-07-20")
    came = Attendance.objects.filter(meeting=meeting, is_planned=False).order_by("unit_id")
    assert [(row.unit.name, row.presence, row.name) for row in came] == [
        ("市市场监管局", "substitute", "乙"),
        ("市财政局", "formal", "丙"),
        ("市工信局", "substitute", "庚"),
        ("市法院", "leave", ""),
    ]
    with pytest.raises(NotAllowed):
        invitations.admitted(link, code, at("2026-07-20"))


def test_quorum_binds_only_where_a_county_says_so(room, monkeypatch) -> None:
    from qiangxian.contexts.meetings import attending, rules

    meeting = room.notified()
    strict = {**rules.practice(WUGANG), "quorum_percent": 67}
    monkeypatch.setattr(attending, "practice", lambda _division: strict)
    with pytest.raises(Conflict, match="应到 4 个单位，实到 0 个，不足 67%"):
        room.do("meetings.hold_meeting", room.clerk, meeting, on="2026-07-20")
    monkeypatch.undo()
    room.do("meetings.hold_meeting", room.clerk, meeting, on="2026-07-20")
    assert state(meeting) == "held"


def test_five_decisions_four_orders_and_the_one_with_two_leads_waits_for_a_person(room) -> None:
    meeting = room.minuted()
    rows = readers.decided(meeting.matter)
    assert [(row.number, row.lead.name, row.is_doubtful) for row in rows] == [
        (1, "市市场监管局", False),
        (2, "市工信局", False),
        (3, "市市场监管局", True),
        (4, "市财政局", False),
        (5, "市法院", False),
    ]
    assert [row.due_date for row in rows] == [
        date(2026, 9, 30),
        date(2026, 8, 31),
        date(2026, 12, 31),
        date(2026, 12, 31),
        date(2026, 10, 31),
    ]
    room.do("meetings.hand_out", room.clerk, meeting, on="2026-07-22")
    rows = readers.decided(meeting.matter)
    assert [row.order_id is not None for row in rows] == [True, True, False, True, True]
    order = rows[0].order
    assert order.matter.title == "建成知识产权公共服务站点"
    assert (order.matter.parent_id, order.matter.subject_kind, order.demand) == (meeting.pk, "decision", rows[0].text)
    assert [part.label for part in order.matter.participants.all()] == ["市市场监管局", "市财政局"]
    assert [readers.state_words(row) for row in rows] == [
        "待批准立项",
        "待批准立项",
        "待确认",
        "待批准立项",
        "待批准立项",
    ]
    assert Participant.objects.get(matter_id=rows[4].order_id).is_judicial
    room.do(
        "meetings.settle_decision",
        room.clerk,
        meeting,
        decision_id=str(rows[2].pk),
        lead_id=room.code("市工信局"),
        co_ids=[room.code("市市场监管局")],
        due_date=date(2026, 11, 30),
    )
    room.do("meetings.hand_out", room.clerk, meeting, on="2026-07-22")
    third = Decision.objects.get(pk=rows[2].pk)
    assert (third.confirmed_by, third.order.due_date) == ("经办人", date(2026, 11, 30))
    with pytest.raises(Conflict, match="没有待转办的议定事项"):
        room.do("meetings.hand_out", room.clerk, meeting, on="2026-07-22")


def test_minutes_are_signed_by_the_members_and_issued_by_a_second_person(room) -> None:
    meeting = room.minuted()
    room.do("meetings.circulate_minutes", room.clerk, meeting, on="2026-07-21")
    room.do("meetings.sign_minutes", room.of["市财政局"], meeting, on="2026-07-21")
    room.do("meetings.object_to_minutes", room.of["市工信局"], meeting, on="2026-07-21", reason="第三条由我局牵头")
    changed = MINUTES.replace("市市场监管局、市工信局牵头", "市工信局牵头")
    room.do("meetings.draft_minutes", room.clerk, meeting, on="2026-07-22", text=changed)
    assert [readers.state_words(row) for row in readers.decided(meeting.matter)][2] == "不转办（改稿后不再列入）"
    assert readers.decided(meeting.matter)[5].lead.name == "市工信局"
    room.do("meetings.circulate_minutes", room.clerk, meeting, on="2026-07-22")
    for name in room.units:
        assert state(meeting) == "signing"
        room.do("meetings.sign_minutes", room.of[name], meeting, on="2026-07-22")
    assert state(meeting) == "signed"
    with pytest.raises(NotAllowed, match="须由另一人签发"):
        room.do("meetings.issue_minutes", room.clerk, meeting, on="2026-07-22")
    room.do("meetings.issue_minutes", room.leader, meeting, on="2026-07-22")
    assert Matter.objects.get(pk=meeting.pk).number == "", "a body without a code of its own numbers by 第n次"
    kept = meeting.matter.revisions.get()
    assert (kept.content["decisions"][0][0], kept.content["place"]) == (1, "市政府三楼会议室")
    assert list(CHECKS["matters.frozen_content_differs"].find(WUGANG, AsOf.on(date(2026, 7, 23)))) == []


def test_a_meeting_is_carried_out_when_every_order_is_closed_and_the_next_one_hears_of_the_rest(room) -> None:
    meeting = room.issued()
    third = readers.decided(meeting.matter)[2]
    room.do("meetings.drop_decision", room.clerk, meeting, decision_id=str(third.pk), reason="并入专项行动")
    room.do("meetings.hand_out", room.clerk, meeting, on="2026-07-22")
    rows = [row for row in readers.decided(meeting.matter) if row.order_id]
    close(room, rows[0], "2026-07-25")
    assert state(meeting) == "issued"
    nxt = room.called(meeting.body, on="2026-08-10", topics_due=date(2026, 8, 20), meeting_date=date(2026, 8, 28))
    assert (str(nxt), nxt.matter.title) == (
        "舞钢市知识产权强县工作领导小组第2次会议",
        "舞钢市知识产权强县工作领导小组第2次会议（全体会议）",
    )
    assert [row.number for row in readers.earlier(nxt)] == [2, 4, 5], "what was closed before is not told again"
    for row in rows[1:]:
        close(room, row, "2026-08-20")
    assert (state(meeting), Matter.objects.get(pk=meeting.pk).closed_date) == ("carried_out", date(2026, 8, 20))


def test_an_instruction_stands_by_number_and_gist_and_is_answered(room) -> None:
    given = {
        "kind": "instruction",
        "sender": "陈副市长",
        "document_number": "舞批〔2026〕12号",
        "received_date": date(2026, 7, 1),
        "gist": "请市场监管局研究站点建设",
        "due_date": date(2026, 7, 15),
    }
    with pytest.raises(Refused, match="批示只登记文号和要点"):
        room.do("incoming.register_paper", room.clerk, files=PROOF, **given)
    paper = room.do("incoming.register_paper", room.clerk, **given)
    room.do("incoming.assign_paper", room.clerk, paper, lead_id=room.code("市市场监管局"), due_date=date(2026, 7, 15))
    assert [row.pk for row in matters.open_to(room.of["市市场监管局"])] == [paper.pk]
    assert Matter.objects.get(pk=paper.pk).due_date == date(2026, 7, 15)
    room.do(
        "incoming.reply_paper", room.of["市市场监管局"], paper, reply="已选址 2 处", reply_number="舞市监〔2026〕30号"
    )
    kept = Incoming.objects.get(pk=paper.pk)
    assert (state(paper), kept.reply, kept.reply_number) == ("closed", "已选址 2 处", "舞市监〔2026〕30号")


def test_minutes_of_another_body_are_read_and_what_they_decide_is_followed_to_its_end(room) -> None:
    given = {
        "kind": "minutes",
        "sender": "市政府常务会议",
        "received_date": date(2026, 7, 1),
        "gist": "第 30 次常务会议纪要",
    }
    paper = room.do("incoming.register_paper", room.clerk, **given)
    with pytest.raises(Refused, match="没有找到议定事项"):
        room.do("incoming.read_paper", room.clerk, paper, text="会议指出，成绩很大。")
    words = "会议议定，由市工信局牵头，市财政局配合，2026年9月30日前完成清单。".encode()
    room.do("incoming.read_paper", room.clerk, paper, files=[("纪要.txt", words)])
    room.do("incoming.hand_out", room.clerk, paper)
    [row] = readers.decided(paper.matter)
    assert row.order.basis == "市政府常务会议"
    close(room, row, "2026-07-10")
    assert state(paper) == "carried_out"
    assert [one.label for one in matters.owed_by(Matter.objects.get(pk=paper.pk))] == ["领导小组办公室"]
    room.do("supervision.reopen", room.clerk, row.order, on="2026-07-20", due_date=date(2026, 8, 1), reason="反弹")
    assert state(paper) == "handling"


def test_decisions_nobody_handed_out_and_a_year_without_a_plenary_are_found(room) -> None:
    meeting = room.issued()
    found = CHECKS["meetings.decision_left"].find(WUGANG, AsOf.on(date(2026, 9, 1)))
    assert len(list(found)) == 5
    plenary = CHECKS["meetings.no_plenary"]
    assert list(plenary.find(WUGANG, AsOf.on(date(2026, 12, 1)))) == []
    assert [one.label for one in plenary.find(WUGANG, AsOf.on(date(2027, 12, 1)))] == [meeting.body.name]


def test_the_demonstration_meets_hands_out_and_goes_without_a_trace(room, system) -> None:
    from qiangxian.contexts.meetings import demonstration
    from qiangxian.contexts.supervision import demonstration as supervision

    on = {"actor": system, "at": at("2026-11-23"), "division_code": WUGANG}
    assert demonstration.demo(**on).result == 0, "a county without these units has no story"
    for name in ("市农业农村局", "市教体局"):
        room.units[name] = type(room.units["市法院"]).objects.create(division_code=WUGANG, name=name)
    assert demonstration.demo(**on).result == demonstration.demo(**on).result == 2, "told once"
    rows = Matter.objects.filter(is_demo=True)
    states = {flow: sorted(rows.filter(flow=flow).values_list("state", flat=True)) for flow in ("meeting", "incoming")}
    assert states == {"meeting": ["collecting", "issued"], "incoming": ["handling", "registered", "registered"]}
    assert sorted(rows.filter(flow="supervision").values_list("state", flat=True)) == ["running"] * 3
    doubtful = Decision.objects.filter(is_doubtful=True)
    assert [row.leads for row in doubtful] == [["市教体局", "市市场监管局"]]
    codes = [code for code in CHECKS if code.startswith(("meeting", "body.", "incoming.", "matters.", "supervision."))]
    as_of = AsOf.on(date(2026, 11, 23))
    assert {code for code in codes if list(CHECKS[code].find(WUGANG, as_of))} == set()
    demonstration.remove_demo(**on)
    supervision.remove_demo(**on)
    assert not Matter.objects.exists() and not Decision.objects.exists()


def test_a_decision_becomes_a_task_of_the_programme_by_a_second_person(room) -> None:
    programme = accept_all(room.clerk, take(room.clerk))
    meeting = room.issued()
    rows = readers.decided(meeting.matter)
    [(place, words), *_] = programmes.task_places(WUGANG)
    assert place.startswith(f"{programme.pk}/task/+") and words
    with pytest.raises(Refused, match="牵头单位或期限还没有确认"):
        room.do("meetings.join_plan", room.clerk, meeting, decision_id=str(rows[2].pk), place=place)
    room.do("meetings.join_plan", room.clerk, meeting, on="2026-07-22", decision_id=str(rows[0].pk), place=place)
    row = readers.decided(meeting.matter)[0]
    assert readers.state_words(row) == "列入方案任务：待复核"
    with pytest.raises(Refused, match="议定事项不对"):
        room.do("meetings.join_plan", room.clerk, meeting, decision_id=str(rows[0].pk), place=place)
    room.do("programmes.decline_correction", room.second, row.addition.matter, on="2026-07-23", reason="期限须再商量")
    assert readers.state_words(readers.decided(meeting.matter)[0]) == "待转办", "it is to be handed out anew"
    room.do("meetings.join_plan", room.clerk, meeting, on="2026-07-24", decision_id=str(rows[0].pk), place=place)
    room.do(
        "programmes.approve_correction",
        room.second,
        readers.decided(meeting.matter)[0].addition.matter,
        on="2026-07-25",
    )
    row = readers.decided(meeting.matter)[0]
    assert readers.state_words(row) == "列入方案任务：已生效"
    [task] = [one for one in programmes.tasks_of(programme.pk) if one.key.startswith("B")]
    assert (task.title, task.deadline) == ("建成知识产权公共服务站点", "2026-09-30")
    assert [(one.role, one.unit.name) for one in task.assignments.all()] == [
        ("lead", "市市场监管局"),
        ("cooperating", "市财政局"),
    ]
    assert "纪要" in task.corrected_reason

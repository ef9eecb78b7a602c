"""What carries the coming flows: matters below and above, duplicates, signatures in order, frozen content, silence, numbers, guests."""

from datetime import date, timedelta

import pytest

from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.matters import actions, invitations, numbers, readers
from qiangxian.contexts.matters.flow import flow_of
from qiangxian.contexts.matters.models import Invitation, Matter, Message, Number, Step
from qiangxian.contexts.matters.tasks import let_run_out, remind
from qiangxian.contexts.notices.models import Notice
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import OFFICE
from qiangxian.kernel.errors import Conflict, NotAllowed, Refused
from qiangxian.kernel.integrity import CHECKS
from tests.conftest import WUGANG, somebody

from . import whole
from .conftest import at, taker

pytestmark = pytest.mark.django_db
FIRST, SECOND = somebody("甲", "office", id=12), somebody("乙", "leader", id=13)


@pytest.fixture
def clerk():
    return somebody("经办人", "office", id=11)


@pytest.fixture
def signing(take_paper, clerk) -> Matter:
    return take_paper("circulate", clerk, take_paper("draft", clerk, title="年度要点"))


@pytest.fixture
def issued(take_paper, signing) -> Matter:
    take_paper("sign", FIRST, signing)
    take_paper("sign", SECOND, signing)
    return take_paper("issue", FIRST, signing, errands="建站、培训")


def enter(link: str, code: str, at):
    return invitations.guest(invitations.admitted(link, code, at), link, at)


def found(code: str) -> list[str]:
    return [one.words for one in CHECKS[code].find(WUGANG, AsOf.on(date(2026, 3, 20)))]


def now(matter: Matter) -> Matter:
    return Matter.objects.get(pk=matter.pk)


def test_signatures_come_in_order_and_the_clock_stops_with_the_last(take_paper, signing) -> None:
    with pytest.raises(Conflict, match="没有可以办理“会签”"):
        take_paper("sign", SECOND, signing)
    take_paper("sign", FIRST, signing)
    assert now(signing).due_date is not None, "one still has to sign"
    assert [one.label for one in readers.owed_by(now(signing))] == ["会签人13"]
    take_paper("sign", SECOND, signing, on="2026-03-04")
    assert now(signing).due_date is None
    assert list(signing.participants.filter(role="signer").values_list("signed_date", flat=True)) == [
        date(2026, 3, 2),
        date(2026, 3, 4),
    ]


def test_a_paper_is_carried_out_when_every_matter_below_has_ended(take_paper, issued, clerk) -> None:
    one, two = issued.children.order_by("pk")
    errand = taker(flow_of(one))
    errand("done", clerk, one)
    assert now(issued).state == "issued"
    errand("done", clerk, two, on="2026-03-09")
    assert (now(issued).state, now(issued).closed_date) == ("carried_out", date(2026, 3, 9))
    row = issued.steps.last()
    assert (row.step, row.by) == ("carried_out", "系统")
    errand("again", clerk, one)
    assert (now(issued).state, now(issued).closed_date) == ("issued", None), "what was done is to be done again"
    assert AuditLine.objects.filter(action="paper.carried_out").count() == 0, "it belongs to the step it follows from"


def test_nobody_takes_what_follows_by_itself(take_paper, issued, clerk) -> None:
    with pytest.raises(NotAllowed):
        take_paper("carried_out", clerk, issued)
    assert "carried_out" not in [one.code for one in readers.offers(clerk, issued, issued, date(2026, 3, 3))]


def test_a_duplicate_goes_on_in_the_other_and_both_are_told(take_paper, signing, clerk) -> None:
    other = take_paper("draft", clerk, title="年度工作要点")
    Notice.objects.all().delete()
    take_paper("join", clerk, signing, joined_to=str(other.pk))
    assert (now(signing).state, now(signing).joined_to_id, now(signing).due_date) == ("joined", other.pk, None)
    assert sorted({row.title for row in Notice.objects.all()}) == [
        "文件合并办理：年度工作要点",
        "文件合并办理：年度要点",
    ]
    assert {row.recipient for row in Notice.objects.all()} == {"account:12", "account:13"}
    third = take_paper("draft", clerk, title="要点")
    take_paper("join", clerk, other, joined_to=str(third.pk))
    assert now(signing).joined_to_id == third.pk, "what was joined before goes along"
    with pytest.raises(Refused, match="并入不对"):
        take_paper("join", clerk, third, joined_to=str(signing.pk))


def test_content_is_frozen_and_a_change_is_a_new_revision(take_paper, issued, clerk) -> None:
    with pytest.raises(Conflict, match="内容自“印发”起已固定"):
        take_paper("touch", clerk, issued, words="另一句")
    take_paper("amend", clerk, issued, words="第二版")
    assert list(issued.revisions.values_list("number", "step")) == [(1, "issue"), (2, "amend")]
    assert found("matters.frozen_content_differs") == []
    Matter.objects.filter(pk=issued.pk).update(subject_id="改动")
    assert found("matters.frozen_content_differs") == ["与第 2 版（2026-03-02）不一致"]


def test_silence_ends_it_once_and_only_after_the_day(take_paper, signing) -> None:
    due = now(signing).due_date
    let_run_out(today=due, at=at(due.isoformat()))
    assert now(signing).state == "signing"
    day = due + timedelta(days=3)
    assert [one.words for one in CHECKS["matters.step_of_the_clock_not_taken"].find(WUGANG, AsOf.on(day))] == [
        "“逾期视为撤回”没有办理"
    ]
    let_run_out(today=day, at=at(day.isoformat()))
    let_run_out(today=day, at=at(day.isoformat()))
    assert now(signing).state == "abandoned"
    assert Step.objects.filter(step="run_out").count() == 1
    assert AuditLine.objects.filter(action="paper.run_out").count() == 1


def test_the_ladder_drafts_a_report_for_each_rung_once(take_paper, signing) -> None:
    day = OFFICE.roll(now(signing).due_date + timedelta(days=2))  # nobody is reminded on a rest day
    for _ in range(2):
        remind(today=day, at=at(day.isoformat()))
    assert [row.title for row in Message.objects.all()] == ["主任呈报件"]


def test_a_number_is_reserved_used_made_void_or_expires(take_paper, signing, clerk, system) -> None:
    office = {"actor": clerk, "at": at("2026-03-02"), "division_code": WUGANG}
    kept = [
        actions.reserve_number(**office, register="舞文", purpose=words, until=date(2026, 3, 10)).result
        for words in ("年度要点", "简报", "通报")
    ]
    take_paper("sign", FIRST, signing)
    take_paper("sign", SECOND, signing)
    with pytest.raises(Refused, match="使用预留编号不对"):
        take_paper("issue", FIRST, signing, reserved_number="999999")
    take_paper("issue", FIRST, signing, reserved_number=str(kept[0].pk))
    assert now(signing).number == "舞文〔2026〕1号"
    actions.void_number(**office, number_id=kept[1].pk, reason="不再印发")
    with pytest.raises(Conflict, match="已经作废"):
        actions.void_number(**office, number_id=kept[1].pk, reason="再次")
    with pytest.raises(Conflict, match="还在办理"):
        actions.void_number(**office, number_id=kept[0].pk, reason="误")
    let_run_out(today=date(2026, 3, 11), at=at("2026-03-11"))
    rows = Number.objects.filter(serial__gt=0).order_by("serial")
    assert [row.void_reason for row in rows] == ["", "不再印发", numbers.EXPIRED]
    assert found("matters.number_missing") == []
    rows[1].delete()
    assert found("matters.number_missing") == ["没有登记"]
    with pytest.raises(NotAllowed):
        actions.reserve_number(
            **{**office, "actor": somebody("审计员", "auditor", id=3)},
            register="舞文",
            purpose="x",
            until=date(2026, 3, 9),
        )


def test_a_guest_comes_in_by_link_and_code_and_takes_the_step_open_to_them(take_paper, signing) -> None:
    link, code = whole.ASKED[signing.pk]
    visitor, matter = enter(link, code, at("2026-03-03"))
    assert matter == signing
    take_paper("say", visitor, signing, reason="同意")
    assert signing.steps.last().by == "来访人"
    with pytest.raises(NotAllowed):
        take_paper("sign", visitor, signing)
    stranger, _ = enter(link, code, at("2026-03-03"))
    other = take_paper("circulate", FIRST, take_paper("draft", FIRST, title="另一件"))
    with pytest.raises(NotAllowed):
        take_paper("say", stranger, other, reason="不是我的")
    assert link not in str(Invitation.objects.values()) and code not in str(Invitation.objects.values())


def test_whatever_is_wrong_has_the_same_answer_and_wrong_codes_close_it_for_a_while(take_paper, signing) -> None:
    link, code = whole.ASKED[signing.pk]
    answers = set()

    def refused(link: str, code: str, on: str) -> None:
        with pytest.raises(NotAllowed) as error:
            enter(link, code, at(on))
        answers.add(str(error.value))

    refused("nowhere", code, "2026-03-03")
    refused(link, code, "2028-03-03")
    for _ in range(5):
        refused(link, "000000" if code != "000000" else "111111", "2026-03-03")
    refused(link, code, "2026-03-03")
    assert enter(link, code, at("2026-03-04"))[1] == signing, "open again after a while"
    signing.participants.filter(role="door").update(key="", to_date=date(2026, 3, 4))
    refused(link, code, "2026-03-05")
    assert len(answers) == 1

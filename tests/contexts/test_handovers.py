"""Work is handed over: the list is kept, three persons confirm, the saved lists go with it, nobody stands on two sides."""

from datetime import timedelta

import pytest

from qiangxian.contexts.handovers.flow import begin_handover, drop_handover, hand_over, take_over, witness_handover
from qiangxian.contexts.handovers.models import Handover
from qiangxian.contexts.matters import readers as matters
from qiangxian.contexts.people import actions as people
from qiangxian.contexts.people import readers
from qiangxian.contexts.people.models import Account, SavedView
from qiangxian.kernel.errors import DomainError, NotAllowed, Refused
from tests.conftest import AT, NEIGHBOUR, make_account

pytestmark = pytest.mark.django_db


def actor(account: Account):
    return readers.actor_for(account, on=AT.date())


@pytest.fixture
def cast():
    """The one who goes, the one who comes, and the head of the office."""
    return make_account("乙", "office"), make_account("戊", "office"), make_account("甲", "leader")


def begun(cast) -> Handover:
    goes, comes, head = cast
    made = begin_handover(
        actor=actor(head),
        at=AT,
        division_code="410481",
        outgoing_id=str(goes.pk),
        incoming_id=str(comes.pk),
        keys="备份在信息中心，信封在保密柜",
        reason="调离",
    )
    return Handover.objects.get(pk=made.id)


def step(function, own: Handover, account: Account, **more):
    return function(actor=actor(account), at=AT + timedelta(hours=1), matter_id=own.pk, **more)


def test_three_persons_confirm_and_the_saved_lists_go_with_it(cast) -> None:
    goes, comes, head = cast
    people.save_view(actor=actor(goes), at=AT, account_id=goes.pk, page="rights", name="逾期", query="state=late")
    own = begun(cast)
    assert [one["words"] for one in own.things if one["sort"] == "保存的列表视图"] == ["逾期"]
    step(hand_over, own, goes, reason="无")
    step(take_over, own, comes)
    step(witness_handover, own, head)
    own.matter.refresh_from_db()
    assert own.matter.state == "done"
    assert SavedView.objects.filter(account=comes).values_list("name", flat=True).get() == "逾期"


def test_nobody_stands_on_two_sides(cast) -> None:
    goes, comes, _head = cast
    own = begun(cast)
    step(hand_over, own, goes, reason="无")
    with pytest.raises(NotAllowed):
        step(take_over, own, goes)
    step(take_over, own, comes)
    for one in (goes, comes):
        with pytest.raises(NotAllowed, match="第三人"):
            step(witness_handover, own, one)


def test_it_stands_in_the_to_do_of_who_must_confirm(cast) -> None:
    goes, comes, _head = cast
    own = begun(cast)
    assert own.matter in matters.open_to(actor(goes))
    assert own.matter not in matters.open_to(actor(comes))
    step(hand_over, own, goes, reason="无")
    assert own.matter in matters.open_to(actor(comes))


def test_one_does_not_hand_over_to_oneself(cast) -> None:
    goes, _comes, head = cast
    with pytest.raises(Refused, match="同一个人"):
        begun((goes, goes, head))


def test_the_account_of_another_county_is_not_offered(cast) -> None:
    _goes, comes, head = cast
    stranger = make_account("邻县", "office", NEIGHBOUR)
    with pytest.raises(DomainError):
        begun((stranger, comes, head))


def test_what_was_begun_wrongly_is_dropped_with_its_reason(cast) -> None:
    own = begun(cast)
    step(drop_handover, own, cast[2], reason="选错了人")
    own.matter.refresh_from_db()
    assert own.matter.closed_date is not None


def test_the_page_lists_what_is_handed_over(log_in, cast) -> None:
    own = begun(cast)
    client = log_in("leader")
    page = client.get(f"/desk/matters/{own.pk}/").content.decode()
    assert "交接清单" in page
    assert "信封在保密柜" in page
    assert "乙向戊移交工作" in client.get("/desk/handover/").content.decode()
    assert "开始交接" not in log_in("liaison", unit="市财政局").get("/desk/handover/").content.decode()

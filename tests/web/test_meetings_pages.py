"""Meetings in the browser: lists, a meeting from its call to its orders, the kit, the door with its code, a guest without an account."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from qiangxian.contexts.matters.models import Matter
from qiangxian.contexts.meetings.models import Attendance, Decision, Meeting
from tests.contexts.meetings.conftest import MINUTES, Room

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_loopback(settings) -> None:
    """Demonstration accounts need no second factor and live on loopback only."""
    settings.LOOPBACK_ONLY = True


@pytest.fixture
def room(db) -> Room:
    return Room()


@pytest.fixture
def today_meeting(room) -> Meeting:
    """A meeting that takes place today, of which notice was given ten days ago."""
    today = timezone.localdate()
    begun = (today - timedelta(days=14)).isoformat()
    days = {"meeting_date": today, "topics_due": today - timedelta(days=12)}
    meeting = room.called(room.body(), on=begun, **days)
    room.do("meetings.settle_agenda", room.clerk, meeting, on=begun)
    return room.do("meetings.notify_members", room.clerk, meeting, on=begun)


def test_a_clerk_confirms_who_leads_and_hands_the_decisions_out(room, log_in) -> None:
    meeting = room.minuted()
    office = log_in("office")
    page = office.get(f"/desk/matters/{meeting.pk}/").content.decode()
    assert "文中有 2 个：市市场监管局、市工信局，先列第一个" in page and "确认牵头单位和期限" in page
    link = re.search(r'href="([^"]*/settle/[^"]*)">确认牵头', page)
    form = office.get(link[1].replace("&amp;", "&")).content.decode()
    assert "三、开展护航行动" in form and 'value="2026-12-31"' in form
    assert f'value="{room.code("市工信局")}" ' in form
    assert "checked" in form, "who else was named is proposed to help"
    doubtful = Decision.objects.get(is_doubtful=True)
    soon = (timezone.localdate() + timedelta(days=40)).isoformat()
    given = {"expected": "minuted", "decision_id": doubtful.pk, "lead_id": room.code("市工信局"), "due_date": soon}
    assert office.post(f"/desk/matters/{meeting.pk}/settle/", given).status_code == 302
    Decision.objects.update(due_date=date.fromisoformat(soon))
    assert "议定事项待转办" in office.get("/desk/todo/").content.decode()
    assert office.post(f"/desk/matters/{meeting.pk}/hand_out/", {"expected": "minuted"}).status_code == 302
    assert Matter.objects.filter(flow="supervision", parent_id=meeting.pk).count() == 5
    assert "议定事项待转办" not in office.get("/desk/todo/").content.decode()
    rows = office.get("/desk/meetings/decisions/?format=csv")
    assert "待批准立项" in b"".join(rows.streaming_content).decode("utf-8-sig")


def test_the_lists_are_for_the_county_and_not_for_the_neighbour(room, log_in) -> None:
    meeting = room.minuted()
    liaison, neighbour = log_in("liaison", unit="市工信局"), log_in("office", division="410482")
    for place in ("", "incoming/", "decisions/", "bodies/"):
        assert liaison.get(f"/desk/meetings/{place}").status_code == 200
        page = neighbour.get(f"/desk/meetings/{place}").content.decode()
        assert "舞钢" not in page and MINUTES.splitlines()[3] not in page
    assert "筹备会议" in log_in("office").get("/desk/meetings/").content.decode()
    assert "筹备会议</a>" not in liaison.get("/desk/meetings/").content.decode()
    for part in ("papers/agenda/", "papers/minutes/"):
        assert neighbour.get(f"/desk/meetings/{meeting.pk}/{part}").status_code == 404
    assert log_in("enterprise").get("/desk/meetings/").status_code in (302, 403)


def test_the_kit_is_downloaded_by_its_name(room, log_in) -> None:
    meeting = room.minuted()
    answer = log_in("office").get(f"/desk/meetings/{meeting.pk}/papers/agenda/")
    assert answer.content[:2] == b"PK"
    assert log_in("office").get(f"/desk/meetings/{meeting.pk}/papers/agenda/?form=pdf").content[:5] == b"%PDF-"
    assert log_in("office").get(f"/desk/meetings/{meeting.pk}/papers/agenda/?form=odt").status_code == 404
    assert log_in("office").get(f"/desk/meetings/{meeting.pk}/papers/menu/").status_code == 404


def test_only_the_office_opens_the_door_and_shows_a_code(today_meeting, log_in) -> None:
    wall = log_in("office").post(f"/desk/meetings/{today_meeting.pk}/door/").content.decode()
    assert re.search(r"验证码 \d{6}", wall) and "data:image/svg+xml;base64," in wall
    assert log_in("liaison", unit="市工信局").post(f"/desk/meetings/{today_meeting.pk}/door/").status_code == 403


def test_somebody_without_an_account_signs_in_by_link_and_code(today_meeting, room, client) -> None:
    today = timezone.localdate().isoformat()
    link, code = room.do("meetings.open_door", room.clerk, today_meeting, on=today).door
    place = f"/g/{link}/"
    wrong, nowhere = client.post(place, {"code": "x"}), client.post("/g/nowhere/", {"code": code})
    assert wrong.status_code == nowhere.status_code == 403
    told = [re.search(r'role="alert">([^<]*)', one.content.decode())[1] for one in (wrong, nowhere)]
    assert told[0] == told[1], "one answer, whatever is wrong"
    assert client.post(place, {"code": code}).status_code == 302
    assert "签到" in client.get(place).content.decode()
    given = {"step": "check_in", "expected": "notified", "unit_id": room.code("市工信局"), "presence": "substitute"}
    assert client.post(place, given).status_code == 200 and not Attendance.objects.exists(), "a name is missing"
    done = client.post(place, {**given, "name": "庚"})
    assert (done.status_code, done.url) == (302, f"{place}?done=1")
    row = Attendance.objects.get(is_planned=False)
    assert (row.unit.name, row.name, row.recorded_by) == ("市工信局", "庚", "会场签到")
    assert "已经签到" in client.post(place, {**given, "name": "辛"}).content.decode()
    assert client.get("/desk/").status_code == 302, "a guest has no other door"


def test_a_network_that_failed_often_waits(room, client) -> None:
    meeting = room.notified()
    link, code = room.do("meetings.open_door", room.clerk, meeting, on="2026-07-20").door
    answers = {client.post("/g/elsewhere/", {"code": str(n)}).status_code for n in range(25)}
    assert answers == {403}
    assert client.post(f"/g/{link}/", {"code": code}).status_code == 403, "the right code waits as well"

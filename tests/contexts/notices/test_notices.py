"""Notices: told once, read by those they are for, sent by mail and to a robot without ever being sent twice."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import transaction

from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.notices import actions, readers, sending, webhook
from qiangxian.contexts.notices.models import Delivery, Notice
from qiangxian.contexts.notices.tasks import send_waiting
from qiangxian.contexts.notices.types import NewNotice, to_account, to_enterprise, to_office
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotAllowed, Refused
from tests.conftest import AT, NEIGHBOUR, WUGANG, make_account, somebody
from tests.contexts.notices.robot import running_robot

pytestmark = pytest.mark.django_db
DUE = NewNotice(
    recipient=to_enterprise(7),
    kind="fee",
    key="fee:410481:201910000001.5:8:-30",
    title="年费将于 2026-08-15 到期",
    words="发明 201910000001.5 第 8 年度年费 2000元。",
    rule="专利法实施细则（2023）第一百一十五条；应缴日 2026-08-15；规则：年费到期前 30 日",
    rule_date=date(2026, 7, 16),
    due_date=date(2026, 8, 15),
    link="right:1",
)


@pytest.fixture
def firm() -> Actor:
    account = make_account("企业", "enterprise", enterprise_record_id=7, email="firm@example.cn")
    return somebody("企业", "enterprise", id=account.pk, firm=7)


@pytest.fixture
def with_mail(settings) -> None:
    settings.EMAIL_READY = True


@pytest.fixture
def robot(settings):
    settings.WEBHOOK_PRIVATE = True
    with running_robot() as found:
        yield found


def post(actor: Actor, *notices: NewNotice, at=AT):
    return actions.post(actor=actor, at=at, division_code=WUGANG, notices=notices).result


def test_the_same_event_is_told_once_to_one_recipient(system) -> None:
    assert len(post(system, DUE, DUE)) == 1
    assert post(system, DUE, at=AT + timedelta(days=1)) == []
    assert len(post(system, replace(DUE, recipient=to_office(WUGANG)))) == 1
    assert len(post(system, replace(DUE, key=DUE.key.replace("-30", "-7")))) == 1
    assert Notice.objects.count() == 3


def test_what_was_not_kept_is_told_the_next_time(system) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        post(system, DUE)
        raise RuntimeError("the power fails before the commit")
    assert Notice.objects.count() == 0
    assert len(post(system, DUE)) == 1


def test_everybody_reads_only_what_is_for_them(system, firm, office_clerk, neighbour_officer) -> None:
    mine = replace(DUE, recipient=to_account(firm.id or 0), key="another")
    post(system, DUE, mine, replace(DUE, recipient=to_office(WUGANG)))
    stranger = replace(firm, id=(firm.id or 0) + 1, enterprise_record_id=8)
    counts = [
        readers.unread_count(actor) for actor in (firm, office_clerk, neighbour_officer, stranger, Actor.visitor())
    ]
    assert counts == [2, 1, 0, 0, 0]
    assert readers.county_notices(office_clerk, WUGANG).count() == 3
    assert readers.county_notices(neighbour_officer, WUGANG).count() == 0
    assert readers.county_notices(firm, WUGANG).count() == 0


def test_reading_marks_ones_own_notices_and_no_others(system, firm, office_clerk) -> None:
    made = post(system, DUE)[0]
    with pytest.raises(NotAllowed):
        actions.mark_read(actor=office_clerk, at=AT, notice_id=made.pk)
    actions.mark_read(actor=firm, at=AT, notice_id=made.pk)
    assert (readers.unread_count(firm), Notice.objects.get().read_by) == (0, "企业")


@pytest.mark.parametrize("role", ["leader", "liaison", "auditor", "enterprise", "sysadmin"])
def test_only_the_office_sends(role) -> None:
    with pytest.raises(NotAllowed):
        post(somebody(role, role, id=5), DUE)
    with pytest.raises(NotAllowed):
        post(somebody("邻县", "office", division=NEIGHBOUR, id=5), DUE)
    assert Notice.objects.count() == 0


def test_mail_goes_to_the_enterprises_accounts_in_one_letter(system, firm, with_mail) -> None:
    post(system, DUE, replace(DUE, key="second", title="年费将于 2026-09-01 到期"))
    send_waiting.func()
    assert [letter.to for letter in mail.outbox] == [["firm@example.cn"]]
    assert "2 条" in mail.outbox[0].subject
    assert "第一百一十五条" in mail.outbox[0].body and "2026-09-01" in mail.outbox[0].body
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    send_waiting.func()
    assert len(mail.outbox) == 1


def test_who_declined_mail_gets_none_and_the_notice_stands_in_the_app(system, firm, with_mail) -> None:
    actions.choose_email(actor=firm, at=AT, account_id=firm.id, email=False)
    post(system, DUE)
    assert (Delivery.objects.count(), readers.unread_count(firm)) == (0, 1)
    with pytest.raises(NotAllowed):
        actions.choose_email(actor=firm, at=AT, account_id=(firm.id or 0) + 1, email=True)


def test_without_a_mail_server_no_letter_waits_for_ever(system, firm) -> None:
    post(system, DUE)
    assert Delivery.objects.count() == 0


def set_robot(actor: Actor, address: str) -> None:
    actions.set_channels(actor=actor, at=AT, division_code=WUGANG, automatic=True, webhook_address=address)


def test_the_robot_gets_markdown_that_it_can_check(system, office_clerk, robot) -> None:
    set_robot(office_clerk, robot.address)
    post(system, replace(DUE, recipient=to_office(WUGANG)), DUE)
    assert send_waiting.func() == 1
    assert len(robot.texts) == 1 and "应缴日 2026-08-15" in robot.texts[0]
    heading = robot.headers[0]
    secret = webhook.signing_secret(WUGANG)
    assert heading[webhook.SIGNED_BY] == webhook.signature(secret, heading[webhook.SENT_AT], robot.bodies[0])
    assert Delivery.objects.get().state == "sent"


def test_the_key_of_the_robot_is_neither_shown_nor_audited(office_clerk, robot) -> None:
    set_robot(office_clerk, robot.address)
    assert "key=abc" not in AuditLine.objects.latest("seq").after
    assert webhook.masked("https://qyapi.example.cn/send?key=abc") == "https://qyapi.example.cn/…"


def test_a_message_the_robot_refuses_is_tried_again_later_and_then_given_up(system, office_clerk, robot) -> None:
    set_robot(office_clerk, robot.address)
    post(system, replace(DUE, recipient=to_office(WUGANG)))
    robot.errcode, now = 93000, AT
    pauses = sending.retry_minutes(AT.date())
    for pause in pauses:
        assert sending.send(sending.take(at=now), at=now) == now + timedelta(minutes=pause)
        assert sending.take(at=now) == []
        now += timedelta(minutes=pause)
    assert sending.send(sending.take(at=now), at=now) is None
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == ("failed", len(pauses) + 1)
    assert "invalid webhook url" in row.last_error
    assert readers.delivery_counts(office_clerk, WUGANG) == {"failed": 1}
    robot.errcode = 0
    actions.resend(actor=office_clerk, at=now, delivery_id=row.pk)
    assert sending.send(sending.take(at=now), at=now) is None
    assert Delivery.objects.get().state == "sent"


def test_a_wrong_address_is_not_tried_again(system, office_clerk, robot) -> None:
    set_robot(office_clerk, robot.address)
    post(system, replace(DUE, recipient=to_office(WUGANG)))
    robot.status = 404
    assert sending.send(sending.take(at=AT), at=AT) is None
    assert "404" in Delivery.objects.get().last_error


def test_a_sender_that_dies_leaves_a_message_nobody_sends_twice(system, office_clerk, robot) -> None:
    set_robot(office_clerk, robot.address)
    post(system, replace(DUE, recipient=to_office(WUGANG)))
    assert len(sending.take(at=AT)) == 1  # and here the worker is killed
    later = AT + sending.UNCERTAIN_AFTER + timedelta(minutes=1)
    assert sending.take(at=later) == []
    assert sending.doubt(at=later) == 1
    assert Delivery.objects.get().state == "uncertain"
    with pytest.raises(Conflict):
        actions.resend(actor=office_clerk, at=later, delivery_id=Delivery.objects.get().pk)
        actions.resend(actor=office_clerk, at=later, delivery_id=Delivery.objects.get().pk)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/send", "https://127.0.0.1/send", "https://[::1]/send", "https://10.0.0.5/send", "ftp://example.com",
        "https://169.254.169.254/latest", "https://user:pw@127.0.0.1/", "https://localhost/", "不是地址", "https://[", "https://0/",
    ],
)  # fmt: skip
def test_an_address_inside_the_network_is_no_robot(office_clerk, address) -> None:
    with pytest.raises(Refused):
        set_robot(office_clerk, address)


def test_a_long_message_is_cut_at_the_robots_limit_within_no_character() -> None:
    cut = webhook.clipped("年费" * 3000, 4096)
    assert len(cut.encode()) <= 4096
    assert cut.endswith("其余请登录系统查看")

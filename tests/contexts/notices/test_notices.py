"""Notices: told once, read by those they are for, sent by mail and to a robot without ever being sent twice."""

import smtplib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.notices import actions, readers, sending, webhook
from qiangxian.contexts.notices.models import Delivery, Notice
from qiangxian.contexts.notices.tasks import send_waiting, sweep
from qiangxian.contexts.notices.types import NewNotice, to_account, to_enterprise, to_office
from qiangxian.contexts.people import actions as people_actions
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, NotAllowed, Refused
from qiangxian.kernel.integrity import CHECKS
from qiangxian.kernel.schedule import DAILY
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


@pytest.mark.parametrize(
    ("host", "is_public"),
    [
        ("8.8.8.8", True), ("2400:3200::1", True), ("64:ff9b::7f00:1", False), ("64:ff9b:1::a00:5", False), ("2002:7f00:1::", False),
        ("2001:0:4136:e378::1", False), ("fec0::1", False), ("fe80::1%2", False), ("fd00::1", False), ("ff02::1", False),
        ("224.0.0.1", False), ("239.1.2.3", False), ("::ffff:10.0.0.5", False), ("100.64.0.1", False), ("::127.0.0.1", False),
    ],
)  # fmt: skip
def test_translated_tunnelled_and_shared_addresses_are_private(host, is_public) -> None:
    assert webhook.is_public(host) is is_public


def test_a_message_whose_answer_comes_late_is_uncertain_and_not_sent_again(
    system, office_clerk, robot, monkeypatch
) -> None:
    set_robot(office_clerk, robot.address)
    post(system, replace(DUE, recipient=to_office(WUGANG)))
    robot.waits, usual = 1.0, sending.number
    monkeypatch.setattr(sending, "number", lambda name, on: 0.2 if name == "timeout_seconds" else usual(name, on))
    assert sending.send(sending.take(at=AT), at=AT) is None
    assert Delivery.objects.get().state == "uncertain" and "没有及时答复" in Delivery.objects.get().last_error
    assert sending.take(at=AT + timedelta(days=2)) == []
    assert len(robot.bodies) == 1


def test_a_letter_whose_server_falls_silent_is_uncertain(system, firm, with_mail, monkeypatch) -> None:
    post(system, DUE)
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", _silent)
    assert sending.send(sending.take(at=AT), at=AT) is None
    assert Delivery.objects.get().state == "uncertain"


def _silent(_backend, _messages) -> None:
    raise TimeoutError("timed out")


def test_a_letter_the_server_does_not_take_is_tried_again(system, firm, with_mail, monkeypatch) -> None:
    def refuses(_backend, _messages) -> None:
        raise smtplib.SMTPRecipientsRefused({"firm@example.cn": (450, b"busy")})

    post(system, DUE)
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuses)
    assert sending.send(sending.take(at=AT), at=AT) is not None
    assert Delivery.objects.get().state == "waiting"


def test_every_message_carries_an_id_which_stays_when_it_is_tried_again(
    system, office_clerk, firm, robot, with_mail
) -> None:
    set_robot(office_clerk, robot.address)
    post(system, replace(DUE, recipient=to_office(WUGANG)))
    robot.errcode = 93000
    again = sending.send(sending.take(at=AT), at=AT)
    post(system, replace(DUE, recipient=to_office(WUGANG), key="second"), at=again)
    robot.errcode = 0
    while message := sending.take(at=again):
        sending.send(message, at=again)
    first, second, third = (heading[webhook.MESSAGE_ID] for heading in robot.headers)
    assert {first, second, third} == {first, third} and first in (second, third) and len(first) == 32
    post(system, DUE)
    send_waiting.func()
    assert mail.outbox[0].extra_headers["Message-ID"].startswith("<")


@pytest.mark.parametrize("answer", ["<html>请登录</html>", "ok", "[]", "{}", '{"login": true}'])
def test_a_page_that_answers_200_is_no_acceptance(system, office_clerk, robot, answer) -> None:
    set_robot(office_clerk, robot.address)
    post(system, replace(DUE, recipient=to_office(WUGANG)))
    robot.says = answer
    assert sending.send(sending.take(at=AT), at=AT) is not None
    assert Delivery.objects.get().state == "waiting" and "不是群机器人" in Delivery.objects.get().last_error


def test_names_are_no_markup_in_a_robots_message(system, office_clerk, robot) -> None:
    set_robot(office_clerk, robot.address)
    name = "[点我](http://evil.example) <font color=red>公司</font> @all **急**"
    post(system, replace(DUE, recipient=to_office(WUGANG), title=f"{name} 年费", words=f"{name} 应缴"))
    send_waiting.func()
    assert not set(robot.texts[0].replace("### ", "").replace("\n> ", "")) & set("[]()<>*@_`")
    assert "［点我］" in robot.texts[0]


def test_an_address_in_chinese_is_encoded_where_it_is_entered(system, office_clerk, robot) -> None:
    set_robot(office_clerk, robot.address.replace("/cgi-bin", "/群机器人") + "&名=办公室 甲")
    kept = readers.channels(WUGANG).webhook
    assert kept.isascii() and "%E7%BE%A4" in kept
    post(system, replace(DUE, recipient=to_office(WUGANG)))
    send_waiting.func()
    assert Delivery.objects.get().state == "sent"


@pytest.mark.parametrize("address", ["张三@例子.cn", "张三@example.cn", "zhang@", "a b@example.cn"])
def test_a_mail_address_no_server_takes_is_refused_where_it_is_entered(system, address) -> None:
    with pytest.raises(Refused, match="电子邮箱"):
        people_actions.create_account(actor=system, at=AT, name="张某", email=address)


def test_what_a_killed_worker_left_is_swept_at_start_and_every_day(system, office_clerk, robot) -> None:
    set_robot(office_clerk, robot.address)
    post(system, replace(DUE, recipient=to_office(WUGANG)), replace(DUE, recipient=to_office(WUGANG), key="second"))
    DBTaskResult.objects.all().delete()  # the task went with the worker
    sweep(today=AT.date(), at=AT)
    assert [row.task_path for row in DBTaskResult.objects.all()] == [send_waiting.module_path]
    assert "notices.sweep" in DAILY
    send_waiting.func()
    DBTaskResult.objects.all().delete()
    sweep(today=AT.date(), at=AT)
    assert not DBTaskResult.objects.exists(), "nothing waits"


def test_a_long_message_is_cut_at_the_robots_limit_within_no_character() -> None:
    cut = webhook.clipped("年费" * 3000, 4096)
    assert len(cut.encode()) <= 4096
    assert cut.endswith("其余请登录系统查看")


def test_a_reminder_of_a_clock_that_ran_ahead_is_found_until_its_day_has_come(system) -> None:
    check = CHECKS["notices.days_ahead"]
    post(system, DUE, at=AT + timedelta(days=400))
    back = AsOf.on(date(2026, 6, 1))
    assert [(one.key, one.label) for one in check.find(WUGANG, back)] == [(DUE.key, DUE.title)]
    assert list(check.find(NEIGHBOUR, back)) == [] == list(check.find(WUGANG, AsOf.on(DUE.rule_date)))
    assert post(system, DUE) == [], "which is why somebody must look: on its own day it is not told again"

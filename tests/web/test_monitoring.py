"""到期与提醒 in the browser's eyes: the list and its files, sending, the bell, the enterprise's own calendar and notices."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from openpyxl import load_workbook
from typer.testing import CliRunner

from qiangxian.cli import main
from qiangxian.contexts.holidays.flow import propose_holidays
from qiangxian.contexts.notices import actions as notices
from qiangxian.contexts.notices.models import Delivery, Notice
from qiangxian.contexts.notices.tasks import send_waiting
from qiangxian.contexts.notices.types import NewNotice, to_account, to_enterprise
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.people.models import Account
from qiangxian.contexts.registers.due.tasks import send_reminders
from qiangxian.contexts.registers.rights.models import Holding
from qiangxian.kernel import division
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.calendar import add_months, notice_of
from tests.conftest import NEIGHBOUR, WUGANG, make_account
from tests.contexts.builders import enterprise, right
from tests.contexts.notices.robot import running_robot
from tests.unit.kernel.test_holiday_notice import NEXT
from tests.web.files import file

pytestmark = pytest.mark.django_db
DAY = "2026-06-11"


@pytest.fixture
def firm():
    record = enterprise("演示钢铁有限公司", township_code="410481100")
    make_account("钢铁公司的人", "enterprise", enterprise_record_id=record.pk)
    return record


@pytest.fixture
def patents(firm):
    """Two that are due around the day, one with a name a spreadsheet would run."""
    one = right("202010000001.1", firm, filed="2020-04-10", granted="2022-03-01", title="=HYPERLINK(1)")
    two = right("202010000002.2", firm, filed="2020-07-01", granted="2022-03-01", title="一种耐磨钢板")
    return one, two


@pytest.fixture
def due_today(firm):
    """A fee that falls due thirty days from today, whatever day the tests run."""
    filed = add_months(timezone.localdate(), -60)
    day = filed + timedelta(days=20)
    return right(
        "202110000009.9", firm, filed=day.isoformat(), granted=add_months(day, 14).isoformat(), title="一种夹具"
    )


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


# -- the list and its files --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["leader", "office", "liaison", "unit_head"])
def test_staff_see_what_falls_due_with_what_to_pay(patents, log_in, role) -> None:
    shown = text(log_in(role).get("/desk/due/", {"as_of": DAY}))
    assert "202010000001.1" in shown and "202010000002.2" in shown
    assert "2,200 元" in shown, "2000 and the 10 % band"
    assert "没有缴费记录" in shown
    assert "第一百一十五条" in shown


def test_only_the_office_finds_the_way_to_sending(patents, log_in) -> None:
    assert "发送方式" in text(log_in("office").get("/desk/due/"))
    assert "发送方式" not in text(log_in("liaison").get("/desk/due/"))
    for place in ("", "sent/", "channels/", "deliveries/", "?format=csv"):
        assert log_in("liaison").get(f"/desk/reminders/{place}").status_code == 403
    assert log_in("liaison").post("/desk/reminders/", {"all": "1"}).status_code == 403


def test_filters_are_the_address_and_an_unknown_one_is_refused_in_words(patents, log_in) -> None:
    client = log_in("office")
    shown = text(client.get("/desk/due/", {"as_of": DAY, "kind": "fee", "window": "30"}))
    assert "202010000002.2" in shown and "202010000001.1" not in shown
    assert client.get("/desk/due/", {"window": "31"}).status_code == 400
    assert client.get("/desk/due/", {"kind": "tax"}).status_code == 400
    assert client.get("/desk/due/", {"holder": "x"}).status_code == 400


def test_the_files_hold_exactly_the_list_and_no_formula(patents, log_in) -> None:
    client, query = log_in("office"), {"as_of": DAY, "kind": "fee_grace"}
    lines = list(csv.reader(io.StringIO(file(client.get("/desk/due/", query | {"format": "csv"})).decode("utf-8-sig"))))
    written = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    assert [(line["号码"], line["名称"]) for line in written] == [("202010000001.1", "'=HYPERLINK(1)")]
    book = load_workbook(io.BytesIO(file(client.get("/desk/due/", query | {"format": "xlsx"}))))
    [head, line] = book["到期与提醒"].iter_rows(values_only=True)
    row = dict(zip(head, line, strict=True))
    assert (row["号码"], row["名称"], row["今日应缴（元）"]) == ("202010000001.1", "'=HYPERLINK(1)", 2200)
    assert client.get("/desk/due/", query | {"format": "pdf"}).status_code == 404


def test_the_calendar_keeps_its_entries_apart_and_the_same(patents, log_in) -> None:
    client = log_in("office")
    answers = [client.get("/desk/due/", {"as_of": DAY, "format": "ics"}) for _ in range(2)]
    raw = answers[0].content
    assert answers[0]["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"\n" not in raw.replace(b"\r\n", b""), "lines end with CRLF only"
    assert max(map(len, raw.split(b"\r\n"))) <= 75, "and are folded at 75 octets"
    entries = list(Calendar.from_ical(raw).walk("VEVENT"))
    uids = [str(event["UID"]) for event in entries]
    assert uids == ["fee-202010000002.2-7-2026-07-01@qiangxian", "fee-grace-202010000001.1-7-2026-04-10@qiangxian"]
    assert uids == [str(event["UID"]) for event in Calendar.from_ical(answers[1].content).walk("VEVENT")]
    assert entries[0]["DTSTART"].dt == date(2026, 7, 1)
    assert entries[1]["DTSTART"].dt == date(2026, 10, 10), "the safe day, a Saturday, not the Monday it rolls to"
    assert "缴费记录：没有缴费记录" in entries[0]["DESCRIPTION"]


def test_the_list_asks_the_same_number_of_questions_however_long(firm, log_in) -> None:
    client = log_in("office")
    client.get("/desk/me/")

    def asked() -> int:
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as taken:
            text(client.get("/desk/due/", {"as_of": DAY}))
        return len(taken)

    for serial in range(3):
        right(f"2020100{serial:05d}.1", firm, filed="2020-07-01", granted="2022-03-01")
    first, few = asked(), asked()
    for serial in range(3, 30):
        right(f"2020100{serial:05d}.1", firm, filed="2020-07-01", granted="2022-03-01")
    assert (asked(), asked()) == (first, few)


def test_an_empty_county_says_what_to_do(log_in) -> None:
    assert "打开基础台账" in text(log_in("office").get("/desk/due/"))


# -- sending -----------------------------------------------------------------------------------------------------------
def test_the_office_chooses_sends_and_sees_what_was_sent(due_today, firm, log_in) -> None:
    client = log_in("office")
    page = text(client.get("/desk/reminders/"))
    assert "年费到期前 30 日" in page and "站内：演示钢铁有限公司" in page
    assert "待发送 1 条，送达 1 家有账号的企业；没有系统无法送达的" in page
    key = page.split('name="key" value="')[1].split('"')[0]
    chosen = {"list": "batch", "step": "send", "key": key}
    done = client.post("/desk/reminders/", chosen, follow=True)
    assert "已向 1 家企业发出 1 条提醒" in text(done)
    again = client.post("/desk/reminders/", chosen, follow=True)
    assert "没有重复发送" in text(again)
    assert "没有待发送的提醒" in text(client.get("/desk/reminders/"))
    sent = text(client.get("/desk/reminders/sent/"))
    assert "演示钢铁有限公司" in sent and "规则：年费到期前 30 日" in sent
    assert Notice.objects.filter(recipient=to_enterprise(firm.pk)).count() == 1


def test_all_are_sent_behind_the_page(due_today, firm, log_in) -> None:
    client = log_in("office")
    assert "后台发送" in text(client.post("/desk/reminders/", {"all": "1"}, follow=True))
    name = client.get("/desk/me/").context["actor"].label
    assert send_reminders.func(account_name=name, division_code=WUGANG, today=timezone.localdate().isoformat()) == 1


def test_nothing_chosen_is_said_and_nothing_sent(due_today, log_in) -> None:
    answer = log_in("office").post("/desk/reminders/", {"list": "batch", "step": "send"})
    assert answer.status_code == 400 and "没有勾选任何一行" in answer.content.decode()
    assert Notice.objects.count() == 0


def test_holders_without_a_match_stand_on_a_list_for_the_telephone(due_today, log_in) -> None:
    Holding.objects.update(holder=None)
    client = log_in("office")
    assert "请线下告知" in text(client.get("/desk/reminders/", {"tab": "offline"}))
    lines = file(client.get("/desk/reminders/", {"tab": "offline", "format": "csv"})).decode("utf-8-sig")
    assert "202110000009.9" in lines and "请线下告知" in lines


def test_whom_nothing_reaches_is_printed_by_township_and_noted_as_told(due_today, firm, log_in) -> None:
    Account.objects.filter(enterprise_record_id=firm.pk).update(is_active=False)
    client = log_in("office")
    page = text(client.get("/desk/reminders/"))
    assert "没有待发送的提醒；另有 1 条系统无法送达，须线下告知，登记前不算已提醒" in page
    page = text(client.get("/desk/reminders/", {"tab": "offline"}))
    assert "演示钢铁有限公司没有账号，请线下告知" in page
    township = division.find("410481100").name
    for answer in (page, text(client.get("/desk/reminders/", {"tab": "offline", "format": "print"}))):
        assert f'scope="rowgroup">{township}</th>' in answer
    key = page.split('name="key" value="')[1].split('"')[0]
    told = {"list": "batch", "step": "tell", "key": key, "tell-how": "电话告知", "tell-told_on": "2026-01-05"}
    assert "已登记 1 条线下告知" in text(client.post("/desk/reminders/?tab=offline", told, follow=True))
    assert "没有须线下告知的权利人" in text(client.get("/desk/reminders/", {"tab": "offline"}))
    sent = text(client.get("/desk/reminders/sent/"))
    assert "2026-01-05 电话告知，经办人" in sent


def test_the_robots_address_is_set_hidden_used_and_its_failures_are_seen(due_today, log_in, settings) -> None:
    settings.WEBHOOK_PRIVATE = True
    client = log_in("office")
    with running_robot() as robot:
        robot.status = 404
        assert "已保存" in text(
            client.post("/desk/reminders/channels/", {"automatic": "on", "webhook": robot.address}, follow=True)
        )
        assert "key=abc" not in text(client.get("/desk/reminders/channels/"))
        key = text(client.get("/desk/reminders/")).split('name="key" value="')[1].split('"')[0]
        client.post("/desk/reminders/", {"list": "batch", "step": "send", "key": key})
        send_waiting.func()
        assert "没有送达" in text(client.get("/desk/reminders/"))
        log = text(client.get("/desk/reminders/deliveries/"))
        assert "机器人答复 HTTP 404" in log and "key=abc" not in log
        robot.status = 200
        row = Delivery.objects.get()
        assert "将重新发送" in text(client.post("/desk/reminders/deliveries/", resending(row), follow=True))
        send_waiting.func()
        assert Delivery.objects.get().state == "sent"
        assert "没有送达" not in text(client.get("/desk/reminders/"))


def test_a_private_address_is_refused_beside_the_field(log_in) -> None:
    page = text(log_in("office").post("/desk/reminders/channels/", {"webhook": "https://127.0.0.1/send"}))
    assert "指向内部网络" in page


def test_a_neighbour_resends_nothing_of_ours(due_today, log_in, system) -> None:
    new = NewNotice(to_enterprise(7), "fee", "k", "题", "文", "规则", date(2026, 1, 1))
    made = notices.post(actor=system, at=timezone.now(), division_code=WUGANG, notices=[new]).result[0]
    row = Delivery.objects.create(
        notice=made, channel="email", address="a@b.cn", state="failed", next_at=timezone.now()
    )
    answer = log_in("office", division=NEIGHBOUR).post("/desk/reminders/deliveries/", resending(row), follow=True)
    assert answer.status_code == 400 and "只能发送本县" in answer.content.decode()
    assert Delivery.objects.get().state == "failed"


def resending(row: Delivery) -> dict[str, object]:
    return {"list": "batch", "step": "resend", "key": row.pk}


# -- the bell ----------------------------------------------------------------------------------------------------------
def tell(actor_id: int, key: str = "k") -> Notice:
    new = NewNotice(
        to_account(actor_id),
        "fee",
        key,
        "年费将到期",
        "一件发明的年费将到期。",
        "规则：年费到期前 30 日",
        date(2026, 1, 1),
    )
    return notices.post(actor=Actor.system(), at=timezone.now(), division_code=WUGANG, notices=[new]).result[0]


def test_the_bell_shows_a_new_notice_and_a_reading_at_once(log_in) -> None:
    client = log_in("office")
    account_id = client.get("/desk/me/").context["actor"].id
    assert "条未读" not in text(client.get("/desk/registers/"))
    made = tell(account_id)
    assert "通知，1 条未读" in text(client.get("/desk/registers/"))
    page = text(client.get("/desk/notices/"))
    assert "一件发明的年费将到期" in page
    assert f'scope="rowgroup">{timezone.localdate()}</th>' in page, "what came on one day stands together"
    client.post("/desk/notices/read/", {"notice": made.pk})
    assert "条未读" not in text(client.get("/desk/registers/"))
    tell(account_id, "a")
    tell(account_id, "b")
    assert "通知，2 条未读" in text(client.get("/desk/registers/"))
    client.post("/desk/notices/read/")
    assert "条未读" not in text(client.get("/desk/registers/"))


def test_the_bell_costs_one_count(log_in) -> None:
    client = log_in("liaison")
    with CaptureQueriesContext(connection) as taken:
        text(client.get("/desk/me/"))
    assert sum("notices_notice" in query["sql"] for query in taken) == 1


def test_nobody_reads_or_marks_the_notices_of_another(log_in) -> None:
    owner, other = log_in("office"), log_in("liaison")
    made = tell(owner.get("/desk/me/").context["actor"].id)
    assert "一件发明的年费将到期" not in text(other.get("/desk/notices/"))
    assert other.post("/desk/notices/read/", {"notice": made.pk}).status_code == 403
    assert Notice.objects.get().read_at is None


def test_whoever_is_logged_in_chooses_about_mail(log_in) -> None:
    client = log_in("office")
    assert "不接收邮件" in text(client.post("/desk/notices/email/", {}, follow=True))
    assert "已设置为接收邮件" in text(client.post("/desk/notices/email/", {"email": "1"}, follow=True))


# -- the enterprise ----------------------------------------------------------------------------------------------------
def test_an_enterprise_sees_its_calendar_sums_and_files_and_no_others(patents, firm, log_in) -> None:
    other = enterprise("演示铸造有限公司")
    right("202010000003.3", other, filed="2020-07-02", granted="2022-03-01")
    client: Client = log_in("enterprise", enterprise_record_id=firm.pk)
    shown = text(client.get("/my/fees/", {"as_of": DAY}))
    assert "202010000001.1" in shown and "202010000002.2" in shown and "202010000003.3" not in shown
    assert "2,200 元（1 件）" in shown and "4,000 元（2 件）" in shown, "the grace and the two fees of the coming year"
    for form in ("csv", "xlsx", "ics", "print"):
        answer = client.get("/my/fees/", {"as_of": DAY, "format": form})
        assert answer.status_code == 200
        if answer.streaming:
            file(answer)
    lines = file(client.get("/my/fees/", {"as_of": DAY, "format": "csv"})).decode("utf-8-sig")
    assert "202010000001.1" in lines and "202010000003.3" not in lines


def test_an_enterprise_reads_its_notices_on_its_own_site(patents, firm, log_in) -> None:
    new = NewNotice(
        to_enterprise(firm.pk),
        "fee",
        "k",
        "年费将到期",
        "请缴费。",
        "规则",
        date(2026, 1, 1),
        link=f"right:{patents[0].pk}",
    )
    notices.post(actor=Actor.system(), at=timezone.now(), division_code=WUGANG, notices=[new])
    client = log_in("enterprise", enterprise_record_id=firm.pk)
    page = text(client.get("/my/notices/"))
    assert "请缴费" in page and f"/my/rights/{patents[0].pk}/" in page
    assert client.get("/desk/notices/").url == "/my/notices/"
    client.post("/my/notices/read/")
    assert Notice.objects.get().read_by.startswith("enterprise")
    assert (
        log_in("enterprise", enterprise_record_id=firm.pk + 999).get("/my/notices/").content.decode().count("请缴费")
        == 0
    )


def test_staff_are_sent_from_the_enterprises_pages(log_in) -> None:
    client = log_in("office")
    for place in ("fees/", "fees/?format=csv", "notices/"):
        assert client.get(f"/my/{place}").status_code == 403


# -- the command -------------------------------------------------------------------------------------------------------
def test_the_command_lists_who_would_be_told_and_tells_them(due_today, firm) -> None:
    main.mount()
    listed = json.loads(CliRunner().invoke(main.app, ["notices", "list", "--json"]).stdout)
    assert [(one["number"], one["rule"]) for one in listed["waiting"]] == [("202110000009.9", "年费到期前 30 日")]
    sent = json.loads(CliRunner().invoke(main.app, ["notices", "send", "--json"]).stdout)
    assert sent["sent"] == 1
    assert json.loads(CliRunner().invoke(main.app, ["notices", "send", "--json"]).stdout)["sent"] == 0


# -- holiday notices -----------------------------------------------------------------------------------------------------
def test_a_notice_is_listed_seen_with_its_days_and_accepted_by_another(firm, log_in, accepted_notices) -> None:
    clerk, second, liaison = log_in("office"), log_in("office"), log_in("liaison")
    assert "录入放假安排" in text(clerk.get("/desk/reminders/holidays/"))
    assert "录入放假安排" not in text(liaison.get("/desk/reminders/holidays/"))
    form = {"year": 2027, "document_number": "国办发明电〔2026〕9号", "notice": NEXT}
    made = propose_holidays(
        actor=people.actor_named(
            Account.objects.filter(name__startswith="office").earliest("id").name, on=date(2026, 11, 20)
        ),
        at=datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
        division_code=WUGANG,
        **form,
    )
    page = f"/desk/matters/{made.result.pk}/"
    shown = text(second.get(page))
    assert "2027-02-13 星期六" in shown and "采用后会变的截止日" in shown and "国办发明电" in shown
    assert "须由另一人" in text(clerk.get(page))
    taken = second.post(f"{page}accept/", {"expected": "proposed", "reason": "已对照"})
    assert taken.status_code == 302
    assert "已采用" in text(second.get("/desk/reminders/holidays/"))
    assert notice_of(2027) is not None

"""Matters in the browser: what I can do now, who is late, a step that somebody else took first, a sign-off on paper."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from qiangxian.contexts.matters.models import Deadline, Matter, Number, Step
from qiangxian.contexts.people.models import Person, Unit
from tests.conftest import AT, WUGANG
from tests.web.wugang import a_programme

pytestmark = pytest.mark.django_db
PROPOSE = "/desk/matters/new/supervision/propose/"


@pytest.fixture(autouse=True)
def on_loopback(settings) -> None:
    """Demonstration accounts need no second factor and live on loopback only."""
    settings.LOOPBACK_ONLY = True


@pytest.fixture
def bureau(db) -> Unit:
    return Unit.objects.create(division_code=WUGANG, name="市市场监管局")


def order(office, bureau: Unit, **more: object) -> Matter:
    due = (timezone.localdate() + timedelta(days=20)).isoformat()
    given = {
        "title": "建成服务站",
        "demand": "建成并运行",
        "basis": "方案二（一）",
        "lead_id": bureau.pk,
        "due_date": due,
    }
    assert office.post(PROPOSE, {**given, **more}).status_code == 302
    return Matter.objects.latest("pk")


def take(client, matter: Matter, code: str, **given: object):
    now = Matter.objects.get(pk=matter.pk).state
    return client.post(f"/desk/matters/{matter.pk}/{code}/", {"expected": now, **given})


@pytest.fixture
def sent(log_in, bureau) -> Matter:
    office, leader = log_in("office"), log_in("leader")
    made = order(office, bureau)
    assert take(leader, made, "approve").status_code == 302
    due = (timezone.localdate() + timedelta(days=20)).isoformat()
    assert take(office, made, "send", due_date=due).status_code == 302
    return Matter.objects.get(pk=made.pk)


def test_what_i_can_do_now_stands_in_my_todo_until_it_is_done(sent, log_in) -> None:
    liaison = log_in("liaison", unit="市市场监管局")
    assert "建成服务站" in liaison.get("/desk/todo/").content.decode()
    assert take(liaison, sent, "sign").status_code == 302
    page = liaison.get(f"/desk/matters/{sent.pk}/").content.decode()
    assert "申请办结" in page and "只有领导小组办公室" in page, "what is open and why the rest is not"
    proof = SimpleUploadedFile("结果.txt", "已建成".encode())
    assert take(liaison, sent, "finish", reason="已建成", files=proof).status_code == 302
    assert "建成服务站" not in liaison.get("/desk/todo/?format=json").content.decode(), (
        "the list itself: it may be among what was open last"
    )
    stored = Step.objects.get(step="finish").evidence.get().file_id
    assert log_in("leader").get(f"/desk/matters/{sent.pk}/files/{stored}/").content.decode() == "已建成"


def test_a_step_somebody_else_took_first_is_said_and_the_text_is_kept(sent, log_in) -> None:
    office = log_in("office")
    old = {"expected": "approved", "due_date": "2099-01-01", "reason": "我写的交办说明"}
    page = office.post(f"/desk/matters/{sent.pk}/send/", old).content.decode()
    assert "您打开页面时是“待交办”，现在已是“办理中”" in page
    assert "我写的交办说明" in page
    assert office.post(f"/desk/matters/{sent.pk}/urge/", {"reason": "x"}).status_code == 400, "without its state"


def test_who_is_late_by_unit_with_a_file_of_the_list(sent, log_in) -> None:
    Deadline.objects.update(effective_due=date(2026, 1, 1))
    Matter.objects.filter(pk=sent.pk).update(due_date=date(2026, 1, 1))
    auditor = log_in("auditor", is_demo=True)
    page = auditor.get("/desk/matters/").content.decode()
    assert "市市场监管局" in page and "逾期" in page
    listed = b"".join(auditor.get("/desk/supervision/?format=csv&late=1").streaming_content).decode("utf-8-sig")
    assert "建成服务站" in listed and sent.number in listed
    assert "办结率 0%" in auditor.get("/desk/supervision/").content.decode()
    assert auditor.get("/desk/supervision/?state=nowhere").status_code == 400


def test_many_ticked_orders_are_urged_at_once(sent, log_in) -> None:
    leader = log_in("leader")
    answer = leader.post(
        "/desk/supervision/", {"list": "batch", "step": "urge", "key": sent.pk, "urge-reason": "请抓紧"}
    )
    assert answer.status_code == 302
    assert Step.objects.get(step="urge").reason == "请抓紧"


def test_a_sign_off_on_paper_is_offered_to_the_clerk_alone_and_listed(log_in, bureau) -> None:
    office = log_in("office")
    made = order(office, bureau)
    boss = Person.objects.create(division_code=WUGANG, name="张主任", post="主任", created_at=AT, created_by="测试")
    form = office.get(f"/desk/matters/{made.pk}/approve/").content.decode()
    assert "立项由您本人提出，须由另一人批准。" in form and "线下签批登记" in form
    assert take(office, made, "approve").status_code == 403
    given = {"signer": boss.pk, "signed_post": "主任", "signed_day": timezone.localdate().isoformat()}
    missing = take(office, made, "approve", **given).content.decode()
    assert "线下签批还缺：签批扫描件" in missing
    scan = SimpleUploadedFile("签批单.txt", b"signed")
    assert take(office, made, "approve", **given, files=scan).status_code == 302
    assert "张主任（主任）" in log_in("auditor", is_demo=True).get("/desk/matters/offline/").content.decode()
    assert "线下签批登记" not in log_in("leader").get(f"/desk/matters/{made.pk}/drop/").content.decode()


def test_the_api_and_the_permission_table_read_the_same_declarations(sent, log_in) -> None:
    one = log_in("leader").get(f"/api/v1/matters/{sent.number}").json()
    assert (one["state_words"], one["owed_by"][0]["label"]) == ("办理中", "市市场监管局")
    assert log_in("office", division="410482").get(f"/api/v1/matters/{sent.number}").status_code == 404
    assert "核验并办结确认" in log_in("secadmin", is_demo=True).get("/desk/permissions/").content.decode()


def test_numbers_are_listed_reserved_used_and_made_void(sent, log_in, bureau) -> None:
    office = log_in("office")
    listed = office.get("/desk/numbers/").content.decode()
    assert sent.number in listed and "建成服务站" in listed and "已使用" in listed
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    wrong = office.post("/desk/numbers/reserve/", {"register": "ABC", "purpose": "x", "until": until})
    assert "机关代字只用 1 至 12 个汉字" in wrong.content.decode()
    assert (
        office.post("/desk/numbers/reserve/", {"register": "知调", "purpose": "年度通报", "until": until}).status_code
        == 302
    )
    kept = Number.objects.get(purpose="年度通报")
    other = order(office, bureau)
    assert take(log_in("leader"), other, "approve").status_code == 302
    form = office.get(f"/desk/matters/{other.pk}/send/").content.decode()
    assert f"{kept}（年度通报）" in form
    assert take(office, other, "send", due_date=until, reserved_number=kept.pk).status_code == 302
    assert Matter.objects.get(pk=other.pk).number == str(kept)
    office.post("/desk/numbers/reserve/", {"register": "知调", "purpose": "不发了", "until": until})
    spare = Number.objects.get(purpose="不发了")
    tick = {"list": "batch", "step": "void", "key": spare.pk, "void-reason": "不再印发"}
    assert log_in("liaison", unit="市市场监管局").post("/desk/numbers/", tick).status_code == 400, "it is not offered"
    assert Number.objects.get(pk=spare.pk).void_reason == ""
    assert office.post("/desk/numbers/", tick).status_code == 302
    assert "作废（不再印发）" in office.get("/desk/numbers/?state=void").content.decode()
    assert str(spare) not in log_in("office", division="410482").get("/desk/numbers/").content.decode()


def test_who_may_take_no_step_is_offered_no_ticks(sent, log_in) -> None:
    assert "本页全选" in log_in("office").get("/desk/supervision/").content.decode()
    assert "本页全选" not in log_in("auditor", is_demo=True).get("/desk/supervision/").content.decode()


def test_the_one_page_never_says_that_nothing_is_late_where_something_is(sent, log_in) -> None:
    a_programme()
    Matter.objects.filter(pk=sent.pk).update(due_date=timezone.localdate() - timedelta(days=3))
    for role in ("leader", "auditor"):
        page = log_in(role, is_demo=True).get("/desk/sheet/").content.decode()
        assert "建成服务站" in page and "没有逾期的事项" not in page, role

"""From file to programme in the browser: upload, look, decide item by item, write, match units, amend."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from qiangxian.contexts.documents.models import Proposal, ProposalItem
from qiangxian.contexts.people.models import Unit
from qiangxian.contexts.programmes.models import Programme
from tests.conftest import NEIGHBOUR, WUGANG
from tests.contexts.documents.plans import FIRST, SECOND

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def upload(client, text: str | bytes = FIRST, division: str = WUGANG, name: str = "方案.txt", **more):
    content = text.encode() if isinstance(text, str) else text
    data = {"file": SimpleUploadedFile(name, content), "division_code": division, "programme": "", **more}
    return client.post(reverse("desk:plan_import"), data)


@pytest.fixture
def office(log_in):
    return log_in("office")


def item(kind: str, key: str) -> ProposalItem:
    return ProposalItem.objects.filter(kind=kind, key=key).latest("id")


def item_url(one: ProposalItem) -> str:
    return reverse("desk:proposal_item", args=[one.proposal_id, one.pk])


def words(response) -> str:
    return response.content.decode()


def accept_and_write(client) -> Programme:
    page = reverse("desk:proposal", args=[Proposal.objects.latest("id").pk])
    client.post(page, {"step": "accept_rest"})
    client.post(page, {"step": "apply"})
    return Programme.objects.latest("id")


def test_an_upload_leads_to_the_page_where_it_is_decided(office):
    response = upload(office)
    proposal = Proposal.objects.get()
    assert response.url == reverse("desk:proposal", args=[proposal.pk])
    page = words(office.get(response.url))
    assert "先看这些" in page and "读作“市财政局”" in page
    one = item("task", "T1")
    assert f'id="item-{one.pk}"' in page and f'href="#at-item-{one.pk}"' in page
    assert f'id="at-item-{one.pk}"' in page and f'href="#item-{one.pk}"' in page


def test_a_file_that_is_no_plan_says_so_beside_the_field(office):
    page = words(upload(office, "今天天气很好，我市召开了会议。"))
    assert "qx-error" in page and not Proposal.objects.exists()
    assert "另存为" in words(upload(office, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, name="方案.doc"))


def test_a_plan_is_taken_in_for_ones_own_county_only(office):
    response = upload(office, division=NEIGHBOUR)
    assert response.status_code == 200 and not Proposal.objects.exists()


def test_the_same_file_again_says_that_it_is_there(office):
    upload(office)
    response = office.get(upload(office).url)
    assert "此前已经导入" in words(response) and Proposal.objects.count() == 1


def test_a_chosen_file_tells_its_county_before_it_is_taken_in(log_in, office):
    def look(client, text):
        return words(client.post(reverse("desk:plan_look"), {"file": SimpleUploadedFile("a.txt", text.encode())}))

    assert f'data-guessed-division="{WUGANG}"' in look(office, FIRST)
    assert "不在您的管辖范围" in look(log_in("office", division=NEIGHBOUR), FIRST)
    assert "alert-danger" in look(office, "今天天气很好。")
    assert not Proposal.objects.exists()


def test_a_foreign_countys_plan_is_taken_with_a_word_of_warning(log_in):
    neighbour = log_in("office", division=NEIGHBOUR)
    page = words(neighbour.get(upload(neighbour, division=NEIGHBOUR).url))
    assert "已按您的选择作为河南省平顶山市汝州市的方案导入" in page


def test_a_card_is_confirmed_without_a_new_page_and_the_counters_come_along(office):
    upload(office)
    one = item("task", "T2")
    answer = words(office.post(item_url(one), {"verdict": "confirm", "seen": "open"}, **HTMX))
    one.refresh_from_db()
    assert one.state == "confirmed"
    assert "已确认" in answer and 'hx-swap-oob="true"' in answer and "<html" not in answer


def test_the_same_step_works_without_scripts(office):
    upload(office)
    one = item("phase", "P1")
    response = office.post(item_url(one), {"verdict": "drop", "seen": "open", "reason": "重复"})
    assert response.url.endswith(f"#item-{one.pk}")
    one.refresh_from_db()
    assert (one.state, one.reason) == ("dropped", "重复")


def test_a_correction_form_hands_on_only_what_was_changed(office):
    upload(office)
    one = item("task", "T2")
    form = {
        "title": one.payload["title"],
        "deadline": "2025-06",
        "role_lead": "市科技局",
        "role_responsible": "甲局、乙局",
    }
    office.post(item_url(one), {"verdict": "correct", "seen": "open", "reason": "已调整", **form}, **HTMX)
    one.refresh_from_db()
    assert one.corrected["deadline"] == "2025-06"
    assert [(a["role"], a["unit"]) for a in one.corrected["assignments"]] == [
        ("lead", "市科技局"),
        ("responsible", "甲局"),
        ("responsible", "乙局"),
    ]
    assert one.corrected["text"] == one.payload["text"]
    page = words(office.get(reverse("desk:proposal", args=[one.proposal_id])))
    assert "原来读作" in page and "已调整" in page


def test_a_wrong_correction_is_explained_on_the_card(office):
    upload(office)
    one = item("phase", "P2")
    answer = words(office.post(item_url(one), {"verdict": "correct", "reason": "x", "end_date": "明年底"}, **HTMX))
    assert "日期写法不对" in answer
    one.refresh_from_db()
    assert one.state == "open"


def test_the_correction_opens_on_the_card_and_keeps_what_was_typed_when_refused(office):
    upload(office)
    one = item("phase", "P2")
    card = words(office.get(item_url(one) + "?edit=1", **HTMX))
    assert 'name="end_date" value="2025-12"' in card and "<html" not in card
    assert "<h1" in words(office.get(item_url(one) + "?edit=1"))
    typed = {"verdict": "correct", "reason": "文件有误", "end_date": "明年底", "name": "组织实施阶段"}
    for answer in (office.post(item_url(one), typed, **HTMX), office.post(item_url(one), typed)):
        assert 'value="明年底"' in words(answer) and 'value="文件有误"' in words(answer)


def test_a_stale_card_never_overwrites_a_colleague(office, log_in):
    upload(office)
    one = item("task", "T1")
    log_in("office").post(item_url(one), {"verdict": "confirm", "seen": "open"}, **HTMX)
    answer = words(office.post(item_url(one), {"verdict": "drop", "seen": "open", "reason": "x"}, **HTMX))
    assert "已由" in answer and "已确认" in answer


def test_from_file_to_programme_and_its_units(office):
    upload(office)
    programme = accept_and_write(office)
    units = reverse("desk:units_match") + f"?programme={programme.pk}"
    assert "市财政局" in words(office.get(units))
    office.post(units, {"printed_name": "市财政局", "unit": "", "new_name": "市财政局"})
    assert Unit.objects.filter(name="市财政局", division_code=WUGANG).exists()
    office.post(units, {"step": "create_all"})
    page = words(office.get(units))
    assert "全部名称都已对应" in page and "各乡镇人民政府" in page
    again = office.post(units, {"printed_name": "市财政局", "unit": "", "new_name": ""}, follow=True)
    assert "请选择单位" in words(again)


def test_an_amended_plan_shows_what_it_changes(office):
    upload(office)
    accept_and_write(office)
    upload(office, SECOND)
    proposal = Proposal.objects.latest("id")
    page = words(office.get(reverse("desk:plan_diff", args=[proposal.pk])))
    assert "新文本中已没有" in page and "<ins>市司法局、</ins>" in page
    assert "这是现行方案的修订稿" in words(office.get(reverse("desk:proposal", args=[proposal.pk])))
    programme = accept_and_write(office)
    history = words(office.get(reverse("desk:plan_history")))
    assert "已被替换" in history and "已撤下" in history and "舞政办〔2025〕8号" in history
    assert Programme.objects.get() == programme


def test_a_plan_can_be_taken_in_as_another_programme(office):
    upload(office)
    accept_and_write(office)
    upload(office, SECOND, programme="0")
    assert Proposal.objects.latest("id").programme_id is None


def test_nobody_but_the_office_takes_plans_in(log_in):
    for role in ("leader", "liaison", "unit_head", "auditor", "sysadmin"):
        client = log_in(role)
        assert client.get(reverse("desk:plan_import")).status_code in (302, 403)
        assert upload(client).status_code in (302, 403)
    assert not Proposal.objects.exists()


def test_readers_see_the_proposal_without_buttons(office, log_in):
    upload(office)
    page = words(log_in("leader").get(reverse("desk:proposal", args=[Proposal.objects.get().pk])))
    assert 'value="confirm"' not in page and "只有领导小组办公室" in page


def test_the_neighbour_finds_nothing(office, log_in):
    upload(office)
    accept_and_write(office)
    neighbour, one = log_in("office", division=NEIGHBOUR), item("task", "T1")
    for view in ("proposal", "plan_diff", "plan_file"):
        assert neighbour.get(reverse(f"desk:{view}", args=[one.proposal_id])).status_code == 404
    assert neighbour.post(item_url(one), {"verdict": "reopen"}).status_code == 404
    assert "还没有运行中的方案" in words(neighbour.get(reverse("desk:plan")))


def test_the_uploaded_file_comes_back_as_it_was(office):
    upload(office)
    response = office.get(reverse("desk:plan_file", args=[Proposal.objects.get().pk]))
    assert response.content == FIRST.encode()
    assert response["Content-Disposition"].startswith("attachment")

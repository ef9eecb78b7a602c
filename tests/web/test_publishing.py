"""The way of a programme to the public on the desk: what changes is shown before, by two persons, and another plan is chosen."""

import pytest
from django.urls import reverse

from qiangxian.contexts.programmes.models import Programme
from tests.contexts import builders
from tests.web.wugang import a_programme

pytestmark = pytest.mark.django_db


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def take(client, programme: Programme, step: str, state: str, **given: str):
    return client.post(reverse("desk:matter_step", args=[programme.matter_id, step]), {"expected": state, **given})


def test_from_the_draft_to_the_public_page_and_back(client, log_in) -> None:
    programme, first, second = a_programme(), log_in("office"), log_in("leader")
    page = reverse("desk:matter", args=[programme.matter_id])
    assert "公开页上没有这个方案" in text(first.get(page))
    assert take(first, programme, "submit", "draft").status_code == 302
    shown = text(second.get(page))
    assert "授权专利2件以上的企业数量" in shown
    assert "现在" in shown and "发布后" in shown
    preview = text(second.get(reverse("desk:plan_preview", args=[programme.pk])))
    assert "尚未公开" in preview and "结合我市实际情况" in preview
    assert client.get(f"/p/{programme.pk}/").status_code == 404
    assert take(first, programme, "check", "submitted").status_code == 403
    assert take(second, programme, "check", "submitted").status_code == 302
    assert take(second, programme, "publish", "checked").status_code == 302
    assert "舞钢市知识产权强县建设" in text(client.get(f"/p/{programme.pk}/"))
    assert take(second, programme, "withdraw", "published", reason="数字有误").status_code == 302
    assert client.get(f"/p/{programme.pk}/").status_code == 404


def test_another_plan_is_chosen_with_a_reason(log_in) -> None:
    a_programme()
    other = builders.programme_row("新一轮实施方案")
    office = log_in("office")
    listed = text(office.get(reverse("desk:plans")))
    assert listed.count("本县方案") == 1 and "新一轮实施方案" in listed
    assert "设为本县方案" in text(office.get(reverse("desk:matter", args=[other.matter_id])))
    office.post(reverse("desk:plan_use", args=[other.pk]), {"reason": "上级要求"})
    assert Programme.objects.get(is_current=True) == other
    assert "设为本县方案的理由" not in text(log_in("liaison").get(reverse("desk:matter", args=[other.matter_id])))


def test_the_neighbour_s_plan_is_neither_shown_nor_used(log_in) -> None:
    programme, neighbour = a_programme(), log_in("office", division="410482")
    assert programme.title not in text(neighbour.get(reverse("desk:plan")))
    assert neighbour.get(reverse("desk:plan_preview", args=[programme.pk])).status_code == 404
    assert neighbour.post(reverse("desk:plan_use", args=[programme.pk]), {"reason": "x"}).status_code in (403, 404)


def test_what_was_taken_in_is_a_list_of_its_own(log_in) -> None:
    a_programme()
    assert "还没有导入过文件" in text(log_in("office").get(reverse("desk:plan_imports")))

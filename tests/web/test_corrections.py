"""Correcting what was written, on the pages: what it would change first; a draft at once, a public plan by two."""

from datetime import date

import pytest
from django.urls import reverse

from qiangxian.contexts.programmes.models import STANDING, Correction, Target, TargetSetting, Task
from tests.contexts import builders
from tests.web.wugang import a_programme

pytestmark = pytest.mark.django_db
WHY = "与印发原件核对，原件为12家"


def text(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def change(programme, kind: str, key: str) -> str:
    return reverse("desk:part_change", args=[programme.pk, kind, key])


def target(programme) -> Target:
    return Target.objects.get(STANDING, programme=programme, key="G1")


def test_a_draft_is_corrected_after_its_effect_was_shown(log_in) -> None:
    programme, office = a_programme(), log_in("office")
    page = text(office.get(change(programme, "target", "G1")))
    assert 'value="10"' in page
    sent = {"subject": "授权专利2件以上的企业数量", "value": "12", "reason": WHY}
    shown = text(office.post(change(programme, "target", "G1"), sent))
    assert "不少于10家" in shown and "不少于12家" in shown and "公众看不到这项改动" in shown
    assert target(programme).required == 10
    office.post(change(programme, "target", "G1"), {**sent, "confirmed": "1"})
    assert target(programme).required == 12
    history = text(office.get(reverse("desk:plan_history")))
    assert WHY in history


def test_a_public_plan_is_corrected_by_two_and_the_page_says_so(log_in) -> None:
    programme, office, leader = builders.publish(a_programme(), date(2025, 12, 31)), log_in("office"), log_in("leader")
    sent = {"title": "完善知识产权工作机制", "reason": "任务名称以印发原件为准"}
    shown = text(office.post(change(programme, "task", "T1"), sent))
    assert "等待另一人复核" in shown and "公众才会看到" in shown
    office.post(change(programme, "task", "T1"), {**sent, "confirmed": "1"})
    made = Correction.objects.get()
    matter = reverse("desk:matter", args=[made.matter_id])
    assert "完善知识产权工作机制" in text(leader.get(matter))
    approve = reverse("desk:matter_step", args=[made.matter_id, "approve"])
    assert office.post(approve, {"expected": "proposed"}).status_code == 403
    assert leader.post(approve, {"expected": "proposed"}).status_code == 302
    assert Task.objects.get(STANDING, programme=programme, key="T1").title == "完善知识产权工作机制"
    assert "待办" in text(leader.get(reverse("desk:todo")))


def test_a_choice_about_a_target_of_a_public_plan_is_proposed(log_in) -> None:
    programme, office = builders.publish(a_programme(), date(2025, 12, 31)), log_in("office")
    address = reverse("desk:target_change", args=[programme.pk, "G1"])
    sent = {"change": "due", "due-due": "2026-06-30", "due-reason": "市政府批复延期〔2025〕9号"}
    assert "2026年6月30日" in text(office.post(address, sent))
    answer = office.post(address, {**sent, "confirmed": "1"})
    assert answer.url == reverse("desk:matter", args=[Correction.objects.get().matter_id])
    assert not TargetSetting.objects.exists()
    assert "完成时限" in text(office.get(answer.url))


def test_what_is_refused_says_why_and_keeps_what_was_typed(log_in) -> None:
    programme, office = a_programme(), log_in("office")
    page = text(office.post(change(programme, "target", "G1"), {"value": "很多", "reason": WHY}), 400)
    assert 'value="很多"' in page
    assert "没有改动" in text(office.post(change(programme, "target", "G1"), {"reason": WHY}), 400)
    short = {"value": "12", "reason": "改", "confirmed": "1"}
    assert "理由没有写清楚" in text(office.post(change(programme, "target", "G1"), short), 400)
    gone = {"step": "withdraw", "reason": "这一项与G2重复，会议同意撤下"}
    assert "不再计数" in text(office.post(change(programme, "target", "G1"), gone))
    office.post(change(programme, "target", "G1"), {**gone, "confirmed": "1"})
    assert not Target.objects.filter(STANDING, programme=programme, key="G1").exists()


@pytest.mark.parametrize("role", ["leader", "liaison"])
def test_only_the_office_of_the_county_corrects(log_in, role: str) -> None:
    programme = a_programme()
    assert log_in(role).get(change(programme, "target", "G1")).status_code == 403
    assert log_in("office", division="410482").get(change(programme, "target", "G1")).status_code == 404

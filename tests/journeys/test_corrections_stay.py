"""What the office corrects it corrects on the desk: a target, a task, a phase, a clause; and a second text, brought in on the desk,
never proposes a raw reading over it."""

import io
from typing import Any

import docx
import pytest

from qiangxian.contexts.programmes.models import STANDING, Clause, Phase, Programme, Target, Task
from tests.journeys import ruzhou
from tests.journeys.conftest import serious_faults
from tests.journeys.playing import follow

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("corrected_townships"),
]
WHY = "与印发原件逐字核对，以原件为准"


def second_text() -> bytes:
    """The plan as printed anew: one sentence of the safeguards is another; what was corrected stands there as before."""
    document = docx.Document(io.BytesIO(ruzhou.plan_file()))
    for line in document.paragraphs:
        if "成立领导小组" in line.text:
            line.text = "（一）加强组织领导。成立由市长任组长的领导小组，每季度调度一次。"
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def bring_in(page: Any, tmp_path: Any, name: str, content: bytes, *, amends: str = "") -> None:
    file = tmp_path / name
    file.write_bytes(content)
    page.goto("/desk/plan/import/")
    page.set_input_files("input[name=file]", str(file))
    if amends:
        page.select_option("select[name=programme]", amends)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/desk/plan/proposals/*/**")


def correct(page: Any, kind: str, place: str, **given: str) -> None:
    """By the link on the page of the thing: what is typed, what it would change, the second look where the plan is public."""
    page.goto(place)
    page.evaluate("document.querySelectorAll('main details').forEach(part => { part.open = true; })")
    page.locator(f"main a[href*='/change/{kind}/']", has_text="更正").first.click()
    page.wait_for_url("**/change/**")
    for name, value in given.items():
        page.locator(f"main [name={name}]").fill(value)
    page.locator("[name=reason]").fill(WHY)
    page.get_by_role("button", name="查看改动").click()
    page.get_by_text("确认后立即生效").wait_for()
    assert not serious_faults(page)
    follow(page, page.get_by_role("button", name="确认更正"))


def test_corrections_are_made_on_the_desk_and_a_second_text_leaves_them(enter, tmp_path, settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    page = enter("office", division=ruzhou.CODE)
    page.on("dialog", lambda dialog: dialog.accept())
    bring_in(page, tmp_path, "方案.docx", ruzhou.plan_file())
    follow(page, page.get_by_role("button", name="接受全部无错误项"))
    follow(page, page.get_by_role("button", name="生成任务清单"))
    programme = Programme.objects.get(division_code=ruzhou.CODE)
    standing = {"programme": programme}
    target = Target.objects.get(STANDING, **standing, text__contains="有效发明专利拥有量", required=30)
    task = Task.objects.filter(STANDING, **standing).order_by("position")[0]

    correct(page, "target", f"/desk/programmes/{programme.pk}/targets/{target.key}/", value="32")
    correct(page, "task", f"/desk/plan/{programme.pk}/tasks/{task.key}/", title="建立企业知识产权台账，一企一档")
    correct(page, "phase", "/desk/plan/phases/", name="动员部署和摸底阶段")
    clause = Clause.objects.filter(STANDING, **standing).order_by("position")[0]
    correct(page, "clause", "/desk/plan/", heading="总体目标（更正）")
    after = _as_it_stands(programme, target.key, task.key, clause.key)
    assert after == (32, "建立企业知识产权台账，一企一档", "动员部署和摸底阶段", "总体目标（更正）")

    bring_in(page, tmp_path, "印发稿.docx", second_text(), amends=str(programme.pk))
    shown = page.locator("main").inner_text()
    assert shown.count("更正，原文没有变动，保留更正") >= 2, "a decision is marked as one"
    follow(page, page.get_by_role("button", name="接受全部无错误项"))
    follow(page, page.locator("main button", has_text="写入").or_(page.get_by_role("button", name="生成任务清单")))
    assert _as_it_stands(programme, target.key, task.key, clause.key) == after
    page.goto("/desk/plan/history/")
    assert WHY in page.locator("main").inner_text()


def _as_it_stands(programme: Programme, target: str, task: str, clause: str) -> tuple[Any, ...]:
    given = {"programme": programme}
    return (
        Target.objects.get(STANDING, **given, key=target).required,
        Task.objects.get(STANDING, **given, key=task).title,
        Phase.objects.filter(STANDING, **given).order_by("position")[0].name,
        Clause.objects.get(STANDING, **given, key=clause).heading,
    )

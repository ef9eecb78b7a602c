"""A second county's plan goes from the published file to the running programme in the browser, and neither county sees the other."""

import pytest

from qiangxian.cli import plan
from qiangxian.cli.running import SEED
from qiangxian.contexts.documents.models import ProposalItem
from qiangxian.contexts.programmes.models import Programme, Task
from tests.conftest import NEIGHBOUR
from tests.contexts.documents.plans import FIRST
from tests.journeys.conftest import serious_faults
from tests.journeys.playing import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
THEIRS = FIRST.replace("舞钢市", "汝州市").replace("舞政办", "汝政办")


def test_a_second_county_takes_its_plan_from_file_to_programme(enter, tmp_path) -> None:
    plan.import_file(SEED, accept=True)
    file = tmp_path / "汝州方案.txt"
    file.write_text(THEIRS, encoding="utf-8")
    page = enter("office", division=NEIGHBOUR)
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)

    page.goto("/desk/plan/import/")
    assert serious_faults(page) == []
    page.set_input_files("input[name=file]", str(file))
    page.locator("#look").get_by_text("汝州").first.wait_for()
    page.get_by_role("button", name="上传并识别").click()
    page.wait_for_url("**/desk/plan/proposals/*/")
    assert serious_faults(page) == []
    assert (
        page.locator("#source").get_by_text("市财政局市").count()
        or "市财政局市" in page.locator("#source").inner_text()
    )

    page.get_by_role("button", name="确认", exact=True).first.click()
    page.get_by_text("已确认").first.wait_for()
    assert not Task.objects.filter(programme__division_code=NEIGHBOUR).exists(), (
        "something was written before it was told to"
    )

    page.on("dialog", lambda dialog: dialog.accept())
    follow(page, page.get_by_role("button", name="接受全部无错误项"))
    assert not ProposalItem.objects.filter(proposal__division_code=NEIGHBOUR, state="open").exists()
    follow(page, page.get_by_role("button", name="生成任务清单"))
    theirs = Programme.objects.get(division_code=NEIGHBOUR)
    assert Task.objects.filter(programme=theirs).count() == 2

    page.goto("/desk/plan/")
    assert "盘活存量专利" in page.content()
    assert serious_faults(page) == []
    for path in ("/desk/", "/desk/plan/", "/desk/targets/", "/desk/plan/list/", "/desk/registers/"):
        page.goto(path)
        assert "舞钢" not in page.locator("main").inner_text(), path
    assert complaints == []


def test_wugang_sees_nothing_of_the_other_county(enter, tmp_path) -> None:
    plan.import_file(SEED, accept=True)
    file = tmp_path / "汝州方案.txt"
    file.write_text(THEIRS, encoding="utf-8")
    plan.import_file(file, accept=True, division=NEIGHBOUR)
    theirs = Programme.objects.get(division_code=NEIGHBOUR)
    page = enter("office", width=375)
    for path in ("/desk/", "/desk/plan/", "/desk/targets/", "/desk/plan/list/"):
        page.goto(path)
        assert "汝州" not in page.locator("main").inner_text(), path
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 1, path
    assert page.goto(f"/desk/plan/?programme={theirs.pk}").status == 404
    assert page.goto(f"/desk/programmes/{theirs.pk}/targets/G1/").status == 404

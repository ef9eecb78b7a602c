"""The first page: a deputy mayor sees at once whether the programme is on plan; an administrator sees no business data."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qiangxian.contexts.people.models import Unit
from qiangxian.contexts.programmes.models import Programme, Target, Task
from qiangxian.contexts.supervision import actions as orders
from qiangxian.contexts.supervision.models import Order
from tests.conftest import WUGANG, somebody
from tests.contexts import builders
from tests.web.wugang import a_programme

pytestmark = pytest.mark.django_db


def text(response) -> str:
    assert response.status_code == 200, response.content.decode()[:500]
    return response.content.decode()


def nine_of_ten_enterprises() -> None:
    builders.reported_through()
    for n in range(9):
        holder = builders.enterprise(f"演示企业{n}")
        for m in range(2):
            builders.right(f"2019{n}{m}", holder, granted="2022-01-01")


def test_the_verdict_stands_first(log_in) -> None:
    a_programme()
    nine_of_ten_enterprises()
    page = text(log_in("leader").get("/desk/?as_of=2026-01-15"))
    assert "1 个数值目标：1 个逾期未完成。" in page
    assert "到期未达到目标（不少于 10 家），差 1 家" in page
    assert "总结验收阶段" in page


def test_what_nobody_declared_is_not_reported_and_never_zero(log_in) -> None:
    a_programme()
    page = text(log_in("leader").get("/desk/?as_of=2024-11-30"))
    assert '<span class="qx-number qx-missing">未报送</span>' in page
    assert "暂无判断" in page


def test_what_is_late_and_what_comes_next_have_their_days(log_in) -> None:
    a_programme()
    page = text(log_in("office").get("/desk/?as_of=2023-11-20"))
    assert "“工作启动阶段”的 1 项条件" in page
    assert "组织实施阶段结束" in page
    assert "1 项制度机制、队伍和平台建设到期" in page


def test_the_matrix_says_who_leads(log_in) -> None:
    a_programme()
    page = text(log_in("liaison").get("/desk/"))
    assert re.search(r'title="牵头单位，[^"]*">牵</a>', page)
    assert "市财政局" in page


def test_every_link_keeps_the_day(log_in) -> None:
    programme = a_programme()
    page = text(log_in("office").get("/desk/?as_of=2024-11-30"))
    assert f"/desk/programmes/{programme.pk}/targets/G1/?as_of=2024-11-30" in page
    assert "/desk/targets/?as_of=2024-11-30" in page


def test_a_county_without_a_plan_is_told_how_to_begin(log_in) -> None:
    page = text(log_in("office").get("/desk/"))
    assert "本县还没有工作方案" in page
    assert "导入方案" in page


@pytest.mark.parametrize("role", ["sysadmin", "secadmin"])
def test_an_administrator_sees_duties_and_no_business_data(log_in, monkeypatch, role: str) -> None:
    monkeypatch.setattr("qiangxian.web.accounts.is_mfa_enabled", lambda _user: True)
    a_programme()
    page = text(log_in(role).get("/desk/"))
    assert "三种职责分开" in page
    assert "舞钢市创建" not in page
    assert "基础台账" not in page


def test_the_neighbour_sees_nothing_of_ours(log_in) -> None:
    programme = a_programme()
    client = log_in("office", division="410482")
    assert "舞钢" not in text(client.get("/desk/"))
    assert client.get(f"/desk/?programme={programme.pk}").status_code == 404
    assert client.get("/desk/wall/").status_code == 404


def test_the_wall_renews_itself(log_in) -> None:
    a_programme()
    page = text(log_in("leader").get("/desk/wall/?as_of=2024-11-30"))
    assert 'hx-trigger="every 60s"' in page
    assert 'hx-get="/desk/wall/?as_of=2024-11-30"' in page


def test_the_number_of_questions_does_not_grow_with_the_plan(log_in, django_assert_num_queries) -> None:
    programme = a_programme()
    client = log_in("office")
    client.get("/desk/?as_of=2024-11-29")
    with CaptureQueriesContext(connection) as asked:
        text(client.get("/desk/?as_of=2024-11-30"))  # a day not asked for before, so that no kept page answers
    before = len(asked)
    first = Task.objects.get(programme=programme, key="T1")
    for n in range(20):
        task = Task.objects.create(
            programme=programme,
            key=f"T{n + 10}",
            clause_key="2.1.1",
            title=f"任务{n}",
            position=n + 10,
            proposal_id=first.proposal_id,
            added_at=first.added_at,
        )
        Target.objects.create(
            programme=programme,
            key=f"E{n + 10}",
            task_key=task.key,
            label=f"机制{n}",
            text="建立",
            kind="existence",
            position=n + 10,
            proposal_id=first.proposal_id,
            added_at=first.added_at,
        )
    client.get("/desk/?as_of=2024-12-29")
    with django_assert_num_queries(before):
        text(client.get("/desk/?as_of=2024-12-30"))
    assert 0 < before < 100


def test_an_enterprise_is_led_to_its_own_pages(log_in) -> None:
    answer = log_in("enterprise").get("/desk/")
    assert (answer.status_code, answer.url) == (302, "/my/")


def a_running_order(programme: Programme) -> Order:
    """A work order about the second task, led by the industry bureau, whose day is over."""
    at = datetime(2026, 3, 2, 1, tzinfo=UTC)
    unit = str(Unit.objects.get(name="市工信局").pk)
    clerk, second = somebody("经办人", "office", id=11), somebody("复核人", "office", id=12)
    made = orders.propose(
        actor=clerk, at=at, division_code=WUGANG, title="补报质押融资数据", demand="按登记口径补报", basis="会议议定",
        lead_id=unit, co_ids=[], due_date=date(2026, 3, 31), subject=f"task:{programme.pk}/T2",
    ).result  # fmt: skip
    orders.approve(actor=second, at=at, matter_id=made.matter_id, reason="", expected="proposed")
    orders.send(
        actor=clerk, at=at, matter_id=made.matter_id, due_date=date(2026, 3, 31), reason="", expected="approved"
    )
    liaison = somebody("联络员", "liaison", id=21, unit=int(unit))
    orders.sign(actor=liaison, at=at, matter_id=made.matter_id, expected="running")
    return made


def test_what_is_late_names_the_unit_and_is_urged_in_one_click(log_in) -> None:
    order = a_running_order(a_programme())
    client = log_in("leader")
    page = text(client.get("/desk/"))
    block = page[page.index("逾期未办（1 件）") :]
    days = (timezone.localdate() - date(2026, 3, 31)).days
    assert "市工信局，" in block and f"逾期 {days} 天" in block
    action = re.search(r'action="(/desk/matters/\d+/urge/)[^"]*"', block)
    expected = re.search(r'name="expected" value="(\w+)"', block)
    assert action and expected
    assert client.post(action[1], {"expected": expected[1]}).status_code == 302
    assert order.matter.steps.filter(step="urge").count() == 1


def test_a_cell_leads_to_the_matters_of_that_unit_about_that_task(log_in) -> None:
    order = a_running_order(a_programme())
    page = text(log_in("leader").get("/desk/"))
    unit = Unit.objects.get(name="市工信局").pk
    link = re.search(rf'href="(/desk/matters/\?about=[^"]*unit={unit}[^"]*)"', page)
    assert link is not None
    listed = text(log_in("leader").get(link[1].replace("&amp;", "&")))
    assert order.matter.title in listed


def test_the_tasks_carry_their_names_and_the_colour_of_their_state(log_in) -> None:
    programme = a_programme()
    Task.objects.filter(programme=programme, key="T2").update(deadline="2024-06")
    page = text(log_in("leader").get("/desk/?as_of=2024-07-10"))
    board = page[page.index("任务分工") :]
    assert "完善知识产权工作体系" in board
    assert not re.search(r">\s*T\d", board)
    assert "期限已过 10 天" in board
    assert 'qx-role-lead qx-tone-red" href="/desk/plan/' in board


def test_a_task_that_comes_due_within_thirty_days_is_yellow_and_stands_in_what_comes(log_in) -> None:
    programme = a_programme()
    Task.objects.filter(programme=programme, key="T2").update(deadline="2024-06")
    page = text(log_in("leader").get("/desk/?as_of=2024-06-10"))
    soon = page[page.index("今后30天") : page.index("任务分工")]
    assert "06-30" in soon and "到期" in soon
    assert "还有 20 天到期" in page
    earlier = text(log_in("leader").get("/desk/?as_of=2024-03-10"))
    assert "06-30" not in earlier[earlier.index("今后30天") : earlier.index("任务分工")].split("再往后")[0]


def test_each_role_has_its_own_first_blocks(log_in) -> None:
    a_programme()
    blocks = {
        role: [name for name in ("我的待办", "的任务（", "逾期未办", "核查") if name in page]
        for role in ("leader", "office", "liaison", "auditor")
        if (
            page := text(log_in(role, unit="市工信局", is_demo=role == "auditor").get("/desk/"))
            .split("任务分工")[0]
            .split('id="main"')[1]
        )
    }
    assert blocks == {
        "leader": ["我的待办", "逾期未办"],
        "office": ["我的待办", "逾期未办"],
        "liaison": ["我的待办", "的任务（"],
        "auditor": ["核查"],
    }


def test_a_liaison_sees_the_tasks_of_the_own_unit(log_in) -> None:
    a_programme()
    page = text(log_in("liaison", unit="市工信局").get("/desk/"))
    assert "市工信局的任务（2 项）" in page


def test_the_auditor_sees_what_was_refused(log_in) -> None:
    a_programme()
    page = text(log_in("auditor", is_demo=True).get("/desk/"))
    assert "近7日被拒绝的操作" in page
    assert "/desk/audit/?outcome=refused" in page


def test_the_sheet_says_it_all_on_one_page(log_in) -> None:
    programme = a_programme()
    Task.objects.filter(programme=programme, key="T2").update(deadline="2024-06")
    page = text(log_in("leader").get("/desk/sheet/?as_of=2024-07-10"))
    assert "知识产权强县建设进展一页纸" in page
    assert "期限已过 10 天" in page
    assert "数据截至 2024年7月10日" in page

"""The running programme on the desk: clauses beside their source, tasks of a unit, phases, exports."""

import io
import re

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from qiangxian.cli import plan as plan_command
from qiangxian.contexts.people.models import Unit
from qiangxian.contexts.programmes.models import PhaseCheck, Programme, Task
from tests.conftest import NEIGHBOUR
from tests.contexts.documents.plans import FIRST
from tests.web.files import file

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(tmp_path) -> Programme:
    """The small plan, accepted whole."""
    file = tmp_path / "方案.txt"
    file.write_text(FIRST, encoding="utf-8")
    return Programme.objects.get(pk=plan_command.import_file(file, accept=True)["programme"])


def words(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_every_clause_and_task_leads_to_its_place_in_the_source(programme, log_in):
    page = words(log_in("leader").get(reverse("desk:plan")))
    task = Task.objects.get(programme=programme, key="T1")
    assert f'href="#at-t{task.pk}"' in page and f'id="at-t{task.pk}"' in page
    assert page.index("一、重点任务") < page.index("盘活存量专利") < page.index("三、保障措施")
    assert "市市场监管局</strong>" in page


def test_a_task_page_shows_units_by_role_source_targets_and_origin(programme, log_in):
    page = words(log_in("liaison").get(reverse("desk:task", args=[programme.pk, "T1"])))
    assert "牵头单位" in page and "责任单位" in page
    assert "原文写作“市财政局市”" in page
    assert "统称" in page
    assert '<mark class="qx-here">' in page
    assert "系统已确认" in page


def test_a_task_of_every_year_says_its_month_and_the_day_of_this_year(programme, log_in):
    Task.objects.filter(programme=programme, key="T2").update(parameters={"recurrence": "yearly", "month": 6})
    address = reverse("desk:task", args=[programme.pk, "T2"])
    before = words(log_in("leader").get(address, {"as_of": "2025-03-01"}))
    assert "每年6月底前，逐年单独计算；2025年度应于2025年6月30日前完成" in before
    after = words(log_in("leader").get(address, {"as_of": "2025-09-01"}))
    assert "2025年度期限已过（2025年6月30日）" in after
    assert "每年6月底前" in words(log_in("leader").get(reverse("desk:plan")))


def test_a_task_of_every_year_lists_its_years_and_offers_to_settle_them(programme, log_in):
    Task.objects.filter(programme=programme, key="T2").update(parameters={"recurrence": "yearly", "month": 6})
    page = words(log_in("office").get(reverse("desk:task", args=[programme.pk, "T2"]), {"as_of": "2025-09-01"}))
    assert "逐年办理" in page and "期限已过，未报完成" in page
    form = re.search(r'href="([^"]*settle[^"]*year=2025[^"]*)"', page)
    assert form and "task_key=T2" in form[1].replace("&amp;", "&")
    asked = words(log_in("office").get(form[1].replace("&amp;", "&")))
    assert "登记年度完成" in asked and 'value="2025"' in asked
    assert "逐年办理" not in words(log_in("office").get(reverse("desk:task", args=[programme.pk, "T1"])))


def test_an_unknown_task_and_one_of_another_county_are_not_found(programme, log_in):
    assert log_in("leader").get(reverse("desk:task", args=[programme.pk, "T99"])).status_code == 404
    neighbour = log_in("office", division=NEIGHBOUR)
    assert neighbour.get(reverse("desk:task", args=[programme.pk, "T1"])).status_code == 404
    assert neighbour.get(reverse("desk:plan"), {"programme": programme.pk}).status_code == 404


def test_a_liaison_meets_the_own_units_tasks_and_can_ask_for_another(programme, log_in):
    client = log_in("liaison", unit="市财政局")
    page = words(client.get(reverse("desk:my_tasks")))
    assert '<h1 class="page-title">我单位的任务</h1>' in page
    assert "1</strong> 项任务" in page and "盘活存量专利" in page and "培育企业" not in page.split("</thead>")[1]
    other = Unit.objects.get(name="市工信局")
    page = words(client.get(reverse("desk:my_tasks"), {"unit": other.pk}))
    assert "市工信局的任务" in page and "2</strong> 项任务" in page
    assert "2</strong> 项任务" in words(client.get(reverse("desk:my_tasks"), {"unit": "all"}))


def test_an_account_without_a_unit_sees_the_tasks_of_all(programme, log_in):
    assert "2</strong> 项任务" in words(log_in("office").get(reverse("desk:my_tasks")))
    assert log_in("office").get(reverse("desk:my_tasks"), {"unit": "x"}).status_code == 400
    foreign = Unit.objects.create(division_code=NEIGHBOUR, name="邻县局")
    assert log_in("office").get(reverse("desk:my_tasks"), {"unit": foreign.pk}).status_code == 404


def test_the_tasks_leave_as_csv_and_workbook_without_formulas(programme, log_in):
    Task.objects.filter(programme=programme, key="T1").update(title="=SUM(A1)")
    client = log_in("liaison", unit="市财政局")
    csv = file(client.get(reverse("desk:my_tasks"), {"format": "csv"})).decode("utf-8-sig")
    assert csv.startswith("编号,任务") and "'=SUM(A1)" in csv
    book = load_workbook(io.BytesIO(file(client.get(reverse("desk:my_tasks"), {"format": "xlsx"}))))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0][0] == "编号" and rows[1][:2] == ("T1", "'=SUM(A1)") and len(rows) == 2
    assert rows[1][3] == "责任单位"


def test_the_office_ticks_a_check_with_a_note(programme, log_in):
    client, check = log_in("office"), PhaseCheck.objects.get(text="工作启动会（动员部署会）已召开")
    address = reverse("desk:phases")
    assert "请写明依据" in words(client.post(address, {"check": check.pk, "done": "1", "note": ""}, follow=True))
    client.post(address, {"check": check.pk, "done": "1", "note": "2024年3月15日会议"})
    page = words(client.get(address))
    assert "2024年3月15日会议" in page and "已确认完成" in page
    assert "召开工作启动会" in page
    reader = log_in("liaison")
    assert 'name="note"' not in words(reader.get(address))
    assert reader.post(address, {"check": check.pk, "done": "0", "note": "x"}).status_code == 403
    assert client.post(address, {"check": "x", "done": "1", "note": "x"}).status_code == 400


def test_matrix_list_units_and_history_answer(programme, log_in):
    client = log_in("leader")
    assert "市工信局" in words(client.get(reverse("desk:plan_matrix")))
    assert programme.title in words(client.get(reverse("desk:plans")))
    assert "已对应的名称" in words(client.get(reverse("desk:units_match")))
    assert "按已确认项生成任务清单" in words(client.get(reverse("desk:plan_history")))
    assert 'name="new_name"' not in words(client.get(reverse("desk:units_match")))


def test_a_county_without_a_programme_is_told_what_to_do(log_in):
    assert "导入方案" in words(log_in("office").get(reverse("desk:plan")))
    for view in ("plan", "my_tasks", "plan_matrix", "phases", "units_match", "plan_history"):
        assert "领导小组办公室导入已印发的实施方案" in words(log_in("liaison").get(reverse(f"desk:{view}")))


def test_administrators_and_enterprises_see_no_programme(programme, log_in):
    for role, answer in (("enterprise", 403), ("sysadmin", 302)):  # an administrator is sent to the second factor first
        client = log_in(role)
        for view in ("plan", "my_tasks", "phases"):
            assert client.get(reverse(f"desk:{view}")).status_code == answer


def test_the_number_of_queries_does_not_grow_with_the_tasks(programme, log_in, django_assert_max_num_queries):
    client = log_in("leader")
    for number in range(3, 40):
        Task.objects.create(
            programme=programme,
            key=f"T{number}",
            clause_key="1.1",
            title="又一项",
            position=number,
            proposal_id=1,
            added_at=programme.created_at,
        )
    client.get(reverse("desk:plan"))
    with django_assert_max_num_queries(32):
        client.get(reverse("desk:plan"))

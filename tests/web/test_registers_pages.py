"""The registers' pages as people meet them: who sees what, lists by query string, forms, files."""

import csv
import io
import re
from datetime import date

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from qiangxian.contexts.notices.models import Notice
from qiangxian.contexts.notices.types import to_account
from qiangxian.contexts.people.models import Account, SavedView
from qiangxian.contexts.registers.enterprises.models import Enterprise
from qiangxian.contexts.registers.records.models import ReportedThrough
from qiangxian.contexts.registers.rights.actions.events import add_right_event
from qiangxian.contexts.registers.rights.models import Right
from tests.conftest import WUGANG
from tests.contexts.registers.cast import AT, CASTING, enterprise, number, patent

pytestmark = pytest.mark.django_db
DAY = "?as_of=2025-12-31"
SLUGS = ["enterprises", "rights", "titles", "agencies", "facilities", "alliances"]


@pytest.fixture
def county(office_clerk):
    """Two enterprises, two rights of the first, one of the second that lapsed."""
    steel = enterprise(actor=office_clerk)
    casting = enterprise("演示铸造厂", CASTING, actor=office_clerk, phone="13812345678", contact="王小明")
    first = patent(number(1), actor=office_clerk)
    patent(number(2, "2"), actor=office_clerk, type="utility_model", title="一种耐磨衬板")
    lapsed = patent(number(3), "演示铸造厂", actor=office_clerk, title="一种铸造砂箱")
    add_right_event(
        actor=office_clerk, at=AT, record_id=lapsed, revision=5, type="abandonment", effective_date=date(2024, 1, 1)
    )
    return {"steel": steel, "casting": casting, "first": first, "lapsed": lapsed}


def text(answer) -> str:
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def test_every_register_opens_for_the_staff_and_shows_its_day(log_in, county):
    client = log_in("liaison")
    assert "2025年12月31日" in text(client.get(f"/desk/registers/{DAY}"))
    for slug in SLUGS:
        answer = client.get(f"/desk/registers/{slug}/{DAY}")
        assert answer.status_code == 200 and "尚未声明数据齐全截至" in text(answer)


@pytest.mark.parametrize("role", ["sysadmin", "secadmin", "enterprise"])
def test_administrators_and_enterprises_do_not_read_the_registers(log_in, county, role, settings):
    settings.LOOPBACK_ONLY = True  # a demonstration account needs no second factor there
    client = log_in(role, is_demo=True)
    for path in ["", "rights/", "rights/?format=csv", f"rights/{county['first']}/", "rights/new/"]:
        assert client.get(f"/desk/registers/{path}").status_code == 403


def test_the_neighbouring_county_sees_nothing_of_ours(log_in, county):
    client = log_in("office", division="410482")
    assert "一种耐磨钢板" not in text(client.get(f"/desk/registers/rights/{DAY}"))
    assert (
        "一种耐磨钢板"
        not in b"".join(client.get(f"/desk/registers/rights/{DAY}&format=csv").streaming_content).decode()
    )
    for path in [
        f"rights/{county['first']}/",
        f"rights/by-key/{number(1)}/",
        f"enterprises/{county['steel']}/correct/",
    ]:
        assert client.get(f"/desk/registers/{path}").status_code == 404
    assert client.get("/desk/registers/rights/new/?division=410481").status_code == 403


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("state=in_force", ["一种耐磨钢板", "一种耐磨衬板"]),
        ("state=ended", ["一种铸造砂箱"]),
        ("state=granted", ["一种耐磨钢板", "一种耐磨衬板", "一种铸造砂箱"]),
        ("state=pending", []),
        ("type=utility_model", ["一种耐磨衬板"]),
        ("q=砂箱", ["一种铸造砂箱"]),
        ("q=演示铸造厂", ["一种铸造砂箱"]),
        (f"q=ZL{number(1)}", ["一种耐磨钢板"]),
        ("filed_from=2020-01-01", []),
    ],
)
def test_the_query_string_is_the_filter(log_in, county, query, titles):
    page = text(log_in("office").get(f"/desk/registers/rights/{DAY}&{query}"))
    assert [t for t in ("一种耐磨钢板", "一种耐磨衬板", "一种铸造砂箱") if t in page] == titles
    if not titles:
        assert "没有符合条件的内容" in page


def test_the_filter_bar_shows_what_is_asked(log_in, county):
    page = text(log_in("office").get(f"/desk/registers/rights/{DAY}&type=invention&q=钢板&filed_from=2019-01-01"))
    assert '<option value="invention" selected>发明</option>' in page and 'name="q" value="钢板"' in page
    assert 'type="date"' in page and 'value="2019-01-01"' in page


@pytest.mark.parametrize(
    "query", ["state=nonsense", "sort=nothing", "cols=nothing", "filed_from=2020", "as_of=today", "sort=status"]
)
def test_an_unknown_wish_is_refused_by_name(log_in, county, query):
    assert log_in("office").get(f"/desk/registers/rights/?{query}").status_code == 400


def test_a_list_can_be_sorted_both_ways_and_its_columns_chosen(log_in, county):
    client = log_in("office")
    up = text(client.get(f"/desk/registers/enterprises/{DAY}&sort=uscc&cols=name&cols=legal_representative"))
    down = text(client.get(f"/desk/registers/enterprises/{DAY}&sort=-uscc&cols=name"))
    assert (
        up.index("演示钢铁有限公司") < up.index("演示铸造厂")
        and "<th" in up
        and "法定代表人</th>" in up.replace("\n", "").replace(" ", "")
    )
    assert down.index("演示铸造厂") < down.index("演示钢铁有限公司")


def test_the_day_decides_what_a_list_says(log_in, county):
    client = log_in("office")
    assert "放弃" not in text(client.get("/desk/registers/rights/?as_of=2023-12-31&q=砂箱&state=in_force"))
    assert "没有符合条件" in text(client.get("/desk/registers/rights/?as_of=2024-01-01&q=砂箱&state=in_force"))
    assert "这一天还没有录入知识产权" in text(client.get("/desk/registers/rights/?as_of=2010-01-01"))


def test_personal_contact_is_masked_on_screen_and_left_out_of_files(log_in, county):
    client = log_in("office")
    query = f"{DAY}&cols=name&cols=contact&cols=phone"
    page = text(client.get(f"/desk/registers/enterprises/{query}"))
    assert "138****5678" in page and "王*明" in page and "13812345678" not in page
    record = text(client.get(f"/desk/registers/enterprises/{county['casting']}/{DAY}"))
    assert "138****5678" in record and "13812345678" not in record and "王小明" not in record
    file = b"".join(client.get(f"/desk/registers/enterprises/{query}&format=csv").streaming_content).decode("utf-8-sig")
    assert file.splitlines()[0] == "企业名称" and "5678" not in file


def test_a_file_holds_exactly_the_filter_and_no_formula(log_in, county, office_clerk):
    enterprise('=HYPERLINK("x")', "91410481712345672R", actor=office_clerk)
    client = log_in("office")
    answer = client.get(f"/desk/registers/enterprises/{DAY}&format=csv&cols=name&cols=uscc&q=HYPER")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows == [["企业名称", "统一社会信用代码"], ['\'=HYPERLINK("x")', "91410481712345672R"]]
    book = load_workbook(
        io.BytesIO(
            b"".join(client.get(f"/desk/registers/enterprises/{DAY}&format=xlsx&cols=name&q=HYPER").streaming_content)
        )
    )
    assert [[cell.value for cell in row] for row in book.worksheets[0]] == [["企业名称"], ['\'=HYPERLINK("x")']]
    said = {row[0].value: row[1].value for row in book["说明"]}
    assert said["行数"] == 1 and said["导出人"].startswith("office") and said["搜索词"] == "HYPER"


def test_a_program_reads_the_same_list_page_by_page(log_in, county):
    client = log_in("office")
    asked = f"/desk/registers/enterprises/{DAY}&sort=-uscc&cols=name&cols=uscc&cols=contact&format=json"
    found = client.get(asked).json()
    assert (found["list"], found["total"], found["page"], found["pages"], found["next"]) == (
        "registers/enterprises",
        2,
        1,
        1,
        None,
    )
    assert [one["key"] for one in found["columns"]] == ["name", "uscc"], "personal contact never leaves"
    assert [row["cells"]["name"] for row in found["rows"]] == ["演示铸造厂", "演示钢铁有限公司"]
    assert client.get(f"{asked}&q=铸造").json()["total"] == 1
    refused = client.get(f"/desk/registers/enterprises/{DAY}&sort=nothing&format=json")
    assert (refused.status_code, refused.json()["message"]) == (400, "没有这一列")
    assert log_in("office", division="410482").get(asked).json()["rows"] == []


def test_a_list_asks_the_database_as_often_for_many_rows_as_for_few(log_in, county, office_clerk):
    client = log_in("office")

    def queries(slug: str) -> int:
        client.get(f"/desk/registers/{slug}/{DAY}")
        caches["pages"].clear()  # the page itself is kept while nothing changes; here its making is counted
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/desk/registers/{slug}/{DAY}")
        return len(seen)

    few = {slug: queries(slug) for slug in ("rights", "enterprises")}
    for serial in range(10, 40):
        patent(number(serial), actor=office_clerk)
    assert {slug: queries(slug) for slug in few} == few


def test_a_natural_key_leads_to_the_record(log_in, county):
    answer = log_in("leader").get(f"/desk/registers/rights/by-key/{number(1)}/{DAY}")
    assert answer.url == f"/desk/registers/rights/{county['first']}/?as_of=2025-12-31"


def test_the_office_registers_an_enterprise_on_the_page(log_in):
    client = log_in("office")
    form = {
        "name": "演示饲料有限公司",
        "uscc": "91410481712345672r",
        "entity_kind": "company",
        "established_date": "2015-03-01",
    }
    wrong = client.post("/desk/registers/enterprises/new/", form | {"uscc": "91410481712345672X"})
    assert "校验码不符" in text(wrong) and not Enterprise.objects.exists()
    assert client.post("/desk/registers/enterprises/new/", form).status_code == 302
    assert Enterprise.objects.get().uscc == "91410481712345672R"


def test_the_office_registers_a_right_with_its_holders(log_in, county):
    client = log_in("office")
    form = {
        "type": "invention",
        "number": number(9),
        "title": "一种减速机",
        "filing_date": "2019-05-06",
        "holders": "演示钢铁有限公司\n外地大学",
    }
    assert client.post("/desk/registers/rights/new/", form).status_code == 302
    record = Right.objects.get(number=number(9)).record_id
    page = text(client.get(f"/desk/registers/rights/{record}/{DAY}"))
    assert "演示钢铁有限公司" in page and "外地大学" in page and "未授权" in page


def correction(client, record: int) -> dict[str, str]:
    """What the correction form is filled with."""
    form = client.get(f"/desk/registers/enterprises/{record}/correct/").context["form"]
    filled = {name: form.initial.get(name) for name in form.fields}
    values = {name: "" if value is None else str(value) for name, value in filled.items()}
    return values | {
        "revision": str(client.get(f"/desk/registers/enterprises/{record}/").context["record"].row.revision)
    }


def test_a_correction_is_compared_before_it_is_stored(log_in, county):
    client, record = log_in("office"), county["steel"]
    url = f"/desk/registers/enterprises/{record}/correct/"
    form = correction(client, record) | {"address": "钢城路1号", "reason": "照执照改"}
    compared = client.post(url, form | {"step": "compare"})
    assert "保存后将改变 1 项" in text(compared) and Enterprise.objects.filter(record_id=record).count() == 1
    assert client.post(url, form | {"step": "save"}).status_code == 302
    page = text(client.get(f"/desk/registers/enterprises/{record}/"))
    assert "照执照改" in page and "钢城路1号" in page
    late = client.post(url, form | {"step": "save", "address": "钢城路2号"})
    assert late.status_code == 200 and "旧版本" in text(late)
    assert Enterprise.objects.filter(record_id=record).count() == 2


def test_events_holders_and_closings_are_registered_on_pages(log_in, county):
    client = log_in("office")
    right, steel = county["first"], county["steel"]
    event = {"type": "transfer", "effective_date": "2025-05-01", "holders": "演示铸造厂"}
    assert client.post(f"/desk/registers/rights/{right}/events/new/", event).status_code == 302
    page = text(client.get(f"/desk/registers/rights/{right}/{DAY}"))
    assert "权利转移" in page and "2025-05-01" in page
    closing = {"closed_date": "2025-06-01", "reason": "注销公告"}
    assert client.post(f"/desk/registers/enterprises/{steel}/close/", closing).status_code == 302
    assert "已注销" in text(client.get(f"/desk/registers/enterprises/{steel}/{DAY}"))
    year = {"year": "2024", "revenue": "1234.5", "employees": ""}
    assert client.post(f"/desk/registers/enterprises/{steel}/year/", year).status_code == 302
    assert "1,234.5万元" in text(client.get(f"/desk/registers/enterprises/{steel}/{DAY}"))


def test_only_the_office_reaches_the_forms(log_in, county):
    for role in ("liaison", "leader", "unit_head"):
        client = log_in(role)
        for path in [
            "rights/new/",
            f"rights/{county['first']}/correct/",
            f"rights/{county['first']}/events/new/",
            f"enterprises/{county['steel']}/rename/",
        ]:
            assert client.get(f"/desk/registers/{path}").status_code == 403
        client.post("/desk/registers/rights/declare/", {"through_date": "2025-01-01"})
        assert not ReportedThrough.objects.exists()
        assert "补录法律状态" not in text(client.get(f"/desk/registers/rights/{county['first']}/"))


def test_a_register_is_declared_complete_on_its_page(log_in, county):
    client = log_in("office")
    assert client.post("/desk/registers/rights/declare/", {"through_date": "2025-06-30"}).status_code == 302
    assert "数据齐全截至 2025年6月30日，其后只是部分" in text(client.get(f"/desk/registers/rights/{DAY}"))


def test_a_view_is_kept_by_its_owner_alone(log_in, county):
    client, other = log_in("office"), log_in("liaison")
    query = "/desk/registers/rights/?type=invention&state=in_force"
    client.post(query, {"list": "save", "name": "有效发明"})
    view = SavedView.objects.get()
    assert (view.page, view.query) == ("registers/rights", "type=invention&state=in_force")
    assert "有效发明" in text(client.get("/desk/registers/rights/"))
    assert "有效发明" not in text(other.get("/desk/registers/rights/"))
    assert other.post(query, {"list": "drop", "view": view.pk}).status_code == 404
    client.post(query, {"list": "drop", "view": view.pk})
    assert not SavedView.objects.exists()


def test_htmx_gets_the_body_of_the_list_only(log_in, county):
    answer = log_in("office").get(
        f"/desk/registers/rights/{DAY}", headers={"HX-Request": "true", "HX-Target": "list-registers-rights"}
    )
    assert "<html" not in text(answer) and "一种耐磨钢板" in text(answer)


def test_a_list_prints_whole_with_day_source_and_what_was_asked(log_in, county):
    client = log_in("office")
    paper = text(client.get(f"/desk/registers/enterprises/{DAY}&format=print&q=演示&cols=name&cols=phone"))
    assert "舞钢市企业" in paper and "数据截至 2025-12-31" in paper and "搜索词：演示" in paper and "打印。" in paper
    assert "演示钢铁有限公司" in paper and "演示铸造厂" in paper and "5678" not in paper, (
        "private columns stay off paper"
    )
    assert "<thead>" in paper and "筛选" not in paper
    assert client.get(f"/desk/registers/enterprises/{DAY}&format=pdf").status_code == 404
    assert client.get(f"/desk/registers/enterprises/{DAY}&format=csv&state=nonsense").status_code == 400


def test_an_enterprise_sees_its_own_rights_and_nothing_else(log_in, county):
    client = log_in("enterprise", enterprise_record_id=county["steel"])
    page = text(client.get(f"/my/{DAY}"))
    assert "一种耐磨钢板" in page and "2039-03-01" in page and "一种铸造砂箱" not in page
    assert client.get(f"/my/rights/{county['first']}/{DAY}").status_code == 200
    assert client.get(f"/my/rights/{county['lapsed']}/{DAY}").status_code == 404
    assert log_in("office").get("/my/").status_code == 403
    assert log_in("enterprise").get("/my/").status_code == 403


def test_a_visitor_is_sent_to_the_login(client):
    assert client.get("/my/").status_code == 302
    assert client.get("/desk/registers/rights/").status_code == 302


def test_codes_are_found_by_their_names(log_in) -> None:
    client = log_in("office")
    found = client.get("/desk/choices/industry/?q=压延").json()["items"]
    assert {"value": "C3130", "text": "C3130 钢压延加工"} in found
    assert client.get("/desk/choices/industry/?q=C3130").json()["items"][0]["value"] == "C3130"
    assert client.get("/desk/choices/division/?q=平顶山 舞钢").json()["items"] == [
        {"value": "410481", "text": "410481 河南省平顶山市舞钢市"}
    ]
    assert client.get("/desk/choices/elsewhere/").status_code == 404
    form = client.get("/desk/registers/enterprises/new/").content.decode()
    assert 'data-find="/desk/choices/industry/"' in form
    assert 'data-named="410481 河南省平顶山市舞钢市"' in form, "a code that stands there says its name"


def test_a_list_of_any_length_is_printed_whole_with_head_day_and_source_on_every_sheet(log_in) -> None:
    client = log_in("office")
    account = Account.objects.get(name__startswith="office-")
    given = {
        "division_code": WUGANG,
        "recipient": to_account(account.pk),
        "kind": "x",
        "rule": "规则",
        "rule_date": AT.date(),
    }
    Notice.objects.bulk_create(
        Notice(**given, key=str(number), title=f"第{number}条通知", words="内容", created_at=AT)
        for number in range(5300)
    )
    answer = client.get("/desk/notices/?format=print")
    assert answer.streaming, "not all of it stands in memory at once"
    paper = b"".join(answer).decode()
    assert {int(one) for one in re.findall(r"第(\d+)条通知", paper)} == set(range(5300))
    head = paper.partition("<thead>")[2].partition("</thead>")[0]
    assert "数据截至" in head and "来源：强县系统" in head and "共 5,300 条" in paper
    assert paper.count("<thead>") == 1 and paper.rstrip().endswith("</html>")

"""The data quality pages: the list by severity and owner, running now, one check with its records, letting a finding be."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from qiangxian.contexts.quality import actions, tasks
from qiangxian.contexts.quality.models import IntegrityException, IntegrityRun
from qiangxian.kernel.actor import Actor
from tests.conftest import WUGANG
from tests.contexts.builders import enterprise
from tests.web.files import file

pytestmark = pytest.mark.django_db
CODELESS = "registers.enterprise_without_uscc"
PAGE = f"/desk/quality/{CODELESS}/"


def text(answer) -> str:
    return answer.content.decode()


def looked() -> None:
    """A finished run of today."""
    today, now = timezone.localdate(), timezone.now()
    ids = actions.start_run(actor=Actor.system(), at=now, division_code=WUGANG, as_of_date=today).result
    for run_id in ids:
        tasks.carry_out(run_id)


@pytest.fixture
def county() -> None:
    """Two enterprises without a code, and a run that found them."""
    enterprise("无码甲厂")
    enterprise("=无码乙厂")
    looked()


def ticked(**more: object) -> dict[str, object]:
    until = timezone.localdate() + timedelta(days=30)
    given = {"key": ["无码甲厂"], "reason": "已核对", "until_date": until.isoformat(), **more}
    fields = {f"ignore-{name}": given[name] for name in ("reason", "until_date")}
    return {"list": "batch", "step": "ignore", "key": given["key"], **fields}


def test_before_the_first_run_the_page_says_what_to_do(log_in):
    page = text(log_in("office").get("/desk/quality/"))
    assert "还没有检查结果" in page and "没有问题的检查项" not in page and "未检查" in page
    assert "qx-light-red" not in page, "nothing was found yet"


@pytest.mark.parametrize("role", ["office", "leader", "liaison", "unit_head", "auditor"])
def test_the_countys_staff_read_the_checks_and_what_they_found(log_in, county, role, settings):
    settings.LOOPBACK_ONLY = True
    client = log_in(role, is_demo=True)
    assert "企业没有有效的统一社会信用代码" in text(client.get("/desk/quality/"))
    page = text(client.get(PAGE))
    assert "无码甲厂" in page and "怎么处理" in page
    assert ("把选中的标为不处理" in page) == (role == "office")


def test_an_enterprise_does_not_read_them(log_in, county):
    client = log_in("enterprise")
    assert [client.get(path).status_code for path in ("/desk/quality/", PAGE)] == [403, 403]


@pytest.mark.parametrize("role", ["sysadmin", "secadmin"])
def test_an_administrator_reads_only_the_checks_it_must_act_on(log_in, county, role, settings):
    settings.LOOPBACK_ONLY = True
    client = log_in(role, is_demo=True)
    page = text(client.get("/desk/quality/"))
    assert "企业没有有效的统一社会信用代码" not in page and "无码甲厂" not in page
    assert ("规则文件不合规" in page) == (role == "sysadmin")
    assert ("审计日志链断裂" in page) == (role == "secadmin")
    assert client.get(PAGE).status_code == 403


def test_the_neighbour_sees_none_of_our_records(log_in, county):
    client = log_in("office", division="410482")
    for path in ("/desk/quality/", PAGE):
        assert "无码甲厂" not in text(client.get(path))
    assert "无码甲厂" not in file(client.get(f"{PAGE}?format=csv")).decode()


def test_the_list_is_narrowed_by_severity_and_owner(log_in, county):
    client = log_in("office")
    assert "企业没有有效的统一社会信用代码" not in text(client.get("/desk/quality/?severity=error"))
    assert "企业没有有效的统一社会信用代码" not in text(client.get("/desk/quality/?owner=sysadmin"))
    assert "企业没有有效的统一社会信用代码" in text(client.get("/desk/quality/?severity=warning&owner=office"))


def test_the_button_starts_a_run_whose_progress_can_be_watched(log_in):
    client = log_in("office")
    assert client.post("/desk/quality/").status_code == 302
    assert set(IntegrityRun.objects.values_list("division_code", flat=True)) == {WUGANG, ""}
    assert client.get("/desk/quality/progress/").status_code == 200


def test_who_may_not_run_the_checks_has_a_grey_button_and_is_refused(log_in):
    client = log_in("liaison")
    assert "disabled" in text(client.get("/desk/quality/"))
    assert client.post("/desk/quality/").status_code == 403


def test_a_finding_is_let_be_with_reason_and_day_and_taken_up_again(log_in, county):
    client = log_in("office")
    assert client.post(PAGE, ticked()).status_code == 302
    assert "已标为不处理" in text(client.get(PAGE))
    page = text(client.get(f"{PAGE}?state=ignored"))
    assert "无码甲厂" in page and "已核对" in page
    assert IntegrityException.objects.get().ignored_by.startswith("office")
    assert client.post(PAGE, {"list": "batch", "step": "heed", "key": ["无码甲厂"]}).status_code == 302
    assert "恢复处理选中的" not in text(client.get(f"{PAGE}?state=ignored"))


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"reason": ""}, "请写明不处理的理由"),
        ({"until_date": "2020-01-01"}, "到期日须在今天之后"),
        ({"key": []}, "没有勾选任何一行"),
    ],
)
def test_what_is_missing_is_told_beside_the_field(log_in, county, more, says):
    answer = log_in("office").post(PAGE, ticked(**more))
    assert answer.status_code == 400 and says in text(answer)


def test_findings_are_taken_out_as_files_that_run_no_formula(log_in, county):
    client = log_in("office")
    client.post(PAGE, ticked())
    everything = file(client.get(f"{PAGE}?state=all&format=csv"))
    rows = list(csv.reader(io.StringIO(everything.decode("utf-8-sig"))))
    assert sorted(row[0] for row in rows[1:]) == ["'=无码乙厂", "无码甲厂"]
    assert sorted(row[3] for row in rows[1:]) == ["不处理", "待处理"]
    book = load_workbook(io.BytesIO(file(client.get(f"{PAGE}?format=xlsx"))))
    assert book.sheetnames == ["企业没有有效的统一社会信用代码", "说明"]
    assert "领导小组办公室" in file(client.get("/desk/quality/?format=csv")).decode()
    assert client.get(f"{PAGE}?format=pdf").status_code == 404


def test_a_check_there_is_not_is_not_found(log_in, county):
    assert log_in("office").get("/desk/quality/registers.nothing/").status_code == 404


@pytest.mark.parametrize("path", ["/desk/quality/", PAGE])
def test_more_findings_ask_no_more_questions(log_in, county, path):
    client = log_in("office")
    client.get(path)
    few = _queries(client, path)
    for number in range(12):
        enterprise(f"无码{number}厂")
    looked()
    assert _queries(client, path) <= few + 1  # the pages themselves are kept by the head of the audit chain


def _queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{path}?page=1&fresh={timezone.now().timestamp()}")
    return len(asked)

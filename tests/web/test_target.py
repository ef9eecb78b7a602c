"""A target's page: the figure with everything that makes it, and the office's choices with their reasons."""

import io
import json
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qiangxian.contexts.programmes.models import Programme, Target, TargetProof, TargetSetting
from tests.contexts import builders
from tests.web.files import file as sent
from tests.web.wugang import a_programme

pytestmark = pytest.mark.django_db
DAY = "?as_of=2024-11-30"


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:500]
    return response.content.decode()


@pytest.fixture
def programme() -> Programme:
    """Three enterprises with two granted patents each, one of them under a name a spreadsheet would run."""
    builders.reported_through()
    for name in ("演示甲", "演示乙", "=演示丙"):
        holder = builders.enterprise(name)
        for n in range(2):
            builders.right(f"2019{builders.Right.objects.count():04}{n}", holder, granted="2022-01-01")
    return a_programme()


def address(programme: Programme, code: str = "G1", more: str = "") -> str:
    return f"/desk/programmes/{programme.pk}/targets/{code}/{more}"


def test_the_list_shows_every_target_with_the_words(log_in, programme) -> None:
    page = text(log_in("office").get("/desk/targets/" + DAY))
    assert "目前 3 家" in page
    assert "建立知识产权工作联席会议制度" in page


def test_the_page_carries_value_formula_readings_and_records(log_in, programme) -> None:
    page = text(log_in("leader").get(address(programme) + DAY))
    for words in ("不少于 2 件", "曾获授权且未被宣告全部无效", "当日有效", "校验码", "计入的记录（3 条）", "演示乙"):
        assert words in page
    assert "2025年12月31日" in page


def test_the_base_the_plan_prints_stands_beside_its_words(log_in, programme) -> None:
    target = Target.objects.get(programme=programme, key="G1")
    page = address(programme) + DAY
    assert "方案所列基期值" not in text(log_in("office").get(page))
    target.parameters = {**target.parameters, "baseline": 12, "baseline_year": "2022"}
    target.save()
    assert f"方案所列基期值：12{target.unit_of_measure}（2022年）" in text(log_in("office").get(page))


def test_the_curve_has_the_past_of_the_value_and_the_whole_plan(log_in, programme) -> None:
    page = text(log_in("leader").get(address(programme) + DAY))
    data = json.loads(page.split('id="curve-G1" type="application/json">')[1].split("</script>")[0])
    assert data["months"][0] == "2023-10"
    assert data["months"][-1] == "2025-12"
    actual, planned = (one["values"] for one in data["series"])
    assert actual[data["months"].index("2024-11")] == 3
    assert actual[data["months"].index("2024-12")] is None
    assert planned[-1] == 10


def test_the_curve_is_a_file_too(log_in, programme) -> None:
    answer = log_in("leader").get(address(programme, more="curve/download.csv") + DAY)
    lines = sent(answer).decode("utf-8-sig").splitlines()
    assert lines[0] == "月份,实际,计划"
    assert lines[-1] == "2025-12,,10.00"


def test_no_cell_of_an_export_is_a_formula(log_in, programme) -> None:
    client = log_in("office")
    assert "'=演示丙" in sent(client.get(address(programme, more="records/") + DAY + "&format=csv")).decode("utf-8-sig")
    book = openpyxl.load_workbook(
        io.BytesIO(sent(client.get(address(programme, more="records/") + DAY + "&format=xlsx")))
    )
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} <= {"s", "n"}
    assert "2024-11-30" in [row[1].value for row in book["说明"].iter_rows()]


def test_the_office_changes_a_baseline_with_a_reason_and_the_history_says_so(log_in, programme) -> None:
    client = log_in("office")
    sent = {"change": "baseline", "baseline-value": "1", "baseline-reason": "会议纪要〔2024〕3号"}
    before = text(client.post(address(programme, more="change/") + DAY, sent))
    assert "会改变什么" in before and "公众看不到这项改动" in before
    assert not TargetSetting.objects.exists(), "first what it would change is shown"
    page = text(client.post(address(programme, more="change/") + DAY, {**sent, "confirmed": "1"}, follow=True))
    assert "会议纪要〔2024〕3号" in page
    assert "办公室设定" in page


def test_a_change_without_a_reason_is_refused_beside_the_field(log_in, programme) -> None:
    sent = {"change": "due", "due-due": "2026-06-30", "due-reason": ""}
    page = text(log_in("office").post(address(programme, more="change/"), sent), 400)
    assert "请写明理由。" in page
    assert not TargetSetting.objects.exists()


def test_an_open_reading_can_be_chosen(log_in, programme) -> None:
    sent = {"change": "reading-types", "reading-types-value": ["invention"], "reading-types-reason": "只计发明"}
    sent["confirmed"] = "1"
    page = text(log_in("office").post(address(programme, more="change/"), sent, follow=True))
    assert "只计发明" in page
    assert TargetSetting.objects.get().value == ["invention"]


@pytest.mark.parametrize("role", ["leader", "liaison", "auditor"])
def test_others_read_and_change_nothing(log_in, monkeypatch, programme, role: str) -> None:
    monkeypatch.setattr("qiangxian.web.accounts.is_mfa_enabled", lambda _user: True)
    client = log_in(role)
    assert "只有领导小组办公室可以修改工作方案。" in text(client.get(address(programme)))
    sent = {"change": "baseline", "baseline-value": "1", "baseline-reason": "试"}
    assert "只有领导小组办公室" in text(client.post(address(programme, more="change/"), sent), 400)
    assert not TargetSetting.objects.exists()


def test_the_neighbour_does_not_find_it(log_in, programme) -> None:
    client = log_in("office", division="410482")
    for more in ("", "records/", "curve/download.csv"):
        assert client.get(address(programme, more=more)).status_code == 404


def test_an_existence_target_is_met_by_an_uploaded_file_and_not_after_withdrawal(log_in, programme) -> None:
    client = log_in("office")
    file = SimpleUploadedFile("通知.txt", "关于建立联席会议制度的通知".encode())
    sent = {"proof-file": file, "proof-label": "舞政办〔2024〕9号", "proof-effective_date": "2024-03-01"}
    page = text(client.post(address(programme, "E1", "proofs/"), sent, follow=True))
    assert "已建立" in page
    proof = TargetProof.objects.get()
    assert proof.effective_date == date(2024, 3, 1)
    kept = client.get(address(programme, "E1", f"proofs/{proof.pk}/download/"))
    assert kept.content.decode() == "关于建立联席会议制度的通知"
    assert "已建立" not in text(client.get(address(programme, "E1") + "?as_of=2024-02-29"))
    withdrawn = {f"withdraw-{proof.pk}-reason": "传错文件"}
    page = text(client.post(address(programme, "E1", f"proofs/{proof.pk}/withdraw/"), withdrawn, follow=True))
    assert "传错文件" in page
    assert "已建立" not in page


def test_a_proof_is_one_record_or_one_file(log_in, programme) -> None:
    page = text(log_in("office").post(address(programme, "E1", "proofs/"), {"proof-effective_date": "2024-03-01"}), 400)
    assert "二者选一" in page


def test_a_county_without_a_plan_has_no_targets_yet(log_in) -> None:
    assert "本县还没有工作方案" in text(log_in("office").get("/desk/targets/"))

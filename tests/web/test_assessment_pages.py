"""Assessment in the browser: lists, a slice reported and judged by its forms, scores as list and file, what if, the paper; a unit sees
its own scores, the neighbour nothing."""

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from qiangxian.contexts.assessments.models import Entry, Round, UpperForm, UpperReturn
from qiangxian.contexts.people.models import Unit
from tests.contexts.assessments.conftest import Board
from tests.unit.test_workbooks import upper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_loopback(settings) -> None:
    """Demonstration accounts need no second factor and live on loopback only."""
    settings.LOOPBACK_ONLY = True


@pytest.fixture
def board(db) -> Board:
    return Board()


def test_a_unit_reports_and_the_office_judges_by_their_forms(board, log_in) -> None:
    own = board.started()
    duties = board.slice(own, "市财政局", "duties")
    liaison, office = log_in("liaison", unit="市财政局"), log_in("office")
    page = liaison.get(f"/desk/matters/{duties.pk}/").content.decode()
    assert "还没有填写" in page and f"/desk/matters/{duties.pk}/fill/?key=P2" in page
    form = liaison.get(f"/desk/matters/{duties.pk}/fill/?key=P2").content.decode()
    assert "95% 以上得满分" in form and "佐证：诉求台账" in form
    for key, value in (("P1", ""), ("P2", "92"), ("P3", "5"), ("P4", "1")):
        given = {"expected": "reporting", "key": key, "value": value, "words": "已完成"}
        assert liaison.post(f"/desk/matters/{duties.pk}/fill/", given).status_code == 302
    assert liaison.post(f"/desk/matters/{duties.pk}/submit/", {"expected": "reporting"}).status_code == 302
    page = office.get(f"/desk/matters/{duties.pk}/").content.decode()
    assert "自评：有" in page and "自评：92 %" in page and "还没有评审打分" in page
    bare = office.post(
        f"/desk/matters/{duties.pk}/judge/", {"expected": "submitted", "key": "P1", "verdict": "accepted"}
    )
    assert "没有打分" in bare.content.decode()
    given = {"expected": "submitted", "key": "P1", "verdict": "accepted", "judged": "15", "remark": "较好"}
    assert office.post(f"/desk/matters/{duties.pk}/judge/", given).status_code == 302
    assert Entry.objects.get(slice=duties, key="P1").judged == "15"
    assert "评审：认可，核定 15 分，较好" in office.get(f"/desk/matters/{duties.pk}/").content.decode()


def test_scores_are_a_list_a_file_and_a_paper(board, log_in) -> None:
    own = board.through(board.started(basis=True), {"市财政局": "18", "市工信局": "12"})
    own = board.do("assessments.settle_scores", board.clerk, own)
    office = log_in("office")
    page = office.get(f"/desk/matters/{own.pk}/").content.decode()
    assert "汇总固定" in page and "舞考办〔2026〕3号" in page and "良好" in page
    rows = office.get(f"/desk/assessments/{own.pk}/scores/?unit=市财政局&format=csv")
    text = b"".join(rows.streaming_content).decode("utf-8-sig")
    assert "市工信局" not in text and "（评分 18 ÷ 满分 20）" in text
    paper = office.get(f"/desk/assessments/{own.pk}/paper/")
    words = docx.Document(io.BytesIO(paper.content))
    told = "\n".join(
        [one.text for one in words.paragraphs] + [c.text for t in words.tables for r in t.rows for c in r.cells]
    )
    assert "考核依据：舞钢市考核办（舞考办〔2026〕3号）" in told and "良好" in told and "年度重点工作完成情况" in told


def test_what_if_changes_nothing(board, log_in) -> None:
    own = board.through(board.started(), {"市财政局": "10", "市工信局": "12"})
    office, unit = log_in("office"), board.code("市财政局")
    page = office.get(f"/desk/assessments/{own.pk}/what-if/?unit={unit}&v_P1=20").content.decode()
    # 10 + 10 + 5 + 5 = 30 of 40 → 75; with 20 → 100
    assert "75 分" in page and "100 分" in page and "增减 25" in page
    assert "不是数字" in office.get(f"/desk/assessments/{own.pk}/what-if/?unit={unit}&v_P1=多").content.decode()
    assert Entry.objects.get(slice__round=own, slice__unit_id=unit, key="P1").judged == "10"


def test_a_round_stands_beside_the_one_before_it(board, log_in) -> None:
    first = board.through(
        board.started(first_date="2025-01-01", last_date="2025-12-31"), {"市财政局": "10", "市工信局": "12"}
    )
    board.do("assessments.settle_scores", board.clerk, first)
    board.do("assessments.approve_results", board.leader, first)
    second = board.through(board.started(), {"市财政局": "20", "市工信局": "12"})
    page = log_in("office").get(f"/desk/matters/{second.pk}/").content.decode()
    assert "与上一轮比较" in page and "+25" in page and "2025年部门年度考核（工作自评）" in page


def test_a_unit_sees_its_own_and_the_neighbour_nothing(board, log_in) -> None:
    own = board.started(basis=True)
    liaison, neighbour = log_in("liaison", unit="市财政局"), log_in("office", division="410482")
    page = liaison.get(f"/desk/matters/{own.pk}/").content.decode()
    scores = b"".join(liaison.get(f"/desk/assessments/{own.pk}/scores/?format=csv").streaming_content).decode()
    assert "市财政局" in scores and "市工信局" not in scores
    assert "拟定考核轮次" not in liaison.get("/desk/assessments/").content.decode() and "各单位自评和评审" in page
    other = board.slice(own, "市工信局", "duties")
    assert liaison.get(f"/desk/matters/{other.pk}/").status_code == 404
    unit = Unit.objects.get(name="市工信局").pk
    assert liaison.get(f"/desk/assessments/{own.pk}/what-if/?unit={unit}").status_code == 403
    for part in ("scores/", "what-if/", "paper/"):
        assert neighbour.get(f"/desk/assessments/{own.pk}/{part}").status_code == 404
    for place in ("", "parts/", "appeals/", "criteria/"):
        assert own.matter.title not in neighbour.get(f"/desk/assessments/{place}").content.decode()
    assert Round.objects.get(pk=own.pk).matter.opened_date <= timezone.localdate()


def test_an_upper_workbook_is_bound_filled_and_downloaded_by_its_forms(board, log_in) -> None:
    office, neighbour = log_in("office"), log_in("office", division="410482")
    file = SimpleUploadedFile("统计报表.xlsx", upper())
    given = {
        "label": "统计报表",
        "issuer": "省局",
        "lines": "表1!C3 = 指标 专利代理师\n表1!C5 = 手填 人次",
        "files": file,
    }
    bound = office.post("/desk/matters/new/upper_form/bind/", given)
    assert bound.status_code == 302, bound.content.decode()
    form = UpperForm.objects.get()
    assert "表1!C3" in office.get(f"/desk/matters/{form.pk}/").content.decode()
    given = {"form_id": form.pk, "effective": timezone.localdate().isoformat()}
    assert office.post("/desk/matters/new/upper_return/fill/", given).status_code == 302
    own = UpperReturn.objects.get()
    page = office.get(f"/desk/matters/{own.pk}/").content.decode()
    assert "下载草稿" in page and "待填" in page and "没有已报送的上期" in page
    assert office.get(f"/desk/assessments/upper/{own.pk}/file/").content[:2] == b"PK"
    assert neighbour.get(f"/desk/assessments/upper/{own.pk}/file/").status_code == 404
    for place in ("", "forms/"):
        assert "统计报表" in office.get(f"/desk/assessments/upper/{place}").content.decode()
        assert "统计报表" not in neighbour.get(f"/desk/assessments/upper/{place}").content.decode()

"""The pool and the dossiers at the desk: filled by the office and liaisons, read and verified by the auditor, closed to the neighbour."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qiangxian.contexts.dossiers.models import Dossier, Piece
from qiangxian.contexts.dossiers.tasks import carry_out
from tests.contexts.dossiers.conftest import Desk, filled_pool, scan, small_county

pytestmark = pytest.mark.django_db
NEW, FREEZE = "/desk/dossiers/evidence/new/", "/desk/dossiers/evidence/freeze/"


@pytest.fixture(autouse=True)
def on_loopback(settings) -> None:
    """Demonstration accounts need no second factor and live on loopback only."""
    settings.LOOPBACK_ONLY = True


@pytest.fixture
def desk(db) -> Desk:
    return small_county()


def text(answer) -> str:
    return answer.content.decode()


def sent(**more):
    return {"source": "市市场监管局", "day": "2025-12-31", "file": SimpleUploadedFile("总结.pdf", scan()), **more}


def test_a_liaison_brings_a_file_for_what_is_missing_and_the_criterion_is_no_longer_bare(log_in, desk) -> None:
    client = log_in("liaison", unit="市工信局")
    page = text(client.get("/desk/dossiers/missing/"))
    assert "没有佐证材料（通常有：年度总结）" in page
    assert "subject=strong_county%7Ccriterion%3A1.3" in page
    answer = client.post(NEW, sent(subject="strong_county|criterion:1.3"), follow=True)
    assert "已归集“总结.pdf”" in text(answer)
    assert "年度总结）" not in text(client.get("/desk/dossiers/missing/"))
    again = client.post(NEW, sent())
    assert "同样的材料已经在佐证库中" in text(again)
    refused = client.post(NEW, sent(is_personal="on", file=SimpleUploadedFile("名单.pdf", scan(2))))
    assert "没有附脱敏件" in text(refused)
    assert client.post(NEW, sent(subject="strong_county|criterion:9.9")).status_code == 400


def test_the_office_freezes_a_figure_cites_it_and_withdraws_it_with_a_reason(log_in, desk) -> None:
    client = log_in("office")
    page = FREEZE + "?kind=observation&as_of=2025-12-31"
    assert "有效发明专利拥有量" in text(client.get(page))
    answer = client.post(page, {"key": "valid_inventions", "subject": "|target:G1"}, follow=True)
    assert "有效发明专利拥有量：3件" in text(answer)
    piece = Piece.objects.get()
    register = client.post(
        FREEZE + "?kind=register&as_of=2025-12-31", {"key": "rights", "conditions": "?type=design"}, follow=True
    )
    assert "共 0 件" in text(register)
    cited = client.post(
        f"/desk/dossiers/evidence/{piece.pk}/cite/", {"subject": ["|target:G2", "strong_county|criterion:1.5"]}
    )
    assert cited.status_code == 302
    assert {row.subject for row in piece.citations.all()} == {"target:G2", "criterion:1.5"}
    place = f"/desk/dossiers/evidence/{piece.pk}/withdraw/"
    assert client.post(place, {"reason": ""}).status_code == 400
    assert "已撤下" in text(client.post(place, {"reason": "口径选错"}, follow=True))
    assert log_in("liaison", unit="市财政局").post(place, {"reason": "x"}).status_code in (400, 403)


def test_the_auditor_reads_downloads_and_verifies_what_the_office_built(log_in, desk) -> None:
    filled_pool(desk)
    office, auditor = log_in("office"), log_in("auditor", is_demo=True)
    opened = {"table": "strong_county", "standing": "candidate", "effective": "2025-12-31", "division": "410481"}
    page = text(office.post("/desk/matters/new/dossier/open/", opened, follow=True))
    for words in ("创建对象", "国家知识产权强县建设验收", "待归入", "还没有编制"):
        assert words in page
    own = Dossier.objects.get()
    office.post(f"/desk/matters/{own.pk}/build/", {"expected": "collecting"})
    assert "正在编制" in text(office.get(f"/desk/matters/{own.pk}/"))
    carry_out(own.pk)
    assert "编制时尚缺" in text(auditor.get(f"/desk/matters/{own.pk}/"))
    assert auditor.get(f"/desk/dossiers/{own.pk}/file/").content[:2] == b"PK"
    assert "全部相符" in text(auditor.get(f"/desk/dossiers/{own.pk}/verify/"))
    assert auditor.get("/desk/dossiers/evidence/").status_code == 200
    assert "上传文件" not in text(auditor.get("/desk/dossiers/evidence/"))
    assert auditor.get(NEW).status_code == 403
    neighbour = log_in("office", division="410482")
    for place in ("file", "verify"):
        assert neighbour.get(f"/desk/dossiers/{own.pk}/{place}/").status_code == 404
    piece = Piece.objects.first()
    assert neighbour.get(f"/desk/dossiers/evidence/{piece.pk}/").status_code == 404
    assert "实施方案" not in text(neighbour.get("/desk/dossiers/evidence/"))


def test_of_a_file_with_personal_data_only_the_redacted_copy_is_given_out(log_in, desk) -> None:
    piece = desk.add("名单.pdf", scan(2), is_personal=True, redacted=("脱敏.pdf", scan(1, "脱敏")))
    assert log_in("office").get(f"/desk/dossiers/evidence/{piece.pk}/file/").content == scan(1, "脱敏")
    assert piece.day == date(2025, 12, 31)

"""No entrance takes a file that bears a mark of secrecy: nothing of it is kept, whichever form it was sent by; and the form says
beforehand that this is no place for it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qiangxian.contexts.documents.models import StoredFile
from tests.conftest import WUGANG
from tests.web.test_matters import bureau, sent, take  # noqa: F401 - fixtures
from tests.web.wugang import a_programme

pytestmark = pytest.mark.django_db
BANNER = "非涉密平台，严禁处理、传输国家秘密和工作秘密"


@pytest.fixture(autouse=True)
def on_loopback(settings) -> None:
    """Demonstration accounts need no second factor and live on loopback only."""
    settings.LOOPBACK_ONLY = True


def marked(name: str = "清单.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "机密★1年\n申请号,专利名称\n201710601862.3,一种轧机\n".encode())


def refused(answer) -> bool:
    return "有密级标志，没有接收" in answer.content.decode()


@pytest.mark.parametrize(
    ("place", "field", "more"),
    [
        ("/desk/imports/", "file", {"kind": "rights", "extent": "whole", "through": "2025-12-31"}),
        ("/desk/plan/import/", "file", {"division_code": WUGANG, "programme": ""}),
        ("/desk/dossiers/evidence/new/", "file", {"source": "市市场监管局", "day": "2025-12-31"}),
        (
            "/desk/matters/new/upper_lists/load/",
            "files",
            {"indicator": "valid_inventions", "effective": "2025-12-31", "source": "省局通报", "division": WUGANG},
        ),
    ],
)
def test_a_marked_file_is_taken_by_no_form(log_in, place, field, more) -> None:
    a_programme()
    before = StoredFile.objects.count()
    client = log_in("office")
    assert BANNER in client.get(place).content.decode()
    assert refused(client.post(place, {**more, field: marked()}, follow=True))
    assert refused(client.post(place, {**more, field: SimpleUploadedFile("秘密 通知.txt", b"a,b\n1,2\n")}, follow=True))
    assert StoredFile.objects.count() == before


def test_a_marked_proof_is_not_taken(log_in) -> None:
    place = f"/desk/programmes/{a_programme().pk}/targets/E1/"
    before, client = StoredFile.objects.count(), log_in("office")
    assert BANNER in client.get(place).content.decode()
    given = {"proof-file": marked("通知.txt"), "proof-label": "舞政办〔2024〕9号", "proof-effective_date": "2024-03-01"}
    assert refused(client.post(f"{place}proofs/", given, follow=True))
    assert StoredFile.objects.count() == before


def test_a_step_takes_no_marked_evidence(sent, log_in) -> None:  # noqa: F811 - the fixture
    liaison = log_in("liaison", unit="市市场监管局")
    assert take(liaison, sent, "sign").status_code == 302
    before = StoredFile.objects.count()
    assert BANNER in liaison.get(f"/desk/matters/{sent.pk}/finish/").content.decode()
    assert refused(take(liaison, sent, "finish", reason="已建成", files=marked("结果.txt")))
    assert StoredFile.objects.count() == before

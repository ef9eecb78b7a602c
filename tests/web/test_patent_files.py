"""Files of what was found: at once, in the background, for a program; open literature only, and only one's own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tests.conftest import AT
from tests.web.literature import literature, text  # noqa: F401 - the fixture stands for every test here

pytestmark = pytest.mark.django_db


def test_the_file_is_what_is_shown(client, log_in: Callable[..., Client]) -> None:
    answer = client.get("/patents/?words=一种&format=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 3 and "名称" in lines[0]


def test_what_a_contract_keeps_inside_is_in_no_file_and_in_nothing_public(log_in: Callable[..., Client]) -> None:
    """Officials see it at the desk, where it is told how much of it stays; not in public, not by the interface, not in a file."""
    office = log_in("office")
    page = text(office.get("/desk/patents/?words=一种"))
    assert "其中合同数据 1 件仅供内部查看，不进导出文件。" in page and "合同数据里的电机" in page
    lines = b"".join(office.get("/desk/patents/?words=一种&format=csv").streaming_content).decode().splitlines()
    assert len(lines) == 3 and office.get("/desk/patents/?words=一种&format=json").json()["total"] == 2
    assert "没有符合条件的内容" in text(office.get("/patents/?line=名称=合同数据"))
    assert office.get("/patents/201210000001.7/").status_code == 404
    assert office.get("/api/v1/patents?line=名称=合同数据").json()["total"] == 0
    assert office.get("/api/v1/patents/201210000001.7").status_code == 404
    assert "钢城路" not in text(office.get("/patents/201010298420.4/"))


def test_a_program_asks_for_a_file_and_fetches_it(
    client, log_in: Callable[..., Client], settings, tmp_path: Path, django_capture_on_commit_callbacks
) -> None:
    """As on the pages: made in the background, one's own, of open literature."""
    settings.EXPORTS = tmp_path / "exports"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    asked = {"line": "名称=一种", "format": "csv", "sort": "-filing_date"}
    put = {"content_type": "application/json", "data": asked}
    assert client.post("/api/v1/patents/files", **put).status_code in (401, 403)
    assert client.get("/api/v1/patents/files").status_code == 403
    office = log_in("office")
    assert office.post("/api/v1/patents/files", **{**put, "data": {"line": "名称=("}}).status_code == 400
    with django_capture_on_commit_callbacks(execute=True):
        answer = office.post("/api/v1/patents/files", **put)
    assert answer.status_code == 202 and answer.json()["total"] == 2
    uid = answer.json()["uid"]
    told = office.get(f"/api/v1/patents/files/{uid}").json()
    assert (told["state"], told["done"], told["url"]) == ("done", 2, f"/api/v1/patents/files/{uid}/content")
    lines = b"".join(office.get(told["url"]).streaming_content).decode().splitlines()
    assert len(lines) == 3 and "一种水泵" in lines[1] and "合同数据" not in "".join(lines)
    assert [one["uid"] for one in office.get("/api/v1/patents/files").json()] == [uid]
    other = log_in("leader")
    assert other.get(f"/api/v1/patents/files/{uid}").status_code == 404
    assert other.get(told["url"]).status_code == 404


def test_a_file_past_the_bound_is_refused(client, monkeypatch: pytest.MonkeyPatch) -> None:
    from qiangxian.web.components import patent_exports

    bounds = {**patent_exports.settings(), "most_exported_public": 1}
    monkeypatch.setattr(patent_exports, "settings", lambda: bounds)
    answer = client.get("/patents/?words=一种&format=csv")
    assert answer.status_code == 400 and "一次最多导出 1 件，现有 2 件" in answer.content.decode()


def test_many_hits_are_written_in_the_background_as_they_are_shown(
    client, log_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch, settings, tmp_path: Path
) -> None:
    from qiangxian.contexts.patents import exporting
    from qiangxian.contexts.patents.models import Export
    from qiangxian.web.components import patent_exports, patents

    bounds = {**patents.settings(), "most_exported_at_once": 1}
    monkeypatch.setattr(patent_exports, "settings", lambda: bounds)
    settings.EXPORTS = tmp_path / "exports"
    office = log_in("office")
    asked = "/desk/patents/?words=一种&sort=-filing_date&cols=title&cols=number"
    for form in ("csv", "xlsx"):
        assert office.get(f"{asked}&format={form}")["Location"] == "/desk/patents/mine/"
    assert "等待生成" in text(office.get("/desk/patents/mine/"))
    for row in Export.objects.all():
        patent_exports.make_export.func(row.pk)
    page = text(office.get("/desk/patents/mine/"))
    row = Export.objects.get(form="csv")
    assert row.done == row.total == 2 and f"/desk/patents/exports/{row.uid}/" in page
    sent = b"".join(office.get(f"/desk/patents/exports/{row.uid}/").streaming_content).decode("utf-8-sig").splitlines()
    numbers = ["201220249767.4", "201010298420.4"]
    assert sent[0] == "名称,申请号" and [line.split(",")[1] for line in sent[1:]] == numbers
    assert log_in("leader").get(f"/desk/patents/exports/{row.uid}/").status_code == 404
    assert client.get(f"/patents/exports/{row.uid}/").status_code in (302, 403)

    firm = log_in("enterprise")
    assert firm.get("/patents/?words=一种&format=csv")["Location"] == "/patents/mine/"
    own = Export.objects.latest("pk")
    patent_exports.make_export.func(own.pk)
    lines = b"".join(firm.get(f"/patents/exports/{own.uid}/").streaming_content).decode()
    assert len(lines.splitlines()) == 3 and "丙公司" not in lines, "open sources only"
    assert exporting.forget(AT.replace(year=2040)) == 3
    assert not list((tmp_path / "exports").iterdir()) and not Export.objects.exists()


def test_an_export_that_cannot_be_made_says_so(log_in: Callable[..., Client], settings, tmp_path: Path) -> None:
    from django.utils import timezone

    from qiangxian.contexts.patents import exporting
    from qiangxian.contexts.patents.models import Export
    from qiangxian.contexts.people.models import Account
    from qiangxian.kernel.errors import DomainError

    settings.EXPORTS = tmp_path / "exports"
    log_in("office")
    row = Export.objects.create(
        uid="a" * 32, account=Account.objects.latest("pk"), form="csv", total=1, asked_at=timezone.now()
    )

    def broken(_row):
        raise DomainError("检索索引打不开")

    exporting.make_file(row.pk, broken, at=timezone.now)
    row.refresh_from_db()
    assert (row.state, row.problem) == ("failed", "检索索引打不开")

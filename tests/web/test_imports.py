"""The import pages: upload, preview, confirm, receipt, undo, queue; and who may not."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from qiangxian.contexts.registers.intake.models import HeaderMapping
from qiangxian.contexts.registers.records.conditions import recorded
from qiangxian.contexts.registers.records.models import ImportBatch, ReportedThrough
from qiangxian.contexts.registers.rights.models import Holding, Right
from qiangxian.engines.intake import load_vocabulary, read_table

pytestmark = pytest.mark.django_db

LIST = "申请号,专利名称,申请人,申请日\n201710601862.3,一种轧机,舞钢市甲机械有限公司,2017-07-21\n201710601862.4,坏号,乙公司,2017-07-21\n"


@pytest.fixture(autouse=True)
def tasks_at_once(settings) -> None:
    """The background task runs where it is put in line."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def upload(client, content: str | bytes = LIST, kind: str = "rights", name: str = "清单.csv", **said: str):
    data = content if isinstance(content, bytes) else content.encode()
    said = said or {"extent": "whole", "through": "2025-12-31"}
    return client.post(
        reverse("desk:imports"), {"kind": kind, "file": SimpleUploadedFile(name, data), **said}, follow=True
    )


def confirm(client) -> None:
    """The newest batch is imported."""
    client.post(reverse("desk:import_batch", args=[ImportBatch.objects.latest("id").uid]), {"step": "import"})


def test_how_far_the_register_is_complete_is_asked_and_never_assumed(log_in) -> None:
    client = log_in("office")
    page = client.get(reverse("desk:imports")).content.decode()
    assert re.search(r'name="through"[^>]*value=""', page), "no day is filled in"
    assert "请选择这份清单是全部内容还是只补充一部分" in upload(client, through="").content.decode()
    assert "请填写这份清单齐全到哪一天" in upload(client, extent="whole").content.decode()
    assert "不能填将来的日期" in upload(client, extent="whole", through="2098-01-01").content.decode()
    assert not ImportBatch.objects.exists()


def test_a_supplement_of_some_rows_declares_nothing_complete(log_in) -> None:
    client = log_in("office")
    assert "只补充一部分，不声明" in upload(client, extent="part").content.decode()
    confirm(client)
    assert Right.objects.count() == 1
    assert not ReportedThrough.objects.exists()
    upload(client, LIST.replace("201710601862.3", "201710601863.8"), extent="whole", through="2025-12-31")
    confirm(client)
    assert str(ReportedThrough.objects.get().through_date) == "2025-12-31"


def test_a_list_of_another_kind_is_checked_as_the_right_one_in_one_click(log_in) -> None:
    client = log_in("office")
    page = upload(client, kind="titles")
    assert "改按“知识产权”检查" in page.content.decode()
    address = page.request["PATH_INFO"]
    page = client.post(address, {"step": "rekind", "kind": "rights"}, follow=True).content.decode()
    assert "预检结果" in page
    assert "确认导入 1 行" in page
    assert "改按" not in page
    assert ImportBatch.objects.get().kind == "rights"
    confirm(client)
    assert client.post(address, {"step": "rekind", "kind": "titles"}).status_code == 409


def test_upload_shows_a_preview_and_writes_nothing(log_in) -> None:
    page = upload(log_in("office"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "预检结果" in text
    assert "确认导入 1 行" in text
    assert "校验位不符" in text
    assert "一种轧机" in text
    assert not Right.objects.exists()


def test_confirming_imports_and_the_receipt_leads_to_the_queue(log_in) -> None:
    client = log_in("office")
    upload(client)
    batch = ImportBatch.objects.get()
    page = client.post(reverse("desk:import_batch", args=[batch.uid]), {"step": "import"}, follow=True)
    assert "回执" in page.content.decode()
    assert Right.objects.get().title == "一种轧机"
    queue = client.get(reverse("desk:import_matches")).content.decode()
    assert "舞钢市甲机械有限公司" in queue
    progress = client.get(reverse("desk:import_progress", args=[batch.uid]))
    assert progress["HX-Refresh"] == "true"


def test_strict_from_the_page_writes_nothing_and_says_so(log_in) -> None:
    client = log_in("office")
    upload(client)
    batch = ImportBatch.objects.get()
    page = client.post(reverse("desk:import_batch", args=[batch.uid]), {"step": "import", "strict": "1"}, follow=True)
    assert "没有写入任何内容" in page.content.decode()
    assert not Right.objects.exists()


def test_undo_asks_for_a_reason_and_takes_the_rows_back(log_in) -> None:
    client = log_in("office")
    upload(client)
    address = reverse("desk:import_batch", args=[ImportBatch.objects.get().uid])
    client.post(address, {"step": "import"})
    assert client.post(address, {"step": "undo", "reason": ""}).status_code == 400
    page = client.post(address, {"step": "undo", "reason": "导错了"}, follow=True)
    assert "批次已撤销" in page.content.decode()
    assert not Right.objects.filter(recorded()).exists()


def test_a_word_document_is_refused_with_what_it_is_and_what_to_do(log_in) -> None:
    page = upload(
        log_in("office"), b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "WordDocument".encode("utf-16-le"), name="清单.doc"
    )
    text = page.content.decode()
    assert "Word 或 WPS 文字文档" in text
    assert "另存为 .xlsx" in text
    assert page.status_code == 400
    assert not ImportBatch.objects.exists()


def test_refused_rows_can_be_fetched_as_a_file_and_formulas_stay_text(log_in) -> None:
    client = log_in("office")
    upload(client, LIST + "=cmd|' /C calc'!A0,坏,乙,2017-07-21\n")
    uid = ImportBatch.objects.get().uid
    csv = client.get(reverse("desk:import_refused", args=[uid, "csv"])).content.decode("utf-8-sig")
    assert csv.splitlines()[0] == "工作表,行,列,值,原因,怎么办"
    assert "'=cmd" in csv
    xlsx = client.get(reverse("desk:import_refused", args=[uid, "xlsx"])).content
    assert xlsx.startswith(b"PK")


@pytest.mark.parametrize(
    "kind", ["enterprises", "rights", "events", "titles", "agencies", "facilities", "alliances", "fees"]
)
def test_every_template_is_understood_by_the_reader(log_in, kind: str) -> None:
    content = log_in("office").get(reverse("desk:import_template", args=[kind])).content
    with read_table(io.BytesIO(content), load_vocabulary(kind)) as table:
        assert table.headers[0].unknown == ()
        assert table.headers[0].fields == {field.name for field in load_vocabulary(kind).fields}
        assert list(table.rows()) == []


def test_the_queue_decides_one_name_or_several_and_takes_it_back(log_in) -> None:
    client = log_in("office")
    upload(client, "申请号,名称,申请人\n201710601862.3,甲,外地一公司\n99117225.6,乙,外地二公司\n")
    client.post(reverse("desk:import_batch", args=[ImportBatch.objects.get().uid]), {"step": "import"})
    address = reverse("desk:import_matches")
    client.post(address, {"name": ["外地一公司", "外地二公司"], "choice": "outside"})
    assert set(Holding.objects.filter(recorded()).values_list("match_state", flat=True)) == {"outside"}
    page = client.get(address).content.decode()
    assert "没有待认定的权利人" in page
    address = reverse("desk:import_decisions")
    page = client.get(address).content.decode()
    client.post(
        address, {"step": "undo", "decision": page.split('name="decision" value="')[1].split('"')[0], "reason": "错"}
    )
    assert "unmatched" in set(Holding.objects.filter(recorded()).values_list("match_state", flat=True))


def test_a_name_becomes_a_new_enterprise_of_the_county(log_in) -> None:
    client = log_in("office")
    upload(client)
    client.post(reverse("desk:import_batch", args=[ImportBatch.objects.get().uid]), {"step": "import"})
    form = {"name": "舞钢市甲机械有限公司", "choice": "new", "uscc": "91410481MA00000155"}
    assert client.post(reverse("desk:import_matches"), form).status_code == 302
    assert Holding.objects.filter(recorded()).get().match_state == "matched"


@pytest.mark.parametrize("role", ["leader", "liaison", "unit_head", "enterprise"])
def test_only_the_office_imports(log_in, role: str) -> None:
    client = log_in(role)
    assert client.get(reverse("desk:imports")).status_code == 403
    assert client.get(reverse("desk:import_matches")).status_code == 403


def test_the_neighbour_sees_no_batch_and_no_name_of_ours(log_in) -> None:
    ours, theirs = log_in("office"), log_in("office", division="410482")
    upload(ours)
    batch = ImportBatch.objects.get()
    ours.post(reverse("desk:import_batch", args=[batch.uid]), {"step": "import"})
    assert theirs.get(reverse("desk:import_batch", args=[batch.uid])).status_code == 404
    assert theirs.get(reverse("desk:import_refused", args=[batch.uid, "csv"])).status_code == 404
    assert (
        theirs.post(reverse("desk:import_batch", args=[batch.uid]), {"step": "undo", "reason": "x"}).status_code == 404
    )
    assert "舞钢市甲机械有限公司" not in theirs.get(reverse("desk:import_matches")).content.decode()
    assert "清单.csv" not in theirs.get(reverse("desk:imports")).content.decode()


UNKNOWN = "统计表,,\n案卷,成果,归属\n201710601862.3,一种轧机,舞钢市甲机械有限公司\n201710601862.4,坏号,乙公司\n"


def test_unknown_columns_are_named_on_a_page_and_remembered(log_in) -> None:
    client = log_in("office")
    page = upload(client, UNKNOWN).content.decode()
    assert "有列名还不认识" in page
    uid = ImportBatch.objects.get().uid
    address = reverse("desk:import_mapping", args=[uid])
    page = client.get(address).content.decode()
    assert "表头在第 2 行" in page
    assert "201710601862.3、201710601862.4" in page
    chosen = {"target-0-0": "number", "target-0-1": "title", "target-0-2": "number"}
    refused = client.post(address, chosen)
    assert refused.status_code == 400
    assert "都对应到" in refused.content.decode()
    page = client.post(address, {**chosen, "target-0-2": "holders"}, follow=True).content.decode()
    assert "确认导入 1 行" in page
    assert "案卷 → 申请号" in page
    saved = client.get(reverse("desk:import_mappings")).content.decode()
    assert "归属 → 权利人" in saved
    page = upload(client, UNKNOWN, name="下一期.csv").content.decode()
    assert "确认导入 1 行" in page
    client.post(reverse("desk:import_mappings"), {"mapping": saved.split('name="mapping" value="')[1].split('"')[0]})
    assert "还没有保存过列名对应" in client.get(reverse("desk:import_mappings")).content.decode()


def test_refused_rows_come_back_in_their_own_columns_and_are_read_again_once_mended(log_in) -> None:
    client = log_in("office")
    upload(client, LIST.replace("申请日\n", "申请日,备考\n").replace("07-21\n", "07-21,某\n"))
    uid = ImportBatch.objects.get().uid
    content = client.get(reverse("desk:import_refused", args=[uid, "xlsx"])).content
    with read_table(content, load_vocabulary("rights")) as table:
        assert table.headers[0].unknown == ("备考",)
        [row] = [row for row in table.rows() if row.sheet == "退回的行"]
    assert (row.values["number"], row.raw) == ("201710601862.4", {"备考": "某"})


def test_rows_that_wait_for_their_right_are_listed_set_aside_and_entered(log_in) -> None:
    client = log_in("office")
    upload(client, "申请号,事件,生效日\n201710601862.3,质押,2020-01-10\n", kind="events")
    batch = ImportBatch.objects.get()
    page = client.post(reverse("desk:import_batch", args=[batch.uid]), {"step": "import"}, follow=True).content.decode()
    assert "等待权利登记" in page
    assert "0.0%" in page
    address = reverse("desk:import_waiting")
    page = client.get(address).content.decode()
    assert "质押，生效日 2020-01-10" in page
    row = page.split('name="key" value="')[1].split('"')[0]
    client.post(address, {"list": "batch", "step": "aside", "key": row, "aside-reason": "县外权利"})
    assert "没有这样的行" in client.get(address).content.decode()
    assert "县外权利" in client.get(f"{address}?state=dismissed").content.decode()
    client.post(f"{address}?state=dismissed", {"list": "batch", "step": "up", "key": row})
    upload(client)
    batch = ImportBatch.objects.get(kind="rights")
    page = client.post(reverse("desk:import_batch", args=[batch.uid]), {"step": "import"}, follow=True).content.decode()
    assert "补入等待的行" in page
    assert "没有可以补入的行" in client.post(address, {"step": "fetch"}, follow=True).content.decode()


def test_the_first_proposals_of_several_names_are_accepted_and_taken_back_together(log_in) -> None:
    client = log_in("office")
    upload(
        client,
        "统一社会信用代码,企业名称\n91410481MA00000155,舞钢市维克液压机械股份有限公司\n93410481MA3X00029R,舞钢市丰登种植专业合作社\n",
        kind="enterprises",
    )
    client.post(reverse("desk:import_batch", args=[ImportBatch.objects.get().uid]), {"step": "import"})
    upload(client, "申请号,名称,申请人\n201710601862.3,甲,维克液压\n99117225.6,乙,丰登种植合作社\n")
    client.post(reverse("desk:import_batch", args=[ImportBatch.objects.get(kind="rights").uid]), {"step": "import"})
    address = reverse("desk:import_matches")
    page = client.get(address).content.decode()
    tops = [part.split('"')[0] for part in page.split('name="top" value="')[1:]]
    assert len(tops) == 2
    client.post(address, {"step": "accept", "name": ["维克液压", "丰登种植合作社"], "top": tops})
    assert set(Holding.objects.filter(recorded()).values_list("match_state", flat=True)) == {"matched"}
    address = reverse("desk:import_decisions")
    page = client.get(address).content.decode()
    bulk = page.split('name="bulk" value="')[1].split('"')[0]
    client.post(address, {"step": "undo", "bulk": bulk, "reason": "再看看"})
    assert set(Holding.objects.filter(recorded()).values_list("match_state", flat=True)) == {"doubtful"}


def options_of(page: str, column: str) -> str:
    """What stands selected for a column on the mapping page; empty where nobody has said anything."""
    part = page.split(f">{column}</label>")[1].split("</select>")[0]
    return part.split('" selected')[0].rsplit('value="', 1)[1] if '" selected' in part else ""


TWO_ADDRESSES = (
    "企业名称,统一社会信用代码,注册地址,最近年报地址,成立日期,核准日\n"
    "舞钢市青松铸件厂,91410481MA00000155,舞钢市甲路1号,舞钢市乙路2号,2011-09-01,2020-03-04\n"
)


def field_of(page: str, column: str) -> str:
    """The name of the form's field for a column."""
    return page.split(f">{column}</label>")[0].rsplit('for="', 1)[1].split('"')[0]


def test_what_nobody_looked_at_is_not_saved_and_a_field_that_is_given_is_not_proposed(log_in) -> None:
    client = log_in("office")
    upload(client, TWO_ADDRESSES, kind="enterprises")
    address = reverse("desk:import_mapping", args=[ImportBatch.objects.get().uid])
    page = client.get(address).content.decode()
    assert options_of(page, "最近年报地址") == ""
    assert "采用建议：注册地址" not in page
    client.post(address, {field_of(page, "核准日"): "-"})
    mapping = HeaderMapping.objects.get().mapping
    assert mapping == {"核准日": "-"}


def test_what_was_set_aside_stays_aside_when_another_column_is_changed(log_in) -> None:
    client = log_in("office")
    upload(client, TWO_ADDRESSES, kind="enterprises")
    address = reverse("desk:import_mapping", args=[ImportBatch.objects.get().uid])
    page = client.get(address).content.decode()
    client.post(address, {field_of(page, "核准日"): "-", field_of(page, "成立日期"): "-"})
    page = client.get(address).content.decode()
    assert (options_of(page, "核准日"), options_of(page, "成立日期")) == ("-", "-")
    shown = {field_of(page, name): options_of(page, name) for name in ("核准日", "成立日期", "注册地址")}
    client.post(address, {**shown, field_of(page, "最近年报地址"): "-"})
    assert set(HeaderMapping.objects.get(superseded_at=None).mapping) == {"核准日", "成立日期", "最近年报地址"}


def test_a_proposal_is_adopted_by_a_tick(log_in) -> None:
    client = log_in("office")
    upload(client, UNKNOWN.replace("862.4", "862.3"))
    address = reverse("desk:import_mapping", args=[ImportBatch.objects.get().uid])
    page = client.get(address).content.decode()
    assert 'name="adopt-0-0" value="number"' in page
    client.post(address, {"adopt-0-0": "number", "target-0-1": "title", "target-0-2": "holders"})
    assert HeaderMapping.objects.get().mapping == {"案卷": "number", "成果": "title", "归属": "holders"}


def test_columns_of_one_name_are_mapped_one_by_one(log_in) -> None:
    client = log_in("office")
    upload(client, "申请号,名称,申请日,名称\n201710601862.3,一种轧机,2017-07-21,舞钢市青松铸件厂\n")
    batch = ImportBatch.objects.get()
    address = reverse("desk:import_mapping", args=[batch.uid])
    page = client.get(address).content.decode()
    assert "同名的第 2 列" in page
    client.post(address, {"target-0-3": "holders"})
    client.post(reverse("desk:import_batch", args=[batch.uid]), {"step": "import"})
    assert (Right.objects.get().title, Holding.objects.get().holder_name) == ("一种轧机", "舞钢市青松铸件厂")


def test_a_list_without_holders_is_a_question_on_the_page(log_in) -> None:
    client = log_in("office")
    page = upload(client, "申请号,名称,申请日\n201710601862.3,一种轧机,2017-07-21\n").content.decode()
    assert "清单里哪一列是权利人？" in page
    assert "--without" not in page
    address = reverse("desk:import_batch", args=[ImportBatch.objects.get().uid])
    page = client.post(address, {"step": "check", "without": "without_holder"}, follow=True).content.decode()
    assert "确认导入 1 行" in page
    client.post(address, {"step": "import"})
    assert Right.objects.get().title == "一种轧机"


def test_changed_holders_are_decided_on_the_preview_or_later_in_the_list(log_in) -> None:
    client = log_in("office")
    upload(client, LIST)
    client.post(reverse("desk:import_batch", args=[ImportBatch.objects.get().uid]), {"step": "import"})
    page = upload(client, LIST.replace("甲机械", "青松")).content.decode()
    assert "1 件的权利人与登记不同" in page
    newest = ImportBatch.objects.order_by("-id").first()
    client.post(reverse("desk:import_batch", args=[newest.uid]), {"step": "import"})
    waiting = client.get(reverse("desk:import_waiting")).content.decode()
    assert "权利人：舞钢市甲机械有限公司 → 舞钢市青松有限公司" in waiting
    assert "权利人变动：按更正处理" in waiting

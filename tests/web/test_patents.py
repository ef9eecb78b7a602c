"""Finding patents at the desk, in public and by program: the same question, the same records, open ones only for a stranger."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from qiangxian.contexts.patents import readers
from qiangxian.kernel.actor import Actor
from tests.web.literature import literature, text  # noqa: F401 - the fixture stands for every test here

pytestmark = pytest.mark.django_db


def test_a_stranger_finds_open_literature_with_the_passage_marked(client) -> None:
    page = text(client.get("/patents/?words=水泵"))
    assert "一种<mark>水泵</mark>" in page and "<mark>水泵</mark>叶轮" in page
    assert "201220249767.4" in page
    assert "合同数据" not in page


def test_what_a_contract_keeps_inside_is_for_officials(client, log_in: Callable[..., Client]) -> None:
    assert "没有符合条件的内容" in text(client.get("/patents/?line=名称=合同数据"))
    assert "一种<mark>合同数据</mark>里的电机" in text(log_in("office").get("/desk/patents/?line=名称=合同数据"))
    assert client.get("/patents/201210000001.7/").status_code == 404
    assert client.get("/api/v1/patents?line=名称=合同数据").json()["total"] == 0
    assert client.get("/desk/patents/").status_code in (302, 403)


FORMS = (
    "水泵", "名称=(水泵 OR 耳机) NOT 电机", "TI,AB=水泵", "NOT 水泵", "名称：水*泵", "水?", "一 (1W) 水泵", "水泵 NEAR/9 一种",
    "申请日=[2010 TO 2012]", "申请日>2011", "IPC=F04D,G06F", "AN=ZL 2012 2 0249767.4", "PN=CN101945314A", "LS=有效", "类型!=发明",
    "区划=411522", "（名称＝“一种水泵”）且申请人=*司", "AP=公司，IN=张三",
)  # fmt: skip


@pytest.mark.parametrize("line", FORMS)
def test_a_question_means_the_same_everywhere(client, log_in: Callable[..., Client], line: str) -> None:
    """Command line, desk, portal and interface; the reference decides."""
    from typer.testing import CliRunner

    from qiangxian.cli import patents

    def asked(engine: str) -> dict[str, Any]:
        done = CliRunner().invoke(patents.app, ["search", f"({line}) NOT 合同数据", "--json", "--backend", engine])
        return json.loads(done.stdout)

    found = asked("")
    numbers = sorted(hit["key"] for hit in found["hits"])
    assert numbers == sorted(hit["key"] for hit in asked("memory")["hits"])
    asks = {"line": f"({line}) NOT 合同数据"}
    answer = client.get("/api/v1/patents", asks).json()
    assert (sorted(hit["key"] for hit in answer["hits"]), answer["tree"]) == (numbers, found["tree"])
    for who, address in ((client, "/patents/"), (log_in("office"), "/desk/patents/")):
        shown = who.get(address, {**asks, "format": "json"}).json()
        assert (sorted(row["key"] for row in shown["rows"]), shown["total"]) == (numbers, found["total"])


def test_each_part_tells_what_it_finds(client) -> None:
    page = text(client.get("/patents/?line=名称=(水泵 OR 耳机)"))
    assert "各部分命中多少" in page and "qx-parts" not in page
    page = text(client.get("/patents/?line=名称=(水泵 OR 耳机)&parts=1"))
    assert "名称含“水泵” <span" in page and "收起" in page
    answer = client.get("/api/v1/patents?line=名称=(水泵 OR 耳机)&explain=true").json()
    assert [(part["level"], part["total"]) for part in answer["explain"]] == [(0, 2), (1, 1), (1, 1)]
    assert answer["explain"][1]["at"] == [4, 6]


def test_a_part_whose_turn_does_not_come_in_time_is_not_counted() -> None:
    actor, ticks = Actor.visitor(), iter(range(100))
    result = readers.search(actor, readers.Asked(line="水泵 OR 耳机 OR 电机"))
    found = readers.explained(actor, result, milliseconds=2500, clock=lambda: next(ticks))
    assert [part["total"] is None for part in found] == [False, False, True, True]


def test_the_three_faces_are_one_question(client) -> None:
    """A filled form becomes an expert line in the address."""
    answer = client.get("/patents/", {"f_title": "水泵", "f_filing_date": "2012", "f_type": "实用新型", "f_claims": ""})
    assert answer.status_code == 302
    assert "一种<mark>水泵</mark>" in text(client.get(answer["Location"]))
    assert "line=" in answer["Location"] and "words" not in answer["Location"]
    assert "201010298420.4" in text(client.get("/patents/?words=CN101945314A"))


def test_an_error_is_told_beside_the_box_and_points_at_the_character(client) -> None:
    page = client.get("/patents/?line=名称=(电机")
    assert page.status_code == 400
    assert "第 4 个字处" in page.content.decode() and "请在后面补上右括号" in page.content.decode()
    assert client.get("/patents/?line=名称=(电机&format=csv").status_code == 400
    assert client.get("/api/v1/patents?line=AD=钢城路").status_code == 400


def test_facets_narrow_and_are_taken_away_again(client) -> None:
    page = text(client.get("/patents/?words=一种"))
    assert "type=design" not in page and "type=utility_model" in page
    narrowed = text(client.get("/patents/?words=一种&type=utility_model"))
    assert "201220249767.4" in narrowed and "201010298420.4" not in narrowed


def test_a_record_tells_what_its_state_rests_on_and_keeps_addresses_inside(
    client, log_in: Callable[..., Client]
) -> None:
    page = text(client.get("/patents/CN101945314A/?words=存储器"))
    for words in ("一种耳机", "河南省平顶山市舞钢市", "由公开（公告）文献推算", "<mark>存储器</mark>", "公开数据"):
        assert words in page
    assert "钢城路" not in page
    assert "钢城路1号" in text(log_in("office").get("/desk/patents/201010298420.4/"))


def test_a_program_asks_the_same(client) -> None:
    answer = client.get("/api/v1/patents", {"line": "名称=水泵", "facets": "type,year"}).json()
    assert (answer["total"], answer["hits"][0]["application_number"]) == (1, "201220249767.4")
    assert answer["facets"]["type"] == [{"value": "utility_model", "label": "实用新型", "count": 1}]
    record = client.get("/api/v1/patents/201220249767.4").json()
    assert (record["title"], record["ipc"], "address" in record) == ("一种水泵", ["F04D1/00"], False)
    assert client.get("/api/v1/patents?facets=color").status_code == 400


def test_one_network_asks_so_often_a_minute_and_no_more(client, monkeypatch: pytest.MonkeyPatch) -> None:
    from qiangxian.web.components import patents

    monkeypatch.setattr(patents.time, "time", lambda: 60_000.0)
    bounds = {**patents.settings(), "public_per_minute": 2}
    monkeypatch.setattr(patents, "settings", lambda: bounds)
    same = {"REMOTE_ADDR": "2001:db8:1:2::5"}
    assert [client.get("/patents/", **same).status_code for _ in range(2)] == [200, 200]
    refused = client.get("/patents/", REMOTE_ADDR="2001:db8:1:2:ffff::9")
    assert refused.status_code == 429 and "检索太频繁" in refused.content.decode()
    assert client.get("/patents/", REMOTE_ADDR="2001:db8:1:3::5").status_code == 200


def test_a_question_out_of_time_answers_what_it_has(client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qiangxian.engines.search.narrowing.PIECE", 1)
    ticks = iter(range(0, 10**9, 10**6))
    from qiangxian.contexts.patents import readers

    result = readers.search(
        Actor.visitor(), readers.Asked(line="一*种", milliseconds=1), clock=lambda: float(next(ticks))
    )
    assert (result.answer.complete, result.answer.total) == (False, 1)


def test_the_command_line_asks_the_same(capsys) -> None:
    import json

    from typer.testing import CliRunner

    from qiangxian.cli import patents
    from qiangxian.cli.main import mount

    mount()
    for engine in ("tantivy", "memory"):
        done = CliRunner().invoke(
            patents.app,
            ["search", "名称=(水泵 OR 耳机)", "--json", "--facets", "type", "--backend", engine, "--explain"],
        )
        found = json.loads(done.stdout)
        assert (found["total"], found["backend"], len(found["explain"])) == (2, engine, 3)
        assert {hit["application_number"] for hit in found["hits"]} == {"201220249767.4", "201010298420.4"}
    shown = json.loads(CliRunner().invoke(patents.app, ["show", "CN202644312U", "--json"]).stdout)
    assert (shown["application_number"], shown["status"]) == ("201220249767.4", "expired")
    assert json.loads(CliRunner().invoke(patents.app, ["rebuild", "--json"]).stdout) == {"records": 3, "indexed": True}


def test_whoever_watches_the_machine_sees_whether_the_index_answers(client, settings, tmp_path: Path) -> None:
    assert client.get("/healthz").json()["index"] is True
    settings.INDEX = tmp_path / "gone"
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["index"]) == (503, False)


def test_what_is_found_is_counted_with_table_question_and_day(client, log_in: Callable[..., Client]) -> None:
    page = text(client.get("/patents/analysis/?words=一种&type=utility_model"))
    for words in ("共 1 件", "申请、公开和授权趋势", "舞钢市甲公司", "乙大学", "共同申请网络", "F04D", "数据截至"):
        assert words in page, words
    assert "广州市智专信息科技有限公司" not in page
    public, desk = client.get, log_in("office").get
    assert "丙公司" not in text(public("/patents/analysis/")) and "丙公司" in text(desk("/desk/patents/analysis/"))
    lines = b"".join(public("/patents/analysis/?words=一种&table=together&format=csv").streaming_content).decode()
    assert lines.splitlines()[1:] == ["乙大学,舞钢市甲公司,1"]
    assert public("/patents/analysis/?table=none&format=csv").status_code == 404
    assert public("/patents/analysis/?line=名称=(电机").status_code == 400
    assert "没有可以分析的文献" in text(public("/patents/analysis/?words=没有这个词"))


def test_collections_comparison_and_kept_lists_on_both_sites(client, log_in: Callable[..., Client]) -> None:
    office = log_in("office")
    for site, reader in (("", client), ("/desk", office)):
        page = text(reader.get(f"{site}/patents/collections/"))
        assert page.count("还没有抽样核对") == 5 and "新闻出版及文化娱乐" in page
        assert "与他人共同申请" in text(reader.get(f"{site}/patents/compare/?first=甲公司&second=智专"))
        assert "请写两个名称" in text(reader.get(f"{site}/patents/compare/?first=甲公司&second="))
    assert client.get("/patents/mine/").status_code in (302, 403)
    assert client.get("/desk/patents/collections/").status_code in (302, 403)
    assert client.get("/patents/collections/machinery/").status_code in (302, 403)


def test_the_office_draws_a_sample_and_judges_it(log_in: Callable[..., Client]) -> None:
    office, address = log_in("office"), "/desk/patents/collections/machinery/"
    assert office.post(address, {"step": "draw"}).status_code == 302
    assert "一种水泵" in text(office.get(address))
    assert office.post(address, {"is-201220249767.4": "yes"}).status_code == 302
    assert "准确率 100.0%" in text(office.get(address))


def test_a_search_is_kept_and_tells_and_hits_are_put_into_a_list(log_in: Callable[..., Client]) -> None:
    from qiangxian.contexts.patents.models import Folder, Watch
    from qiangxian.contexts.people.models import SavedView

    firm = log_in("enterprise")
    assert firm.post("/patents/?words=水泵", {"list": "save", "name": "水泵"}).status_code == 302
    view = SavedView.objects.get()
    for on in ("yes", "no", "yes"):
        firm.post("/patents/mine/", {"view": view.pk, "on": on})
        assert Watch.objects.filter(view=view).exists() is (on == "yes")
    assert "有变化时提醒" in text(firm.get("/patents/mine/"))
    step = {"list": "batch", "step": "mark", "key": "201220249767.4", "mark-name": "重点", "mark-note": "看叶轮"}
    assert firm.post("/patents/?words=水泵", step).status_code == 302
    assert (
        firm.post("/patents/mark/", {"key": "201010298420.4", "name": "重点"})["Location"] == "/patents/201010298420.4/"
    )
    address = f"/patents/lists/{Folder.objects.get().pk}/"
    page = text(firm.get(address))
    assert "看叶轮" in page and "一种耳机" in page
    firm.post(address, {"list": "batch", "step": "remove", "key": "201010298420.4"})
    assert "一种耳机" not in text(firm.get(address))
    assert log_in("leader").get(f"/desk{address}").status_code == 404
    assert firm.post(address, {"step": "drop"})["Location"] == "/patents/mine/" and not Folder.objects.exists()


def test_a_landscape_report_has_method_and_the_record_of_the_search(client, log_in: Callable[..., Client]) -> None:
    import io

    from docx import Document

    answer = client.get("/patents/analysis/?line=名称=(水泵 OR 耳机) AND 申请日>=2010&format=docx")
    assert answer.status_code == 200, answer.content.decode()[:2000]
    paper = Document(io.BytesIO(answer.content))
    words = "\n".join(p.text for p in paper.paragraphs)
    cells = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    for said in ("共命中专利文献 2 件", "方法和检索记录", "公开.csv", "校验值", "检索记录"):
        assert said in words, said
    assert any("水泵" in row[1] and row[2] == "1" for row in cells if len(row) == 3), "every part with what it matched"
    assert any(row[0] == "201220249767.4" for row in cells)
    assert "丙公司" not in words + str(cells)
    office = log_in("office").get("/desk/patents/analysis/?format=docx")
    assert "丙公司" in str(
        [[c.text for c in r.cells] for t in Document(io.BytesIO(office.content)).tables for r in t.rows]
    )


def test_a_record_leads_to_its_documents_to_what_it_cites_and_to_its_next_fee(client, tmp_path: Path) -> None:
    from qiangxian.contexts.patents.models import Citation, Record

    motor, pump = Record.objects.get(key="201010298420.4"), Record.objects.get(key="201220249767.4")
    Citation.objects.create(record=motor, number="CN202644312U", stem="CN202644312")
    Citation.objects.create(record=motor, number="US1234567A", stem="US1234567")
    Record.objects.filter(pk=motor.pk).update(
        grant_date=date(2015, 3, 4), expiry_date=date(2030, 10, 2), status="in_force", filing_date=date(2010, 10, 2)
    )
    page = text(client.get("/patents/201010298420.4/"))
    assert "http://epub.cnipa.gov.cn/patent/CN101945314A" in page
    assert '<a href="/patents/201220249767.4/">CN202644312U</a>' in page and "US1234567A" in page
    assert "下一次年费" in page and "年费计算器" in page and "加入清单" not in page
    assert "下一次年费" not in text(client.get(f"/patents/{pump.key}/")), "the term is over"

"""Files of literature: what becomes of their rows, again and again, whole after an interruption."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from qiangxian.contexts.patents import importing, indexing, one_record, readers, storing
from qiangxian.contexts.patents.models import Batch, Citation, LegalEvent, Publication, Record
from qiangxian.engines.search import Question
from qiangxian.engines.search.nodes import All
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Refused
from tests.conftest import AT, WUGANG

from .conftest import HEAD, MOTOR, PUMP

DOCUMENT = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE business:PatentDocumentAndRelated SYSTEM "/DTDS/missing.dtd"[{entities}]>
<business:PatentDocumentAndRelated xmlns:base="http://www.sipo.gov.cn/XMLSchema/base"
 xmlns:business="http://www.sipo.gov.cn/XMLSchema/business" lang="zh" country="CN">
<business:BibliographicData>
 <business:PublicationReference dataFormat="original"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code>
  <base:DocNumber>101945314</base:DocNumber><base:Kind>{kind}</base:Kind><base:Date>{day}</base:Date></base:DocumentID>
 </business:PublicationReference>
 <business:ApplicationReference dataFormat="original"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code>
  <base:DocNumber>201010298420.4</base:DocNumber><base:Date>20101002</base:Date></base:DocumentID>
 </business:ApplicationReference>
 <business:ClassificationIPCRDetails><business:ClassificationIPCR><base:Text>G06F   13/12    (2006.01)</base:Text>
 </business:ClassificationIPCR></business:ClassificationIPCRDetails>
 <business:InventionTitle>一种耳机{kind}</business:InventionTitle>
 <business:ReferencesCited><business:Citation><business:PublicationReference dataFormat="standard"><base:DocumentID>
  <base:WIPOST3Code>CN</base:WIPOST3Code> <base:DocNumber>1719946</base:DocNumber> <base:Kind>A</base:Kind>
  <base:Date>20060111</base:Date></base:DocumentID></business:PublicationReference></business:Citation>
 </business:ReferencesCited>
 <business:Parties><business:ApplicantDetails><business:Applicant dataFormat="original"><base:AddressBook>
  <base:Name>舞钢市示例公司</base:Name><base:Address><base:AddressLine>0</base:AddressLine>
  <base:Text>462500 河南省平顶山市舞钢市钢城路</base:Text></base:Address></base:AddressBook></business:Applicant>
 </business:ApplicantDetails></business:Parties>
</business:BibliographicData>
<business:Abstract dataFormat="original" lang="zh"><base:Paragraphs>包括存储器。</base:Paragraphs></business:Abstract>
<business:Claims dataFormat="original"><business:Claim><business:ClaimText>1.一种耳机。</business:ClaimText></business:Claim>
 <business:Claim><business:ClaimText>2.如权利要求1的耳机。</business:ClaimText></business:Claim></business:Claims>
</business:PatentDocumentAndRelated>"""


def document(kind: str, day: str, entities: str = "") -> bytes:
    return DOCUMENT.format(kind=kind, day=day, entities=entities).encode()


def package(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return held.getvalue()


def found(line: str) -> list[str]:
    result = readers.search(Actor.system(), readers.Asked(line=line))
    return [one.record.key for one in result.shown]


def test_a_list_becomes_records_and_is_found_at_once(take) -> None:
    told = take(MOTOR, PUMP)
    assert (told.files, told.records, told.created, told.indexed, told.refused) == (1, 2, 2, True, [])
    motor = Record.objects.get(key="201010298420.4")
    assert (motor.type, motor.ipc, motor.division_code) == ("invention", ["G06F13/12"], "410481")
    assert motor.publications.get().meaning == "application"
    pump = Record.objects.get(key="201220249767.4")
    assert (pump.grant_date, pump.status, pump.applicants) == (
        date(2013, 1, 2),
        "expired",
        ["舞钢市甲公司", "乙大学"],
    )
    assert found("名称=水泵") == ["201220249767.4"]
    assert found("DIV=410481") == ["201010298420.4"]
    assert found("PN=CN101945314") == found("AN=201010298420") == ["201010298420.4"]


@pytest.mark.django_db
def test_before_anything_is_taken_over_nothing_is_found_and_nothing_is_wrong() -> None:
    result = readers.search(Actor.visitor(), readers.Asked(line="水泵", facets=("type",)))
    assert (result.answer.total, list(result.shown), readers.explained(Actor.visitor(), result)) == (0, [], [])


def test_taking_a_file_over_again_changes_nothing(take) -> None:
    take(MOTOR, PUMP)
    told = take(MOTOR, PUMP)
    assert (told.created, told.updated, told.unchanged) == (0, 0, 2)
    assert Batch.objects.count() == 1
    assert indexing.backend().search(Question(All())).total == 2


def test_two_documents_of_one_application_are_one_record(take) -> None:
    files = package(A__XML=document("A", "20110112"), B__XML=document("B", "20190802"), C__TIF=b"II*\x00")
    told = take(name="20190802.zip", content=files)
    assert (told.records, told.created, told.updated) == (2, 1, 1)
    record = Record.objects.get()
    assert (record.title, record.publication_date, record.grant_date) == (
        "一种耳机B",
        date(2011, 1, 12),
        date(2019, 8, 2),
    )
    assert [one.number for one in Publication.objects.order_by("number")] == ["CN101945314A", "CN101945314B"]
    assert (Citation.objects.get().number, Citation.objects.get().stem) == ("CN1719946A", "CN1719946")
    assert record.status == "in_force"
    assert "2.如权利要求1" in record.claims


def test_an_earlier_document_that_comes_later_does_not_take_the_text_back(take) -> None:
    take(name="b.xml", content=document("B", "20190802"))
    take(name="a.xml", content=document("A", "20110112"))
    record = Record.objects.get()
    assert (record.title, record.publication_date) == ("一种耳机B", date(2011, 1, 12))


def test_an_entity_is_never_resolved(take) -> None:
    with pytest.raises(Refused, match="实体"):
        take(name="x.xml", content=document("A", "20110112", '<!ENTITY a SYSTEM "file:///etc/passwd">'))
    bomb = package(good__xml=document("A", "20110112"), bad__xml=document("A", "20110112", "<!ENTITY a 'a'>"))
    told = take(name="mixed.zip", content=bomb)
    assert (told.created, told.refused_total) == (1, 1)
    assert "实体" in told.refused[0]["reason"]


def test_a_package_that_swells_is_refused(take) -> None:
    with pytest.raises(Refused, match="膨胀"):
        take(name="bomb.zip", content=package(a__xml=b"<a>" + b"0" * 30_000_000 + b"</a>"))
    with pytest.raises(Refused, match="没有可以读取"):
        take(name="pictures.zip", content=package(a__tif=b"II*\x00"))


def test_a_wrong_number_refuses_its_row_and_no_other(take) -> None:
    told = take(MOTOR.replace("420.4", "420.5"), PUMP)
    assert (told.created, told.refused_total, told.reasons) == (1, 1, {"校验位不符，按规则应为 4": 1})
    assert (told.refused[0]["row"], told.refused[0]["column"]) == (2, "申请号")


def test_a_row_without_application_number_stands_under_its_publication_until_the_number_is_learnt(take) -> None:
    told = take(content="[1]张三. 一种耳机[P]. 广东：CN101945314A,2011-01-12.\n".encode(), name="引文.txt")
    assert (told.created, told.unmatched_total) == (1, 1)
    assert found("耳机") == ["CN101945314"]
    take(MOTOR)
    assert found("耳机") == ["201010298420.4"]
    assert Record.objects.count() == 1


def test_a_record_made_before_the_number_was_learnt_is_joined(take) -> None:
    take(MOTOR.replace("CN101945314A", ""), name="无公开号.csv")
    take(content="[1]张三. 一种耳机[P]. 广东：CN101945314A,2011-01-12.\n".encode(), name="引文.txt")
    assert len(found("耳机")) == 2
    take(MOTOR)
    assert found("耳机") == ["201010298420.4"]
    assert Record.objects.get(joined_to__isnull=False).joined_to.key == "201010298420.4"


def test_what_is_not_published_yet_is_in_no_index(take) -> None:
    secret = "202410000001.X,,,2025-06-01,未公开的发明,A01B1/00,甲公司,张三,,摘要,权利要求"
    from qiangxian.kernel.identifiers.application_number import check_character

    secret = secret.replace("202410000001.X", f"202410000001.{check_character('202410000001')}")
    told = take(secret, PUMP)
    assert (told.created, told.held_back) == (2, 1)
    assert found("NOT 水泵") == []
    with pytest.raises(Exception, match="没有收录"):
        one_record.record_of(Actor.system(), secret.split(",")[0])


def test_contract_data_stay_inside_and_never_mix_with_open_ones(take) -> None:
    take(MOTOR, licence="contract", name="商业库.csv")
    visitor = Actor.visitor()
    assert readers.search(visitor, readers.Asked(line="耳机")).answer.total == 0
    assert readers.search(Actor.system(), readers.Asked(line="耳机")).answer.total == 1
    take(name="b.xml", content=document("B", "20190802"))
    record = Record.objects.get()
    assert (record.licence, record.inventors) == ("open", [])
    told = take(MOTOR.replace("张三", "王五"), licence="contract", name="商业库2.csv")
    assert told.unchanged == 1
    assert readers.search(visitor, readers.Asked(line="耳机")).answer.total == 1


def test_legal_events_change_the_state(take) -> None:
    take(name="b.xml", content=document("B", "20190802"))
    events = "申请号,法律状态公告日,法律状态含义,法律状态详细信息\n201010298420.4,2022-05-06,未缴年费专利权终止,终止日期:20211002\n"
    events += "201220249767.4,2022-05-06,未缴年费专利权终止,\n"
    told = take(name="状态.csv", content=events.encode())
    assert (LegalEvent.objects.count(), told.unmatched_total) == (1, 1)
    assert Record.objects.get().status == "lapsed"
    assert found("LS=失效") == ["201010298420.4"]


def test_an_import_that_is_killed_goes_on_where_it_stopped(take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 3)
    rows = [
        PUMP.replace("CN201220249767.4", _number(place)).replace("CN202644312U", f"CN2026{place:05}U")
        for place in range(20)
    ]
    whole, stops = storing.Storing.run, iter([1, 0, 0, 1, 0, 1])

    def stumbling(self: storing.Storing) -> object:
        if next(stops, 0):
            raise KeyboardInterrupt
        return whole(self)

    monkeypatch.setattr(storing.Storing, "run", stumbling)
    for _ in range(4):
        try:
            told = take(*rows, resume=True)
        except KeyboardInterrupt:
            continue
    assert (told.indexed, Record.objects.count()) == (True, 20)
    assert indexing.backend().search(Question(All())).total == 20
    assert Batch.objects.get().is_finished


def _number(place: int) -> str:
    from qiangxian.kernel.identifiers.application_number import check_character

    digits = f"20122{place:07}"
    return f"{digits}.{check_character(digits)}"


def test_the_index_lost_is_built_again_and_a_difference_is_a_finding(take, settings, tmp_path: Path) -> None:
    from qiangxian.contexts.patents.integrity import index_differs
    from qiangxian.kernel.asof import AsOf

    take(MOTOR, PUMP)
    day = AsOf.on(date(2025, 12, 31))
    assert list(index_differs(None, day)) == []
    Record.objects.filter(key="201220249767.4").update(is_published=False)
    assert [one.words for one in index_differs(None, day)] == ["文献库有 1 件，索引里有 2 件"]
    settings.INDEX = tmp_path / "elsewhere"
    assert "没有建立索引" in next(iter(index_differs(None, day))).words
    assert indexing.rebuild() == 1
    assert list(index_differs(None, day)) == []


def test_terms_end_and_publications_come_due_by_the_calendar(take) -> None:
    from qiangxian.contexts.patents.tasks import settle_records

    take(name="b.xml", content=document("B", "20190802"))
    take(PUMP.replace("2013-01-02", "2026-03-01"))
    assert Record.objects.filter(is_published=True).count() == 1
    settle_records(today=date(2031, 1, 1), at=AT)
    assert Record.objects.get(key="201010298420.4").status == "expired"
    assert sorted(found("名称=一种")) == ["201010298420.4", "201220249767.4"]
    assert found("LS=届满 AND 名称=耳机") == ["201010298420.4"]


def test_a_file_that_is_none_is_refused(take, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有它的读取说明"):
        take(name="x.xml", content=b"<?xml version='1.0'?><strange/>")
    with pytest.raises(Refused):
        take(name="x.csv", content="甲,乙\n1,2\n".encode())
    with pytest.raises(Refused, match="读不到"):
        importing.import_files(
            [tmp_path / "missing.xml"], importing.Handed(Actor.system(), AT, WUGANG, date(2025, 12, 31))
        )
    assert HEAD


@pytest.mark.corpus
def test_all_real_files_are_taken_over_or_refused_with_a_reason(take, shared: Path) -> None:
    taken, refused = {}, {}
    for path in sorted((shared / "data").glob("patents-*/*")):
        if path.is_file():
            try:
                told = take(name=path.name, content=path.read_bytes())
            except Refused as fault:
                refused[path.name] = fault
            else:
                taken[path.name] = (told.records, told.refused_total, told.held_back)
    assert len(taken) == 9
    assert all(not count for _, count, _ in taken.values()), taken
    assert sum(held for *_, held in taken.values()) == 0
    assert {fault.remedy != "" for fault in refused.values()} == {True}
    assert len(refused) == 4


def test_similar_records_say_what_they_share_in_whole_words(take) -> None:
    other = MOTOR.replace("CN201010298420.4", "CN201010298421.9").replace("101945314", "101945315")
    words = (
        ("一种耳机,", "一种厚钢板淬火装置,"),
        ("一种耳机包括存储器", "本发明公开了一种厚钢板淬火装置 属于技术领域 包括超声波探头"),
    )
    rows = [MOTOR, other]
    for before, after in words:
        rows = [row.replace(before, after) for row in rows]
    told = take(*rows, PUMP)
    assert told.created == 3, told.refused
    record = one_record.record_of(Actor.visitor(), "201010298420.4")
    found = one_record.similar(Actor.visitor(), record)
    assert [one.record.key for one in found][:1] == ["201010298421.9"]
    assert "厚钢板淬火" in found[0].terms and not any("公开" in term or "领域" in term for term in found[0].terms)
    assert found[0].classes == ["G06F13/12"]


def test_of_several_files_one_that_cannot_be_read_is_told_and_the_others_are_taken(take, tmp_path: Path) -> None:
    from qiangxian.contexts.patents.importing import Handed, import_files

    good, bad, empty = tmp_path / "a.csv", tmp_path / "b.xml", tmp_path / "c.csv"
    take(PUMP, name="c.csv")
    good.write_bytes("\n".join([HEAD, MOTOR]).encode())
    bad.write_bytes(b"<TradeMark/>")
    handed = Handed(Actor.system(), AT, WUGANG, date(2025, 12, 31), "open")
    told = import_files([bad, good, empty], handed)
    assert (told.files, told.created, told.unchanged, told.refused_total) == (2, 1, 1, 1)
    assert told.refused[0]["file"] == "b.xml" and "商标" in told.refused[0]["reason"] and told.refused[0]["remedy"]
    assert found("名称=耳机") == ["201010298420.4"]
    with pytest.raises(Refused, match="都不能导入"):
        import_files([bad, bad], handed)


def test_a_damaged_file_of_a_package_is_told_and_the_others_are_taken(take) -> None:
    held = bytearray(
        package(
            a__xml=document("A", "20110112"), b__csv="\n".join([HEAD, PUMP]).encode(), c__xml=document("B", "20120112")
        )
    )
    begun = held.find(b"b.csv") + 20
    held[begun : begun + 40] = b"\xff" * 40
    told = take(name="包.zip", content=bytes(held))
    assert (told.records, told.refused_total) == (2, 1)
    assert told.refused[0]["file"] == "包.zip/b.csv" and "已损坏" in told.refused[0]["reason"]
    assert Record.objects.get().publications.count() == 2


def test_a_document_is_known_by_its_root_whatever_its_namespaces(take) -> None:
    other = document("A", "20110112").replace(b"www.sipo.gov.cn", b"www.cnipa.gov.cn").replace(b"business:", b"b1:")
    assert take(name="a.xml", content=other.replace(b"xmlns:business", b"xmlns:b1")).created == 1


def test_a_citation_of_the_standard_may_print_the_publication_number(take) -> None:
    told = take(name="a.txt", content="[1] 甲公司. 一种引文装置: CN112345678A[P]. 2021-02-09.\n".encode())
    assert told.created == 1 and told.refused == []
    record = Record.objects.get()
    assert (record.title, record.applicants, record.publication_date) == ("一种引文装置", ["甲公司"], date(2021, 2, 9))

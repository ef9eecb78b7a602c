"""Where tables come from: XML, citations, titles above tables, footers, header names in many forms, mappings by a person."""

import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from qiangxian.engines.intake import (
    Learned,
    PrintedValidity,
    Row,
    UnknownHeaders,
    fingerprint,
    load_sources,
    load_vocabulary,
    originals,
    read_table,
    survey,
)
from qiangxian.engines.intake.vocabulary import fold_header
from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import Refused

OFFICE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE business:PatentDocumentAndRelated SYSTEM "/DTDS/missing.dtd"[]>
<business:PatentDocumentAndRelated xmlns:base="http://www.sipo.gov.cn/XMLSchema/base"
  xmlns:business="http://www.sipo.gov.cn/XMLSchema/business" xsdVersion="V2.2.1">
 <business:BibliographicData>
  <business:PublicationReference dataFormat="original"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code>
    <base:DocNumber>107601862</base:DocNumber><base:Kind>B</base:Kind><base:Date>20190301</base:Date></base:DocumentID></business:PublicationReference>
  <business:ApplicationReference dataFormat="standard"><base:DocumentID><base:DocNumber>102017000601862</base:DocNumber></base:DocumentID></business:ApplicationReference>
  <business:ApplicationReference dataFormat="original"><base:DocumentID><base:DocNumber>201710601862.3</base:DocNumber><base:Date>20170721</base:Date></base:DocumentID></business:ApplicationReference>
  <business:ClassificationIPCR><base:Text>B21B    1/22    (2006.01)</base:Text></business:ClassificationIPCR>
  <business:InventionTitle>一种
     轧机</business:InventionTitle>
  <business:Parties><business:Applicant dataFormat="original"><base:AddressBook><base:Name>甲公司</base:Name>
    <base:Address><base:AddressLine>0</base:AddressLine><base:Text>河南省舞钢市某路1号</base:Text></base:Address></base:AddressBook></business:Applicant>
  <business:Applicant dataFormat="original"><base:AddressBook><base:Name>乙大学</base:Name></base:AddressBook></business:Applicant></business:Parties>
 </business:BibliographicData>
</business:PatentDocumentAndRelated>"""
FAMILY = """<?xml version="1.0"?>
<ops:world-patent-data xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org"><ops:patent-family>
{members}
</ops:patent-family></ops:world-patent-data>"""
MEMBER = """<ops:family-member><publication-reference><document-id document-id-type="docdb"><country>{country}</country>
<doc-number>{number}</doc-number><kind>{kind}</kind><date>{day}</date></document-id></publication-reference>
<application-reference><document-id document-id-type="docdb"><country>{country}</country><doc-number>{application}</doc-number>
<kind>A</kind><date>20081212</date></document-id></application-reference>{legal}</ops:family-member>"""
EVENT = """<ops:legal code="{code}"><ops:L001EP>CN</ops:L001EP><ops:L007EP>{day}</ops:L007EP></ops:legal>"""


def rows(content: bytes | str, kind: str = "rights", name: str = "", learned: Learned | None = None) -> list[Row]:
    data = content if isinstance(content, bytes) else content.encode()
    with read_table(data, load_vocabulary(kind), name, learned or Learned(load_sources())) as table:
        return list(table.rows())


def test_every_description_of_a_source_is_sound() -> None:
    assert [str(issue) for issue in rulebook.validate_all() if "/intake/" in issue.file] == []
    assert {source.form for source in load_sources()} == {"table", "xml", "lines"}


def test_a_document_of_the_national_office_is_one_row_without_placeholders_and_doubles() -> None:
    [row] = rows(OFFICE)
    assert row.good
    assert row.values["number"] == "201710601862.3"
    assert row.values["publication_number"] == "CN107601862B"
    assert (row.values["filing_date"], row.values["publication_date"]) == (date(2017, 7, 21), date(2019, 3, 1))
    assert row.values["title"] == "一种 轧机"
    assert row.values["holders"] == ("甲公司", "乙大学")
    assert row.values["address"] == "河南省舞钢市某路1号"


@pytest.mark.parametrize(
    "bomb",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x.dtd"> %x;]>',
        '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_xml_that_declares_entities_is_refused(bomb: str) -> None:
    with pytest.raises(Refused, match="实体"):
        rows(f'<?xml version="1.0"?>{bomb}<PatentDocumentAndRelated/>')


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<?xml version='1.0'?><notes><note>x</note></notes>", "没有它的读取说明"),
        (OFFICE[:900], "语法错误"),
        ("<us-patent-application country='US'/>", "尚未授权"),
        ("<TMBRAND/>", "外国商标局"),
        ("<cn-application-body/>", "只有正文"),
        ('<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "另存为 .xlsx"),
        (FAMILY.format(members=""), "没有中国（CN）"),
    ],
)
def test_other_xml_is_refused_by_its_name_with_what_to_do(content: str, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        rows(content, name="文件.xml")
    assert words in str(refusal.value)
    assert refusal.value.remedy


def test_of_a_family_the_chinese_applications_are_read_once_each_with_the_later_document() -> None:
    members = [
        MEMBER.format(country="CN", number="101911042", kind="A", day="20101208", application="200880123968", legal=""),
        MEMBER.format(country="US", number="8930553", kind="B2", day="20150106", application="13648029", legal=""),
        MEMBER.format(country="CN", number="101911042", kind="B", day="20160914", application="200880123968", legal=""),
    ]
    with read_table(FAMILY.format(members="".join(members)).encode(), load_vocabulary("rights")) as table:
        [row] = table.rows()
    assert row.values["publication_number"] == "CN101911042B"
    assert "check_digit_dropped" in row.traits
    assert "外国同族成员 1 条" in table.skipped[0][1]


def test_inpadoc_codes_are_events_matters_of_no_register_or_ambiguous() -> None:
    legal = "".join(
        EVENT.format(code=code, day="2019-03-01") for code in ("GR01", "CF01 ", "PB01", "SE01", "C35", "ZZ99")
    )
    member = MEMBER.format(country="CN", number="1", kind="A", day="20101208", application="200880123968", legal=legal)
    found = rows(FAMILY.format(members=member), "events")
    assert [row.values.get("type") for row in found] == ["grant", "lapse_unpaid_fee", None, None, None, None]
    assert [row.passed for row in found] == ["", "", "PB01", "SE01", "", ""]
    assert [r.reason for row in found for r in row.refusals] == ["这个代码看不出是全部无效还是部分无效", "不认识的事件"]


def test_every_inpadoc_code_of_china_is_decided() -> None:
    table = rulebook.load("intake", "inpadoc", division=None)
    known = [code for codes in table["values"].values() for code in codes]
    every = [*known, *table["passed"], *table["ambiguous"]]
    assert len(every) == len(set(every)) == 110


def test_citations_of_the_standard_carry_the_application_number_those_of_cnki_do_not() -> None:
    standard = (
        "[1] 甲公司. 一种轧机: 中国, 201710601862.3[P]. 2019-03-01.\r\n\r\n"
        "[2]张三,李四. 一种很长的\r\n名称[P]. 河南：CN101234567,2008-01-02.\r\n"
    )
    first, second = rows(standard)
    assert (first.values["number"], first.values["title"], first.values["holders"]) == (
        "201710601862.3",
        "一种轧机",
        ("甲公司",),
    )
    assert second.number == 3
    assert "没有申请号" in second.refusals[0].reason
    with pytest.raises(Refused, match="没有申请号"):
        rows("[1]张三. 名称[P]. 上海：CN1380392,2002-12-20.\n")


def test_citations_one_below_the_other_are_each_a_record_and_words_after_one_are_told() -> None:
    found = rows(
        "张三. 一种轧机: CN201710601862.3[P]. 2019-03-01.\n李四. 一种很长的\n名称[P]. 201220254947.1, 2013-01-02.\n以上由图书馆整理\n"
    )
    assert [row.number for row in found] == [1, 2, 4]
    assert [row.values.get("number") for row in found[:2]] == ["CN201710601862.3", "201220254947.1"]
    assert found[2].refusals


def workbook(*lines: tuple[object, ...], sheet: str = "清单") -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet(sheet)
    for number, line in enumerate(lines):
        for column, value in enumerate(line):
            if value is not None:
                page.write_string(number, column, value) if isinstance(value, str) else page.write(
                    number, column, value
                )
    book.close()
    return out.getvalue()


def test_the_title_above_a_list_gives_the_kind_and_footers_are_no_rows() -> None:
    content = workbook(
        ("河南省2023年第一批高新技术企业名单",),
        ("序号", "企业名称", "证书编号", "发证日期", "有效期"),
        (1, "甲公司", "GR202341000001", "2023-11-22", "三年"),
        (2, "乙公司", "GR202341000002", 45252, "2023-11-22至2026-11-21"),
        ("合计", None, None, None, None),
        ("注：以上企业已公示", None, None, None, None),
        ("制表人：某某", None, None, "2023年12月1日", None),
    )
    with read_table(content, load_vocabulary("titles")) as table:
        first, second = table.rows()
    assert (first.values["kind"], first.printed["kind"]) == ("high_tech", "高新技术企业")
    assert first.values["validity"] == PrintedValidity(None, None, 3)
    assert second.values["validity"] == PrintedValidity(date(2023, 11, 22), date(2026, 11, 21), None)
    assert second.values["valid_from"] == date(2023, 11, 22)
    assert "日期序号" in second.notes[0].reason
    assert [note.row for note in table.footnotes] == [5, 6, 7]
    assert first.raw == {}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2017.02.27", date(2017, 2, 27)),
        ("20170503", date(2017, 5, 3)),
        ("2017年2月27日", date(2017, 2, 27)),
        ("2017/2/27 14:33:21", date(2017, 2, 27)),
        ("2017-02-27T08:00:00Z", date(2017, 2, 27)),
        ("42793", date(2017, 2, 27)),
        ("\t2017-02-27", date(2017, 2, 27)),
        ('="2017-02-27"', date(2017, 2, 27)),
    ],
)
def test_days_in_every_form_a_table_holds(text: str, day: date) -> None:
    [row] = rows(workbook(("申请号", "名称", "申请日"), ("201710601862.3", "甲", text)))
    assert row.values["filing_date"] == day


@pytest.mark.parametrize("text", ['="201710601862.3"', "'201710601862.3", "\t201710601862.3", "　201710601862.3 "])
def test_numbers_wrapped_to_stay_text_are_unwrapped(text: str) -> None:
    [row] = rows(workbook(("申请号", "名称"), (text, "甲")))
    assert row.values["number"] == "201710601862.3"


@pytest.mark.parametrize("value", [2.017106018623e12, "2.02E+11", "2.01710601862E+12"])
def test_numbers_that_became_floats_are_refused(value: object) -> None:
    [row] = rows(workbook(("申请号", "名称"), (value, "甲")))
    assert not row.good
    assert "数字" in row.refusals[0].reason


def test_fees_are_yuan_and_a_cell_may_say_its_own_unit() -> None:
    found = rows("申请号,年度,金额\n201710601862.3,7,¥2000.00\n201710601862.3,8,0.2万元\n", "fees")
    assert [row.values["amount_fen"] for row in found] == [200_000, 200_000]


UNKNOWN = "案卷,成果,归属\n201710601862.3,一种轧机,甲公司\n"


def test_a_mapping_holds_for_files_with_the_same_columns_in_any_order_and_for_no_others() -> None:
    with pytest.raises(UnknownHeaders):
        rows(UNKNOWN)
    names = ["案卷", "成果", "归属"]
    saved = {fingerprint(names): {"案卷": "number", "成果": "title", "归属": "权利人"}}
    learned = Learned(load_sources(), saved)
    [row] = rows(UNKNOWN, learned=learned)
    assert (row.values["number"], row.values["holders"]) == ("201710601862.3", ("甲公司",))
    [turned] = rows("归属,案卷,成果\n甲公司,201710601862.3,一种轧机\n", learned=learned)
    assert turned.values == row.values
    with pytest.raises(UnknownHeaders):
        rows("案卷,成果,归属,备考\n201710601862.3,一种轧机,甲公司,无\n", learned=learned)


def test_columns_and_constants_given_for_one_file() -> None:
    learned = Learned(
        load_sources(), given={"得证企业": "企业名称"}, constants={"kind": "高新技术企业", "有效期起": "2023-11-22"}
    )
    [row] = rows("得证企业,备考\n甲公司,好\n", "titles", learned=learned)
    assert (row.values["enterprise_name"], row.values["kind"], row.values["valid_from"]) == (
        "甲公司",
        "high_tech",
        date(2023, 11, 22),
    )
    with pytest.raises(Refused, match="没有“企业全名”这一项"):
        rows(UNKNOWN, learned=Learned(load_sources(), given={"案卷": "企业全名"}))


def test_a_survey_shows_samples_and_suggests_by_name_and_by_content() -> None:
    [sheet] = survey(
        workbook(("统计表",), ("编码", "企业名字", "立项日子"), ("91410481MA00000155", "甲公司", "2020-01-01")),
        load_vocabulary("enterprises"),
    )
    assert (sheet.row, sheet.unknown) == (2, 3)
    code, name, _ = sheet.columns
    assert code.suggestions[0].target == "uscc"
    assert name.suggestions[0].target == "name"
    assert code.samples == ("91410481MA00000155",)


def test_rows_are_found_again_in_their_own_columns() -> None:
    content = workbook(
        ("清单",), ("序号", "申请号", "名称", "备考"), (1, "坏", "甲", "x"), (2, "201710601862.3", "乙", "y")
    )
    [(sheet, names, rows)] = originals(content, load_vocabulary("rights"), {("清单", 3)})
    assert (sheet, names) == ("清单", ["申请号", "名称", "备考"])
    assert rows == {3: ["坏", "甲", "x"]}


HEADERS = {
    "number": ["申请号", "专利申请号", "申请（专利）号", "申请号/专利号"],
    "title": ["名称", "专利名称", "发明名称", "标题"],
    "holders": ["申请人", "专利权人", "申请（专利权）人", "当前专利权人"],
    "filing_date": ["申请日", "申请日期", "专利申请日"],
}


@st.composite
def dressed(draw: st.DrawFn, name: str) -> str:
    """A header as systems print it: widths, blanks, line breaks, the mark of a required column."""
    text = draw(st.sampled_from(HEADERS[name]))
    text = text.replace("（", draw(st.sampled_from(["（", "(", " ( "]))).replace(
        "）", draw(st.sampled_from(["）", ")"]))
    )
    place = draw(st.integers(0, len(text)))
    text = text[:place] + draw(st.sampled_from(["", " ", "\n", "　"])) + text[place:]
    return draw(st.sampled_from(["", "*"])) + text + draw(st.sampled_from(["", "：", "（必填）"]))


@settings(max_examples=60)
@given(data=st.data())
def test_order_dress_titles_and_footers_of_a_list_make_no_difference(data: st.DataObject) -> None:
    fields = data.draw(st.permutations(list(HEADERS)))
    values = {"number": "201710601862.3", "title": "一种轧机", "holders": "甲公司；乙大学", "filing_date": "2017.7.21"}
    lines: list[tuple[object, ...]] = [("某县专利清单",)] * data.draw(st.integers(0, 2))
    lines.append(tuple(data.draw(dressed(name)) for name in fields))
    lines.append(tuple(values[name] for name in fields))
    lines += data.draw(st.lists(st.sampled_from([("合计：1件",), ("注：数据来源于平台",), ("共 1 条",)]), max_size=2))
    [row] = rows(workbook(*lines))
    assert row.good
    assert row.values == {
        "number": "201710601862.3",
        "title": "一种轧机",
        "holders": ("甲公司", "乙大学"),
        "filing_date": date(2017, 7, 21),
    }


@settings(max_examples=80)
@given(
    content=st.one_of(
        st.binary(max_size=400), st.text(max_size=200).map(lambda text: ("<" + text).encode("utf-8", "replace"))
    )
)
def test_whatever_the_bytes_the_answer_is_rows_or_a_refusal(content: bytes) -> None:
    for kind in ("rights", "events", "titles"):
        try:
            for row in rows(content, kind):
                assert row.good or all(entry.reason and entry.remedy for entry in row.refusals)
        except Refused as refusal:
            assert refusal.reason


@given(name=st.text("申请号日期（）()［］【】*：: \n　ABabＡ１/／、", max_size=20))
def test_a_fingerprint_does_not_see_the_dress_of_a_header(name: str) -> None:
    assert fingerprint([name]) == fingerprint([fold_header(name)]) == fingerprint([name, name])


def test_a_plain_figure_keeps_its_decimals() -> None:
    from qiangxian.engines.intake.values import reader_for
    from qiangxian.engines.intake.vocabulary import TableField

    read = reader_for(TableField("value", "数值", ("数值",), "number"), load_vocabulary("fees"), "数值")
    assert read("1,234.50") == Decimal("1234.50")


def test_of_applicant_and_present_holder_the_present_one_is_read_and_the_other_kept() -> None:
    [row] = rows(
        "申请号,标题,申请人,当前权利人,公开号,公告号,法律状态,有效性\n"
        "201710601862.3,一种轧机,甲公司,乙公司,CN107601862A,CN107601862B,授权,有效\n"
    )
    assert row.good
    assert (row.values["holders"], row.values["imported_status"]) == (("乙公司",), "授权")
    assert row.values["publication_number"] == "CN107601862B"
    assert row.raw == {"申请人": "甲公司", "公开号": "CN107601862A", "有效性": "有效"}


def test_where_no_column_is_preferred_two_that_disagree_refuse_the_row() -> None:
    [row] = rows("申请号,名称,申请日,申请日期\n201710601862.3,甲,2017-07-21,2017-07-22\n")
    assert "两列的值不同" in row.refusals[0].reason


@pytest.mark.parametrize("header", ["申请号\n(专利号)", "专利申请号/专利号", "申请号或专利号", "申请号（文本格式）"])
def test_two_names_of_one_field_and_hints_behind_a_name_are_understood(header: str) -> None:
    content = workbook(
        (header, "费用种类", "金额（元）", "缴费日期(YYYY-MM-DD)"), ("201710601862.3", "第7年年费", "600", "2023-07-01")
    )
    [row] = rows(content, "fees")
    assert (row.values["number"], row.values["paid_on"]) == ("201710601862.3", date(2023, 7, 1))

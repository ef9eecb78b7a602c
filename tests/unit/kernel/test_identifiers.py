"""Every number of the field, by the examples of the rulebook."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.kernel import division, rulebook
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.identifiers import (
    VALIDATORS,
    application_number,
    industry,
    international,
    locarno,
    phone,
    publication_number,
    resident_id,
    trademark_number,
    uscc,
)

VECTORS = rulebook.load("identifiers", "vectors", division=None)
CASES = [
    pytest.param(code, status, vector, id=f"{code}-{status}-{place}")
    for code, by_status in VECTORS.items()
    for status, vectors in by_status.items()
    for place, vector in enumerate(vectors)
]


@pytest.mark.parametrize(("code", "status", "vector"), CASES)
def test_an_example_gives_the_result_the_rules_state(code, status, vector):
    raw = vector["number"] if "number" in vector else vector["raw"]
    check = VALIDATORS[code](raw, **vector.get("with", {}))
    assert (check.status, check.raw) == (status, str(raw)), check
    assert check.canonical == (None if status == "invalid" else vector.get("canonical", raw))
    assert bool(check.reason) == (status != "valid")


def test_every_validator_has_an_example_of_something_right():
    assert set(VECTORS) == set(VALIDATORS)
    assert all(by_status["valid"] for by_status in VECTORS.values())


@pytest.mark.parametrize("code", sorted(VALIDATORS))
@pytest.mark.parametrize("raw", [None, "", " \u3000\ufeff", 4.10481e17, 201310699744, "4.10481E+17"])
def test_nothing_and_spreadsheet_numbers_are_never_a_number_of_any_kind(code, raw):
    if code == "nice_class" and isinstance(raw, int):
        return  # a class is a number from 1 to 45 and may come as one; the range refuses this one too
    extra = {"nice_class": 6} if code == "similar_group" else {}
    assert VALIDATORS[code](raw, **extra).status == "invalid"


@pytest.mark.parametrize("code", sorted(VALIDATORS))
@given(text=st.text(max_size=24))
def test_no_text_whatsoever_breaks_a_validator_and_canonical_forms_are_stable(code, text):
    extra = {"nice_class": 6} if code == "similar_group" else {}
    check = VALIDATORS[code](text, **extra)
    assert check.ok == (check.canonical is not None)
    if check.status == "valid":
        assert VALIDATORS[code](check.canonical, **extra).canonical == check.canonical


@given(st.from_regex(r"20(0[4-9]|[12][0-9])[12389][0-9]{7}", fullmatch=True), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_in_an_application_number_is_always_found(digits, place, shift):
    complete = digits + application_number.check_character(digits)
    assert application_number.is_valid(complete)
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    assert application_number.validate(wrong + complete[-1]).status == "invalid"


@pytest.mark.parametrize(
    "text",
    [
        "专利号：ZL 2017 1 0601862.3",
        "ZL:2017106018623",
        "ZL.201710601862.3",
        "ZL-201710601862.3",
        "“201710601862.3”",
        "（２０１７１０６０１８６２．３）",
        "申请（专利）号:CN201710601862.3；",
        "201710601862-3",
        "No.201710601862.3",
    ],
)
def test_a_spelling_the_check_digit_proves_is_taken_and_shown_clean(text):
    check = application_number.validate(text)
    assert (check.status, check.canonical, check.raw) == ("valid", "201710601862.3", text)


def test_a_dressed_number_with_a_wrong_or_missing_digit_says_the_right_one():
    assert "应为 3" in application_number.validate("专利号：ZL201710601862.4").reason
    assert "201710601862.3" in application_number.validate("专利号：201710601862").remedy


@pytest.mark.parametrize(
    ("number", "words"), [(58123456.0, "数据 › 分列"), (2.017106018623e12, "数据 › 分列"), (9.1410481e17, "重新导出")]
)
def test_a_number_kept_as_a_number_says_the_one_step_that_mends_it(number, words):
    assert words in application_number.validate(number).remedy


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("29类 食品", ["29"]),
        ("第6类：金属材料", ["6"]),
        ("30、31", ["30", "31"]),
        ("第9类 3D打印机", ["9"]),
        ("第6、7类", ["6", "7"]),
        ("6类金属、35类广告", ["6", "35"]),
        ("35 广告销售", ["35"]),
        ("46类", []),
        ("食品", []),
        ("3031", []),
    ],
)
def test_classes_are_found_among_the_words_of_their_goods(text, found):
    assert trademark_number.classes(text) == found


def test_a_code_in_words_and_quotes_is_the_code():
    assert uscc.validate("统一社会信用代码：91410481MA00000155").canonical == "91410481MA00000155"
    assert uscc.validate("“91410481MA00000155”").status == "valid"


def test_an_application_number_tells_its_type_and_prints_in_groups():
    assert application_number.right_type("201310699744.2") == "invention"
    assert application_number.right_type("97248479.5") == "utility_model"
    assert application_number.right_type("202330000001.1") == "design"
    assert application_number.format("201310699744.2") == "2013 1 0699744.2"
    assert application_number.format("99117225.6") == "99 1 17225.6"


@pytest.mark.parametrize(
    "vector",
    rulebook.entries("identifiers", "kind_vectors", division=None),
    ids=lambda vector: f"{vector['kind']}-{vector['published']}",
)
def test_the_letter_alone_never_tells_a_grant(vector):
    assert publication_number.is_grant(vector["kind"], vector["published"]) is vector["granted"]
    assert publication_number.meaning(vector["kind"], vector["published"]) == vector["meaning"]


def test_every_uncertain_form_is_a_reading_with_its_reason():
    doubts = rulebook.load("identifiers", "doubts", division=None)
    assert all(versions[-1]["note"] for versions in doubts.values())
    assert application_number.validate("202140000001.1").status == "invalid", "before the Hague route"
    assert trademark_number.validate("123456789").status == "suspect"


def test_numbers_print_the_way_people_write_them():
    assert publication_number.format("CN101234567B") == "CN 101234567 B"
    assert international.format("WO2023/123456") == "WO 2023/123456"
    assert international.receiving_office("PCT/IB2022/050001") == "IB"
    assert trademark_number.key("58123456", 35) == "58123456/35"
    assert locarno.edition("LOC(13)Cl.08-05") == 13
    assert uscc.organisation("91410481712345672R") == "71234567-2"
    assert uscc.division("91410481712345672R") == "410481"


def test_personal_numbers_are_printed_masked():
    assert resident_id.format("410481199001010014") == "410481********0014"
    assert resident_id.birth_date("410481199001010014") == date(1990, 1, 1)
    assert phone.format("13812345678") == "138****5678"
    assert phone.format("0375-7123456") == "0375-***3456"


def test_an_industry_name_is_that_of_the_edition_of_its_code():
    """In a steel town 3130 rolls steel; in 2011 the same digits were an iron foundry."""
    assert (industry.name("C3130", "2011"), industry.name("C3130", "2017")) == ("黑色金属铸造", "钢压延加工")
    assert (industry.name("O79", "2011"), industry.name("N79", "2017")) == ("居民服务业", "土地管理业")
    assert industry.section_label("C") == "制造业"
    assert industry.name("I6513", "2017") is None
    assert industry.name("C3130", "") is None, "a code without its edition stands alone"


def test_wugang_has_fourteen_townships_and_stands_in_pingdingshan():
    assert len(division.children("410481")) == 14
    assert division.full_name("410481103") == "河南省平顶山市舞钢市枣林镇"
    assert division.full_name("110101") == "北京市东城区"
    assert division.parent_codes("410481103") == ("410481", "410400", "410000")
    assert [division.level(code) for code in ("410000", "410400", "410481", "410481103", "410481103201")] == [
        "province", "prefecture", "county", "township", "village",
    ]  # fmt: skip
    assert {row.name for row in division.children("410400")} >= {"宝丰县", "叶县", "鲁山县", "郏县", "舞钢市", "汝州市"}


def test_a_scope_reaches_downwards_only():
    assert division.is_within("410481103", "410481")
    assert division.is_within("410481", "410000")
    assert not division.is_within("410482", "410481")
    assert not division.is_within("410400", "410481")


def test_an_unknown_division_is_not_found_and_a_former_one_is_named():
    with pytest.raises(NotFound):
        division.find("410499")
    assert division.former_name("410424") == "临汝县（1986—1988）"
    assert division.format("410481") == "舞钢市（410481）"


def test_the_whole_country_is_listed_down_to_counties():
    provinces = [row for row in rulebook.rows("divisions", "codes", division=None) if row["code"].endswith("0000")]
    assert len(provinces) == 34
    assert len(rulebook.rows("divisions", "codes", division=None)) > 3000


@pytest.mark.parametrize(
    ("words", "first"),
    [("A01", "A01"), ("01", "A01"), ("b01", ""), ("PCT", ""), ("黑色金属冶炼", "C31")],
)
def test_industries_are_found_by_name_or_by_their_own_code(words, first):
    found = industry.matching(words)
    assert (found[0][0] if found else "") == first

"""What one types becomes a tree; what is wrong is told at its character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.engines.search import QueryError, line, parse, said
from qiangxian.engines.search.nodes import And, Code, Days, Near, Not, Or, Text

USUAL = ("title", "abstract", "claims")


def word(text: str, *fields: str) -> Text:
    return Text(fields or USUAL, (text,), (False,), text)


def test_a_bare_word_looks_into_title_abstract_and_claims() -> None:
    assert parse("电机") == word("电机")


@pytest.mark.parametrize("typed", ["名称=电机", "TI=电机", "ti=電機", "标题＝电机", "ＴＩ＝电机", " 名称 = 电机 "])
def test_a_field_is_named_in_chinese_or_latin_in_any_width(typed: str) -> None:
    assert parse(typed) == word("电机", "title")


@pytest.mark.parametrize("typed", ["电机 AND 转子", "电机 且 转子", "电机 转子", "电机 and 转子", "（电机）且（转子）"])
def test_and_is_written_in_several_ways(typed: str) -> None:
    assert parse(typed) == And((word("电机"), word("转子")))


def test_not_binds_before_and_and_that_before_or() -> None:
    assert parse("甲 OR 乙 NOT 丙") == Or((word("甲"), And((word("乙"), Not(word("丙"))))))


def test_an_operator_within_a_word_is_a_part_of_it() -> None:
    assert parse("非晶合金") == word("非晶合金")
    assert parse("或门 而且") == And((word("或门"), word("而且")))


def test_a_group_belongs_to_its_field() -> None:
    assert parse("TI=(电机 OR 马达)") == Or((word("电机", "title"), word("马达", "title")))
    assert parse("AP=(甲公司；乙公司)") == Or((word("甲公司", "applicants"), word("乙公司", "applicants")))


def test_a_phrase_keeps_its_marks() -> None:
    assert parse('"a*b 1"') == word("a*b␣1")
    assert parse("a*b") == Text(USUAL, ("a", "*", "b"), (False, True, False), "a*b")
    assert parse("*钢?板*") == Text(USUAL, ("钢", "?", "板"), (False, True, False), "")


def test_a_comma_within_a_number_parts_nothing() -> None:
    assert parse("1,2-二氯乙烷") == word("1,2-二氯乙烷")


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("APD=2012", 20120101, 20121231),
        ("申请日=2012-02", 20120201, 20120229),
        ("APD=20120301", 20120301, 20120301),
        ("APD=2012年3月1日", 20120301, 20120301),
        ("APD=2012-01-01:2012-12-31", 20120101, 20121231),
        ("APD=2012：", 20120101, None),
        ("APD=:2012", None, 20121231),
        ("APD>=2012", 20120101, None),
        ("APD>2012", 20130101, None),
        ("APD<2012", None, 20111231),
        ("APD≥2012", 20120101, None),
        ("APD=<2012-06", None, 20120630),
        ("APD:[20120101 TO 20121231]", 20120101, 20121231),
        ("APD=[2012,2013]", 20120101, 20131231),
        ("申请日=(2012 至 2014)", 20120101, 20141231),
        ("申请日=2012-01-01 ～ 2012-12-31", 20120101, 20121231),
        ("APD=2012-2014", 20120101, 20141231),
        ("APD=20120101-20120331", 20120101, 20120331),
        ("APD<=2012-06-30", None, 20120630),
    ],
)
def test_a_span_of_days(typed: str, first: int | None, last: int | None) -> None:
    assert parse(typed) == Days("filing_date", first, last)


def test_a_field_is_named_as_other_systems_print_it() -> None:
    assert parse("TTL:(电机 OR 马达)") == Or((word("电机", "title"), word("马达", "title")))
    assert parse("申请（专利权）人=甲公司") == word("甲公司", "applicants") == parse("申请(专利权)人：甲公司")
    assert parse("公开（公告）号=CN101945314B") == Code("publication_number", ("101945314B",))
    assert parse('"TI:电机"') == word("ti:电机")
    assert parse("比例 1:2") == And((word("比例"), word("1:2")))


def test_several_fields_have_one_value() -> None:
    both = word("电机", "title", "abstract")
    assert both == parse("TI,AB=电机") == parse("名称/摘要：电机") == parse("TIAB=电机") == parse("(TI, AB = 电机)")
    assert parse("电机，AB=转子") == Or((word("电机"), word("转子", "abstract")))
    with pytest.raises(QueryError, match="不能与别的字段连写"):
        parse("TI,APD=2012")


def test_an_operator_may_touch_a_field() -> None:
    assert parse("（TI=甲）且申请人=乙") == parse("TI=甲 AND AP=乙") == parse("(TI=甲)ANDAP=乙")
    assert parse("TI=甲 非AP=乙") == And((word("甲", "title"), Not(word("乙", "applicants"))))


def test_a_list_stays_in_its_field() -> None:
    assert parse("IPC=H02K,H02P") == Or((Code("ipc", ("H02K",)), Code("ipc", ("H02P",))))
    assert parse("AN=2010102984204,85100031") == Or(
        (Code("application_number", ("2010102984204",)), Code("application_number", ("85100031",)))
    )
    assert parse("IN=张三；李四 且 电机") == And(
        (Or((word("张三", "inventors"), word("李四", "inventors"))), word("电机"))
    )
    assert parse("TI=1,2-二氯乙烷") == word("1,2-二氯乙烷", "title")
    assert parse("TI=甲，非 乙") == Or((word("甲", "title"), Not(word("乙"))))


@pytest.mark.parametrize("typed", ["TI!=电机", "TI<>电机", "TI≠电机", "NOT TI==电机"])
def test_unlike_is_not(typed: str) -> None:
    assert parse(typed) == Not(word("电机", "title"))


def test_neighbours_are_asked_for_as_elsewhere() -> None:
    assert parse("甲 NEAR/3 乙") == parse("甲 (3N) 乙") == parse("甲 (3d) 乙")
    assert parse("甲 PRE/3 乙") == parse("甲 (3W) 乙")


@pytest.mark.parametrize(
    ("filled", "written"),
    [
        ({"title": "一种电机（永磁）的转子"}, '名称="一种电机（永磁）的转子"'),
        ({"title": "电机　转子"}, "名称=(电机　转子)"),
        ({"title": "（电机 OR 马达）"}, "名称=（电机 OR 马达）"),
        ({"title": "a=b"}, '名称="a=b"'),
        ({"inventors": "张三，李四"}, "发明人=张三，李四"),
        ({"application_number": "ZL 2010 1 0298420.4"}, '申请号="ZL 2010 1 0298420.4"'),
        ({"filing_date": "2012-01-01 至 2012-12-31"}, "申请日=2012-01-01 至 2012-12-31"),
    ],
)
def test_a_filled_form_is_a_line(filled: dict[str, str], written: str) -> None:
    assert line(filled) == written
    assert parse(written)


def test_neighbours_take_the_field_of_one_of_them() -> None:
    assert parse("TI=电机 (3W) 转子") == Near(word("电机", "title"), word("转子", "title"), 3, True)
    assert parse("名称=(电机（2n）转子)") == Near(word("电机", "title"), word("转子", "title"), 2, False)
    assert parse("a (W) b").distance == 0  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "typed",
    ["AN=CN201010298420.4", "申请号=ZL 201010298420.4", "AN=２０１０１０２９８４２０．４", 'AN="2010 1029 8420.4"'],
)
def test_a_number_in_any_spelling(typed: str) -> None:
    if " 2" in typed and '"' not in typed:
        typed = typed.replace("ZL ", "ZL")
    assert parse(typed) == Code("application_number", ("2010102984204",))


def test_a_class_with_its_blank_is_one_class() -> None:
    assert parse("IPC=H02K 17/02") == Code("ipc", ("H02K17/02",))
    assert parse("IPC=h02k*") == Code("ipc", ("H02K*",), True)


def test_a_county_means_the_area_in_it() -> None:
    assert parse("DIV=410481") == Code("division", ("410481",))
    assert parse("DIV=410400") == Code("division", ("4104",))


def test_a_word_of_a_list_may_mean_several_states() -> None:
    assert parse("LS=有效") == Code("legal_status", ("in_force", "in_force_grace"))


@pytest.mark.parametrize(
    ("typed", "place", "words"),
    [
        ("", 0, "空的"),
        ("电机 AND", 6, "没有写完"),
        ("AND 电机", 0, "前面没有词"),
        ("甲 OR OR 乙", 5, "前面没有词"),
        ("(电机", 0, "括号没有成对"),
        ("电机)", 2, "多了一个右括号"),
        ('甲 "乙', 2, "引号没有成对"),
        ("甲 且 颜色=红", 4, "没有字段“颜色”"),
        ("APD=2012-13", 4, "日期写法不对"),
        ("名称>3", 2, "不能比较先后"),
        ("类型=方法", 3, "没有“方法”这个值"),
        ("()", 1, "括号里没有写完"),
        ("名称=(AP=甲)", 4, "字段里面不能再写字段"),
        ("(甲 且 乙) (3W) 丙", 8, "邻近算符两边"),
        ("*", 0, "没有要找的字"),
        ("甲 IPC=H02K1/00:H02K3/00", 6, "不能写起止"),
        ("APD:[2012 TO 2013", 4, "日期写法不对"),
        ("=> 2012", 0, "前面没有字段"),
    ],
)
def test_an_error_points_at_the_character(typed: str, place: int, words: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(typed)
    assert (refused.value.place, words in str(refused.value)) == (place, True), str(refused.value)
    assert refused.value.remedy


def test_the_public_cannot_ask_for_addresses() -> None:
    assert parse("AD=钢城路") == word("钢城路", "address")
    with pytest.raises(QueryError, match="不对公众开放"):
        parse("甲 AND AD=钢城路", private=False)


def test_a_question_is_bounded() -> None:
    with pytest.raises(QueryError, match="条件太多"):
        parse(" OR ".join(f"词{number}" for number in range(300)))
    with pytest.raises(QueryError, match="太长"):
        parse("长" * 5000)
    with pytest.raises(QueryError, match="套得太深"):
        parse("NOT " * 990 + "甲")
    with pytest.raises(QueryError):
        parse("(" * 900 + "甲" + ")" * 900)


def test_the_tree_is_told_in_words() -> None:
    assert said(parse("名称=(电机 OR 马达) 且 申请日>=2012 NOT IPC=H02K*")) == (
        "（名称含“电机” 或 名称含“马达”） 且 申请日在 2012-01-01 及以后 且 不是 IPC 分类合“H02K*”"
    )


@given(st.text('电机a( )（）"“”=<>*?:AND OR NOT且或非,;TIAPD2012\x00\ud800', max_size=30))
def test_anything_typed_is_a_tree_or_a_named_error(typed: str) -> None:
    try:
        assert said(parse(typed))
    except QueryError as refused:
        assert 0 <= refused.place <= len(typed)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("申请号=ZL 2012 3 1000096.X", "201231000096X"),
        ("AN=2012 3 1000096.X AND 电机", "201231000096X"),
        ("(公开号=CN 101945314 A)", "101945314A"),
        ("ＡＮ＝２０１２３１０００096.X", "201231000096X"),
    ],
)
def test_a_number_with_blanks_is_one_number(typed: str, value: str) -> None:
    tree = parse(typed)
    assert (tree.parts[0] if isinstance(tree, And) else tree).values == (value,)


def test_two_numbers_are_two_and_words_stay_words() -> None:
    assert isinstance(parse("AN=201231000096.X 2013"), And)
    assert isinstance(parse("名称=CN 101"), And)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("舞钢", "410481"), ("舞钢市", "410481"), ("平顶山市", "4104"), ("河南", "41"), ("410481", "410481")],
)
def test_an_area_is_asked_for_by_its_name_or_its_code(typed: str, value: str) -> None:
    assert parse(f"区划={typed}").values == (value,)


def test_an_area_nobody_knows_is_told_with_what_is_near() -> None:
    with pytest.raises(QueryError, match="没有名称为“不存在的县”的区划") as told:
        parse("名称=机 AND 区划=不存在的县")
    assert "第 13 个字处" in told.value.where and "410481" in told.value.remedy

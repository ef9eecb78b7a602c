"""Rules name places by what they are: each county reads and shows its own, and nobody another's."""

import io

import pytest
from openpyxl import load_workbook

from qiangxian.engines.intake import KINDS, empty_workbook, load_vocabulary
from qiangxian.engines.intake.vocabulary import fold_word, place_names


def words_of(content: bytes) -> str:
    """Every cell and every comment of the workbook."""
    cells = [cell for sheet in load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row]
    return "\n".join(f"{cell.value or ''}\n{cell.comment.text if cell.comment else ''}" for cell in cells)


@pytest.mark.parametrize("kind", KINDS)
def test_the_empty_workbook_names_the_county_that_asks_and_no_other(kind) -> None:
    words = words_of(empty_workbook(load_vocabulary(kind, "411081")))
    assert not any(name in words for name in ("舞钢", "平顶山", "尹集", "410481", "{"))
    assert "{" not in words_of(empty_workbook(load_vocabulary(kind)))


def test_the_examples_are_of_the_own_county() -> None:
    assert load_vocabulary("enterprises", "411081").field("name").example == "禹州市示例机械有限公司"
    assert load_vocabulary("agencies", "411081").field("name").example == "示例专利代理事务所禹州分所"


def test_a_title_of_the_own_prefecture_and_province_is_known() -> None:
    choices = load_vocabulary("titles", "411081").field("kind").choices
    assert choices[fold_word("许昌市知识产权优势企业")] == "advantage"
    assert fold_word("平顶山市知识产权优势企业") not in choices
    levels = load_vocabulary("titles", "411081").settings["level_words"]
    assert (levels["许昌市"], levels["河南省"], levels["禹州市"]) == ("prefecture", "provincial", "county")
    assert load_vocabulary("titles", "330281").settings["level_words"]["浙江省"] == "provincial"


def test_under_a_municipality_and_right_under_a_province_there_is_no_prefecture() -> None:
    assert place_names("110105")["prefecture"] == "北京市"
    assert load_vocabulary("titles", "110105").settings["level_words"]["北京市"] == "provincial"
    assert load_vocabulary("titles", "419001").settings["level_words"] == {
        "国家知识产权": "national",
        "国家级": "national",
        "小巨人": "national",
        "高新技术企业": "national",
        "省级": "provincial",
        "市级": "prefecture",
        "县级": "county",
        "河南省": "provincial",
        "济源市": "county",
    }

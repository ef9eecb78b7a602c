"""A library of criteria is read from somebody's table: gone through row by row, refused with its row, used in one version."""

import io

import docx
import pytest
import xlsxwriter

from qiangxian.contexts.assessments import schemes
from qiangxian.contexts.assessments.models import Scheme
from qiangxian.kernel.errors import Conflict, NotFound
from tests.conftest import WUGANG

pytestmark = pytest.mark.django_db
HEAD = (
    "一级指标",
    "二级指标",
    "分值",
    "计分方式",
    "评分标准",
    "目标值",
    "对应统计指标",
    "佐证材料",
    "区间",
    "否决依据",
    "每项分值",
)
GOOD = [
    ("创造", "有效发明专利拥有量", "30", "比值", "按完成率计分", "60", "有效发明专利拥有量", "清单、证书", "", "", ""),
    ("", "服务窗口", "20", "有无", "设有窗口的得满分", "", "", "照片以外的材料", "", "", ""),
    ("保护", "结案率", "50", "区间", "按区间计分", "", "", "案卷", "0：0%；60：60%；95：100%", "", ""),
    ("其他", "表彰", "5", "加分项", "每项 2 分", "", "", "", "", "", "2"),
    ("其他", "重大侵权失职", "", "一票否决", "发生的定为末等", "", "", "", "", "省办法第五条", ""),
]
BAD = [
    ("创造", "领导批示数量", "10", "比值", "", "5", "", "", "", "", ""),
    ("创造", "不知道怎么算", "10", "看情况", "", "", "", "", "", "", ""),
    ("创造", "没有这个指标", "10", "比值", "", "5", "幸福指数", "", "", "", ""),
    ("创造", "区间没写", "10", "区间", "", "", "", "", "甲乙", "", ""),
    ("创造", "自己想的否决", "", "一票否决", "", "", "", "", "", "", ""),
]


def sheet(rows) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("评价指标")
    for number, row in enumerate([HEAD, *rows]):
        page.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def paper(rows) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("附件1 评价指标")
    table = document.add_table(0, len(HEAD))
    for row in [HEAD, *rows]:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    document.save(out)
    return out.getvalue()


def loaded(board, name: str, content: bytes, **more) -> Scheme:
    given = {
        "label": "国家示范创建评价指标",
        "version": "2025",
        "source": "国知发运字〔2025〕28号附件",
        "of": "county",
        **more,
    }
    return board.do("assessment_scheme.load_scheme", board.clerk, files=[(name, content)], **given)


@pytest.mark.parametrize(("name", "make"), [("指标.xlsx", sheet), ("指标.docx", paper)])
def test_a_table_becomes_a_library_that_opens_a_round(board, name, make) -> None:
    own = loaded(board, name, make(GOOD))
    assert own.refused == []
    assert [(area["label"], len(area["criteria"])) for area in own.content["areas"]] == [
        ("创造", 2),
        ("保护", 1),
        ("其他", 2),
    ]
    first = own.content["areas"][0]["criteria"][0]
    assert (first["source"], first["indicator"], first["target"], first["evidence"]) == (
        "indicator",
        "valid_inventions",
        60,
        ["清单", "证书"],
    )
    with pytest.raises(NotFound, match="没有评价标准"):
        schemes.named(WUGANG, str(own.pk))
    board.do("assessment_scheme.accept_scheme", board.clerk, own)
    newer = loaded(board, name, make(GOOD), version="2026")
    board.do("assessment_scheme.accept_scheme", board.clerk, newer)
    offered = dict(schemes.choices(newer.matter))
    assert str(newer.pk) in offered and str(own.pk) not in offered, "of one name the latest is offered"
    board.do("assessment_scheme.retire_scheme", board.clerk, newer, reason="误装入")
    made = board.started(str(own.pk), "市市场监管局")
    assert made.criteria["version"] == "2025" and made.slices.count() == 3
    board.do("assessment_scheme.retire_scheme", board.clerk, own, reason="已有新版")
    assert str(own.pk) not in schemes.available(WUGANG)
    assert made.criteria["version"] == "2025", "a round keeps what it froze"


def test_what_cannot_be_taken_is_refused_with_its_row_and_nothing_is_used(board) -> None:
    own = loaded(board, "指标.xlsx", sheet([*GOOD, *BAD]))
    told = {one["row"]: one["reason"] for one in own.refused}
    assert set(told) == {7, 8, 9, 10, 11}
    assert "“批示”不作考核指标" in told[7] and "没有这个统计指标" in told[9]
    assert "区间" in told[10] and "须写明上级文件" in told[11]
    with pytest.raises(Conflict, match="行不能采用"):
        board.do("assessment_scheme.accept_scheme", board.clerk, own)
    board.do("assessment_scheme.reload_scheme", board.clerk, own, files=[("指标.xlsx", sheet(GOOD))])
    board.do("assessment_scheme.accept_scheme", board.clerk, Scheme.objects.get(pk=own.pk))


def test_points_that_do_not_add_up_are_told(board) -> None:
    own = loaded(board, "指标.xlsx", sheet(GOOD[:2]), of="units")
    assert "各项分值合计 50，须为 100" in own.refused[0]["reason"]

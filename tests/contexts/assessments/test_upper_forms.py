"""The upper level's workbook: bound once, filled for a day with what the county knows, sent and fixed, the last one beside."""

from datetime import date

import pytest

from qiangxian.contexts.assessments import upper_values
from qiangxian.contexts.assessments.models import UpperForm, UpperReturn
from qiangxian.contexts.documents.readers import file_content
from qiangxian.kernel.errors import Conflict, Refused
from qiangxian.kernel.integrity import CHECKS, PROOFS
from tests.conftest import WUGANG
from tests.contexts import builders
from tests.unit.test_workbooks import rows, upper

pytestmark = pytest.mark.django_db
LINES = """表1!C3 = 指标 专利代理师数量
表1!B2 = 文字 {county}，数据截至{day}
名单!A2:A4 = 名单 高新技术企业
表1!C5 = 手填 培训人次
表1!D3 = 指标 知识产权保护社会满意度"""


@pytest.fixture
def form(board) -> UpperForm:
    builders.reported_through()
    for name, code, since in (
        ("乙公司", "91410481MA9GHP2D5E", "2025-01-01"),
        ("甲公司", "91410481MA9GHP2E3M", "2026-05-01"),
    ):
        firm = builders.enterprise(name, code)
        builders.title(firm, "high_tech", "national", since=since, through="2029-01-01")
    builders.agency("甲专利代理事务所", attorneys=3, opened="2025-01-01")
    builders.agency("乙专利代理事务所", attorneys=2, opened="2026-05-01")
    given = {"label": "知识产权统计报表", "issuer": "省知识产权局", "lines": LINES}
    return board.do("upper_forms.bind_form", board.clerk, files=[("统计报表.xlsx", upper())], **given)


def test_a_form_is_bound_by_the_names_in_it_where_nobody_writes_lines(board) -> None:
    given = {"label": "知识产权统计报表", "issuer": "省知识产权局", "lines": ""}
    own = board.do("upper_forms.bind_form", board.clerk, files=[("统计报表.xlsx", upper())], **given)
    assert [(row["cells"], row["indicator"]) for row in own.bindings] == [("C3", "valid_inventions")]
    assert "自动绑定 1 格" in own.matter.steps.get().reason


def filled(board, form, day: str, on: str = "2026-07-01", people: str = "120") -> UpperReturn:
    given = {"form_id": str(form.pk), "effective": date.fromisoformat(day)}
    own = board.do("upper_returns.fill_return", board.clerk, on=on, **given)
    board.do("upper_returns.enter_cell", board.clerk, own, cell="表1!C5", value=people, reason="培训签到表")
    return UpperReturn.objects.get(pk=own.pk)


def test_the_cells_take_what_the_day_says_and_what_is_sent_is_fixed(board, form) -> None:
    first = filled(board, form, "2026-03-31", people="100")
    board.do("upper_returns.send_return", board.clerk, first, sent_to="省知识产权局", reason="报送系统")
    own = filled(board, form, "2026-06-30")
    own = board.do("upper_returns.send_return", board.clerk, own, sent_to="省知识产权局", reason="")
    content = file_content(own.sent)
    assert rows(content)[2][2] == 5 and rows(content)[4][2] == 120
    assert rows(content)[1][1] == "舞钢市，数据截至2026年6月30日"
    assert [row[0] for row in rows(content, "名单")] == ["企业", "乙公司", "甲公司"]
    assert rows(content)[2][3:] in ([], [""]), "a missing figure leaves its cell empty"
    told = {row["cells"]: row for row in upper_values.beside(own)}
    assert (told["C3"]["last"], told["C3"]["change"], told["C5"]["change"]) == ("3", "+2", "+20")
    assert told["D3"]["shown"] == "未报送" and told["C5"]["by_hand"] == "培训签到表"
    frozen = own.matter.revisions.get()
    assert frozen.content["file"] == own.sent.sha256 and len(frozen.content["values"]) == 5
    with pytest.raises(Conflict, match="当前是“已报送”"):
        board.do("upper_returns.enter_cell", board.clerk, own, cell="表1!C5", value="9", reason="改")


def test_what_nobody_knows_is_entered_by_hand_before_it_is_sent(board, form) -> None:
    given = {"form_id": str(form.pk), "effective": date(2026, 6, 30)}
    own = board.do("upper_returns.fill_return", board.clerk, **given)
    with pytest.raises(Conflict, match="还有 1 格没有手填：培训人次"):
        board.do("upper_returns.send_return", board.clerk, own, sent_to="省局", reason="")
    with pytest.raises(Refused, match="数据截至在今天以后"):
        board.do("upper_returns.fill_return", board.clerk, on="2026-06-01", **given)
    board.do("upper_returns.enter_cell", board.clerk, own, cell="表1!C3", value="6", reason="省局核定")
    board.do("upper_returns.refill_return", board.clerk, own)
    kept = {row["cells"]: row["value"] for row in UpperReturn.objects.get(pk=own.pk).values}
    assert kept["C3"] == "6", "what somebody entered stays when the registers are asked again"


def test_a_binding_names_what_there_is_and_a_list_needs_room(board, form) -> None:
    for line, told in (
        ("表1!C3 = 指标 幸福指数", "没有这个统计指标"),
        ("表1!C3 = 指标 专利代理师 分项 甲", "没有这个分项"),
        ("表1!B2 = 文字 {谁}", "花括号写法不对"),
        ("表1!C4 = 指标 专利代理师", "是公式"),
    ):
        with pytest.raises(Refused, match=told):
            board.do("upper_forms.rebind_form", board.clerk, form, lines=line)
    board.do("upper_forms.rebind_form", board.clerk, form, lines="名单!A2 = 名单 高新技术企业")
    with pytest.raises(Refused, match="名单有 2 条，只留了 1 格"):
        filled(board, UpperForm.objects.get(pk=form.pk), "2026-06-30")


def test_a_value_somebody_changed_afterwards_is_named(board, form) -> None:
    own = filled(board, form, "2026-06-30")
    board.do("upper_returns.send_return", board.clerk, own, sent_to="省局", reason="")
    assert list(PROOFS["upper_returns"].go_through(lambda: None)) == []
    values = UpperReturn.objects.get(pk=own.pk).values
    values[0]["value"] = "50"
    UpperReturn.objects.filter(pk=own.pk).update(values=values)
    assert [one.what for one in PROOFS["upper_returns"].go_through(lambda: None)] == ["报送的报表与固定的数值不符"]
    assert CHECKS["assessments.sent_form_differs"].find(WUGANG, None)

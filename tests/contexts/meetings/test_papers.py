"""The papers of a meeting are Word files that say what the meeting's rows say."""

import io
from datetime import date

import docx
import pytest

from qiangxian.contexts.meetings.models import Body
from qiangxian.contexts.meetings.papers import PAPERS, paper
from qiangxian.kernel.errors import Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 13)


def words(content: bytes) -> str:
    file = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])


@pytest.mark.parametrize("name", [name for name in PAPERS if name != "minutes"])
def test_every_paper_of_a_meeting_opens_and_names_it(room, name) -> None:
    meeting = room.notified()
    room.do("meetings.answer_call", room.of["市财政局"], meeting, on="2026-07-14", presence="formal", name="丙")
    label, content = paper(meeting, name, DAY)
    text = words(content)
    expected = {
        "notice": [
            "舞钢市市场监督管理局关于召开",
            "一、时间和地点",
            "2026年7月20日 上午9:00",
            "专项资金安排",
            "参会回执",
            "丙",
        ],
        "agenda": ["主持人：陈副市长", "专项资金安排", "市财政局"],
        "cards": ["陈副市长", "丁", "市工信局"],
        "sheet": ["市法院", "丙", "签名"],
        "briefing": ["前次会议没有未办结的议定事项", "（一）专项资金安排"],
    }[name]
    assert label == f"舞钢市知识产权强县工作领导小组第1次会议{PAPERS[name][0]}"
    assert [one for one in expected if one not in text.replace("\n", "")] == []


def test_there_are_no_minutes_before_there_is_a_text(room) -> None:
    with pytest.raises(Refused, match="还没有纪要正文"):
        paper(room.called(), "minutes", DAY)


def test_minutes_of_a_held_meeting_name_the_present_and_the_excused(room) -> None:
    text = words(paper(room.issued(), "minutes", date(2026, 7, 22))[1])
    assert "第1次" in text and "一、建成知识产权公共服务站点" in text
    assert "出席：市市场监管局代表（市市场监管局）、" in text


def test_a_body_without_an_office_gives_no_notice_in_nobodys_name(room) -> None:
    meeting = room.notified()
    Body.objects.update(office_unit=None)
    meeting.body.refresh_from_db()
    with pytest.raises(Refused, match="没有登记办公室设在哪个单位"):
        paper(meeting, "notice", DAY)

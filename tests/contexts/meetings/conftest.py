"""A leading group of three bureaus and a court, two of the office, and a meeting that can be brought to any state."""

from datetime import date
from typing import Any

import pytest

from qiangxian.contexts.matters.models import Matter
from qiangxian.contexts.meetings.models import Body, Meeting
from tests.contexts.bureaus import Bureaus

MINUTES = """会议听取了市市场监管局关于上半年工作的汇报。
会议指出，各项工作有序推进。会议要求，各成员单位要提高认识。
会议议定以下事项：
一、建成知识产权公共服务站点。由市市场监管局牵头，市财政局配合，9月底前完成。
二、补报质押融资数据，由市工信局负责，2026年8月31日前报送。
三、开展护航行动，市市场监管局、市工信局牵头，年底前完成。
四、市财政局负责落实专项资金，12月底前到位。
五、商请市法院共享案件数据，由市法院负责，10月底前反馈。
"""
MEMBERS = """，陈副市长，副市长，组长
市市场监管局，甲，局长，副组长
市市场监管局，乙，副局长，办公室主任
市财政局，丙，副局长，成员
市工信局，丁，副局长，成员
市法院，戊，副院长，成员"""
SHEET = [("签到表.txt", "签到表照片".encode())]


class Room(Bureaus):
    """A body with its seats, and meetings in any state."""

    def body(self) -> Body:
        return self.do(
            "body.set_up_body",
            self.clerk,
            name="舞钢市知识产权强县工作领导小组",
            kind="leading_group",
            office_unit_id=self.code("市市场监管局"),
            document_number="舞政办〔2023〕26号",
            valid_from=date(2023, 8, 15),
            members=MEMBERS,
        )

    def called(self, body: Body | None = None, on: str = "2026-07-01", **more: Any) -> Meeting:
        given = {
            "kind": "plenary",
            "meeting_date": date(2026, 7, 20),
            "time_words": "上午9:00",
            "place": "市政府三楼会议室",
            "chair": "陈副市长",
            "topics_due": date(2026, 7, 10),
            **more,
        }
        return self.do("meetings.call_meeting", self.clerk, on=on, body_id=str((body or self.body()).pk), **given)

    def notified(self) -> Meeting:
        meeting = self.called()
        self.do("meetings.submit_topic", self.of["市财政局"], meeting, title="专项资金安排", reporter="丙")
        topics = [str(row.pk) for row in meeting.topics.all()]
        self.do("meetings.settle_agenda", self.clerk, meeting, topic_ids=topics)
        return self.do("meetings.notify_members", self.clerk, meeting, on="2026-07-13")

    def held(self) -> Meeting:
        meeting = self.notified()
        codes = [self.code(name) for name in ("市市场监管局", "市财政局", "市工信局")]
        self.do("meetings.enter_sheet", self.clerk, meeting, on="2026-07-20", unit_ids=codes, files=SHEET)
        return self.do("meetings.hold_meeting", self.clerk, meeting, on="2026-07-20")

    def minuted(self) -> Meeting:
        meeting = self.held()
        return self.do("meetings.draft_minutes", self.clerk, meeting, on="2026-07-21", text=MINUTES)

    def issued(self) -> Meeting:
        meeting = self.minuted()
        return self.do("meetings.issue_minutes", self.leader, meeting, on="2026-07-22")


@pytest.fixture
def room(db) -> Room:
    return Room()


def state(own: Any) -> str:
    return Matter.objects.get(pk=own.pk).state

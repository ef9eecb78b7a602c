"""The parts of the demonstration that are told by steps: one player, declared where the steps stand."""

import pytest

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.matters.story import stories, story
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotAllowed
from tests.conftest import AT, WUGANG, somebody

pytestmark = pytest.mark.django_db


def test_every_part_is_known_when_the_product_starts_so_that_its_lines_have_words() -> None:
    assert [one.label for one in stories()] == [
        "企业培育库",
        "工作调度",
        "收文和会议",
        "方案发布",
        "专利文献",
        "进展报告",
        "考核评估",
        "验收卷宗",
    ]
    assert {"cultivation.load_demo", "supervision.load_demo", "meetings.load_demo", "programmes.load_demo"} <= set(
        ACTIONS
    )


@pytest.fixture
def told(monkeypatch):
    """A story of three things that stand in a list."""
    things: list[str] = []
    monkeypatch.setattr("qiangxian.contexts.matters.story.STORIES", [])
    if "fable.load_demo" in ACTIONS:
        for code in ("fable.load_demo", "fable.remove_demo"):
            monkeypatch.delitem(ACTIONS, code)

    def leave(_division: str) -> int:
        gone = len(things)
        things.clear()
        return gone

    made = story("fable", "寓言", 9, lambda _division: len(things), lambda *_a: things.extend("甲乙丙"), leave)
    yield made, things
    for code in ("fable.load_demo", "fable.remove_demo"):
        dict.pop(ACTIONS, code, None)


def test_a_story_is_told_once_and_taken_away_whole(told) -> None:
    made, things = told
    on = {"actor": Actor.system(), "at": AT, "division_code": WUGANG}
    assert made.load(**on).result == made.load(**on).result == 3
    assert len(things) == 3
    assert made.remove(**on).result == 3
    assert things == []
    lines = AuditLine.objects.filter(action__startswith="fable.").order_by("seq")
    assert [line.action for line in lines] == ["fable.load_demo", "fable.load_demo", "fable.remove_demo"]


def test_nobody_tells_one_but_the_command_line(told) -> None:
    made, things = told
    with pytest.raises(NotAllowed, match="只能在命令行上"):
        made.load(actor=somebody("经办人", "office"), at=AT, division_code=WUGANG)
    assert things == []

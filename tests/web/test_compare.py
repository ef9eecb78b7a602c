"""Two days beside each other: what came, what went, and why."""

import re
from decimal import Decimal
from html import unescape

import pytest

from qiangxian.web.desk.overview.comparing import signed
from tests.contexts import builders
from tests.web.wugang import a_programme

pytestmark = pytest.mark.django_db


def test_what_came_and_what_went_stand_beside_the_values(log_in) -> None:
    a_programme()
    builders.reported_through()
    firm = builders.enterprise("舞钢市演示甲机械有限公司", "91410481MA00000017")
    old = builders.right("201310699744.2", firm, granted="2015-01-01", title="一种轧机")
    builders.lapse(old, "2024-03-01", "2024-03-20")
    builders.right("202010000001.1", firm, granted="2024-05-01", title="一种耐磨钢板")
    client = log_in("office")
    page = client.get("/desk/compare/?as_of=2024-06-30&since=2024-01-31&q=有效发明专利拥有量")
    text = page.content.decode()
    assert page.status_code == 200
    assert "一种耐磨钢板" in text
    assert "一种轧机" in text
    assert "不再计入" in text
    same = client.get("/desk/compare/?as_of=2024-06-30&since=2024-06-15").content.decode()
    assert "一种耐磨钢板" not in same
    assert "对比日应早于" in client.get("/desk/compare/?as_of=2024-06-30&since=2024-07-01").content.decode()
    assert "两日对比" in client.get("/desk/").content.decode()
    one = client.get("/desk/indicators/valid_inventions/?as_of=2024-06-30").content.decode()
    link = unescape(re.search(r'href="(/desk/compare/[^"]+)"', one)[1])
    alone = client.get(f"{link}&since=2024-01-31").content.decode()
    assert "一种耐磨钢板" in alone and "每万人" not in alone, "of this indicator alone"


@pytest.mark.parametrize(
    ("change", "words"),
    [("2", "+2"), ("-1", "-1"), ("0.04", "+0.04"), ("-0.004", "减少不足 0.01"), ("0.001", "增加不足 0.01"), ("0", "0")],
)
def test_a_change_too_small_to_be_shown_says_so(change: str, words: str) -> None:
    assert signed(Decimal(change)) == words

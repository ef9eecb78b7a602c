"""The public list prints its days as official notices do."""

from datetime import date

import pytest

from qiangxian.contexts.matters.publicity import printed_days


@pytest.mark.parametrize(
    ("begins", "through", "words"),
    [
        (date(2026, 4, 8), date(2026, 4, 15), "发布 4月8日；公示时间 4月9日—15日（5个工作日）"),
        (date(2026, 3, 27), date(2026, 4, 3), "发布 3月27日；公示时间 3月30日—4月3日（5个工作日）"),
    ],
)
def test_the_day_of_publication_stands_apart(begins: date, through: date, words: str) -> None:
    assert printed_days(begins, through, 5) == words

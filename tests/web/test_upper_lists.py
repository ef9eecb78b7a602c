"""The page of upper lists: loaded by the office with its file, shown beside our own, said at the figure."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.contexts import builders
from tests.contexts.registers import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    builders.reported_through()
    mill = builders.enterprise("舞钢甲厂", "91410481MA40000015")
    for serial in (1, 2):
        builders.right(cast.number(serial, year=2015), mill)


def test_the_office_loads_a_list_and_everybody_sees_what_goes_first(log_in, county) -> None:
    client = log_in("office")
    assert "装入上级名单" in client.get("/desk/indicators/upper/").content.decode()
    path = "/desk/matters/new/upper_lists/load/"
    assert "名单数据截至" in client.get(path).content.decode()
    table = (
        f"申请号,专利类型,专利名称\n{cast.number(1, year=2015)},发明专利,甲\n{cast.number(7, year=2015)},发明专利,乙\n"
    )
    posted = {"indicator": "valid_inventions", "effective": "2025-12-31", "source": "省局通报", "division": "410481"}
    file = SimpleUploadedFile("名单.csv", table.encode(), "text/csv")
    answer = client.post(path, {**posted, "files": [file]}, follow=True)
    page = answer.content.decode()
    for words in ("两边都有", "只在本地名单（1）", "只在上级名单（1）", "本地台账没有登记", "以上级公布为准", "待处理"):
        assert words in page, page[page.index("两边都有") - 400 :][:1500]
    shown = log_in("leader").get("/desk/indicators/I02/?as_of=2025-12-31").content.decode()
    assert "上级公布 2 件（省局通报），以上级公布为准" in shown

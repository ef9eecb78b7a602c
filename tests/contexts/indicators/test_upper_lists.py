"""The upper list beside ours: both, only ours, only theirs, each with its likely cause; what the province printed goes first."""

from datetime import UTC, date, datetime

import pytest

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.indicators import readers
from qiangxian.contexts.indicators.models import UpperList
from qiangxian.contexts.indicators.upper_lists import Reconciliation
from qiangxian.contexts.matters.models import Matter
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, NotAllowed, Refused
from tests.conftest import NEIGHBOUR, WUGANG
from tests.contexts.builders import enterprise, event, lapse, moved, reported_through, right, title, transferred
from tests.contexts.registers import cast

pytestmark = pytest.mark.django_db
AT, TODAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC), date(2026, 3, 2)
DAY = date(2025, 12, 31)


def number(serial: int) -> str:
    return cast.number(serial, year=2015)


NAMES = dict(enumerate(("both", "late_end", "new", "address", "late_start", "lapsed", "gone"), start=1))


@pytest.fixture
def county():
    """Seven inventions whose fates are the causes there are."""
    reported_through()
    mill, elsewhere = (
        enterprise("舞钢甲厂", "91410481MA40000015"),
        enterprise("外地乙厂", "91410482MA4000002X", area=NEIGHBOUR),
    )
    made = {}
    for serial, name in NAMES.items():
        granted = "2025-11-20" if name == "new" else "2017-06-01"
        made[name] = right(number(serial), mill, granted=granted, title=name)
    lapse(made["late_end"], "2025-10-01", "2026-02-01")
    lapse(made["lapsed"], "2025-03-01", "2025-04-01")
    transferred(made["gone"], elsewhere, "2025-06-01")
    lapse(made["late_start"], "2025-05-01", "2025-06-01")
    event(made["late_start"], "restoration", "2025-07-01", "2026-01-20")
    return made


def load(actor, keys, indicator="I02", header="申请号,专利类型,专利名称", row="{},发明专利,一种装置"):
    table = "\n".join((header, *(row.format(key) for key in keys)))
    given = {"indicator": indicator, "effective": DAY, "source": "省知识产权局 2025 年 12 月通报"}
    files = [("省名单.csv", table.encode())]
    action = ACTIONS["upper_lists.load_upper_list"].function
    action(actor=actor, at=AT, division_code=WUGANG, files=files, **given)
    return UpperList.objects.get()


def theirs():
    named = [number(serial) for serial, name in NAMES.items() if name in ("both", "late_start", "lapsed", "gone")]
    return [*named, number(99)]


def test_every_line_of_one_side_has_its_likely_cause(county, office_clerk):
    found = Reconciliation(load(office_clerk, theirs(), "valid_inventions"), TODAY)
    assert (len(found.own.entries), found.figure.value, found.both) == (5, 4, 1)
    ours = {one.label: one.cause for one in found.ours}
    assert ours == {
        "late_end": "以后才得知的终止、转让或迁出，按现有信息已不计",
        "new": "近三个月内新增，上级名单可能尚未收录",
        "address": "第一权利人地址、住所或权利人的口径不同",
    }
    causes = {one.key: one.cause for one in found.theirs}
    by_name = {name: causes.get(number(serial)) for serial, name in NAMES.items()}
    assert by_name["late_start"] == "当日尚未得知，按现有信息已计入"
    assert by_name["lapsed"].startswith("本地登记当日已不有效")
    assert by_name["gone"] == "此前曾计入，当日已转出、迁出或注销"
    assert causes[number(99)] == "本地台账没有登记"


def test_what_the_province_printed_is_the_official_value(county, office_clerk):
    load(office_clerk, theirs(), "valid_inventions")
    figure = readers.evaluate(division=WUGANG, indicator="I02", as_of=AsOf.on(DAY))
    printed = readers.official(figure)
    assert (figure.value, printed.value, printed.state) == (4, 5, "official")
    assert printed.source == "省知识产权局 2025 年 12 月通报"
    assert list(readers.differing_observations()) == []


def test_differences_are_decided_one_by_one_before_it_is_settled(county, office_clerk):
    own = load(office_clerk, theirs(), "valid_inventions")
    take = {"actor": office_clerk, "at": AT, "matter_id": own.pk, "expected": "open"}
    with pytest.raises(Conflict, match="还有 7 处差异"):
        ACTIONS["upper_lists.settle_upper_list"].function(**take, reason="")
    for one in Reconciliation(own, TODAY).undecided:
        ACTIONS["upper_lists.decide_difference"].function(**take, key=one.key, verdict="report", reason="已去函")
    own.refresh_from_db()
    found = Reconciliation(own, TODAY)
    assert found.undecided == []
    assert {one.decision["words"] for one in (*found.ours, *found.theirs)} == {"向上级反映，请求更正"}
    ACTIONS["upper_lists.settle_upper_list"].function(**take, reason="核对完毕")
    assert Matter.objects.get(pk=own.pk).state == "settled"


def test_a_list_of_enterprises_goes_by_code_or_name(office_clerk):
    reported_through()
    here, left = enterprise("舞钢甲厂", "91410481MA40000015"), enterprise("舞钢乙厂", "91410481MA40000023")
    title(here)
    title(left)
    moved(left, "2025-06-01", NEIGHBOUR)
    lines = ["舞钢甲厂", "舞钢乙厂", "从未听说的厂"]
    own = load(office_clerk, lines, "pilot_or_advantage_enterprises", "企业名称,统一社会信用代码", "{},")
    found = Reconciliation(own, TODAY)
    assert (found.both, found.ours) == (1, [])
    assert {one.label: one.cause for one in found.theirs} == {
        "舞钢乙厂": "此前曾计入，当日已转出、迁出或注销",
        "从未听说的厂": "本地台账没有登记",
    }


def test_only_the_office_loads_and_a_file_without_numbers_is_refused(county, office_clerk, liaison):
    with pytest.raises(NotAllowed):
        load(liaison, theirs(), "valid_inventions")
    with pytest.raises(Refused):
        load(office_clerk, ["x"], "valid_inventions", "备注,专利名称", "{},一种装置")
    assert not UpperList.objects.exists()


def test_a_list_of_marks_goes_by_number_and_class(office_clerk):
    reported_through()
    mill = enterprise("舞钢甲厂", "91410481MA40000015")
    for mark, kind in (("20000001", "6"), ("20000001", "7"), ("20000002", "6")):
        right(mark, mill, type="trademark", filed=None, granted=None, registered="2018-05-01", sub_key=kind)
    header, row = "注册号,权利类型,商标类别,商标名称", "{},商标,6,舞钢"
    found = Reconciliation(load(office_clerk, ("20000001", "20000009"), "valid_trademarks", header, row), TODAY)
    assert (found.both, [one.key for one in found.ours]) == (1, ["20000001/7", "20000002/6"])
    assert [one.key for one in found.theirs] == ["20000009/6"]

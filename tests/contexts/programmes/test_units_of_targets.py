"""A target is judged in the unit its plan prints; what cannot be turned into it is refused in words."""

from datetime import UTC, date, datetime

import pytest

from qiangxian.contexts.programmes import readers
from qiangxian.contexts.programmes.actions import settings
from qiangxian.contexts.programmes.integrity import target_unit_differs
from qiangxian.contexts.programmes.models import STANDING, Target
from qiangxian.contexts.registers.rights.models import LegalEvent
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused
from tests.conftest import WUGANG
from tests.contexts import builders
from tests.contexts.documents.plans import FIRST

from .test_applying import accept_all, take

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
DAY = AsOf.on(date(2025, 12, 31))
MONEY = {
    "key": "G1",
    "label": "专利质押融资",
    "text": "当年专利质押融资额达到5000万元以上",
    "required": 50_000_000,
    "unit_of_measure": "元",
    "indicator": "pledged_loans",
}


def lent(fen: int) -> None:
    builders.reported_through()
    right = builders.right("2015100000016", builders.enterprise("演示钢铁有限公司"))
    event = builders.event(right, "pledge", "2025-05-06")
    LegalEvent.objects.filter(pk=event.pk).update(detail={"contract": "质押1", "loan_fen": fen})


def test_money_is_compared_in_yuan_and_told_as_the_plan_prints_it(deputy_mayor):
    lent(1_500_000_000)
    (found,) = readers.targets_on(builders.programme_with_targets([MONEY]), DAY, deputy_mayor)
    assert (found.value, found.required, found.met) == (15_000_000, 50_000_000, False)
    assert found.words == "目前 1500 万元，当日序时目标 5000 万元，差 3500 万元"
    assert (found.target.scale, found.target.printed_unit) == (10_000, "万元")


def test_enough_money_meets_the_target(deputy_mayor):
    lent(500_000_000_00)
    (found,) = readers.targets_on(builders.programme_with_targets([MONEY]), DAY, deputy_mayor)
    assert (found.value, found.met) == (500_000_000, True)
    assert "50000 万元" in found.words


def test_what_cannot_be_turned_is_not_judged_and_not_bound(deputy_mayor, office_clerk):
    lent(1_500_000_000)
    programme = builders.programme_with_targets([{**MONEY, "unit_of_measure": "件", "text": "质押专利50件以上"}])
    (found,) = readers.targets_on(programme, DAY, deputy_mayor)
    assert (found.value, found.met, found.light) == (None, None, "none")
    assert "方案以“件”计" in found.words and "不能换算" in found.words
    assert [one.label for one in target_unit_differs(WUGANG, DAY)] == ["G1 专利质押融资"]
    with pytest.raises(Refused, match="不能换算"):
        settings.choose_indicator(
            actor=office_clerk, at=AT, target_id=found.target.pk, indicator="ip_royalties", reason="改按使用费计"
        )


def test_counted_things_may_be_called_otherwise(deputy_mayor):
    builders.reported_through()
    builders.agency("演示代理所", opened="2024-01-01")
    row = {"key": "G1", "label": "服务机构", "required": 1, "unit_of_measure": "个", "indicator": "service_agencies"}
    (found,) = readers.targets_on(builders.programme_with_targets([row]), DAY, deputy_mayor)
    assert (found.value, found.met) == (1, True)


def test_a_subject_called_like_an_indicator_is_counted_by_it_where_the_unit_fits(office_clerk):
    text = FIRST.replace("培育知识产权优势企业3家以上", "全县专利质押融资额完成8家以上")
    programme = accept_all(office_clerk, take(office_clerk, text))
    made = Target.objects.filter(STANDING, programme=programme).exclude(kind="existence")
    assert {one.indicator for one in made if one.unit_of_measure == "家"} <= {"", "service_agencies"}
    from qiangxian.contexts.programmes.units import UnitFinder
    from qiangxian.contexts.programmes.writing import Writer, named_indicator

    writer = Writer(programme, 0, 0, AT, {}, [], UnitFinder(WUGANG))
    assert named_indicator("知识产权质押融资金额", "元", writer) == "pledged_loans"
    assert named_indicator("知识产权质押融资金额", "家", writer) == ""
    assert named_indicator("质押融资", "元", writer) == ""
    assert named_indicator("有效 发明专利", "件", writer) == "valid_inventions"
    assert named_indicator("PCT国际专利申请量", "件", writer) == "pct_applications"
    assert named_indicator("每万人口高价值发明专利拥有量", "件", writer) == "high_value_inventions_per_10000_people"
    assert named_indicator("每万人口高价值发明专利拥有量", "家", writer) == ""


def test_a_number_per_ten_thousand_people_is_counted_though_the_plan_prints_only_pieces(deputy_mayor):
    row = {
        "key": "G1",
        "label": "每万人口高价值发明专利拥有量",
        "text": "每万人口高价值发明专利拥有量达到1.2件",
        "required": "1.2",
        "unit_of_measure": "件",
        "indicator": "high_value_inventions_per_10000_people",
    }
    (found,) = readers.targets_on(builders.programme_with_targets([row]), DAY, deputy_mayor)
    assert "不能换算" not in found.words
    assert "常住人口" in found.words, "the very fact that is missing"

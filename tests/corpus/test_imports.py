"""The real exports of five sources, and the one that lacks what a register needs."""

from pathlib import Path

import pytest

from qiangxian.contexts.registers.conditions import recorded
from qiangxian.contexts.registers.models import Holding, LegalEvent, Right
from qiangxian.kernel.errors import Refused
from tests.contexts.registers.imported import take_in

pytestmark = [pytest.mark.corpus, pytest.mark.django_db]


@pytest.fixture
def patents(shared: Path) -> Path:
    return shared / "data" / "patents-cn"


def received(place: Path) -> dict[str, object]:
    return take_in("rights", place.read_bytes(), name=place.name)


def test_the_city_list_of_thirty_years_goes_in_whole_and_again_unchanged(patents: Path) -> None:
    place = patents / "taian-3692.csv.gz"
    receipt = received(place)
    assert (receipt["rows"], receipt["created"], receipt["refused"]) == (3692, 3692, [])
    assert Right.objects.filter(recorded(), number__regex=r"^8[5-8]").exists()
    assert set(Right.objects.values_list("type", flat=True)) >= {"invention", "utility_model"}
    again = received(place)
    assert (again["unchanged"], again["revision"]) == (3692, None)


def test_the_database_export_with_two_number_columns_and_grant_days_by_kind_code(patents: Path) -> None:
    receipt = received(patents / "cnipr-export-rail-200-original.xlsx")
    assert (receipt["rows"], receipt["created"]) == (199, 199)
    granted = Right.objects.filter(grant_date__isnull=False)
    assert granted.count() == LegalEvent.objects.filter(type="grant").count() > 0
    assert not granted.filter(publication_number__endswith="A").exists()
    assert Holding.objects.filter(rank=2).exists()


def test_the_old_workbook_of_designs(patents: Path) -> None:
    receipt = received(patents / "pss-export-ustb-designs-5-original.xls")
    assert (receipt["created"], receipt["refused"]) == (5, [])
    fan = Right.objects.get(number="201430073893.3")
    assert (fan.type, fan.classification, fan.imported_status) == ("design", "03-04", "专利权的终止")
    assert str(fan.grant_date) == "2014-07-30"


def test_the_case_status_list_parts_two_holders_in_one_cell(patents: Path) -> None:
    assert received(patents / "cpquery-status-13.csv")["created"] == 13
    holders = Holding.objects.filter(holder_name__contains="纳爱斯").values_list("holder_name", flat=True)
    assert sorted(holders) == ["纳爱斯浙江科技有限公司", "纳爱斯集团有限公司"]
    assert Right.objects.filter(imported_status="一通出案待答复").count() == 2


def test_publication_numbers_alone_and_citations_are_refused_with_what_is_missing(patents: Path) -> None:
    with pytest.raises(Refused, match="申请号"):
        received(patents / "titles-abstracts-firstclaim-200-original.xlsx")
    with pytest.raises(Refused, match="没有认出"):
        received(patents / "cnki-gbt7714-citations-sample-original.txt")


def test_xml_of_the_office_is_refused_by_its_name(shared: Path) -> None:
    place = next((shared / "data" / "patents-cn-xml").glob("*.XML"))
    with pytest.raises(Refused, match="XML"):
        received(place)

"""The real exports of five sources, and the one that lacks what a register needs."""

import gzip
import json
from pathlib import Path

import pytest

from qiangxian.contexts.registers.records.conditions import recorded
from qiangxian.contexts.registers.records.names import fold_name
from qiangxian.contexts.registers.records.short_names import ShortNames
from qiangxian.contexts.registers.rights.models import Holding, LegalEvent, Right
from qiangxian.kernel import rulebook
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


def test_publication_numbers_alone_are_refused_with_what_is_missing(patents: Path) -> None:
    with pytest.raises(Refused, match="申请号"):
        received(patents / "titles-abstracts-firstclaim-200-original.xlsx")


def test_citations_are_refused_but_for_the_years_when_publication_and_application_had_one_number(patents: Path) -> None:
    receipt = received(patents / "cnki-gbt7714-citations-sample-original.txt")
    assert (receipt["rows"], receipt["created"], receipt["refused_rows"]) == (436, 2, 434)
    assert {entry["reason"] for entry in receipt["refused"]} == {"只有公开（公告）号，没有申请号"}
    assert set(Right.objects.values_list("number", flat=True)) == {"87100603.0", "87100927.7"}
    assert not Holding.objects.exists()


def test_documents_of_the_national_office_become_rights(shared: Path) -> None:
    for place in sorted((shared / "data" / "patents-cn-xml").glob("*.XML")):
        assert received(place)["created"] == 1
    old, new = Right.objects.order_by("filing_date")
    assert (old.number, old.grant_date, old.classification) == ("85100312.5", None, "B03C3/09")
    assert (new.number, str(new.grant_date), new.classification) == ("201010298420.4", "2019-08-02", "G06F13/12")
    assert LegalEvent.objects.get().type == "grant"
    with pytest.raises(Refused, match="只有正文"):
        received(next((shared / "data" / "patents-cn-xml").glob("efiling-*/*/*.xml")))


def test_of_a_family_the_chinese_members_are_registered_with_their_check_characters(shared: Path) -> None:
    receipt = received(shared / "data" / "patents-intl-xml" / "family-WO2009085664-with-CN-members.xml")
    assert (receipt["created"], receipt["refused"]) == (2, [])
    assert "外国同族成员" in receipt["skipped_sheets"][0]["reason"]
    assert {right.number for right in Right.objects.all()} == {"200880123968.6", "201210106458.6"}
    assert not Right.objects.filter(grant_date=None).exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("legal--fixtures--example_1.xml", "没有中国"),
        ("iltm--opposition.xml", "商标"),
        ("xmlApp2004--US20050004437A1.xml", "尚未授权"),
    ],
)
def test_foreign_data_is_refused_by_its_name(shared: Path, name: str, words: str) -> None:
    place = shared / "data" / "patents-intl-xml" / name
    with pytest.raises(Refused, match=words):
        received(place)
    with pytest.raises(Refused):
        take_in("events", place.read_bytes(), name=name)


def test_a_granted_patent_abroad_is_a_right_abroad(shared: Path) -> None:
    assert received(shared / "data" / "patents-intl-xml" / "xml2014--US08930553.xml")["created"] == 1
    right = Right.objects.get()
    assert (right.type, right.number, right.country) == ("overseas_invention", "US8930553B2", "US")


def test_short_names_of_listed_companies_find_their_full_names(shared: Path) -> None:
    place = shared / "data" / "enterprises" / "ashare-company.jsonl.gz"
    with gzip.open(place, "rt", encoding="utf-8") as lines:
        pairs = [(entry["name"], entry["fullname"]) for entry in map(json.loads, lines)]
    rules = rulebook.load("registers", "matching", division=None)
    index = ShortNames([fold_name(str(form)) for form in (*rules["legal_forms"], *rules["short_forms"])])
    for _, full in pairs:
        index.learn(fold_name(full))
    asked = pairs[::10]
    found = [([name for name, _ in index.propose(fold_name(short), 3)], fold_name(full)) for short, full in asked]
    first = sum(names[:1] == [full] for names, full in found) / len(asked)
    among_three = sum(full in names for names, full in found) / len(asked)
    assert first >= 0.92
    assert among_three >= 0.96

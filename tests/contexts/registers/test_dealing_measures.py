"""Pledges by contract, transfers and licences by patent, rights filed and granted abroad, indications, certificates."""

from datetime import date

import pytest

from qiangxian.contexts.indicators import readers
from qiangxian.contexts.registers.contracts.models import Trusteeship
from qiangxian.contexts.registers.rights.models import LegalEvent
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.engines.metrics.series import Course
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.period import Period
from tests.conftest import WUGANG
from tests.contexts import builders

pytestmark = pytest.mark.django_db
DAY = date(2025, 12, 31)


@pytest.fixture
def mill():
    builders.reported_through()
    return builders.enterprise("演示钢铁有限公司", "91410481MA00000155")


@pytest.fixture
def outsider():
    return builders.enterprise("外地公司", "91410402MA00000163", area="410402")


def told(right, event_type, on, announced=None, /, **detail):
    event = builders.event(right, event_type, on, announced)
    LegalEvent.objects.filter(pk=event.pk).update(detail=detail)


def figure(code, day=DAY, *, known=None, **parameters):
    return readers.evaluate(division=WUGANG, indicator=code, parameters=parameters, as_of=AsOf.on(day, known))


def parts(found):
    return {one.code: one.value for one in found.parts}


def test_one_contract_over_three_patents_is_one_loan(mill):
    for place in range(3):
        right = builders.right(f"201510000001{place}", mill)
        told(right, "pledge", "2025-05-06", contract="质押1", loan_fen=300_000_000, pledgee="演示银行")
    assert (figure("I15").value, parts(figure("I15"))) == (300, {"contracts": 1, "without_amount": 0})
    assert (figure("I16").value, parts(figure("I16"))) == (1, {"enterprises": 1})


def test_a_contract_without_an_amount_makes_the_sum_partial_and_alone_gives_no_value(mill):
    first = builders.right("2015100000011", mill)
    told(first, "pledge", "2025-05-06", contract="质押1")
    assert (figure("I15").value, figure("I15").completeness) == (None, "partial")
    told(builders.right("2015100000012", mill), "pledge", "2025-06-06", contract="质押2", loan_fen=50_000_000)
    found = figure("I15")
    assert (found.value, found.completeness, parts(found)["without_amount"]) == (50, "partial", 1)


def test_two_amounts_under_one_contract_are_not_guessed(mill):
    for place, loan in enumerate((100_000_000, 200_000_000)):
        right = builders.right(f"201510000001{place}", mill)
        told(right, "pledge", "2025-05-06", contract="质押1", loan_fen=loan)
    assert parts(figure("I15")) == {"contracts": 1, "without_amount": 1}


def test_a_renewal_counts_as_a_new_registration_unless_the_reading_leaves_it_out(mill):
    right = builders.right("2015100000011", mill)
    told(right, "pledge", "2025-02-01", contract="质押1", loan_fen=100_000_000)
    told(right, "pledge", "2025-08-01", contract="质押2", loan_fen=100_000_000, renewal=True)
    assert figure("I15").value == 200
    assert figure("I15", renewals="excluded").value == 100


def test_a_mark_counts_by_default_and_a_copyright_where_the_reading_names_it(mill):
    mark = builders.right("9000001", mill, type="trademark", granted=None, registered="2020-01-01", sub_key="6")
    told(mark, "pledge", "2025-05-06", contract="质押1", loan_fen=100_000_000)
    work = builders.right("2020SR0000001", mill, type="copyright", granted=None, registered="2020-01-01")
    told(work, "pledge", "2025-05-06", contract="质押2", loan_fen=100_000_000)
    assert figure("I15").value == 100
    assert figure("I15", rights=["patent", "trademark", "copyright"]).value == 200


def test_transfers_leave_out_inheritance_merger_and_change_of_name(mill, outsider):
    for place, cause in enumerate(("sale", "inheritance", "merger", "name_change", "related", None)):
        right = builders.right(f"201510000001{place}", mill)
        builders.transferred(right, outsider, "2025-04-01")
        told(right, "transfer", "2025-04-01", **({"cause": cause} if cause else {}))
    assert figure("I17").value == 3
    assert figure("I17", excluded=["inheritance", "merger", "name_change", "related"]).value == 2


def test_a_transfer_counts_for_either_side_or_the_one_asked_for(mill, outsider):
    leaving, coming = builders.right("2015100000011", mill), builders.right("2015100000012", outsider)
    builders.transferred(leaving, outsider, "2025-04-01", known="2025-04-20")
    builders.transferred(coming, mill, "2025-05-01", known="2025-05-20")
    told(leaving, "transfer", "2025-04-01", "2025-04-20", cause="sale")
    told(coming, "transfer", "2025-05-01", "2025-05-20", cause="sale")
    assert figure("I17").value == 2
    assert (figure("I17", side="gave").value, figure("I17", side="took").value) == (1, 1)
    assert figure("I17", date(2025, 4, 10)).value == 0, "not announced yet"


def test_licences_count_by_patent_and_kind_and_add_up_with_transfers(mill, outsider):
    for place, kind in enumerate(("exclusive", "open", "odd")):
        right = builders.right(f"201510000001{place}", mill)
        told(right, "licence_recorded", "2025-07-01", kind=kind, number="许可1")
    gone = builders.right("2015100000019", mill)
    told(gone, "transfer", "2025-04-01", cause="sale")
    assert figure("I18").value == 3
    assert parts(figure("I18")) == {"exclusive": 1, "sole": 0, "ordinary": 0, "open": 1, "unknown": 1}
    assert figure("I19").value == 4


def test_a_european_patent_counts_once_and_a_world_publication_never(mill):
    for number, country, publication in (
        ("EP3000001B1", "EP", ""),
        ("DE602", "DE", "EP3000001B1"),
        ("WO2020001", "WO", ""),
    ):
        builders.right(number, mill, type="overseas_invention", filed="2019-01-01", granted="2025-03-01",
                       country=country, publication_number=publication)  # fmt: skip
    assert figure("I06").value == 1
    assert figure("I06", european="per_state").value == 2


def test_pct_applications_count_by_their_filing_day_whatever_became_of_them(mill):
    filed = builders.right("PCT/CN2025/000001", mill, type="pct_application", filed="2025-06-17", granted=None)
    builders.event(filed, "withdrawal", "2025-09-01")
    builders.right("PCT/CN2024/000001", mill, type="pct_application", filed="2024-06-17", granted=None)
    assert figure("I07").value == 1


def test_indications_show_their_three_systems_and_count_the_asked_ones(mill):
    for number, system, name in (("1", "product", "舞钢大米"), ("2", "mark", "舞钢大米"), ("3", "agi", "舞钢莲藕")):
        builders.right(number, mill, type="geographical_indication", sub_key=system, title=name,
                       filed="2018-01-01", granted="2019-01-01")  # fmt: skip
    found = figure("I11")
    assert found.value == 2
    assert parts(found) == {"product": 1, "mark": 1, "agi": 1, "unknown": 0, "names": 2}
    assert figure("I11", systems=["product", "mark", "agi"]).value == 3
    assert figure("I11", systems=["product", "mark"], unit="names").value == 1


def test_patents_granted_are_told_by_type_and_copyrights_by_work_and_software(mill):
    builders.right("2024100000011", mill, granted="2025-02-01")
    builders.right("2024200000012", mill, type="utility_model", granted="2025-02-01")
    builders.right("2025SR0000001", mill, type="copyright", granted=None, filed="2025-01-01", registered="2025-03-01")
    builders.right(
        "国作登字-2025-F-00000001", mill, type="copyright", granted=None, filed="2025-01-01", registered="2025-03-01"
    )
    assert parts(figure("I01")) == {"invention": 1, "utility_model": 1, "design": 0}
    assert parts(figure("I13")) == {"works": 1, "software": 1}


def test_certificates_to_the_old_standard_end_with_its_transition(mill):
    other = builders.enterprise("演示机械有限公司", "91410481MA00000171")
    for holder, standard in ((mill, "GB/T 29490-2013"), (other, "GB/T 29490-2023")):
        builders.title(holder, "ip_management", since="2024-06-01", through="2027-05-31", rule_version=standard)
    assert figure("I30", date(2025, 12, 31)).value == 2
    assert figure("I30", date(2026, 1, 1)).value == 1
    assert parts(figure("I30")) == {"standard_2013": 1, "standard_2023": 1, "unknown": 0}


def test_titles_are_told_by_kind_while_an_enterprise_counts_once(mill):
    builders.title(mill, "advantage", "national")
    builders.title(mill, "high_tech", "provincial")
    found = figure("I29")
    assert found.value == 1
    assert (parts(found)["advantage"], parts(found)["high_tech"], parts(found)["little_giant"]) == (1, 1, 0)


def test_a_user_of_an_indication_needs_a_code(mill):
    builders.title(mill, "indication_user", "provincial")
    builders.title("某合作社", "indication_user", "provincial")
    assert (figure("I12").value, parts(figure("I12"))) == (1, {"without_code": 1})


def test_agencies_tell_branches_and_attorneys_and_unknown_is_not_nought(mill):
    builders.agency("代理所", attorneys=4)
    builders.agency("分所", is_branch=True)
    assert figure("I31").value == 2
    assert parts(figure("I31")) == {"seats": 1, "branches": 1, "patent_agencies": 2, "attorneys": 4}
    found = figure("patent_attorneys")
    assert (found.value, found.completeness) == (4, "partial")


def test_an_enterprise_under_two_contracts_counts_once_until_they_end(mill):
    for number, through in (("托1", date(2025, 6, 30)), ("托2", date(2026, 6, 30))):
        record = builders._record(RecordKind.TRUSTEESHIP, WUGANG)
        builders.written(
            Trusteeship, record, WUGANG, enterprise=mill, enterprise_name="演示钢铁有限公司", agency_name="代理所",
            mode="full", contract_number=number, valid_from=date(2025, 1, 1), known_date=date(2025, 1, 1),
            valid_through=through,
        )  # fmt: skip
    assert (figure("I32", date(2025, 6, 30)).value, parts(figure("I32", date(2025, 6, 30)))["contracts"]) == (1, 2)
    assert (figure("I32").value, parts(figure("I32"))["contracts"]) == (1, 1)
    assert figure("I32", date(2026, 7, 1)).value == 0


@pytest.mark.parametrize(
    "code", ["I01", "I06", "I07", "I11", "I12", "I13", "I15", "I16", "I17", "I18", "I19", "I29", "I30", "I31", "I32"]
)
def test_a_series_says_what_the_figures_of_its_days_say(mill, outsider, code):
    builders.title(mill, "high_tech", since="2025-02-10", through="2025-08-31")
    builders.title(mill, "ip_management", since="2024-06-01", through="2027-05-31", rule_version="GB/T 29490-2013")
    builders.agency("代理所", attorneys=4, opened="2025-03-01")
    right = builders.right("2015100000011", mill, granted="2025-02-01")
    told(right, "pledge", "2025-03-06", "2025-04-02", contract="质押1", loan_fen=100_000_000)
    told(right, "licence_recorded", "2025-05-01", "2025-06-03", kind="sole")
    builders.right("PCT/CN2025/000001", mill, type="pct_application", filed="2025-06-17", granted=None)
    line = readers.series(
        division=WUGANG, indicator=code, course=Course(Period.parse("2025-01:2025-10"), date(2025, 10, 31))
    )
    assert len(line) == 10
    definition = readers.definition(code, on=DAY, division=WUGANG)
    asked = {"period": "month"} if "period" in definition.parameters else {}
    for point in line:
        alone = figure(code, point.as_of.effective, known=point.as_of.known, **asked)
        assert (point.value, point.completeness) == (alone.value, alone.completeness)
        if not definition.terms:
            assert dict(point.parts) == parts(alone)

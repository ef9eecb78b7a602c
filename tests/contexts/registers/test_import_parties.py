"""Whose a column is, and what a code says against a name."""

import pytest

from qiangxian.contexts.registers.intake.actions.matches import decide_match, undo_match
from qiangxian.contexts.registers.records.conditions import recorded
from qiangxian.contexts.registers.records.matching import match_enterprise
from qiangxian.contexts.registers.records.models import MatchDecision
from qiangxian.contexts.registers.rights.models import Holding
from qiangxian.contexts.registers.titles.models import Title

from .cast import CASTING, STEEL
from .imported import WUGANG, given, take_in

pytestmark = pytest.mark.django_db

WORKS = f"""
统一社会信用代码 | 企业名称 | 成立日期
{STEEL} | 舞钢市红旗轧辊有限公司 | 2006-04-12
{CASTING} | 舞钢市青松铸件厂 | 2011-09-01
"""


@pytest.fixture(autouse=True)
def works() -> None:
    take_in("enterprises", WORKS)


def standing() -> list[Holding]:
    return list(Holding.objects.filter(recorded()).order_by("id"))


def named(name: str) -> int:
    found = match_enterprise(WUGANG, name)
    assert found.record_id is not None
    return found.record_id


def test_the_applicants_code_and_address_say_nothing_of_a_present_holder_who_is_another() -> None:
    told = take_in(
        "rights",
        "申请号 | 标题 | 申请日 | 申请人 | 当前权利人 | 申请人统一社会信用代码 | 申请人地址\n"
        f"202321234567.6 | 一种料仓 | 2023-05-04 | 舞钢市红旗轧辊有限公司 | 舞钢市青松铸件厂 | {STEEL} | 舞钢市甲路1号\n"
        f"201710601862.3 | 一种轧机 | 2017-07-21 | 舞钢市红旗轧辊有限公司 | 舞钢市红旗轧辊有限公司 | {STEEL} | 舞钢市甲路1号\n",
    )
    assert told["refused"] == []
    sold, kept = standing()
    assert (sold.holder_id, sold.holder_uscc, sold.address, sold.area_code) == (named("舞钢市青松铸件厂"), "", "", "")
    assert (kept.holder_uscc, kept.address, kept.area_code) == (STEEL, "舞钢市甲路1号", WUGANG)
    read = {entry["column"]: entry["field"] for entry in told["headers"][0]["mapping"]}
    assert read["申请人统一社会信用代码"] == "权利人统一社会信用代码（“当前权利人”与“申请人”相同的行）"


def test_where_no_column_names_the_applicant_its_code_is_kept_aside() -> None:
    told = take_in(
        "rights",
        "申请号 | 标题 | 申请日 | 当前权利人 | 申请人统一社会信用代码\n"
        f"202321234567.6 | 一种料仓 | 2023-05-04 | 舞钢市青松铸件厂 | {STEEL}\n",
    )
    assert told["headers"][0]["unknown"] == ["申请人统一社会信用代码"]
    assert [one.holder_id for one in standing()] == [named("舞钢市青松铸件厂")]


@pytest.mark.parametrize("owner", ["专利权人", "申请（专利权）人", "申请人"])
def test_an_attribute_of_the_only_party_is_its_own_whatever_the_party_is_called(owner: str) -> None:
    take_in(
        "rights",
        f"申请号 | 标题 | 申请日 | {owner} | 统一社会信用代码 | {owner}地址\n"
        f"202321234567.6 | 一种料仓 | 2023-05-04 | 舞钢市青松铸件厂 | {CASTING} | 舞钢市乙路2号\n",
    )
    [only] = standing()
    assert (only.holder_uscc, only.address) == (CASTING, "舞钢市乙路2号")


def test_a_code_that_is_anothers_than_the_name_waits_for_a_person() -> None:
    told = take_in(
        "rights",
        "申请号 | 专利名称 | 申请日 | 专利权人 | 统一社会信用代码\n"
        f"202321234567.6 | 一种料仓 | 2023-05-04 | 舞钢市青松铸件厂 | {STEEL}\n",
    )
    [only] = standing()
    assert (only.holder_id, only.match_state) == (None, "doubtful")
    assert [note["reason"] for note in told["notes"]] == ["统一社会信用代码与这个名称的企业不符"]
    assert told["match_rate"] == 0.0


def test_a_code_nobody_has_beside_the_exact_name_of_one_with_another_code_is_doubtful_too() -> None:
    take_in(
        "titles",
        "企业名称 | 统一社会信用代码 | 称号 | 有效期起 | 级别\n"
        "舞钢市青松铸件厂 | 91410481712345672R | 高新技术企业 | 2024-10-28 | 国家级\n",
    )
    [title] = Title.objects.filter(recorded())
    assert (title.enterprise_id, title.match_state) == (None, "doubtful")


def test_a_code_with_a_name_nobody_bears_is_matched_and_told() -> None:
    told = take_in(
        "rights",
        "申请号 | 专利名称 | 申请日 | 专利权人 | 统一社会信用代码\n"
        f"202321234567.6 | 一种料仓 | 2023-05-04 | 舞钢市新松铸造有限公司 | {CASTING}\n",
    )
    [only] = standing()
    assert (only.holder_id, only.match_state) == (named("舞钢市青松铸件厂"), "matched")
    assert "名称与企业登记的不同" in told["notes"][0]["reason"]


def test_a_persons_word_about_the_name_decides_and_can_be_taken_back() -> None:
    take_in(
        "rights",
        "申请号 | 专利名称 | 申请日 | 专利权人 | 统一社会信用代码\n"
        f"202321234567.6 | 一种料仓 | 2023-05-04 | 舞钢市青松铸件厂 | {STEEL}\n",
    )
    mine = named("舞钢市青松铸件厂")
    decide_match(**given(), names=["舞钢市青松铸件厂"], verdict="matched", enterprise_id=mine)
    assert [one.holder_id for one in standing()] == [mine]
    undo_match(**given(), decision_id=MatchDecision.objects.get().pk, reason="看错了")
    again = match_enterprise(WUGANG, "舞钢市青松铸件厂", STEEL)
    assert (again.record_id, again.state) == (None, "doubtful")

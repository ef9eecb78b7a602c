"""A county is set up: its townships are corrected, its units renamed and made one, and printed names go on finding them."""

import pytest
from django.core.exceptions import ValidationError

from qiangxian.cli import edge, plan
from qiangxian.cli.running import SEED
from qiangxian.contexts.matters.merging import follow_all as matters_follow
from qiangxian.contexts.matters.models import Matter
from qiangxian.contexts.people import actions, readers
from qiangxian.contexts.people.models import Township, Unit
from qiangxian.contexts.people.passwords import CountyPasswordValidator
from qiangxian.contexts.people.townships import read_townships, township_changes
from qiangxian.contexts.programmes.models import Assignment
from qiangxian.contexts.programmes.tasks import follow_all as assignments_follow
from qiangxian.contexts.programmes.units import UnitFinder
from qiangxian.kernel import division
from qiangxian.kernel.errors import Conflict, NotAllowed, Refused
from tests.conftest import AT, NEIGHBOUR, WUGANG, make_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("corrected_townships")]


def unit(name: str, system, **more) -> Unit:
    return actions.create_unit(actor=system, at=AT, division_code=WUGANG, name=name, **more).result


def corrected(actor, lines: str):
    return actions.correct_townships(
        actor=actor, at=AT, division_code=NEIGHBOUR, townships=read_townships(lines), reason="豫民行批〔2025〕1号"
    )


def lines_of(code: str) -> list[str]:
    return [f"{row.code} {row.name}" for row in division.townships(code)]


def test_any_county_of_the_country_has_its_townships() -> None:
    assert "寄料镇" in {row.name for row in division.townships(NEIGHBOUR)}
    assert {row.name for row in division.townships("110101")} >= {"东华门街道", "景山街道"}
    assert division.find("410482101").name == "寄料镇"


def test_a_zone_that_only_the_statistics_know_is_told_apart() -> None:
    assert (division.township_kind("410482101"), division.township_kind("410482400")) == ("civil", "statistical")


def test_a_county_set_up_here_is_the_one_commands_mean(system) -> None:
    unit("市财政局", system)
    assert edge.county("") == WUGANG
    actions.set_up_county(actor=system, at=AT, division_code=NEIGHBOUR)
    actions.set_up_county(actor=system, at=AT, division_code=NEIGHBOUR)
    assert (edge.county(""), readers.own_counties()) == (NEIGHBOUR, [NEIGHBOUR])


def test_which_of_several_counties_a_command_means_is_not_guessed(system) -> None:
    for code in (NEIGHBOUR, "411081"):
        actions.set_up_county(actor=system, at=AT, division_code=code)
        actions.create_unit(actor=system, at=AT, division_code=code, name="市财政局")
    with pytest.raises(Refused, match="--division 指定：410482、411081"):
        edge.county("")
    assert edge.county("411081") == "411081"


def test_a_password_made_of_the_name_of_the_county_set_up_here_is_refused(system) -> None:
    CountyPasswordValidator().validate("汝州2026")
    actions.set_up_county(actor=system, at=AT, division_code=NEIGHBOUR)
    with pytest.raises(ValidationError, match="“汝州”"):
        CountyPasswordValidator().validate("汝州2026")


@pytest.mark.parametrize("code", ["410000", "410400", "410482101"])
def test_only_a_county_is_set_up(system, code) -> None:
    with pytest.raises(Refused, match="县级"):
        actions.set_up_county(actor=system, at=AT, division_code=code)


def test_a_renamed_a_new_and_a_gone_township_stand_before_the_list(neighbour_officer) -> None:
    given = [line for line in lines_of(NEIGHBOUR) if "王寨乡" not in line]
    given = [line.replace("寄料镇", "寄料街道") for line in given] + ["410482114 新设镇"]
    told = [(one.before, one.after, one.words) for one in township_changes(NEIGHBOUR, read_townships("\n".join(given)))]
    assert told == [("寄料镇", "寄料街道", "改名"), ("", "新设镇", "新增"), ("王寨乡", "", "撤销")]

    corrected(neighbour_officer, "\n".join(given))
    assert division.find("410482101").name == "寄料街道"
    assert division.validate("410482114").status == "valid"
    assert division.validate("410482202").status == "suspect"
    assert lines_of(NEIGHBOUR) == sorted(given)
    assert readers.county_set_up(NEIGHBOUR).townships_checked_at == AT


def test_what_is_set_back_to_the_list_is_no_correction_any_more(neighbour_officer) -> None:
    before = lines_of(NEIGHBOUR)
    corrected(neighbour_officer, "\n".join(before[1:]))
    assert Township.objects.count() == 1
    corrected(neighbour_officer, "\n".join(before))
    assert not Township.objects.exists()
    assert lines_of(NEIGHBOUR) == before


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("410481001 垭口街道", "不是本县"),
        ("410482001 煤山街道\n410482001 煤山街道", "重复"),
        ("410482001", "空白"),
        ("4104821 煤山街道", "不是本县"),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_what_to_do(neighbour_officer, lines, words) -> None:
    with pytest.raises(Refused, match=words) as refusal:
        corrected(neighbour_officer, lines)
    assert refusal.value.remedy


def test_a_table_pasted_with_its_head_and_tabs_is_read() -> None:
    assert read_townships("代码\t名称\n410482001\t煤山街道\n\n410482002,风穴路街道\n") == {
        "410482001": "煤山街道",
        "410482002": "风穴路街道",
    }


def test_nobody_corrects_another_county(office_clerk) -> None:
    with pytest.raises(NotAllowed):
        corrected(office_clerk, "410482001 煤山街道")


def test_a_renamed_unit_is_still_what_the_printed_name_means(system, office_clerk) -> None:
    bureau = unit("市科学技术局", system)
    actions.correct_unit(
        actor=office_clerk,
        at=AT,
        unit_id=bureau.pk,
        name="市科技创新委员会",
        kind="bureau",
        reason="机构改革",
    )
    assert UnitFinder(WUGANG).find("市科技创新委员会") == bureau.pk
    assert UnitFinder(WUGANG).find("市科学技术局") == bureau.pk


def test_two_units_cannot_have_one_name_and_the_refusal_says_how_to_make_them_one(system, office_clerk) -> None:
    unit("市教育局", system)
    other = unit("市体育局", system)
    with pytest.raises(Conflict, match="并入另一单位"):
        actions.correct_unit(actor=office_clerk, at=AT, unit_id=other.pk, name="市教育局", kind="bureau", reason="重名")


def test_a_merged_unit_hands_accounts_and_open_matters_to_its_successor(
    system, office_clerk, django_capture_on_commit_callbacks
) -> None:
    old, new = unit("市体育局", system), unit("市教育体育局", system)
    account = make_account("体育联络员", "liaison", unit="市体育局")
    matter = Matter.objects.create(
        flow="supervision",
        division_code=WUGANG,
        title="健身设施",
        state="running",
        opened_date=AT.date(),
        created_at=AT,
    )
    matter.take_part("lead", "unit", old.pk, old.name, AT.date(), state="asked")
    with django_capture_on_commit_callbacks(execute=True):
        actions.merge_unit(actor=office_clerk, at=AT, unit_id=old.pk, into_id=new.pk, reason="机构改革")
    account.refresh_from_db()
    assert account.unit_id == new.pk
    rows = [(row.code, row.state, row.to_date) for row in matter.participants.all()]
    assert rows == [(str(old.pk), "asked", AT.date()), (str(new.pk), "asked", None)]
    assert UnitFinder(WUGANG).find("市体育局") == new.pk
    assert [row.name for row in readers.standing_units(office_clerk)] == ["市教育体育局"]


def test_what_a_merger_missed_is_made_up_for_in_the_night(system, office_clerk) -> None:
    first, second, last = (unit(name, system) for name in ("市旅游局", "市文化局", "市文化广电和旅游局"))
    matter = Matter.objects.create(
        flow="supervision", division_code=WUGANG, title="文旅", state="running", opened_date=AT.date(), created_at=AT
    )
    matter.take_part("lead", "unit", first.pk, first.name, AT.date())
    for old, new in ((first, second), (second, last)):
        actions.merge_unit(actor=office_clerk, at=AT, unit_id=old.pk, into_id=new.pk, reason="机构改革")
    assignments_follow(today=AT.date(), at=AT)
    matters_follow(today=AT.date(), at=AT)
    assert [row.label for row in matter.participants.exclude(key="")] == ["市文化广电和旅游局"]


def test_a_merged_unit_is_not_changed_or_merged_again(system, office_clerk, neighbour_officer) -> None:
    old, new = unit("市体育局", system), unit("市教育体育局", system)
    merge = {"actor": office_clerk, "at": AT, "into_id": new.pk, "reason": "机构改革"}
    with pytest.raises(Refused, match="另一个单位"):
        actions.merge_unit(**{**merge, "unit_id": new.pk})
    actions.merge_unit(**merge, unit_id=old.pk)
    with pytest.raises(Conflict, match="已并入"):
        actions.merge_unit(**merge, unit_id=old.pk)
    with pytest.raises(NotAllowed):
        actions.merge_unit(**{**merge, "actor": neighbour_officer}, unit_id=new.pk)


def test_the_assignments_of_a_plan_follow_the_merger(system, office_clerk, django_capture_on_commit_callbacks) -> None:
    plan.import_file(SEED, accept=True)
    old, new = Unit.objects.get(name="市教体局"), unit("市教育局", system)
    assigned = Assignment.objects.filter(unit=old).count()
    assert assigned
    with django_capture_on_commit_callbacks(execute=True):
        actions.merge_unit(actor=office_clerk, at=AT, unit_id=old.pk, into_id=new.pk, reason="机构改革")
    assert Assignment.objects.filter(unit=new, printed_name="市教体局").count() == assigned
    assert not Assignment.objects.filter(unit=old).exists()

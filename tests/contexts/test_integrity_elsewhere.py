"""Integrity checks of accounts, files, plans, indicators and the rulebook: each tried on what is sound and on what is not."""

import shutil
from datetime import date

import pytest
from django.conf import settings

from qiangxian.contexts.documents import actions as documents
from qiangxian.contexts.indicators import integrity as indicator_checks
from qiangxian.contexts.people.models import RoleAssignment, Unit
from qiangxian.contexts.programmes import integrity as programme_checks
from qiangxian.contexts.programmes.models import Assignment, Programme, Target, Task
from qiangxian.contexts.quality.verification import verify
from qiangxian.contexts.registers.rights.models import Right
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import CHECKS, Finding
from qiangxian.kernel.rulebook import RULEBOOK, Rulebook
from tests.conftest import AT, WUGANG, make_account, seal_as_found
from tests.contexts.builders import enterprise, programme_with_targets, right

pytestmark = pytest.mark.django_db
TODAY = AsOf.on(date(2026, 6, 30))
TRIED_HERE = {
    "audit.chain",
    "audit.instants",
    "audit.rows",
    "audit.rules",
    "documents.stored_file",
    "indicators.definition_unresolved",
    "indicators.observation_chain",
    "people.account_without_role",
    "people.unit_without_account",
    "programmes.holiday_notice_missing",
    "programmes.programme_unreadable",
    "programmes.public_without_release",
    "programmes.provider_gone",
    "programmes.rulebook_faulty",
    "programmes.target_indicator_gone",
    "programmes.target_unit_differs",
    "programmes.task_without_lead",
    "programmes.unit_not_placed",
}


def found(code: str, as_of: AsOf = TODAY) -> list[Finding]:
    check = CHECKS[code]
    return list(check.find(WUGANG if check.scope == "county" else None, as_of))


def test_every_check_of_these_contexts_is_tried_here():
    contexts = ("audit.", "documents.", "indicators.", "people.", "programmes.")
    assert {code for code in CHECKS if code.startswith(contexts)} == TRIED_HERE


@pytest.mark.parametrize("code", sorted(TRIED_HERE))
def test_nothing_to_show_where_all_is_sound(code):
    make_account("联络员甲", "liaison", unit="市工信局")
    programme_with_targets()
    seal_as_found()
    assert found(code) == []


def test_a_row_of_another_hand_is_named():
    unit = Unit.objects.create(division_code=WUGANG, name="市农业农村局")
    assert f"people_unit {unit.pk}" in {finding.label for finding in found("audit.rows")}


def test_a_bureau_without_a_working_account_is_named():
    make_account("联络员甲", "liaison", unit="市工信局")
    Unit.objects.create(division_code=WUGANG, name="市农业农村局")
    Unit.objects.create(division_code=WUGANG, name="各有关部门", kind="collective")
    assert [f.label for f in found("people.unit_without_account")] == ["市农业农村局"]


def test_a_programme_made_public_past_its_steps_is_named():
    programme = programme_with_targets()
    Programme.objects.update(is_public=True)
    assert [f.key for f in found("programmes.public_without_release")] == [str(programme.matter_id)]


def test_an_account_whose_roles_have_all_ended_is_named():
    make_account("离岗的人", "liaison")
    make_account("在岗的人", "office")
    RoleAssignment.objects.filter(account__name="离岗的人").update(valid_to="2026-06-30")
    assert [f.key for f in found("people.account_without_role")] == ["离岗的人"]


def test_a_role_that_begins_later_is_no_ended_role():
    make_account("将到岗的人", "liaison")
    RoleAssignment.objects.update(valid_from="2026-08-01")
    assert found("people.account_without_role") == []


def task(programme, key: str = "T1") -> Task:
    return Task.objects.create(
        programme=programme, key=key, clause_key="1", title="建立联席会议", position=1, proposal_id=0, added_at=AT
    )


def test_a_task_nobody_leads_or_answers_for_is_named():
    programme = programme_with_targets()
    lonely, led = task(programme), task(programme, "T2")
    unit = Unit.objects.create(division_code=WUGANG, name="市市场监管局")
    for one, role in ((lonely, "cooperating"), (led, "lead")):
        Assignment.objects.create(task=one, role=role, printed_name=unit.name, raw=unit.name, unit=unit, position=1)
    assert [f.key for f in found("programmes.task_without_lead")] == [f"{programme.pk}/T1"]


def test_a_printed_unit_that_was_never_placed_is_named_once():
    one = task(programme_with_targets())
    for position in (1, 2):
        Assignment.objects.create(task=one, role="lead", printed_name="市工业局", raw="市工业局", position=position)
    Assignment.objects.create(
        task=one, role="responsible", printed_name="各有关部门", raw="各有关部门", collective=True, position=3
    )
    assert [f.key for f in found("programmes.unit_not_placed")] == ["市工业局"]


def test_a_target_whose_indicator_is_gone_is_named():
    programme_with_targets()
    Target.objects.filter(key="G2").update(indicator="gone_for_good")
    assert ["gone_for_good" in f.words for f in found("programmes.target_indicator_gone")] == [True]


def test_a_target_counted_in_another_thing_is_named():
    programme_with_targets()
    Target.objects.filter(key="G1").update(unit_of_measure="亩")
    assert [f.label.partition(" ")[0] for f in found("programmes.target_unit_differs")] == ["G1"]


def test_a_reading_the_indicator_does_not_take_is_named():
    programme_with_targets()
    Target.objects.filter(key="G1").update(parameters={"min_patents": "两件"})
    assert [f.label for f in found("programmes.programme_unreadable")] == ["G1 授权专利2件以上的企业"]


def test_a_year_without_holiday_notice_is_named():
    assert [f.key for f in found("programmes.holiday_notice_missing", AsOf.on(date(2031, 12, 5)))] == ["2031", "2032"]


@pytest.fixture
def book(tmp_path) -> Rulebook:
    """A rulebook of its own, to be spoiled."""
    shutil.copytree(RULEBOOK.root, tmp_path / "rulebook")
    return Rulebook(tmp_path / "rulebook")


def test_an_undated_parameter_is_a_fault_of_its_file(book):
    (book.root / "national/registers/spoilt.yaml").write_text("limit:\n  - {from: 2020-01-01, value: 3}\n")
    assert [f.label for f in programme_checks.faulty_files(book)] == ["national/registers/spoilt.yaml"]


def test_a_source_of_evidence_nobody_offers_is_named(book):
    file = book.root / "national/programmes/targets.yaml"
    file.write_text(file.read_text().replace("registers.alliance", "registers.nowhere", 1))
    assert [f.key for f in programme_checks.missing_providers(book)] == ["registers.nowhere"]


def test_a_definition_that_names_what_there_is_not_is_named(book):
    folder = book.root / "national/indicators"
    file = folder / "valid_inventions.yaml"
    file.write_text(file.read_text().replace("measure: registers.", "measure: nowhere.", 1))
    head = "label: 甲\nunit: 件\nkind: stock\ndirection: up\ndefinition:\n  - from: 2020-01-01\n    source: 甲\n"
    value = "    value: {version: '1', formula: 甲, ratio: {numerator: I02, denominator: nobody, per: 1}}\n"
    (folder / "spoilt_ratio.yaml").write_text(head + "    checked: 2026-01-01\n" + value)
    words = [f.words for f in indicator_checks.unresolved(book)]
    assert len(words) == 2
    assert "nowhere." in words[1] and "nobody" in words[0]


def test_a_lost_file_is_named_and_an_altered_one_too(office_clerk):
    kept = [
        documents.keep_file(actor=office_clerk, at=AT, division_code=WUGANG, name=name, content=name.encode()).result
        for name in ("甲.txt", "乙.txt")
    ]
    assert found("documents.stored_file") == []
    _place(kept[0].sha256).unlink()
    _place(kept[1].sha256).chmod(0o600)
    _place(kept[1].sha256).write_bytes(b"changed")
    assert len(found("documents.stored_file")) == 2


def _place(sha256: str):
    return settings.FILES / sha256[:2] / sha256[2:4] / sha256


def test_verify_fails_on_what_contradicts_itself_and_counts_what_to_look_at():
    Unit.objects.create(division_code=WUGANG, name="市市场监管局")
    seal_as_found()
    assert verify(on=TODAY.effective).ok
    mill = enterprise("无码厂")
    made = right("201510000001.1", mill)
    seal_as_found()
    warned = verify(on=TODAY.effective)
    assert warned.ok and warned.checked["warnings"] > 0
    assert warned.checked["rules"] > len(CHECKS)
    Right.objects.filter(record=made).update(grant_date="2014-01-01")
    seal_as_found()
    failed = verify(on=TODAY.effective)
    assert [failure.what for failure in failed.failures] == ["授权（注册）日早于申请日"]
    assert "201510000001.1" in failed.failures[0].where

"""The plan of Wugang, as it ships with the product, is read exactly."""

from __future__ import annotations

from importlib.resources import files

import pytest

from qiangxian.engines.plandoc import PlanProposal, read_plan
from tests.unit.plandoc.documents import assert_places_hold


@pytest.fixture(scope="module")
def seed() -> PlanProposal:
    return read_plan(files("qiangxian").joinpath("rulebook/wugang/plan.txt").read_bytes(), filename="plan.txt")


def test_it_is_a_plan_with_its_number_index_issuer_and_titles(seed):
    assert (seed.kind, seed.reason) == ("plan", None)
    assert seed.document_number == "舞政办〔2023〕26号"
    assert seed.index_number == "00wgs-00000-2023-00026"
    assert seed.issuer == "舞钢市人民政府办公室"
    assert seed.title == "舞钢市创建国家知识产权强县建设示范县(2023-2026)实施方案"
    assert (
        seed.notice_title == "舞钢市人民政府办公室关于印发舞钢市创建国家知识产权强县建设示范县(2023-2026)实施方案的通知"
    )


def test_the_three_dates_are_kept_apart_and_their_disagreement_is_reported(seed):
    assert (seed.dates.written, seed.dates.signed, seed.dates.published) == ("2023-10-30", "2023-08-15", "2023-10-30")
    warning = next(warning for warning in seed.warnings if warning.code == "dates_disagree")
    assert seed.source_text[warning.start : warning.end] == "2023年8月15日"


def test_every_printed_place_of_the_number_is_found_and_the_cited_number_is_none_of_them(seed):
    places = seed.places["document_number"]
    assert len(places) == 3
    assert {seed.source_text[place.start : place.end] for place in places} == {"舞政办〔2023〕26号"}


def test_eight_tasks_each_led_by_the_market_bureau(seed):
    assert [task.clause for task in seed.tasks] == [
        "2.1.1",
        "2.1.2",
        "2.1.3",
        "2.2.1",
        "2.2.2",
        "2.3",
        "2.3.1",
        "2.3.2",
    ]
    assert [task.title for task in seed.tasks][5:] == ["建立健全知识产权创造体系", "工业方面", "农业方面"]
    roles = [[assignment.role for assignment in task.assignments] for task in seed.tasks]
    assert [entry.count("responsible") for entry in roles] == [6, 4, 6, 4, 6, 4, 4, 5]
    leads = {assignment.unit for task in seed.tasks for assignment in task.assignments if assignment.role == "lead"}
    assert leads == {"市市场监管局"}
    assert [task.assignments[0].group for task in seed.tasks] == list(range(1, 9))


def test_thirteen_units_are_named(seed):
    names = {assignment.unit for task in seed.tasks for assignment in task.assignments}
    assert names == {
        *("市市场监管局", "市工信局", "市财政局", "市人社局", "市农业农村局", "市商务局", "市文化广电和旅游局"),
        *("市教体局", "市法院", "市检察院", "市公安局", "市司法局", "市林业局"),
    }


def test_four_phases_with_repaired_dates(seed):
    assert [(phase.name, phase.start_date, phase.end_date) for phase in seed.phases] == [
        ("工作启动阶段", "2023-08", "2023-10"),
        ("组织实施阶段", "2023-11", "2025-12"),
        ("总结验收阶段", "2026-01", "2026-07"),
        ("巩固提高阶段", "2026-07", None),
    ]


def test_every_misprint_is_reported_with_its_reading(seed):
    repairs = [(repair.code, repair.raw, repair.reading) for repair in seed.repairs]
    assert repairs == [
        ("stray_character_removed", "市商务局市", "市商务局"),
        ("bracket_inserted", "三)", "(三)"),
        ("label_mark_replaced", "牵头单位;", "牵头单位:"),
        ("year_mark_inserted", "20238月", "2023年8月"),
        ("numeral_read_as_dash", "一", "—"),
        ("year_mark_inserted", "202310月", "2023年10月"),
        ("year_mark_inserted", "202311月", "2023年11月"),
        ("numeral_read_as_dash", "一", "—"),
        ("year_mark_inserted", "202512月", "2025年12月"),
        ("year_mark_inserted", "20261月", "2026年1月"),
        ("small_hyphen_read_as_dash", "﹣", "-"),
        ("year_mark_inserted", "20267月", "2026年7月"),
        ("year_mark_inserted", "20267月", "2026年7月"),
    ]


def test_three_safeguards_and_six_fund_categories(seed):
    assert [item.heading for item in seed.safeguards] == ["加强组织领导", "加大经费投入", "加强督查考核"]
    assert [category.name for category in seed.fund_categories] == [
        *("发明创造激励", "知识产权运用转化", "优势企业培育", "重点产业保护", "专业人才培养", "公共信息服务")
    ]


def test_the_numeric_targets_stand_in_text_order(seed):
    numeric = [target for target in seed.targets if target.id.startswith("G")]
    assert [(target.id, target.task, target.comparator, target.value, target.unit) for target in numeric] == [
        ("G1", "T1", ">=", 10, "家"),
        ("G2", "T1", ">=", 3, "家"),
        ("G3", "T6", ">=", 3, "家"),
        ("G4", "T6", ">=", 1, "个"),
    ]
    assert dict(numeric[0].parameters)["min_patents"] == 2


def test_places_lead_back_into_the_source(seed):
    assert_places_hold(seed)
    for category in seed.fund_categories:
        assert seed.source_text[category.start : category.end] == category.name


def test_the_json_has_the_agreed_shape(seed):
    document = seed.as_json()
    assert list(document)[:9] == [
        "kind",
        "reason",
        "source_text",
        "title",
        "notice_title",
        "document_number",
        "index_number",
        "issuer",
        "dates",
    ]
    assert set(document["clauses"][0]) == {"id", "parent", "level", "marker", "heading", "start", "end"}
    expected = {"id", "clause", "title", "start", "end", "deadline", "open_ended", "assignments"}
    assert expected <= set(document["tasks"][0])
    expected = {"role", "unit", "raw", "collective", "group", "inherited_from", "start", "end"}
    assert set(document["tasks"][0]["assignments"][0]) == expected
    assert set(document["places"]["dates.signed"][0]) == {"start", "end"}
    assert set(document["phases"][0]) == {"name", "start_date", "end_date", "start", "end"}

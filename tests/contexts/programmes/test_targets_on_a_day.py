"""The seed's targets on days: value, plan, light, words; what the office may set; what proves existence."""

from datetime import date

import pytest

from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.programmes import readers
from qiangxian.contexts.programmes.actions import proofs, settings
from qiangxian.contexts.programmes.models import Phase, Target, TargetSetting
from qiangxian.contexts.registers.enterprises.models import Enterprise
from qiangxian.engines.metrics.series import Course
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, NotAllowed, NotFound, Refused
from qiangxian.kernel.period import Period
from tests.conftest import NEIGHBOUR, somebody
from tests.contexts.builders import (
    agency,
    alliance,
    facility,
    programme_with_targets,
    publish,
    reported_through,
    title,
)
from tests.contexts.programmes.conftest import AT, as_of, shown

pytestmark = pytest.mark.django_db


def test_half_way_six_enterprises_are_what_is_planned_in_whole_units(county, deputy_mayor):
    g1 = shown(county, deputy_mayor, "2024-11-30")["G1"].document()
    digest, planned = g1.pop("digest"), g1.pop("planned")
    assert len(digest) == 64
    assert round(planned, 3) == 6.996, "unrounded for machines"
    assert g1 == {
        "code": "G1",
        "label": "授权专利2件以上的企业",
        "indicator": "enterprises_with_granted_patents",
        "parameters": {
            "min_patents": 2,
            "state": "ever_granted",
            "types": ("invention", "utility_model", "design"),
            "holder": "every",
            "entities": ("company", "cooperative", "sole_trader"),
        },
        "comparator": ">=",
        "required": 10,
        "unit": "家",
        "value": 6,
        "planned_shown": 6,
        "baseline": 4,
        "due": date(2025, 12, 31),
        "at_due": None,
        "met": False,
        "light": "green",
        "words": "目前 6 家，当日序时目标 6 家，达到序时进度",
        "completeness": "complete",
        "records": 6,
    }


@pytest.mark.parametrize(
    ("on", "value", "met", "light", "words"),
    [
        ("2023-10-31", 4, False, "none", "实施阶段自2023年11月1日起"),
        ("2023-11-01", 4, False, "green", "达到序时进度"),
        ("2025-11-30", 6, False, "red", "差"),
        ("2025-12-31", 10, True, "green", "已达到目标（不少于 10 家）"),
        ("2026-06-30", 10, True, "green", "已达到目标"),
    ],
)
def test_the_day_decides_value_light_and_words(county, deputy_mayor, on, value, met, light, words):
    g1 = shown(county, deputy_mayor, on)["G1"]
    assert (g1.value, g1.met, g1.light) == (value, met, light)
    assert words in g1.words


def test_a_certificate_that_expired_a_month_before_the_end_leaves_the_target_open(county, deputy_mayor):
    g2 = shown(county, deputy_mayor, "2025-12-31")["G2"]
    assert (g2.value, g2.met) == (2, False)
    late = shown(county, deputy_mayor, "2026-01-01")["G2"]
    assert late.light == "red"
    assert late.words == "目前 2 家，2025年12月31日到期未达到目标（不少于 3 家），差 1 家"


def test_what_was_missed_on_its_day_and_reached_later_says_both(county, deputy_mayor):
    title("舞钢3厂", since="2026-02-10")
    title("舞钢4厂", "pilot", since="2026-02-10")
    g2 = shown(county, deputy_mayor, "2026-03-31")["G2"]
    assert (g2.value, g2.met, g2.light, g2.light_words) == (4, True, "green", "逾期后完成")
    assert g2.words == "2025年12月31日到期时 2 家，未达到目标（不少于 3 家）；目前 4 家，已达到"
    assert g2.document()["at_due"] == {"day": date(2025, 12, 31), "value": 2, "met": False}


def test_what_was_reached_on_its_day_and_lost_since_says_both(county, deputy_mayor):
    agency("夏天停业的代理所", closed="2026-06-30")
    g3 = shown(county, deputy_mayor, "2025-12-31")["G3"]
    assert (g3.value, g3.met) == (3, True)
    lost = shown(county, deputy_mayor, "2026-07-01")["G3"]
    assert (lost.value, lost.met, lost.light, lost.light_words) == (2, False, "red", "到期完成后回落")
    assert lost.words == "2025年12月31日到期时 3 家，已达到目标（不少于 3 家）；目前 2 家，差 1 家"


def test_an_ended_programme_keeps_its_end_state(county, deputy_mayor):
    title("舞钢3厂", through="2026-07-20")
    agency("秋天停业的代理所", closed="2026-09-01")
    Phase.objects.filter(programme=county, key="P4").update(end="2026-07")
    after = shown(county, deputy_mayor, "2026-10-01")
    assert (after["G3"].value, after["G3"].met, after["G3"].light) == (2, True, "green")
    assert after["G3"].words == "方案于2026年7月31日结束，结束时 3 家，已达到目标（不少于 3 家）；目前 2 家"
    assert (after["G2"].value, after["G2"].met, after["G2"].light) == (2, False, "red")


def test_a_proof_that_came_late_or_went_is_told(county, e2, office_clerk):
    alliance("舞钢新材料联盟", "新材料", closed="2026-03-01")
    who = {"actor": office_clerk, "at": AT}
    linked = {"record_kind": "alliance", "record_key": "舞钢新材料联盟", "since": AsOf.on(date(2024, 5, 1))}
    proofs.link_record(**who, target_id=e2.pk, **linked)
    e1, file = Target.objects.get(key="E1"), {"file": ("会议纪要.txt", "联席会议纪要".encode())}
    proofs.attach_file(**who, target_id=e1.pk, **file, since=AsOf.on(date(2026, 2, 1), date(2026, 2, 1)))
    after = shown(county, office_clerk, "2026-03-31")
    assert (after["E1"].met, "2025年12月31日到期时尚无佐证" in after["E1"].words) == (True, True)
    assert after["E2"].words.startswith("2025年12月31日到期时已有佐证，目前已失效")


def test_a_target_can_fall_back(county, deputy_mayor):
    assert shown(county, deputy_mayor, "2025-06-29")["G3"].met is True
    assert shown(county, deputy_mayor, "2025-06-30")["G3"].met is False


def test_zero_is_a_value_and_nothing_declared_is_none(county, deputy_mayor, db):
    assert shown(county, deputy_mayor, "2025-12-31")["G4"].value == 0
    other = programme_with_targets(division=NEIGHBOUR)
    theirs = somebody("邻县副市长", "leader", division=NEIGHBOUR)
    figures = readers.targets_on(other, as_of("2025-12-31"), theirs)
    for figure in figures[:4]:
        assert (figure.value, figure.baseline, figure.met, figure.light) == (None, None, None, "none")
        assert figure.completeness == "missing"
        assert "未报送" in figure.words


def test_past_the_declared_day_the_figure_is_partial_and_says_so(deputy_mayor):
    reported_through("2024-06-30")
    facility("特钢专利数据库", opened="2024-01-01")
    g4 = shown(programme_with_targets(), deputy_mayor, "2024-11-30")["G4"]
    assert (g4.value, g4.completeness, g4.met) == (1, "partial", True)
    assert "可能不全" in g4.words


def test_the_plan_names_no_phase_to_carry_the_targets(county, deputy_mayor):
    bare = programme_with_targets(phases=[("总结阶段", "2026-01", "")])
    g1 = shown(bare, deputy_mayor, "2025-12-31")["G1"]
    assert (g1.value, g1.due, g1.planned, g1.light) == (10, None, None, "none")
    assert g1.met is True


def test_a_plan_s_own_day_goes_before_the_end_of_the_phase(county, deputy_mayor):
    Target.objects.filter(programme=county, key="G1").update(due="2024-06")
    g1 = shown(county, deputy_mayor, "2024-07-01")["G1"]
    assert (g1.due, g1.light) == (date(2024, 6, 30), "red")


def test_a_target_without_an_indicator_says_what_to_do_and_can_be_given_one(county, deputy_mayor, office_clerk):
    rows = [
        {"key": "G1", "label": "建设产业园", "required": 2, "unit_of_measure": "个", "parameters": {"level": "省级"}}
    ]
    programme = programme_with_targets(rows)
    before = shown(programme, deputy_mayor, "2025-12-31")["G1"]
    assert (before.value, before.completeness, before.records) == (None, "missing", 0)
    assert "请在目标页选择" in before.words
    target = Target.objects.get(programme=programme)
    settings.choose_indicator(
        actor=office_clerk, at=AT, target_id=target.pk, indicator="research_facilities", reason="园区按研发平台计"
    )
    facility("特钢研发中心", kind="rd_platform")
    after = shown(programme, deputy_mayor, "2025-12-31")["G1"]
    assert (after.value, after.document()["indicator"]) == (1, "research_facilities")
    assert "方案另有限定 level" in after.words


# -- choices of the office -----------------------------------------------------------------------------------------------


def test_the_office_sets_baseline_due_day_and_reading_with_a_reason(county, g1, office_clerk):
    settings.set_baseline(actor=office_clerk, at=AT, target_id=g1.pk, value="2", reason="2023年10月调查数")
    settings.set_due(actor=office_clerk, at=AT, target_id=g1.pk, due=date(2026, 3, 31), reason="延期")
    settings.choose_reading(
        actor=office_clerk, at=AT, target_id=g1.pk, name="state", value="in_force", reason="按有效专利考核"
    )
    figure = shown(county, office_clerk, "2024-11-30")["G1"]
    assert (figure.baseline, figure.baseline_set, figure.due) == (2, True, date(2026, 3, 31))
    assert figure.figure.parameters["state"] == "in_force"
    assert float(figure.planned) == pytest.approx(2 + 8 * 395 / 881), "the line runs to the day the office set"
    assert [line.reason for line in AuditLine.objects.order_by("seq")] == ["2023年10月调查数", "延期", "按有效专利考核"]


def test_each_reading_says_whose_choice_it_is(county, g1, office_clerk):
    def sources():
        found = readers.explain_target(county, "G1", as_of("2024-11-30"), office_clerk)
        return {one.name: one.source for one in found.explanation.parameters}

    assert sources()["state"] == "方案写“授权专利”，未要求当日有效"
    assert sources()["min_patents"] == f"方案原文：{g1.text}"
    who = {"actor": office_clerk, "at": AT, "target_id": g1.pk, "name": "state"}
    settings.choose_reading(value="in_force", reason="按有效专利考核", **who)
    assert sources()["state"].endswith("设定：按有效专利考核")
    settings.choose_reading(value=None, reason="改回", **who)
    assert sources()["state"] == "方案写“授权专利”，未要求当日有效"


def test_a_choice_taken_back_gives_way_to_the_plan_and_stays_on_record(county, g1, office_clerk):
    for value, reason in ((2, "调查数"), (None, "改回实测")):
        settings.set_baseline(actor=office_clerk, at=AT, target_id=g1.pk, value=value, reason=reason)
    assert shown(county, office_clerk, "2024-11-30")["G1"].baseline == 4
    assert [one.value for one in TargetSetting.objects.all()] == [2, None]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda **who: settings.set_baseline(value=2, reason=" ", **who), Refused, "理由"),
        (lambda **who: settings.set_baseline(value="二", reason="x", **who), Refused, "数字"),
        (lambda **who: settings.choose_reading(name="state", value="maybe", reason="x", **who), Refused, "当日有效"),
        (lambda **who: settings.choose_reading(name="colour", value=None, reason="x", **who), Refused, "没有参数"),
        (lambda **who: settings.choose_indicator(indicator="I99", reason="x", **who), NotFound, "I99"),
        (lambda **who: settings.set_due(due=None, reason="x", **who), Conflict, "相同"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_in_words(g1, office_clerk, change, error, words):
    with pytest.raises(error, match=words):
        change(actor=office_clerk, at=AT, target_id=g1.pk)
    assert not TargetSetting.objects.exists()


def test_only_the_office_of_the_county_may_choose(g1, e2, liaison, neighbour_officer):
    for stranger in (liaison, neighbour_officer):
        with pytest.raises(NotAllowed):
            settings.set_baseline(actor=stranger, at=AT, target_id=g1.pk, value=1, reason="x")
        with pytest.raises(NotAllowed):
            proofs.attach_file(
                actor=stranger, at=AT, target_id=e2.pk, name="a.txt", content=b"x", since=AsOf.on(date(2024, 1, 1))
            )
    assert not TargetSetting.objects.exists()


# -- explaining ----------------------------------------------------------------------------------------------------------


def test_the_explanation_lists_the_very_records_and_gives_the_same_seal(county, office_clerk):
    found = readers.explain_target(county, "G1", as_of("2024-11-30"), office_clerk)
    assert len(found.explanation.rows) == found.figure.value == 6
    assert found.explanation.figure.digest == found.figure.digest
    assert found.explanation.rows[0].because == ("ZL2015000000001", "ZL2015000000002")
    assert "不少于 2 件" in found.explanation.figure.sentence


def test_how_a_target_stands_is_for_the_county_s_own_staff(county, neighbour_officer, auditor):
    firm = Enterprise.objects.get(name="舞钢2厂").record_id
    agent = somebody("企业账号", "enterprise", division=county.division_code, id=16, firm=firm)
    assert readers.targets_on(county, as_of("2025-12-31"), auditor)
    published = publish(county, date(2025, 12, 31))
    for stranger in (neighbour_officer, agent, Actor.visitor()):
        with pytest.raises(NotAllowed, match="公开页"):
            readers.explain_target(published, "G1", as_of("2025-12-31"), stranger)


def test_the_month_curve_carries_value_and_plan(county, office_clerk):
    points = readers.target_series(
        county, "G1", Course(Period.parse("2023-10:2025-12"), date(2025, 12, 31)), office_clerk
    )
    by_month = {point.month: (point.value, planned) for point, planned in points}
    assert len(points) == 27
    assert by_month["2023-10"] == (4, None)
    assert by_month["2024-11"] == (6, 6), "whole units, rounded down"
    assert by_month["2025-12"] == (10, 10)


def test_the_number_of_queries_does_not_grow_with_the_registers(county, office_clerk, django_assert_max_num_queries):
    shown(county, office_clerk, "2024-11-30")
    with django_assert_max_num_queries(14):
        shown(county, office_clerk, "2024-11-30")


def test_the_line_runs_to_the_target_s_own_day_and_starts_where_the_office_says(county, deputy_mayor, office_clerk):
    Target.objects.filter(programme=county, key="G1").update(due="2027-12-31")
    planned = [shown(county, deputy_mayor, day)["G1"].planned for day in ("2025-12-31", "2027-12-31")]
    assert planned[0] < planned[1] == 10
    target = Target.objects.get(programme=county, key="G1")
    settings.set_start(actor=office_clerk, at=AT, target_id=target.pk, start=date(2025, 1, 1), reason="批复之日起算")
    moved = shown(county, deputy_mayor, "2025-12-31")["G1"]
    assert (moved.baseline_day, moved.baseline) == (date(2024, 12, 31), 6)
    assert moved.planned < planned[1]


def test_phases_called_otherwise_carry_the_line_too(county, deputy_mayor):
    other = programme_with_targets(phases=[("动员部署", "2023-08", "2023-10"), ("集中攻坚", "2023-11", "2025-12")])
    g1 = shown(other, deputy_mayor, "2024-11-30")["G1"]
    assert (g1.due, g1.baseline_day) == (date(2025, 12, 31), date(2023, 7, 31))
    assert g1.planned is not None


def test_a_plan_without_phases_runs_from_the_day_it_was_published(county, deputy_mayor):
    bare = programme_with_targets(phases=[])
    bare.published_date = "2023-10-30"
    bare.save()
    Target.objects.filter(programme=bare, key="G1").update(due="2025-12-31")
    g1 = shown(bare, deputy_mayor, "2024-11-30")["G1"]
    assert (g1.baseline_day, g1.light != "none") == (date(2023, 10, 29), True)

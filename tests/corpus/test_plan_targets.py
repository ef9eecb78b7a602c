"""The targets of the published plans, read by eye and written down here; figures with 万 and 亿 applied."""

from functools import cache
from pathlib import Path

import pytest

from qiangxian.engines.plandoc import PlanProposal, read_plan

PLANS = Path(__file__).resolve().parents[2].parent / "shared" / "plans"
SEED = Path(__file__).resolve().parents[2] / "src" / "qiangxian" / "rulebook" / "wugang" / "plan.txt"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not PLANS.is_dir(), reason="the published plans (../shared/plans) are not on this machine"),
]

# number of the file → comparator, value, unit, due in text order.
NUMERIC = {
    "01": [],
    "02": [],
    "03": [
        (">", 1_000_000_000, "千瓦", "2020"),
        (">=", 120_000_000, "千瓦", "2020"),
        (">=", 70, "%", "2020"),
        ("~", 1_100_000_000, "千瓦", "2025"),
        (">=", 130_000_000, "千瓦", "2025"),
        (">=", 75, "%", "2025"),
        (">=", 55, "%", "2025"),
        (">=", 45, "%", "2025"),
        (">=", 45, "%", "2025"),
        (">=", 60, "%", "2025"),
        (">=", 65, "%", "2025"),
        (">=", 55, "%", "2025"),
        (">=", 50, "%", "2025"),
        (">=", 65, "%", "2025"),
        (">=", 30, "%", "2025"),
        ("~", 50, "%", "2025"),
    ],
    "04": [],
    "05": [],
    "06": [(">=", 2_000_000_000_000, "元", "2025"), (">=", 100, "项", "2025"), (">=", 100, "个", "2025")],
    "07": [],
    "08": [],
    "09": [(">=", 95, "%", "2020"), (">=", 75, "%", "2020"), (">=", 85, "%", "2020"), (">=", 80, "%", "2020")],
    "15": [
        (">=", 30, "%", None),
        (">=", 100, "%", "2021"),  # 全覆盖
        (">=", 100, "项", "2021"),
        (">=", 150, "项", "2021"),
        (">=", 60, "种", "2020"),
        (">=", 100, "%", "2021"),  # 全覆盖
        (">=", 58, "项", "2020"),
        (">=", 74, "项", "2021"),
        ("<=", 5, "个工作日", "2020"),
        ("growth", 50, "%", "2020"),  # 压缩一半
        ("<=", 1, "个月", "2020"),
        ("<=", 0.5, "个月", "2020"),
        ("<=", 8, "个工作日", None),
    ],
}


@cache
def proposal(path: Path) -> PlanProposal:
    return read_plan(path.read_bytes(), filename=path.name)


def plan(number: str) -> Path:
    return next(file for file in sorted(PLANS.glob(f"{number}_*")) if file.suffix == ".txt")


@pytest.mark.parametrize("number", NUMERIC)
def test_the_numeric_targets_of_each_plan_are_those_read_by_eye(number):
    found = [target for target in proposal(plan(number)).targets if target.kind != "existence"]
    assert [(target.comparator, target.value, target.unit, target.due) for target in found] == NUMERIC[number]


def test_members_of_an_enumeration_have_their_own_names():
    subjects = [target.subject for target in proposal(plan("03")).targets if target.kind != "existence"]
    assert subjects[7:14] == [
        "马铃薯种植机械化率",
        "马铃薯收获机械化率",
        "棉花收获机械化率",
        "花生种植机械化率",
        "花生收获机械化率",
        "油菜种植机械化率",
        "油菜收获机械化率",
    ]


def test_the_seed_has_four_figures_and_twelve_institutions():
    targets = proposal(SEED).targets
    figures = [target for target in targets if target.kind != "existence"]
    assert [(t.id, t.task, t.subject, t.comparator, t.value, t.unit, t.hedge, t.indicator) for t in figures] == [
        ("G1", "T1", "授权专利2件以上的企业数量", ">=", 10, "家", "力争", "enterprises_with_granted_patents"),
        ("G2", "T1", "知识产权试点(优势)企业", ">=", 3, "家", None, "pilot_or_advantage_enterprises"),
        ("G3", "T6", "知识产权服务机构", ">=", 3, "家", None, "service_agencies"),
        ("G4", "T6", "专利信息数据库", ">=", 1, "个", None, "patent_information_databases"),
    ]
    assert figures[0].parameters == {"min_patents": 2}
    institutions = [target for target in targets if target.kind == "existence"]
    words = ["联席会议制度", "企业培育库", "专家咨询服务队伍", "综合服务平台", *["知识产权保护联盟"] * 5]
    words += ["领导小组", "专项资金", "年度考核"]
    assert [target.id for target in institutions] == [f"E{number}" for number in range(1, 13)]
    assert all(word in target.subject for word, target in zip(words, institutions, strict=True))
    assert [target.task is None for target in institutions] == [False] * 9 + [True] * 3


@pytest.mark.parametrize("path", [SEED, *sorted(PLANS.glob("*"))], ids=lambda path: path.name)
def test_every_target_is_found_again_at_its_offsets(path):
    read = proposal(path)
    for target in read.targets:
        assert read.source_text[target.start : target.end] == target.text
        assert target.text

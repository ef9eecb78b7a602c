"""Notations composed of parts that plans mix freely: whatever the mixture, units, roles and figures come out."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.plandoc.documents import assert_places_hold, read, units

FRAME = "丙县商标品牌建设行动方案（2025—2027年）\n\n为推进工作，制定本方案。\n一、重点任务\n（一）首项。完善体系。{}\n（二）次项。完善制度。（牵头单位：县保底局）\n"
NAMES = st.lists(
    st.sampled_from(
        [
            "县粮储局",
            "县委政法委",
            "县人民法院",
            "县融媒体中心",
            "县政协办",
            "团县委",
            "县工商联",
            "县发展和改革委员会",
            "县文化广电和旅游局",
            "丁街道办事处",
            "人民银行丙县支行",
            "县国投集团",
            "丙职业技术学院",
            "县税务局",
            "县烟草专卖局",
            "县纪委监委机关",
        ]
    ),
    min_size=1,
    max_size=5,
    unique=True,
)
# The stem of a label and the words behind a list, each with the role both give.
LABELS = {
    "lead": ["牵头", "主责"],
    "responsible": ["责任", "承办"],
    "cooperating": ["配合", "协同"],
    "participating": ["参与"],
}
PHRASES = {
    "lead": ["牵头", "总牵头", "任组长单位", "为牵头单位", "承担牵头责任"],
    "cooperating": ["配合", "联动配合", "为辅", "给予支持", "承担配合责任", "按各自职责协同配合"],
    "implementing": ["具体推进", "抓好落实", "联合开展", "按职能抓贯彻落实"],
    "participating": ["参加", "按职责分工参与"],
    "guiding": ["督查督办", "业务指导"],
}
ENDS = ["单位", "部门", "责任单位"]
OPENINGS, CLOSINGS = ["（", "〔", "【", "("], {"（": "）", "〔": "〕", "【": "】", "(": ")"}


@st.composite
def labelled(draw):
    """(牵头单位:甲局;配合单位:乙局) with any brackets, marks, separators and numbering of the names."""
    opening, mark, between = (
        draw(st.sampled_from(OPENINGS)),
        draw(st.sampled_from("：:∶")),
        draw(st.sampled_from("；;，。")),
    )
    joint, numbered = draw(st.sampled_from("、，")), draw(st.sampled_from([None, "{}.", "①"]))
    wanted, fields, taken = [], [], set[str]()
    for role in draw(st.lists(st.sampled_from(sorted(LABELS)), min_size=1, max_size=3, unique=True)):
        names = [name for name in draw(NAMES) if name not in taken] or [f"{role}处室"]
        taken |= set(names)
        shown = [name if numbered is None else numbered.format(n) + name for n, name in enumerate(names, 1)]
        listed = ("" if numbered == "①" else "；" if numbered else joint).join(shown)
        fields.append(f"{draw(st.sampled_from(LABELS[role]))}{draw(st.sampled_from(ENDS))}{mark}{listed}")
        wanted += [(role, name) for name in names]
    return f"{opening}{between.join(fields)}{CLOSINGS[opening]}", wanted


@st.composite
def spoken(draw):
    """(甲局牵头,乙局、丙局配合,各镇抓好落实): a role in words behind each list, a habit or a day at the end."""
    wanted, members = [], []
    pool = draw(st.permutations([*draw(NAMES), "县水务局", "县民政局", "县供销社"]))
    at = 0
    for role in ["lead", *draw(st.lists(st.sampled_from(sorted(set(PHRASES) - {"lead"})), max_size=2, unique=True))]:
        names = list(dict.fromkeys(pool[at : at + 1 + len(members)]))
        at += len(names)
        if names:
            members.append("、".join(names) + draw(st.sampled_from(PHRASES[role])))
            wanted += [(role, name) for name in names]
    tail = draw(st.sampled_from(["", "，持续推进", "，分年度推进", "；2026年6月底前取得阶段性成果"]))
    return f"（{'，'.join(members)}{tail}）", wanted, "2026-06" if "2026" in tail else None


@given(labelled())
@settings(max_examples=150)
def test_every_mixture_of_labels_gives_its_units(case):
    text, wanted = case
    proposal = read(FRAME.format(text))
    assert units(proposal) == wanted, text
    assert len(proposal.tasks) == 2
    assert_places_hold(proposal)


@given(spoken())
@settings(max_examples=150)
def test_every_mixture_of_role_phrases_gives_its_units(case):
    text, wanted, due = case
    proposal = read(FRAME.format(text))
    assert units(proposal) == wanted, text
    assert proposal.tasks[0].deadline == due
    assert_places_hold(proposal)


WORDS = {">=": ["达到", "不少于", "不低于", "至少", "≥"], ">": ["超过", "突破"], "<=": ["不超过", "不多于", "控制在"]}
COUNTED = {"家": "专利密集型企业", "件": "有效商标", "个": "公共服务网点", "名": "知识产权师"}
OPENERS = ["", "到2026年，", "力争", "2026年底前，", "确保全县", "主要目标："]


@given(
    st.sampled_from(OPENERS),
    st.sampled_from(sorted(COUNTED)),
    st.sampled_from([(sign, word) for sign, words in WORDS.items() for word in words]),
    st.integers(2, 9999),
)
@settings(max_examples=120)
def test_every_comparator_holds_behind_every_opening(opener, unit, compared, value):
    sign, word = compared
    subject = f"{COUNTED[unit]}数量"
    proposal = read(FRAME.format(f"{opener}{subject}{word}{value}{unit}。（牵头单位：县粮储局）"))
    (target,) = proposal.targets
    assert (target.comparator, target.value, target.unit) == (sign, value, unit)
    assert target.subject.endswith(subject)
    assert target.due == ("2026" if "到2026" in opener else "2026" if "2026年底" in opener else None)


VERBS = ["培育", "新增", "建成", "引进", "选聘", "每年推出", "力争创建", "各镇至少扶持"]


@given(
    st.sampled_from(VERBS),
    st.lists(st.sampled_from(sorted(COUNTED)), min_size=1, max_size=3, unique=True),
    st.booleans(),
    st.data(),
)
@settings(max_examples=120)
def test_a_verb_and_its_list_of_things_are_as_many_targets(verb, kinds, noun_first, data):
    values = [data.draw(st.integers(2, 400)) for _ in kinds]
    things = [
        f"{COUNTED[unit]}{value}{unit}" if noun_first else f"{value}{unit}{COUNTED[unit]}"
        for unit, value in zip(kinds, values, strict=True)
    ]
    proposal = read(FRAME.format(f"{verb}{'、'.join(things)}。（牵头单位：县粮储局）"))
    assert [(t.comparator, t.value, t.unit) for t in proposal.targets] == [
        (">=", value, unit) for unit, value in zip(kinds, values, strict=True)
    ]


@given(
    st.sampled_from(["截至2024年底，", "近五年来，", "原有", "目前，全县", "2023年，", "县域内有", "对已取得"]),
    st.integers(2, 900),
)
@settings(max_examples=40)
def test_what_was_is_no_target(opener, value):
    proposal = read(FRAME.format(f"{opener}有效商标{value}件。（牵头单位：县粮储局）"))
    assert not proposal.targets


@st.composite
def oddly_marked(draw):
    """Units between separators, labels and marks that no two prints share."""
    taken = draw(
        st.permutations(["县粮储局", "县委宣传部", "县人民法院", "县妇联", "县电网公司", "县残联", "县教体局"])
    )
    labels = ["牵头单位", "责任单位", "联系单位", "验收单位", "第一责任单位", "协办部门"]
    doings = ["牵头", "按职责负责", "密切配合", "跟踪问效", "审核把关", "做好相关工作", "抓好落实"]
    labelled, fields, at = draw(st.booleans()), [], 0
    for size in draw(st.lists(st.integers(1, 3), min_size=1, max_size=2)):
        names = draw(st.sampled_from(["、", "，", "/", "＋", "&", "\\", "　"])).join(taken[at : at + size])
        at += size
        label = f"{draw(st.sampled_from(labels))}{draw(st.sampled_from(['：', ':', '——', '→', '>', '｜', '为']))}"
        fields.append(label + names if labelled else names + draw(st.sampled_from(doings)))
    opening = draw(st.sampled_from(OPENINGS))
    return f"{opening}{draw(st.sampled_from('；，。')).join(fields)}{CLOSINGS[opening]}", taken[:at]


@given(oddly_marked())
@settings(max_examples=200)
def test_no_print_loses_a_unit_without_a_word(case):
    text, names = case
    proposal = read(FRAME.format(text))
    found = {assignment.unit for task in proposal.tasks for assignment in task.assignments}
    told = {warning.code for warning in proposal.warnings} & {"group_unread", "unit_unclear"}
    assert told or found >= set(names), text

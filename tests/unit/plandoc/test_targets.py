"""Quantified targets, each notation of the plans as a small document (plan-notations §5, T1–T27)."""

import pytest

from tests.unit.plandoc.passages import BOTH_WIDTHS, WIDE, brief, figures, read

NOTATIONS = [
    (
        "T1 达到",
        "产业总规模达到2万亿元,商标达80件。",
        [("产业总规模", ">=", 2 * 10**12, "元"), ("商标", ">=", 80, "件")],
    ),
    ("T2 以上", "企业数量达10家以上。", [("企业数量", ">=", 10, "家")]),
    (
        "T3 超过",
        "总动力超过10亿千瓦,出口力争突破3亿元。",
        [("总动力", ">", 10**9, "千瓦"), ("出口", ">", 3 * 10**8, "元")],
    ),
    (
        "T4 不少于",
        "选派教师不少于400名,占比不得低于50%,专职人员至少3名。",
        [("教师", ">=", 400, "名"), ("教师占比", ">=", 50, "%"), ("专职人员", ">=", 3, "名")],
    ),
    (
        "T5 控制在以内",
        "失业率降至1%以下,审查周期压缩至4个月以内,办理时间压减至8个工作日以内,死亡率不超过3%。",
        [
            ("失业率", "<=", 1, "%"),
            ("审查周期", "<=", 4, "个月"),
            ("办理时间", "<=", 8, "个工作日"),
            ("死亡率", "<=", 3, "%"),
        ],
    ),
    (
        "T6 左右",
        "总动力稳定在11亿千瓦左右,引进2000名左右技师,合格率保持在90%以上。",
        [("总动力", "~", 11 * 10**8, "千瓦"), ("技师", "~", 2000, "名"), ("合格率", ">=", 90, "%")],
    ),
    (
        "T7 增长",
        "成交额年均增长20%,地区生产总值增长6%左右。",
        [("成交额", "growth", 20, "%"), ("地区生产总值", "growth", 6, "%")],
    ),
    ("T8 下降", "颗粒物浓度比2015年下降18%以上。", [("颗粒物浓度", "growth", 18, "%")]),
    (
        "T9 增量",
        "增加12项检验能力,适用比例扩大至30%以上。",
        [("检验能力", "growth", 12, "项"), ("适用比例", ">=", 30, "%")],
    ),
    (
        "T10 倍数",
        "居民收入比2020年翻一番,出口增长2倍。",
        [("居民收入", "growth", 1, "倍"), ("出口", "growth", 2, "倍")],
    ),
    (
        "T11 位次",
        "综合实力进入全省前20位,园区排名提升1位。",
        [("综合实力", "rank", 20, "位"), ("园区排名", "rank", 1, "位")],
    ),
    (
        "T12 动词加数量",
        "培养100名优秀企业家,建设50所优质学校和150个专业群。",
        [("优秀企业家", ">=", 100, "名"), ("优质学校", ">=", 50, "所"), ("专业群", ">=", 150, "个")],
    ),
    (
        "T13 名词后",
        "建立知识产权服务机构3家以上,建立专利信息数据库1个以上。",
        [("知识产权服务机构", ">=", 3, "家"), ("专利信息数据库", ">=", 1, "个")],
    ),
    ("T14 区间", "打造1到2个产业集群。", [("产业集群", ">=", 1, "个")]),
    (
        "T15 分别",
        "花生种植、收获机械化率分别达到65%和55%。",
        [("花生种植机械化率", ">=", 65, "%"), ("花生收获机械化率", ">=", 55, "%")],
    ),
    (
        "T15 分别增长",
        "地区生产总值、工业增加值分别增长6%、6.5%。",
        [("地区生产总值", "growth", 6, "%"), ("工业增加值", "growth", 6.5, "%")],
    ),
    (
        "T15 三项",
        "二氧化硫、氮氧化物、化学需氧量排放量分别下降15%、10%和26%。",
        [
            ("二氧化硫排放量", "growth", 15, "%"),
            ("氮氧化物排放量", "growth", 10, "%"),
            ("化学需氧量排放量", "growth", 26, "%"),
        ],
    ),
    (
        "T16 均",
        "马铃薯种植、收获机械化率均达到45%。",
        [("马铃薯种植机械化率", ">=", 45, "%"), ("马铃薯收获机械化率", ">=", 45, "%")],
    ),
    (
        "T17 其中",
        "总动力超过10亿千瓦,其中灌排动力达到1.2亿千瓦。",
        [("总动力", ">", 10**9, "千瓦"), ("灌排动力", ">=", 12 * 10**7, "千瓦")],
    ),
    (
        "T18 文字数量",
        "处理率达到100%,行政村网络实现全覆盖,一半以上的规上企业建有研发机构。",
        [("处理率", ">=", 100, "%"), ("行政村网络", ">=", 100, "%"), ("规上企业建有研发机构", ">=", 50, "%")],
    ),
    (
        "T19 相对水平",
        "居民收入与经济增长基本同步,生产总值增速不低于全市平均水平,案件办结率达到考核要求。",
        [("居民收入", "=", None, None), ("生产总值增速", ">=", None, None), ("案件办结率", ">=", None, None)],
    ),
    ("T21 名称中的数", "年销售收入超100亿元的企业达到10家。", [("年销售收入超100亿元的企业", ">=", 10, "家")]),
    ("T22 每年", "每年培训专业人员不少于100名。", [("专业人员", ">=", 100, "名")]),
    ("T23 无单位指数", "竞争力指数保持在94以上。", [("竞争力指数", ">=", 94, None)]),
    (
        "T24 括号说明",
        "优良天数比例达到80%(剔除沙尘天气),达标率不低于92.5%(即全年污染天数不超过27天)。",
        [("优良天数比例", ">=", 80, "%"), ("达标率", ">=", 92.5, "%")],
    ),
    ("T25 条目即目标", "1.地区生产总值增长6%。", [("地区生产总值", "growth", 6, "%")]),
    (
        "T26 连写",
        "驰名商标超过8件,著名商标超过100件,其中农产品商标至少1件。",
        [("驰名商标", ">", 8, "件"), ("著名商标", ">", 100, "件"), ("农产品商标", ">=", 1, "件")],
    ),
    (
        "measures",
        "全市完成新改建农村公路30万公里,改造危旧桥梁(含漫水桥)9000座,完成造林10万亩,实施危桥改造10座。",
        [
            ("农村公路", ">=", 300_000, "公里"),
            ("危旧桥梁(含漫水桥)", ">=", 9000, "座"),
            ("造林", ">=", 100_000, "亩"),
            ("危桥改造", ">=", 10, "座"),
        ],
    ),
    (
        "list with one verb",
        "新增“专精特新”中小企业10家、创新型中小企业20家,“小升规”企业25家。",
        [("“专精特新”中小企业", ">=", 10, "家"), ("创新型中小企业", ">=", 20, "家"), ("“小升规”企业", ">=", 25, "家")],
    ),
    (
        "figure in the name of what is counted",
        "培育销售额超10亿元的电商示范镇(街)1个,培育3条超10亿元产业链。",
        [("销售额超10亿元的电商示范镇(街)", ">=", 1, "个"), ("超10亿元产业链", ">=", 3, "条")],
    ),
    (
        "funds",
        "设立10亿元产业引导基金,安排不低于500万元的专项经费。",
        [("产业引导基金", ">=", 10**9, "元"), ("专项经费", ">=", 5_000_000, "元")],
    ),
    (
        "share and proportion",
        "70%以上的县城全面消除重污染天气,城乡居民收入比缩小到1.9:1以内。",
        [("县城全面消除重污染天气", ">=", 70, "%"), ("城乡居民收入比", "<=", 1.9, ":1")],
    ),
    (
        "member after 等",
        "实现商标登记、学历公证等58项事项异地办理。",
        [("事项异地办理", ">=", 58, "项")],
    ),
    (
        "T27 累计与新增",
        "注册商标总量达到5000件,新增高新技术企业10家。",
        [("注册商标总量", ">=", 5000, "件"), ("高新技术企业", ">=", 10, "家")],
    ),
]


@BOTH_WIDTHS
@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in NOTATIONS], ids=[case[0] for case in NOTATIONS])
def test_each_notation_is_read_in_both_widths_of_punctuation(text, expected, width):
    found = brief(width(text))
    assert [(subject.translate(WIDE), *rest) for subject, *rest in found] == [
        (subject.translate(WIDE), *rest) for subject, *rest in expected
    ]


def test_each_place_has_its_own_figure_for_the_noun_before_them():
    found = figures("2023-2024年秋冬季,颗粒物平均浓度:甲市、乙市下降18%;丙市下降10%。")
    assert [(target.parameters["place"], target.value, target.subject) for target in found] == [
        ("甲市", 18, "颗粒物平均浓度"),
        ("乙市", 18, "颗粒物平均浓度"),
        ("丙市", 10, "颗粒物平均浓度"),
    ]


def test_a_decrease_keeps_its_direction_bound_and_baseline_year():
    (target,) = figures("颗粒物浓度比2015年下降18%以上。")
    assert target.parameters == {"direction": "down", "bound": ">=", "baseline": "2015"}
    assert target.kind == "flow"


def test_the_second_end_of_a_range_and_the_condition_in_brackets_are_kept():
    assert figures("打造1到2个产业集群。")[0].parameters == {"upper": 2}
    assert figures("优良天数比例达到80%(剔除沙尘天气)。")[0].parameters == {"condition": "剔除沙尘天气"}
    assert figures("总动力超过10亿千瓦,其中灌排动力达到1亿千瓦。")[1].parameters == {"part_of": "总动力"}


def test_a_target_without_a_figure_is_kept_as_text_with_a_warning():
    targets, warnings = read("居民收入与经济增长基本同步。")
    assert [(target.value, target.comparator) for target in targets] == [(None, "=")]
    assert [warning.code for warning in warnings] == ["target_without_figure"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("注册商标总量达到5000件。", "stock"),
        ("有效发明专利拥有量达到300件。", "stock"),
        ("新增高新技术企业10家。", "flow"),
        ("每年培训专业人员不少于100名。", "flow"),
        ("成交额年均增长20%。", "flow"),
        ("颗粒物年均浓度控制在30微克/立方米以下。", "stock"),
    ],
)
def test_stock_and_flow_are_told_apart(text, kind):
    assert [target.kind for target in figures(text)] == [kind]


@pytest.mark.parametrize("hedge", ["力争", "努力", "预期", "确保", "原则上"])
def test_a_hedge_is_shown_and_does_not_change_the_comparator(hedge):
    (target,) = figures(f"{hedge}有效发明专利达到300件以上。")
    assert (target.subject, target.comparator, target.hedge) == ("有效发明专利", ">=", hedge)


def test_basically_reached_is_a_hedge():
    assert figures("基本实现行政村网络全覆盖。")[0].hedge == "基本"


# -- the seed's sentences -------------------------------------------------------------------------------------------
SEED_AIM = "力争授权专利2件以上的企业数量达10家以上,培育知识产权试点(优势)企业3家以上。"
SEED_TORN = "建立知识产权服务机构3家以上服务机构和企业建立专利信息数据库1个以上。"


def test_the_number_inside_the_indicator_is_its_parameter():
    first, second = figures(SEED_AIM)
    assert (first.subject, first.value, first.unit) == ("授权专利2件以上的企业数量", 10, "家")
    assert (first.indicator, first.parameters) == ("enterprises_with_granted_patents", {"min_patents": 2})
    assert first.hedge == "力争"
    assert (second.subject, second.value, second.indicator) == (
        "知识产权试点(优势)企业",
        3,
        "pilot_or_advantage_enterprises",
    )


def test_two_targets_without_the_comma_between_them_are_torn_apart_and_reported():
    targets, warnings = read(SEED_TORN)
    assert [(t.subject, t.value, t.unit, t.indicator) for t in targets] == [
        ("知识产权服务机构", 3, "家", "service_agencies"),
        ("专利信息数据库", 1, "个", "patent_information_databases"),
    ]
    assert [warning.code for warning in warnings] == ["target_comma_missing"]

"""What changes in an enterprise's life, as the page of an enterprise offers it."""

from collections.abc import Mapping
from typing import Any

from qiangxian.kernel.asking import SOURCE, Field, effective, known, reason

from ..records.steps import RecordStep
from ..types import ListingKind
from .actions.enterprises import move_enterprise, record_enterprise_year, rename_enterprise
from .actions.listings import add_listing, end_listing
from .readers.sizes import year_values

RENAME = RecordStep(
    "企业更名",
    rename_enterprise,
    (
        Field("name", "变更后的名称", required=True, length=200),
        effective("变更日"),
        known(),
        SOURCE,
        reason(required=False),
    ),
    button="更名",
    is_versioned=True,
    words="旧名称保留在历史中，仍可用来查找和匹配。登记错的名称请用“更正”。",
)
MOVE = RecordStep(
    "企业迁址",
    move_enterprise,
    (
        Field("area_code", "迁往县（市、区）代码", required=True, length=6, hint="6 位区划代码；县内迁移填本县代码"),
        Field("township_code", "乡镇（街道）代码", length=9),
        Field("address", "新地址", length=300),
        effective("变更日"),
        known(),
        SOURCE,
        reason(required=False),
    ),
    button="迁址",
    is_versioned=True,
    words="从变更日起按新住所计入指标，此前各日不变。",
    initial=lambda row, _part: {"area_code": row.area_code},
)


def _wan(name: str, label: str, **more: Any) -> Field:
    return Field(name, label, "money", unit="万元", **more)


def _year(row: Any, year: int) -> Mapping[str, Any]:
    """The year as it is recorded, for a correction."""
    return {"year": year, **year_values(row.record_id, year)} if year else {}


YEAR = RecordStep(
    "录入年度数据",
    record_enterprise_year,
    (
        Field("year", "年份", "number", required=True, least=1980, most=2100),
        Field("employees", "年末从业人员（人）", "number"),
        Field("research_staff", "其中科技人员（人）", "number"),
        _wan("revenue", "营业收入"),
        _wan("main_business", "其中主营业务收入"),
        _wan("total_income", "总收入"),
        _wan("high_tech_income", "其中高新技术产品（服务）收入"),
        _wan("assets", "年末资产总额"),
        _wan("liabilities", "年末负债总额"),
        _wan("research", "研发费用"),
        _wan("research_domestic", "其中境内研发费用"),
        _wan("taxable_income", "应纳税所得额", least=None, hint="亏损填负数"),
        _wan("equity_paid", "实缴新增股权融资"),
        Field("above_scale", "规模以上企业", "yes_no"),
        SOURCE.asked(label="由谁报送", hint="如：企业报送、统计局、年报系统，以及文件名称"),
        Field("reason", "理由", hint="更正已登记年份时必填，整年数据以本次填写为准"),
    ),
    button="年度数据",
    words="没有报送的栏目请留空，留空不等于零。规模划型、申报条件自查都用这里的数据。",
    initial=_year,
)
LISTING = RecordStep(
    "记录列入名录",
    add_listing,
    (
        Field("kind", "名录", "choice", required=True, choices=tuple(ListingKind.choices)),
        effective("列入日"),
        known("公布日", "不填则以列入日为准"),
        Field("document_number", "决定文号", length=60),
        Field("detail", "事由", length=300),
        SOURCE,
    ),
    words="经营异常名录、严重违法失信名单、失信被执行人：列入期间不能进入企业培育库。",
)
END_LISTING = RecordStep(
    "记录移出名录",
    end_listing,
    (effective("移出日", "从这一天起不再在列"), known("公布日"), SOURCE, reason()),
    part="listing_id",
)
STEPS = {"rename": RENAME, "move": MOVE, "year": YEAR, "listing": LISTING, "end-listing": END_LISTING}

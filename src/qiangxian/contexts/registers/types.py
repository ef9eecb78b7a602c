"""Words the registers share: kinds of record, of right, of event, of match."""

from django.db.models import TextChoices

from qiangxian.kernel.words import PATENT_TYPES, EventType, LicenceKind, RightType, Worded

__all__ = ["PATENT_TYPES", "EventType", "LicenceKind", "RightType"]


class RecordKind(TextChoices):
    """What one register holds."""

    ENTERPRISE = "enterprise", "企业"
    RIGHT = "right", "知识产权"
    TITLE = "title", "资质称号"
    AGENCY = "agency", "服务机构"
    FACILITY = "facility", "平台设施"
    ALLIANCE = "alliance", "行业知识产权保护联盟"
    TRUSTEESHIP = "trusteeship", "托管合同"
    NON_NORMAL = "non_normal", "非正常申请名单"
    FIGURE = "figure", "上报数据"


class GeographicalSystem(TextChoices):
    """Under which system a geographical indication is protected: the second half of its key."""

    AGRICULTURAL = "agi", "农产品地理标志"
    PRODUCT = "product", "地理标志产品"
    MARK = "mark", "地理标志商标"


class TitleKind(TextChoices):
    """Which sort of title a certificate gives."""

    PILOT = "pilot", "知识产权试点企业"
    ADVANTAGE = "advantage", "知识产权优势企业"
    DEMONSTRATION = "demonstration", "知识产权示范企业"
    HIGH_TECH = "high_tech", "高新技术企业"
    TECH_SME = "tech_sme", "科技型中小企业"
    INNOVATIVE_SME = "innovative_sme", "创新型中小企业"
    SPECIALISED_SME = "specialised_sme", "专精特新中小企业"
    LITTLE_GIANT = "little_giant", "专精特新小巨人企业"
    IP_MANAGEMENT = "ip_management", "知识产权管理体系认证"
    LEADING_AGRI = "leading_agri", "农业产业化龙头企业"
    INDICATION_USER = "indication_user", "地理标志专用标志合法使用人"
    OTHER = "other", "其他"


class Level(TextChoices):
    """At which level a title or facility was named."""

    NATIONAL = "national", "国家级"
    PROVINCIAL = "provincial", "省级"
    PREFECTURE = "prefecture", "市级"
    COUNTY = "county", "县级"


class AgencyKind(TextChoices):
    """What a service agency does."""

    PATENT_AGENCY = "patent_agency", "专利代理"
    TRADEMARK_AGENCY = "trademark_agency", "商标代理"
    OPERATION = "operation", "运营交易"
    VALUATION = "valuation", "评估"
    INFORMATION = "information", "信息服务"
    LEGAL = "legal", "法律服务"
    CONSULTING = "consulting", "咨询培训"


class FacilityKind(TextChoices):
    """What a facility is."""

    PATENT_INFORMATION_DATABASE = "patent_information_database", "专利信息数据库"
    RD_PLATFORM = "rd_platform", "研发平台"
    TECHNOLOGY_CENTRE = "technology_centre", "技术中心"
    SERVICE_PLATFORM = "service_platform", "知识产权综合服务平台"
    SERVICE_STATION = "service_station", "知识产权服务站点"


class EntityKind(TextChoices):
    """What sort of legal entity an enterprise record is."""

    COMPANY = "company", "企业"
    COOPERATIVE = "cooperative", "农民专业合作社"
    SOLE_TRADER = "sole_trader", "个体工商户"
    INSTITUTION = "institution", "事业单位"
    SOCIAL_BODY = "social_body", "社会组织"
    AUTHORITY = "authority", "机关"


class MatchState(TextChoices):
    """How sure we are which enterprise a printed holder name means."""

    MATCHED = "matched", "已匹配"
    DOUBTFUL = "doubtful", "待认定"
    UNMATCHED = "unmatched", "未匹配"
    PERSON = "person", "自然人"
    OUTSIDE = "outside", "县外主体"


class BatchState(TextChoices):
    """How far an import is."""

    PREVIEWED = "previewed", "已预检"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
    UNDONE = "undone", "已撤销"


NOT_BEGUN = (BatchState.PREVIEWED, BatchState.FAILED)
"""Nothing of it is in the registers: what was said of it can be changed, and it can be imported."""


class ListingKind(TextChoices):
    """Public lists of the market regulator and the courts on which an enterprise can stand."""

    ABNORMAL_OPERATION = "abnormal_operation", "经营异常名录"
    SERIOUS_BREACH = "serious_breach", "严重违法失信名单"
    ENFORCEMENT = "enforcement", "失信被执行人"


class TrusteeshipMode(TextChoices):
    """How far the agency looks after the rights of the enterprise."""

    FULL = "full", "完全托管"
    PARTIAL = "partial", "部分托管"
    ADVISORY = "advisory", "顾问服务"


class TransferCause(TextChoices):
    """Why a right changed hands, as far as the register of transfers says."""

    SALE = "sale", "买卖"
    INHERITANCE = "inheritance", "继承"
    MERGER = "merger", "合并分立"
    NAME_CHANGE = "name_change", "更名"
    RELATED = "related", "关联方之间"
    GIFT = "gift", "赠与"


class FigureState(Worded):
    """How far a figure that no register counts has been checked: only confirmed and official ones enter an assessment."""

    __vocabulary__ = "figure_states"

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    OFFICIAL = "official"


class ConflictState(TextChoices):
    """What became of a contradiction between a printed and a computed status."""

    OPEN = "open", "待处理"
    EVENT_RECORDED = "event_recorded", "已按登记簿补登事件"
    STATUS_CORRECTED = "status_corrected", "已按登记簿更正导入状态"
    SHELVED = "shelved", "搁置"
    GONE = "gone", "已随登记变化消除"


class WaitingState(TextChoices):
    """What became of a row whose right was not in the register."""

    WAITING = "waiting", "等待权利登记"
    PLACED = "placed", "已补入"
    DISMISSED = "dismissed", "不登记"
    WITHDRAWN = "withdrawn", "已随批次撤销"

"""Words the documents context shares."""

from django.db.models import TextChoices


class ItemKind(TextChoices):
    """What one item of a proposal would become."""

    METADATA = "metadata", "公文要素"
    CLAUSE = "clause", "条款"
    TASK = "task", "任务"
    TARGET = "target", "目标"
    PHASE = "phase", "阶段"
    SAFEGUARD = "safeguard", "保障措施"
    FUND_CATEGORY = "fund_category", "资金类别"


class ItemState(TextChoices):
    """What a person decided about one item."""

    OPEN = "open", "待确认"
    CONFIRMED = "confirmed", "已确认"
    CORRECTED = "corrected", "已更正"
    DROPPED = "dropped", "已舍弃"

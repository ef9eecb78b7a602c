"""Words of the progress reports."""

from django.db.models import TextChoices


class ReportState(TextChoices):
    """Where a unit's report stands."""

    DRAFT = "draft", "待报送"
    SIGNING = "signing", "待审签"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已采纳"
    EXCUSED = "excused", "免报"


HANDED_IN = (ReportState.SUBMITTED, ReportState.ACCEPTED)
WRITING = (ReportState.DRAFT, ReportState.RETURNED)
"""What is still with its unit."""


class EntryStatus(TextChoices):
    """What a unit says of its part in a task."""

    MOVED = "moved", "有进展"
    DONE = "done", "已完成"
    NONE = "none", "本期无新进展"


class EntrySource(TextChoices):
    """How the words came in."""

    OPENED = "opened", "下发"
    FORM = "form", "在线填写"
    WORKBOOK = "workbook", "工作簿"


class MilestoneState(TextChoices):
    """Whether the day was kept."""

    PLANNED = "planned", "待达成"
    REACHED = "reached", "待确认"
    CONFIRMED = "confirmed", "已达成"
    DROPPED = "dropped", "已取消"

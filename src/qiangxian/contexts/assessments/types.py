"""Words of assessment: states of its flows, verdicts of a review."""

from django.db.models import TextChoices


class SchemeState(TextChoices):
    """A library of criteria that was read from a table."""

    DRAFT = "draft", "待核对"
    IN_FORCE = "in_force", "可用"
    RETIRED = "retired", "已停用"


class RoundState(TextChoices):
    """Where a round stands."""

    DRAFT = "draft", "拟定中"
    RUNNING = "running", "自评和评审中"
    READY = "ready", "待汇总"
    SCORED = "scored", "结果反馈中"
    APPROVED = "approved", "已审定"
    PUBLISHED = "published", "已公布"
    DROPPED = "dropped", "已作废"


class SliceState(TextChoices):
    """One unit's part of a round in one area."""

    REPORTING = "reporting", "待自评"
    SUBMITTED = "submitted", "待评审"
    RETURNED = "returned", "退回补充"
    REVIEWED = "reviewed", "待审核"
    VALIDATED = "validated", "已审核"


class AppealState(TextChoices):
    """A unit asks for another look at one criterion."""

    OPEN = "open", "待复核"
    UPHELD = "upheld", "申请成立"
    DISMISSED = "dismissed", "维持原评审"


class FormState(TextChoices):
    """An upper workbook that is bound."""

    BOUND = "bound", "已绑定"
    RETIRED = "retired", "已停用"


class ReturnState(TextChoices):
    """An upper workbook filled for a day."""

    DRAFT = "draft", "核对中"
    SENT = "sent", "已报送"
    DROPPED = "dropped", "不报送"


class Verdict(TextChoices):
    """What the reviewer says of one criterion."""

    ACCEPTED = "accepted", "认可"
    REFUSED = "refused", "不认可"
    NOT_APPLICABLE = "not_applicable", "不适用"

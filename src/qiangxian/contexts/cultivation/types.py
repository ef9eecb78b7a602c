"""Words of the cultivation library: states, steps, results of a condition, grades."""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import TextChoices


class FileState(TextChoices):
    """Where the file of an enterprise stands."""

    APPLIED = "applied", "待初审"
    RETURNED = "returned", "退回补正"
    VISITING = "visiting", "待现场核查"
    REVIEWED = "reviewed", "待公示"
    PUBLICITY = "publicity", "公示中"
    MEMBER = "member", "在库"
    EXITING = "exiting", "待批准出库"
    LEFT = "left", "已出库"
    REFUSED = "refused", "不予入库"
    WITHDRAWN = "withdrawn", "已撤回"


BEFORE_PUBLICITY = (FileState.APPLIED, FileState.RETURNED, FileState.VISITING, FileState.REVIEWED)
BEFORE_ENTRY = (*BEFORE_PUBLICITY, FileState.PUBLICITY)
ACTIVE = (FileState.MEMBER, FileState.EXITING)
LIVE = (*BEFORE_ENTRY, *ACTIVE)


class Origin(TextChoices):
    """Who brought the enterprise forward."""

    ENTERPRISE = "enterprise", "企业申报"
    OFFICE = "office", "办公室推荐"
    SUCCESSION = "succession", "合并承继"


class ConditionOutcome(TextChoices):
    """The result of one condition; an automatic judgement never says 通过."""

    MET = "met", "符合"
    NOT_MET = "not_met", "不符合"
    UNKNOWN = "unknown", "待补"
    MANUAL = "manual_review", "转人工核查"


class Grade(TextChoices):
    """The rungs of the ladder, highest first."""

    A = "A", "A 示范"
    B = "B", "B 优势"
    C = "C", "C 成长"
    D = "D", "D 种子"


class GradeDecision(TextChoices):
    """What became of a computed grade."""

    OPEN = "open", "待确认"
    UNCHANGED = "unchanged", "与现等级一致"
    CONFIRMED = "confirmed", "已确认"
    KEPT = "kept", "维持原等级"
    REPLACED = "replaced", "已重新计算"


class EvaluationResult(TextChoices):
    """The result of a yearly evaluation."""

    UPGRADED = "upgraded", "升级"
    KEPT = "kept", "保级"
    DOWNGRADED = "downgraded", "降级"
    FAILED = "failed", "不合格"


@dataclass(frozen=True)
class Condition:
    """One condition of entry: what was asked, what came out, in words, and the figures it rests on."""

    code: str
    label: str
    outcome: ConditionOutcome
    words: str
    inputs: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the check."""
        return asdict(self) | {"outcome": str(self.outcome)}

"""Words the programmes context shares."""

from django.db.models import TextChoices


class AssignmentRole(TextChoices):
    """In what role a unit stands under a task."""

    LEAD = "lead", "牵头单位"
    RESPONSIBLE = "responsible", "责任单位"
    COOPERATING = "cooperating", "配合单位"
    PARTICIPATING = "participating", "参与单位"
    GUIDING = "guiding", "指导单位"
    IMPLEMENTING = "implementing", "落实单位"


class CheckKind(TextChoices):
    """Whether a phase check is asked on entering or on leaving the phase."""

    ENTRY = "entry", "进入条件"
    EXIT = "exit", "完成条件"


class ProofKind(TextChoices):
    """What proves an existence target."""

    RECORD = "record", "登记记录"
    FILE = "file", "佐证文件"


class Light(TextChoices):
    """Colour, word and shape of a target's state."""

    GREEN = "green", "达到进度"
    YELLOW = "yellow", "略有滞后"
    RED = "red", "明显滞后"
    NONE = "none", "暂无判断"

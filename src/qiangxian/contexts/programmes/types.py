"""Words the programmes context shares."""

from datetime import date

from django.db.models import TextChoices

from qiangxian.kernel.words import word


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

    ENTRY = "entry", "启动条件"
    EXIT = "exit", "完成条件"


class ProofKind(TextChoices):
    """What proves an existence target."""

    RECORD = "record", "登记记录"
    FILE = "file", "佐证文件"


class ChangeState(TextChoices):
    """Where a correction stands."""

    PROPOSED = "proposed", "待复核"
    APPLIED = "applied", "已生效"
    DECLINED = "declined", "不同意"
    DROPPED = "dropped", "已收回"


class PublicState(TextChoices):
    """Where a programme stands on its way to the public."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待校核"
    CHECKED = "checked", "待发布"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤回"


def light_word(colour: str, due: date | None, day: date, *, met_then: bool | None = None) -> str:
    """The word beside a target's light: on its way, or once its day has come; `met_then` says whether it was met on that
    day, so that one reached late or lost since is called so."""
    if due is None or day <= due:
        return word("lights", colour)
    turned = {("green", False): "late", ("red", True): "lost"}
    return word("lights_due", turned.get((colour, bool(met_then)) if met_then is not None else ("", False), colour))

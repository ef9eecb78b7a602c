"""How far something is that runs by itself."""

from django.db.models import TextChoices


class RunState(TextChoices):
    """How far a daily job is on its day."""

    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
    HELD = "held", "待确认"

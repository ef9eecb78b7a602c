"""What one person may change alone: a programme nobody was asked to check yet and nobody outside sees."""

from qiangxian.kernel.errors import Conflict

from .models import Programme
from .types import PublicState


def is_draft(programme: Programme) -> bool:
    """Whether it is a draft that was never public, or is no longer."""
    return programme.matter.state == PublicState.DRAFT and not programme.is_public


def must_be_draft(programme: Programme) -> None:
    """`Conflict` where a second person must decide."""
    if not is_draft(programme):
        raise Conflict("方案已提交校核或已公开，改动须经另一人复核", remedy="请在页面上提出更正，由另一人复核后生效")

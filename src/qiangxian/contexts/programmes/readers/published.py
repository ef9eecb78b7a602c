"""What everybody may know about a public programme's figures."""

from qiangxian.engines.metrics.measures import Row
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf

from ..models import Programme
from .targets import explain_target

NAMED_IN_PUBLIC = frozenset({"enterprise", "agency", "facility", "title"})


def public_names(programme: Programme, code: str, as_of: AsOf) -> list[str]:
    """The names of the bodies a target counts, in order; rights are counted but not named, for their holders may be persons.

    Empty where the programme is not public."""
    if not programme.is_public:
        return []
    explained = explain_target(programme, code, as_of, Actor.system()).explanation
    rows: tuple[Row, ...] = explained.rows if explained else ()
    return sorted({row.label for row in rows if row.kind in NAMED_IN_PUBLIC})

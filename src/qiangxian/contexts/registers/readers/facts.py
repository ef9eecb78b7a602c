"""What the law's engine needs to know of one registered right, found by any way its number is written."""

from qiangxian.engines.lifecycle.facts import RightFacts
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.identifiers import application_number

from ..conditions import recorded
from ..lifecycle_facts import right_facts
from ..models import AnnualFee, LegalEvent, Right
from ..types import PATENT_TYPES
from .scope import visible_rights


def facts_of_number(actor: Actor, division_code: str, number: str) -> tuple[Right, RightFacts]:
    """The right of that number in the county and everything recorded of it; ZL, CN, blanks and widths make no difference."""
    check = application_number.validate(number)
    wanted = {number.strip(), check.canonical or number.strip()}
    rights = visible_rights(actor).filter(division_code=division_code, number__in=wanted)
    found = rights.order_by("sub_key", "id").first()
    if found is None:
        raise NotFound(f"登记库中没有“{number}”", remedy="核对号码，或先导入这件权利")
    events = LegalEvent.objects.filter(recorded(), record_id=found.record_id)
    fees = AnnualFee.objects.filter(recorded(), record_id=found.record_id) if found.type in PATENT_TYPES else []
    return found, right_facts(found, events, fees)

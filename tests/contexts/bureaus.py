"""The cast of what moves by steps: three bureaus and a court with a liaison each, three of the office, a deputy mayor; and an hour of a day."""

from datetime import UTC, datetime
from typing import Any

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.people.models import Unit
from tests.conftest import WUGANG, somebody

NAMES = ("市市场监管局", "市财政局", "市工信局", "市法院")


def at(text: str) -> datetime:
    """Four in the afternoon of a day in the county."""
    return datetime.fromisoformat(f"{text}T08:00:00").replace(tzinfo=UTC)


class Bureaus:
    """Everybody who takes part, and every step by its action code."""

    def __init__(self) -> None:
        self.units = {
            name: Unit.objects.create(division_code=WUGANG, name=name, kind="court" if name == "市法院" else "bureau")
            for name in NAMES
        }
        self.clerk, self.second = somebody("经办人", "office", id=11), somebody("复核人", "office", id=12)
        self.leader, self.third = somebody("分管副市长", "leader", id=13), somebody("第三人", "office", id=14)
        self.of = {
            name: somebody(f"{name}联络员", "liaison", id=20 + place, unit=self.units[name].pk)
            for place, name in enumerate(NAMES)
        }

    def code(self, name: str) -> str:
        """The key of a unit, as a form sends it."""
        return str(self.units[name].pk)

    def do(self, action: str, who: Any, own: Any = None, on: str = "2026-07-01", **given: Any) -> Any:
        """A step by its action, of a new matter or of the one behind a row; what it made."""
        about = {"division_code": WUGANG} if own is None else {"matter_id": own.pk}
        return ACTIONS[action].function(actor=who, at=at(on), **about, **given).result

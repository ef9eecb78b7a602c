"""Statuses as an export printed them: most agree with the events, a few contradict them, for somebody to look into."""

from ..rights.models import LegalEvent
from ..types import EventType
from .script import LAST_DAY, Owned, Script

AGREEING = {"lapsed": "未缴年费终止失效", "expired": "期限届满", "in_force": "专利权有效"}
PRINTED_SHARE = 0.2


class PrintedStatuses:
    """Writes a printed status on some patents; `left` says how many contradictions of each kind are still to be told."""

    def __init__(self, script: Script) -> None:
        self.script = script.part("printed")
        self.left = {line["state"]: [line["printed"], line["count"]] for line in script.words["conflicts"]}

    def on(self, entry: Owned) -> None:
        """A contradiction while there is one to tell of this state, else now and then what fits."""
        state = _state(entry)
        if not state or not self.script.happens(PRINTED_SHARE):
            return
        row = entry.row
        wrong = self.left.get(state)
        if wrong and wrong[1]:
            row.imported_status, wrong[1] = wrong[0], wrong[1] - 1
        else:
            row.imported_status = AGREEING[state]


def _state(entry: Owned) -> str:
    """What the events say at the end of the story, where they say it plainly."""
    row = entry.row
    types = {event.type for event in entry.each(LegalEvent)}
    if row.grant_date is None or types & {EventType.RESTORATION, EventType.ABANDONMENT, EventType.INVALIDATION_FULL}:
        return ""
    if EventType.LAPSE_UNPAID_FEE in types:
        return "lapsed"
    return "expired" if row.expiry_date and row.expiry_date <= LAST_DAY else "in_force"

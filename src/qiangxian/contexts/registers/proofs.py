"""An event that proves a status, in words."""

from qiangxian.engines.lifecycle.facts import Event

from .types import EventType


def proof_words(event: Event) -> str:
    """`2026-04-10 未缴年费终止，2027-02-26 公告（公报）`; what the law's engine computed names its rule itself."""
    name = dict(EventType.choices).get(event.type, "") or event.source
    announced = f"，{event.announced_date} 公告" if event.announced_date else ""
    if event.source.startswith(name):
        return f"{event.effective_date} {event.source}"
    source = f"（{event.source}）" if event.source else ""
    return f"{event.effective_date} {name}{announced}{source}"

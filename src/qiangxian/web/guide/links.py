"""Links of the guide into the product, for who reads: a page the reader may not open is named, not linked."""

import re
from collections.abc import Mapping

from django.urls import reverse

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import Policy, holder, role
from qiangxian.web.context import MY_PLACES, PLACES

INTO = re.compile(r'<a href="(?P<path>/(?:desk|my)/[^"]*)">(?P<words>.*?)</a>', re.S)
OFFICE = role("office")
NARROWER: Mapping[str, Policy] = {
    "/desk/setup/": holder("office", "sysadmin", "secadmin"),
    "/desk/plan/import/": OFFICE,
    "/desk/registers/status-conflicts/": OFFICE,
    "/desk/reminders/": OFFICE,
    "/desk/dossiers/evidence/freeze/": OFFICE,
}
"""Pages that fewer people may open than the place of the navigation they lie beneath."""


def for_reader(html: str, actor: Actor) -> str:
    """The page with the links this reader may follow; a visitor keeps all, for they lead through the login."""
    if actor.id is None:
        return html
    opened = _opened()
    return INTO.sub(lambda link: link[0] if _may(actor, link["path"], opened) else f"<b>{link['words']}</b>", html)


def _opened() -> dict[str, Policy]:
    places = [*PLACES, *MY_PLACES]
    return {
        **{place.beneath: place.may for place in places if place.beneath},
        **{reverse(place.view): place.may for place in places},
        **NARROWER,
    }


def _may(actor: Actor, path: str, opened: Mapping[str, Policy]) -> bool:
    """The longest place above the address decides."""
    above = max((place for place in opened if path.startswith(place)), key=len, default="")
    return not above or bool(opened[above].anywhere(actor))

"""What the options --actor, --division, --as-of and --known mean: the command line's edge, where the clock is asked."""

from datetime import date

from django.utils import timezone

from qiangxian.contexts.people import readers
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused

DEFAULT_DIVISION = "410481"


def acting(name: str) -> Actor:
    """The named account as an actor, else the system account."""
    if not name:
        return Actor.system()
    return readers.actor_named(name, on=timezone.localdate())


def county(code: str) -> str:
    """The division asked for; without one the only county there is, else Wugang."""
    if code:
        return code
    known = readers.counties()
    return known[0] if len(known) == 1 else DEFAULT_DIVISION


def day(text: str, option: str) -> date | None:
    """An ISO day, or nothing where the option was left out."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("日期写法不对", column=option, value=text, remedy="请写成 2025-12-31 的形式") from None


def as_of(effective: str, known: str) -> AsOf:
    """`--as-of` (default today) and `--known` (default the same day)."""
    return AsOf.on(day(effective, "--as-of") or timezone.localdate(), day(known, "--known"))

"""What the options --actor, --division, --as-of and --known mean: the command line's edge, where the clock is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from inspect import Signature, signature
from typing import Any

from django.utils import timezone

from qiangxian.contexts.people import readers
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf, asked_day
from qiangxian.kernel.errors import Refused

from .options import ActorName, Division, Effective, JsonFlag, Known

DEFAULT_DIVISION = "410481"


def acting(name: str) -> Actor:
    """The named account as an actor, else the system account."""
    if not name:
        return Actor.system()
    return readers.actor_named(name, on=timezone.localdate())


def county(code: str) -> str:
    """The division asked for; without one the county that was set up here, else the only one there is, else that of the
    demonstration. Which of several others is meant is never guessed."""
    if code:
        return code
    own = readers.own_counties()
    known = own if len(own) == 1 else readers.counties()
    if len(known) > 1 and DEFAULT_DIVISION not in known:
        raise Refused("这里有几个县（市、区），不知道问的是哪一个", remedy=f"请用 --division 指定：{'、'.join(known)}")
    return known[0] if len(known) == 1 else DEFAULT_DIVISION


def day(text: str, option: str) -> date | None:
    """An ISO day, or nothing where the option was left out."""
    if not text:
        return None
    try:
        return asked_day(text)
    except ValueError as remedy:
        raise Refused("日期写法不对", column=option, value=text, remedy=str(remedy)) from None


def as_of(effective: str, known: str) -> AsOf:
    """`--as-of` (default today) and `--known` (default the same day)."""
    return AsOf.on(day(effective, "--as-of") or timezone.localdate(), day(known, "--known"))


@dataclass(frozen=True)
class CommandAsked:
    """Who asks, about which county, on which days, and whether a program reads the answer."""

    actor_name: str = ""
    division_code: str = ""
    json_out: bool = False
    effective: str = ""
    known: str = ""

    @property
    def actor(self) -> Actor:
        """The account named, else the system."""
        return acting(self.actor_name)

    @property
    def county(self) -> str:
        """The county asked about."""
        return county(self.division_code)

    @property
    def days(self) -> AsOf:
        """The days asked for."""
        return as_of(self.effective, self.known)


def _today(actor: ActorName = "", division: Division = "", json_out: JsonFlag = False) -> CommandAsked:
    return CommandAsked(actor, division, json_out)


def _on_a_day(
    as_of: Effective = "", known: Known = "", division: Division = "", actor: ActorName = "", json_out: JsonFlag = False
) -> CommandAsked:
    return CommandAsked(actor, division, json_out, as_of, known)


def asking(*, days: bool = False) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options every command has (with `days` also --as-of and --known); it is handed them as one `CommandAsked`."""
    read: Callable[..., CommandAsked] = _on_a_day if days else _today
    shared = signature(read).parameters

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def asked(**given: Any) -> None:
            command(read(**{name: given.pop(name) for name in shared}), **given)

        parameters = [*[*signature(command).parameters.values()][1:], *shared.values()]
        vars(asked)["__signature__"] = Signature(parameters)
        asked.__annotations__ = {one.name: one.annotation for one in parameters}
        return asked

    return decorate

"""Options many commands have, and options declared together as one thing: a command is handed it whole."""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, Self, TypeGuard, get_type_hints

import typer

ActorName = Annotated[str, typer.Option("--actor", help="以哪个账号的名义（默认：系统）")]
Division = Annotated[str, typer.Option("--division", help="行政区划代码")]
JsonFlag = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Effective = Annotated[str, typer.Option("--as-of", help="有效日（默认今天），如 2025-12-31")]
Known = Annotated[str, typer.Option("--known", help="信息截至（默认同有效日）")]
"""What many commands are given."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """Each field of what derives from it is an option of the command line, or again such a thing."""

    @classmethod
    def parameters(cls) -> list[Parameter]:
        """Every option, in order, as a command names one among its arguments."""
        hints, found = get_type_hints(cls, include_extras=True), list[Parameter]()
        for one in fields(cls):
            hint, usual = hints[one.name], Parameter.empty if one.default is MISSING else one.default
            option = Parameter(one.name, Parameter.KEYWORD_ONLY, default=usual, annotation=hint)
            found += hint.parameters() if _is_thing(hint) else [option]
        return found

    @classmethod
    def names(cls) -> frozenset[str]:
        """The names of all of them."""
        return frozenset(one.name for one in cls.parameters())

    @classmethod
    def taken(cls, given: dict[str, Any]) -> Self:
        """The thing, out of what was given on the command line."""
        hints = get_type_hints(cls, include_extras=True)
        own = {one.name: hints[one.name] for one in fields(cls)}
        return cls(**{name: hint.taken(given) if _is_thing(hint) else given.pop(name) for name, hint in own.items()})

    def given(self) -> dict[str, Any]:
        """Every option with its value."""
        values: dict[str, Any] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            values |= value.given() if isinstance(value, Options) else {one.name: value}
        return values


def _is_thing(hint: object) -> TypeGuard[type[Options]]:
    return isinstance(hint, type) and issubclass(hint, Options)


def declared(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of every such thing among its arguments; it is handed the things."""
    things = {name: hint for name, hint in get_type_hints(command).items() if _is_thing(hint)}
    own = signature(command).parameters.values()
    parameters = [new for one in own for new in (things[one.name].parameters() if one.name in things else [one])]

    @wraps(command)
    def asked(**given: Any) -> None:
        command(**{name: thing.taken(given) for name, thing in things.items()}, **given)

    vars(asked)["__signature__"] = Signature([one.replace(kind=Parameter.KEYWORD_ONLY) for one in parameters])
    asked.__annotations__ = {one.name: one.annotation for one in parameters}
    return asked

"""What the page of a kind needs beyond its sections: a part of the web says it for the kind it knows."""

from collections.abc import Callable
from typing import Any

from qiangxian.web.request import Request

Context = Callable[[Request, Any], dict[str, Any]]

CONTEXTS: dict[str, Context] = {}


def context_for(kind: str) -> Callable[[Context], Context]:
    """Register what the page of a kind is given beside the record: called with the request and the row. `above`, `drawn` and
    `below` name templates: what must be seen first, and what stands before and after the sections of the kind."""

    def register(context: Context) -> Context:
        CONTEXTS[str(kind)] = context
        return context

    return register

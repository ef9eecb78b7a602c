"""What one opened last, kept with the session alone: gone when one logs out, and nobody else's."""

from qiangxian.web.request import Request

KEY = "recent"
MOST = 8


def opened(request: Request, kind: str, label: str) -> None:
    """Note the page of a thing; the newest stands first, each once."""
    one = [request.path, kind, label]
    kept = request.session.get(KEY, [])
    if kept[:1] != [one]:
        request.session[KEY] = [one, *(other for other in kept if other[0] != one[0])][:MOST]


def recent(request: Request) -> list[tuple[str, str, str]]:
    """Address, kind and name of what was opened last."""
    return [(path, kind, label) for path, kind, label in request.session.get(KEY, [])]

"""What the shell of every page shows: navigation, days, the county."""

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    """The template variables of the shell."""
    return {"actor": getattr(request, "actor", None), "as_of": getattr(request, "as_of", None)}

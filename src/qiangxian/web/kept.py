"""A form that came after the session had ended: nothing of it is lost. What was filled in is shown and sent again after a new login.

Only a form that this site itself had shown is shown again (the browser names where it came from), lest a stranger's page let one
send its words. Passwords and files are not kept: the page says which files have to be chosen again."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

OWN = frozenset({"csrfmiddlewaretoken"})
SECRET = ("password", "code", "secret")


def came_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(origin).netloc == request.get_host()


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What was filled in, without secrets."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in OWN and not any(word in name for word in SECRET)
    ]


def kept_form(request: HttpRequest) -> HttpResponse:
    """The page with what was filled in; it asks for a new login in another window and sends the form from here."""
    context = {"fields": fields_of(request), "lost_files": [str(one) for one in request.FILES.values()]}
    return render(request, "components/kept_form.html", context, status=403)

"""What every request carries: the actor, the days asked for, a request id; and how an error of the domain becomes a page."""

import logging
import uuid
from collections.abc import Callable
from datetime import date
from typing import cast

from django.conf import settings
from django.db import OperationalError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from qiangxian.contexts.audit.chain import RequestTrace, request_trace
from qiangxian.contexts.people import readers as people
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf, asked_day
from qiangxian.kernel.errors import DomainError, Refused

from . import errors
from .request import Request

DAYS = {"as_of": "数据截至", "known": "信息截至"}
LAST_NUMBER = 2**63 - 1
NUL = "\x00"
BESIDE_A_FILE = 1 << 20
"""What a form holds beside its file."""
logger = logging.getLogger("qiangxian.web")
GetResponse = Callable[[Request], HttpResponse]


def _actor(request: Request) -> Actor:
    user = request.user
    return people.actor_for(user, on=timezone.localdate()) if user.is_authenticated else Actor.visitor()


def _day(request: Request, name: str) -> date | None:
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    try:
        return asked_day(text)
    except ValueError as remedy:
        raise Refused("日期写法不对", column=DAYS[name], value=text[:40], remedy=str(remedy)) from None


def _check_text(request: Request) -> None:
    for given in (request.GET, request.POST):
        for name, values in given.lists():
            if NUL in name or any(NUL in value for value in values):
                raise Refused("内容里有不能识别的字符", remedy="请重新填写，不要从别的程序里粘贴控制字符")


def as_of_from(request: Request) -> AsOf:
    """The days in the query string (`as_of`, `known`); without them today."""
    effective = _day(request, "as_of") or timezone.localdate()
    return AsOf.on(effective, _day(request, "known"))


class RequestContextMiddleware:
    """Sets `request.actor` (lazy), `request.as_of` (lazy) and the trace that audit lines carry."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.request_id = uuid.uuid4().hex
        request.actor = cast(Actor, SimpleLazyObject(lambda: _actor(request)))
        request.as_of = cast(AsOf, SimpleLazyObject(lambda: as_of_from(request)))
        token = request_trace.set(RequestTrace(request.request_id, request.META.get("REMOTE_ADDR", "")))
        try:
            response = self.get_response(request)
        finally:
            request_trace.reset(token)
        response["X-Request-ID"] = request.request_id
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class BodyLimitMiddleware:
    """A body nobody may send is refused by the length its head tells, before a byte of it is read."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        told = int(length) if length.isascii() and length.isdigit() else 0
        if told > settings.MAX_VISITOR_BODY and told > self._most(request):
            response = errors.too_large(request)
            response["Connection"] = "close"
            return response
        return self.get_response(request)

    def _most(self, request: Request) -> int:
        return settings.MAX_UPLOAD + BESIDE_A_FILE if request.user.is_authenticated else settings.MAX_VISITOR_BODY


class DomainErrorMiddleware:
    """Turns a named error of the domain into a page with its status, its reason and what to do next. What cannot be read in a request
    is refused before its page: a day nobody can read, lest the page show today instead, a character no text has, a number no row has."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: Request, view: object, args: object, kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """The parts every page reads alike."""
        if any(isinstance(number, int) and number > LAST_NUMBER for number in kwargs.values()):
            return errors.not_found(request, ValueError())
        try:
            _check_text(request)
            as_of_from(request)
        except Refused as error:
            return self.process_exception(request, error)
        return None

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        """Our own errors, a database that cannot be written, a number larger than any row's; anything else is a fault and stays one."""
        if isinstance(exception, OperationalError):
            logger.error("the database failed: %s", exception)
            return errors.out_of_order(request)
        if isinstance(exception, OverflowError):
            exception = Refused("编号太大", remedy="请返回上一页重新选择")
        if not isinstance(exception, DomainError):
            return None
        return errors.domain_error(request, exception)

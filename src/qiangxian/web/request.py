"""The request as our middleware leaves it, for the types of views."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf


class Request(HttpRequest):
    """Every request carries who asks, for which days, and an id."""

    actor: Actor
    as_of: AsOf
    request_id: str
    htmx: HtmxDetails
    help_page: str
    """The page of the guide for it, where its address does not say so."""
    stands_under: str
    """The address of the place in the navigation a page belongs to, where its own address does not say so."""

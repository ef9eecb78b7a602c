"""Where a request comes from: the connection, or behind a proxy of ours what that proxy says."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

CONNECTION = "qiangxian.connection"
LOOPBACK_NAMES = {"localhost", "127.0.0.1", "::1"}


def _is_ours(address: str) -> bool:
    """Whether the address is that of a proxy the county named (QIANGXIAN_PROXIES)."""
    try:
        given = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(given in network for network in settings.TRUSTED_PROXIES)


def client_of(connection: str, forwarded: str) -> str:
    """The address a request comes from. What is forwarded is read from the end, as far as our own proxies wrote it: whatever a
    visitor puts before that is not believed, and what is no address ends the reading."""
    address = connection
    for told in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if not _is_ours(address):
            break
        try:
            address = str(ipaddress.ip_address(told.strip("[]")))
        except ValueError:
            break
    return address


def address_of(request: HttpRequest | None) -> str:
    """The address a request comes from; empty for none."""
    return str(request.META.get("REMOTE_ADDR") or "") if request is not None else ""


def on_loopback(request: HttpRequest) -> bool:
    """Whether somebody at the machine itself asks: by the connection, by what was forwarded, and by the host asked for."""
    addresses = {request.META.get(CONNECTION, address_of(request)), address_of(request)}
    host, _port = split_domain_port(request.get_host())
    return host.strip("[]") in LOOPBACK_NAMES and all(_is_loopback(address) for address in addresses)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


class ClientAddressMiddleware:
    """Puts the address of whoever asks where everybody looks for it (REMOTE_ADDR), and keeps that of the connection."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        connection = address_of(request)
        request.META[CONNECTION] = connection
        request.META["REMOTE_ADDR"] = client_of(connection, request.META.get("HTTP_X_FORWARDED_FOR", ""))
        return self.get_response(request)

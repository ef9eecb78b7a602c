"""How allauth meets our accounts: no sign-up, our locks, our audit lines, a first change, a second factor for administrators."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from qiangxian.contexts.people import actions, readers
from qiangxian.contexts.people.types import login_key, network_of
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import ADMINISTRATION, STAFF

from .addresses import address_of, on_loopback
from .kept import came_from_here, fields_of, kept_form
from .request import Request
from .staying import BEGAN

SEEN = "seen_at"
SAVE_EVERY_SECONDS = 60
OPEN_PATHS = ("/accounts/", "/static/", "/healthz")
CLOSED_PATHS = ("/desk/", "/my/")


def _today() -> date:
    return timezone.localdate()


class AccountBackend(ModelBackend):
    """Refuses inactive accounts, accounts closed to the network asked from, and demonstration accounts where the server is open
    to the network. A name nobody has costs the same time."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **more: Any
    ) -> Any:
        account = super().authenticate(request, username, password, **more)
        if account is None or readers.locked_until(account, address_of(request), at=timezone.now()):
            return None
        loopback = settings.LOOPBACK_ONLY and (request is None or on_loopback(request))
        return account if readers.may_log_in(account, loopback=loopback) else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """The hooks of allauth that carry our rules."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by the system administrator only."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """A network that failed often of late waits between its attempts; the library's own limits come on top."""
        if seconds := readers.wait_seconds(address_of(request), at=timezone.now()):
            raise ValidationError(f"这个网络地址近来多次输错，请等 {seconds} 秒后再试。", code="slowed")
        super().pre_authenticate(request, **credentials)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What the library counts it counts by account and network, so that one visitor's failures lock nobody else out."""
        name = login_key(str(credentials.get("username") or ""))
        return f"{network_of(address_of(request))}:{name}"

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        failed(request, str(credentials.get("username") or "")[:60], "password")

    def login(self, request: HttpRequest, user: Any) -> None:
        now = timezone.now()
        actor = readers.actor_for(user, on=_today())
        if actor.has(*ADMINISTRATION - STAFF):
            actions.end_sessions(user, at=now)
        super().login(request, user)
        request.session[SEEN] = request.session[BEGAN] = now.timestamp()
        actions.logged_in(actor=actor, at=now, account_id=user.pk, address=address_of(request))

    def logout(self, request: HttpRequest) -> None:
        user = request.user
        super().logout(request)
        if user.is_authenticated:
            actor = readers.actor_for(user, on=_today())
            actions.logged_out(actor=actor, at=timezone.now(), account_id=user.pk)

    def set_password(self, user: Any, password: str) -> None:
        user.set_password(password)
        now = timezone.now()
        actor = readers.actor_for(user, on=_today())
        actions.password_changed(actor=actor, at=now, account_id=user.pk, hashed=user.password)


def failed(request: HttpRequest, name: str, factor: str) -> None:
    """Count a wrong password or code."""
    actions.login_failed(
        actor=Actor.visitor(), at=timezone.now(), name=name, address=address_of(request), factor=factor
    )


class CodeForm(AuthenticateForm):  # type: ignore[misc] # allauth has no types
    """The second factor: wrong codes count like wrong passwords, and lock like them."""

    def clean_code(self) -> str:
        if readers.locked_until(self.user, address_of(context.request), at=timezone.now()):
            raise ValidationError("多次输错，已暂时锁定，请稍后再试或联系系统管理员解锁。", code="locked")
        return str(super().clean_code())


class CodeAgainForm(CodeForm, ReauthenticateForm):  # type: ignore[misc] # allauth has no types
    """The same where somebody logged in is asked once more."""


@receiver(authentication_failed)
def count_wrong_code(request: HttpRequest, user: Any, **_more: Any) -> None:
    """The library tells of a wrong code."""
    failed(request, user.name, "code")


@receiver(post_save, sender=Authenticator)
def ask_for_a_second_person(instance: Authenticator, created: bool, **_more: Any) -> None:
    """An administrator's authenticator counts once another one has confirmed who bound it; asked in the same transaction."""
    user = instance.user
    actor = readers.actor_for(user, on=_today())
    if created and instance.type == Authenticator.Type.TOTP and actor.has(*ADMINISTRATION) and not user.is_demo:
        actions.ask_second_factor(actor=actor, at=timezone.now(), account_id=user.pk)


class AccountRulesMiddleware:
    """Nobody unknown comes to the desk or an enterprise's pages, idle sessions end, and nobody gets past a password that must
    be changed or a second factor that is missing."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        if not request.user.is_authenticated:
            if request.path.startswith(CLOSED_PATHS):
                return self._to_login(request)
        else:
            if self._ended(request):
                request.session.flush()
                return self._to_login(request)
            if not request.path.startswith(OPEN_PATHS) and (step := self._missing_step(request)):
                return redirect(step)
        return self.get_response(request)

    def _to_login(self, request: Request) -> HttpResponse:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": settings.LOGIN_URL})
        if request.method == "POST" and came_from_here(request) and fields_of(request):
            return kept_form(request)
        return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")

    def _ended(self, request: Request) -> bool:
        """True after too long a pause, and after the longest time a session may last however busy it is; the moment is written
        once a minute, not at every request."""
        now, rules = timezone.now().timestamp(), readers.login_rules()
        began, seen = request.session.get(BEGAN), request.session.get(SEEN)
        if began is not None and now - began > rules["absolute_hours"] * 3600:
            return True
        if seen is not None and now - seen > rules["idle_minutes"] * 60:
            return True
        if began is None:
            request.session[BEGAN] = now
        if seen is None or now - seen > SAVE_EVERY_SECONDS:
            request.session[SEEN] = now
        return False

    def _missing_step(self, request: Request) -> str | None:
        user: Any = request.user
        if user.is_demo:
            return None
        if user.must_change_password or self._too_old(user):
            return "account_change_password"
        if request.actor.has(*ADMINISTRATION):
            if not is_mfa_enabled(user):
                return "mfa_activate_totp"
            if readers.factor_waits(user):
                return "account_waits"
        return None

    def _too_old(self, user: Any) -> bool:
        days = readers.login_rules()["password_days"]
        return user.password_changed_at is not None and (timezone.now() - user.password_changed_at).days > days

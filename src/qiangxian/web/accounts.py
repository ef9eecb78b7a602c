"""How allauth meets our accounts: no sign-up, our locks, our audit lines, a first change, a second factor for administrators."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from qiangxian.contexts.people import actions, readers
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import ADMINISTRATION, STAFF

from .request import Request

if TYPE_CHECKING:
    from qiangxian.contexts.people.models import Account

SEEN = "seen_at"
SAVE_EVERY_SECONDS = 60
OPEN_PATHS = ("/accounts/", "/static/", "/healthz")
CLOSED_PATHS = ("/desk/", "/my/")


class AccountBackend(AuthenticationBackend):  # type: ignore[misc] # allauth has no types
    """Refuses inactive and locked accounts, and demonstration accounts where the server is open to the network."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> "Account | None":
        """As allauth does, but a refused account is refused: the base class would keep it aside and let it in later."""
        found: Account | None = super().authenticate(request, **credentials)
        self.unstash_authenticated_user()
        return found

    def user_can_authenticate(self, user: "Account") -> bool:
        return readers.may_log_in(user, at=timezone.now(), loopback_only=settings.LOOPBACK_ONLY)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """The hooks of allauth that carry our rules."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by the system administrator only."""
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        name = str(credentials.get("username") or "")[:60]
        actions.login_failed(actor=Actor.visitor(), at=timezone.now(), name=name)

    def login(self, request: HttpRequest, user: "Account") -> None:
        now = timezone.now()
        actor = readers.actor_for(user, on=timezone.localdate())
        if actor.has(*ADMINISTRATION - STAFF):
            actions.end_sessions(user, at=now)
        super().login(request, user)
        request.session[SEEN] = now.timestamp()
        actions.logged_in(actor=actor, at=now, account_id=user.pk)

    def set_password(self, user: "Account", password: str) -> None:
        super().set_password(user, password)
        now = timezone.now()
        actor = readers.actor_for(user, on=timezone.localdate())
        actions.password_changed(actor=actor, at=now, account_id=user.pk)


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
            if self._idle(request):
                request.session.flush()
                return self._to_login(request)
            if not request.path.startswith(OPEN_PATHS) and (step := self._missing_step(request)):
                return redirect(step)
        return self.get_response(request)

    def _to_login(self, request: Request) -> HttpResponse:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": settings.LOGIN_URL})
        return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")

    def _idle(self, request: Request) -> bool:
        """True after too long a pause; the moment is written once a minute, not at every request."""
        now, seen = timezone.now().timestamp(), request.session.get(SEEN)
        if seen is not None and now - seen > actions.login_rules()["idle_minutes"] * 60:
            return True
        if seen is None or now - seen > SAVE_EVERY_SECONDS:
            request.session[SEEN] = now
        return False

    def _missing_step(self, request: Request) -> str | None:
        user: Any = request.user
        if user.is_demo:
            return None
        if user.must_change_password or self._too_old(user):
            return "account_change_password"
        if request.actor.has(*ADMINISTRATION) and not is_mfa_enabled(user):
            return "mfa_activate_totp"
        return None

    def _too_old(self, user: Any) -> bool:
        days = actions.login_rules()["password_days"]
        return user.password_changed_at is not None and (timezone.now() - user.password_changed_at).days > days

"""Settings: read the environment, nothing else. Every name a county may set begins with QIANGXIAN_."""

import ipaddress
import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("QIANGXIAN_VAR", ROOT / "var"))
NODE_MODULES = Path(os.environ.get("QIANGXIAN_NODE_MODULES", ROOT / "node_modules"))
FONTS = [VAR / "fonts", NODE_MODULES / "@expo-google-fonts"]
"""Where faces for paper are looked for besides the system's own: those a county put there, then the open ones of the packages."""


def _secret_key() -> str:
    """The signing key: from the environment, else made once and kept beside the data, readable by its owner only."""
    if given := os.environ.get("QIANGXIAN_SECRET_KEY"):
        return given
    kept = VAR / "secret-key"
    if not kept.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        draft = kept.with_name(f"secret-key.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, kept)  # the first of several starting processes wins; the others read its key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept.read_text()


def _database() -> dict[str, object]:
    """SQLite in WAL mode under var/, or what QIANGXIAN_DATABASE_URL names (postgresql://user:password@host/name)."""
    url = os.environ.get("QIANGXIAN_DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR / "qiangxian.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; "
                "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;",
            },
        }
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


SECRET_KEY = _secret_key()
SEAL_DIGEST = os.environ.get("QIANGXIAN_SEAL_DIGEST", "sha256")  # sm3 where the machine's OpenSSL has it
DEBUG = False
ALLOWED_HOSTS = os.environ.get("QIANGXIAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("QIANGXIAN_ORIGINS", "").split(",") if o]
# The proxies in front, as addresses or networks: what they forward is believed, what anybody else forwards is not.
TRUSTED_PROXIES = [
    ipaddress.ip_network(p.strip()) for p in os.environ.get("QIANGXIAN_PROXIES", "").split(",") if p.strip()
]
HTTPS = os.environ.get("QIANGXIAN_HTTPS", "0") == "1"
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "qiangxian.web.components",  # before allauth, whose pages it gives our look
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "qiangxian.contexts.audit",
    "qiangxian.contexts.schedule",
    "qiangxian.contexts.people",
    "qiangxian.contexts.quality",
    "qiangxian.contexts.notices",
    "qiangxian.contexts.documents",
    "qiangxian.contexts.matters",
    "qiangxian.contexts.registers",
    "qiangxian.contexts.patents",
    "qiangxian.contexts.holidays",
    "qiangxian.contexts.handovers",
    "qiangxian.contexts.cultivation",
    "qiangxian.contexts.indicators",
    "qiangxian.contexts.programmes",
    "qiangxian.contexts.supervision",
    "qiangxian.contexts.meetings",
    "qiangxian.contexts.assessments",
    "qiangxian.contexts.dossiers",
    "qiangxian.web.lists",
    "qiangxian.web.matters",
    "qiangxian.web.records",
    "qiangxian.web.portal",
    "qiangxian.web.desk",
    "qiangxian.web.my",
    "qiangxian.web.guide",
]

MIDDLEWARE = [
    "qiangxian.web.addresses.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "qiangxian.web.middleware.RequestContextMiddleware",
    "qiangxian.web.middleware.BodyLimitMiddleware",
    "qiangxian.web.accounts.AccountRulesMiddleware",
    "qiangxian.web.unchanged.UnchangedPageMiddleware",
    "qiangxian.web.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "qiangxian.config.urls"
WSGI_APPLICATION = "qiangxian.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qiangxian.web.context.shell",
            ],
        },
    }
]

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["qiangxian.web.accounts.AccountBackend"]
ACCOUNT_ADAPTER = "qiangxian.web.accounts.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "强县"
MFA_TRUST_ENABLED = False  # a second factor is asked at every login
MFA_FORMS = {
    "authenticate": "qiangxian.web.accounts.CodeForm",
    "reauthenticate": "qiangxian.web.accounts.CodeAgainForm",
}
USERSESSIONS_TRACK_ACTIVITY = False
LOOPBACK_ONLY = os.environ.get("QIANGXIAN_LOOPBACK", "0") == "1"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"

# Mail leaves only where QIANGXIAN_EMAIL_URL names a server (smtp://user:password@host:587, smtps://… for TLS from the
# start, console: to see it on the terminal); passwords are reset by the administrator, never by mail.
_MAIL = urlsplit(os.environ.get("QIANGXIAN_EMAIL_URL", ""))
EMAIL_READY = _MAIL.scheme in ("smtp", "smtps", "console")
EMAIL_BACKEND = "django.core.mail.backends." + {
    "smtp": "smtp.EmailBackend",
    "smtps": "smtp.EmailBackend",
    "console": "console.EmailBackend",
}.get(_MAIL.scheme, "dummy.EmailBackend")
EMAIL_HOST, EMAIL_PORT = _MAIL.hostname or "localhost", _MAIL.port or (465 if _MAIL.scheme == "smtps" else 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_MAIL.username or ""), unquote(_MAIL.password or "")
EMAIL_USE_SSL = _MAIL.scheme == "smtps"
EMAIL_USE_TLS = _MAIL.scheme == "smtp" and "tls=0" not in _MAIL.query
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("QIANGXIAN_EMAIL_FROM", EMAIL_HOST_USER or "qiangxian@localhost")
WEBHOOK_PRIVATE = os.environ.get("QIANGXIAN_WEBHOOK_PRIVATE", "0") == "1"  # a robot inside the county's own network
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "qiangxian.contexts.people.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "qiangxian.contexts.people.passwords.UnlikeTheOwner"},
    {"NAME": "qiangxian.contexts.people.passwords.Uncommon"},
    {"NAME": "qiangxian.contexts.people.passwords.CountyPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/desk/"
LOGIN_URL = "/accounts/login/"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [
    ("tabler", NODE_MODULES / "@tabler/core/dist"),
    ("icons", NODE_MODULES / "@tabler/icons-webfont/dist"),
    ("htmx", NODE_MODULES / "htmx.org/dist"),
    ("echarts", NODE_MODULES / "echarts/dist"),
]
FILES = VAR / "files"
EXPORTS = VAR / "exports"  # files of many hits, kept some days
INDEX = VAR / "index"  # of the patent literature, where no cluster has it
SEARCH_URL = os.environ.get(
    "QIANGXIAN_SEARCH_URL", ""
)  # http://user:password@host:9200,host:9200: an OpenSearch cluster
MAX_UPLOAD = int(os.environ.get("QIANGXIAN_MAX_UPLOAD", str(64 * 1024 * 1024)))
MAX_VISITOR_BODY = int(os.environ.get("QIANGXIAN_MAX_VISITOR_BODY", str(256 * 1024)))  # before a login
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR / "cache"},
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 400},
    },
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "qiangxian.web.errors.stale_form"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("QIANGXIAN_LOG", "WARNING")},
}

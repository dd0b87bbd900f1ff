"""Django's settings, all of them; each that an operator may change is an environment variable."""

from __future__ import annotations

import os
from base64 import b64decode
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from leaderboard.databases import database
from leaderboard.keys import NEW_MFA_KEY, NEW_SIGNING_KEY, fernet_keys, signing_key

BASE = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("ASSAY_VAR", BASE / "var"))


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes", "on"}


def secret(name: str, development: str, optional: bool = False) -> str:
    """From the environment, or the file that NAME_FILE names; production has no default."""
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text().strip()
        except OSError as trouble:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {trouble}") from trouble
    if value := os.environ.get(name):
        return value
    if PRODUCTION and not optional:
        raise ImproperlyConfigured(f"set {name} or {name}_FILE: production has no default for it")
    return development


PRODUCTION = flag("ASSAY_PRODUCTION")
DEMO = flag("ASSAY_DEMO")
DEBUG = flag("ASSAY_DEBUG")
DEVELOPMENT_KEY = "development-only-not-a-secret"
SECRET_KEY = secret("ASSAY_SECRET_KEY", DEVELOPMENT_KEY)
ALLOWED_HOSTS = os.environ.get("ASSAY_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
if PRODUCTION and DEMO:
    raise ImproperlyConfigured("ASSAY_DEMO shows e-mails to anyone; unset it in production")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("ASSAY_DEBUG shows settings to anyone; unset it in production")
if PRODUCTION and (SECRET_KEY == DEVELOPMENT_KEY or len(set(SECRET_KEY)) < 20):
    raise ImproperlyConfigured(
        "ASSAY_SECRET_KEY can be guessed. Make one with: "
        "python -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )
# Of second factors, the newest first: what a copy of the database alone cannot open.
DEVELOPMENT_MFA_KEY = "ZGV2ZWxvcG1lbnQtb25seS1ub3QtYS1zZWNyZXQtISE="
ASSAY_MFA_KEYS = fernet_keys(secret("ASSAY_MFA_KEYS", DEVELOPMENT_MFA_KEY))
if PRODUCTION and DEVELOPMENT_MFA_KEY in ASSAY_MFA_KEYS:
    raise ImproperlyConfigured(f"ASSAY_MFA_KEYS holds the key that everybody knows. {NEW_MFA_KEY}")
# What statements of published submissions are signed with. Older public keys stay in the database.
DEVELOPMENT_SIGNING_KEY = "ZGV2ZWxvcG1lbnQtb25seS1ub3QtYS1zZWNyZXQtISE="
ASSAY_SIGNING_KEY = signing_key(secret("ASSAY_SIGNING_KEY", DEVELOPMENT_SIGNING_KEY))
if (PRODUCTION and len(set(ASSAY_SIGNING_KEY)) < 16) or (
    PRODUCTION and b64decode(DEVELOPMENT_SIGNING_KEY) == ASSAY_SIGNING_KEY
):
    raise ImproperlyConfigured(f"ASSAY_SIGNING_KEY can be guessed. {NEW_SIGNING_KEY}")
if PRODUCTION and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ASSAY_HOSTS must name hosts: with * any Host header is believed")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("ASSAY_ORIGINS", "").split(",") if o]
SITE_URL = os.environ.get("ASSAY_URL", "http://localhost:8000")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.syndication",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.github",
    "allauth.socialaccount.providers.orcid",
    "django_htmx",
    "ninja",
    "leaderboard",
]

MIDDLEWARE = [
    "leaderboard.middleware.RequestId",
    "leaderboard.middleware.ContentSecurityPolicy",  # a redirect and a refusal carry it too
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "leaderboard.middleware.Compression",  # static files are compressed already
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "leaderboard.middleware.LogContext",
    "leaderboard.middleware.Uploads",
    "leaderboard.middleware.Refusals",
]

ROOT_URLCONF = "leaderboard.urls"
WSGI_APPLICATION = "leaderboard.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "leaderboard.context.site",
            ]
        },
    }
]

DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), VAR / "web" / "db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Counters of requests are common to all processes. Each process keeps what it has computed.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "assay_counters",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "computed": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# Accounts: by e-mail address, which must be confirmed.
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Assay] "
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_ADAPTER = "leaderboard.adapter.Adapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # of a changed password or second factor, to its owner
ACCOUNT_RATE_LIMITS = {  # an address a minute; an account, from wherever
    "login": os.environ.get("ASSAY_RATE_SIGN_IN", "30/m/ip"),
    "login_failed": os.environ.get("ASSAY_RATE_FAILED_SIGN_IN", "10/m/ip,5/300s/key"),
    "signup": os.environ.get("ASSAY_RATE_SIGN_UP", "20/m/ip"),
    "reset_password": os.environ.get("ASSAY_RATE_RESET", "20/m/ip,5/m/key"),
}
MFA_ADAPTER = "leaderboard.second_factors.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
LOGIN_REDIRECT_URL = "dashboard"
ACCOUNT_LOGOUT_REDIRECT_URL = "ranking"
EMAIL_BACKEND = os.environ.get(
    "ASSAY_EMAIL_BACKEND",
    "leaderboard.mail.DemoBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_HOST = os.environ.get("ASSAY_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("ASSAY_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("ASSAY_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = secret("ASSAY_EMAIL_PASSWORD", "") if EMAIL_HOST_USER else ""
EMAIL_USE_TLS = flag("ASSAY_EMAIL_TLS")
EMAIL_FILE_PATH = VAR / "web" / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("ASSAY_EMAIL_FROM", "assay@localhost")

# Pages.
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "web" / "static"
STATICFILES_DIRS = [BASE / "leaderboard" / "assets"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION or DEMO
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILE_UPLOAD_HANDLERS = [
    "leaderboard.card_form.CardUpload",
    "leaderboard.uploads.BoundedUpload",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000

# Security. HTTPS is the production's; the demo and the tests speak plain HTTP on loopback.
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
if flag("ASSAY_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("ASSAY_PROXIES", "1"))
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Assay.
ASSAY_STORE_SUBMISSIONS = os.environ.get(
    "ASSAY_STORE_SUBMISSIONS", str(VAR / "stores" / "submissions")
)
ASSAY_STORE_RESULTS = os.environ.get("ASSAY_STORE_RESULTS", str(VAR / "stores" / "results"))
ASSAY_STORE_REVEALED = os.environ.get("ASSAY_STORE_REVEALED", str(VAR / "stores" / "revealed"))
ASSAY_VAULT = os.environ.get("ASSAY_VAULT", str(VAR / "vault"))  # seasons' secrets; no web server's
ASSAY_LEASE_SECONDS = int(os.environ.get("ASSAY_LEASE_SECONDS", "60"))
ASSAY_MAX_ATTEMPTS = int(os.environ.get("ASSAY_MAX_ATTEMPTS", "3"))
ASSAY_MAX_LOST = int(os.environ.get("ASSAY_MAX_LOST", "10"))  # attempts whose worker vanished
ASSAY_RETRY_SECONDS = float(os.environ.get("ASSAY_RETRY_SECONDS", "10"))  # after a first fault
# After so long an order that nobody took, from a queue that is empty, counts as lost by Redis.
ASSAY_FORGOTTEN_SECONDS = float(os.environ.get("ASSAY_FORGOTTEN_SECONDS", "60"))
ASSAY_SUBMISSIONS_PER_DAY = int(os.environ.get("ASSAY_SUBMISSIONS_PER_DAY", "10"))
ASSAY_EVALUATIONS_IN_FLIGHT = int(os.environ.get("ASSAY_EVALUATIONS_IN_FLIGHT", "8"))
if ASSAY_EVALUATIONS_IN_FLIGHT < 1:
    raise ImproperlyConfigured("ASSAY_EVALUATIONS_IN_FLIGHT must be 1 at least, or nothing runs")
ASSAY_UPLOADS_IN_FLIGHT = int(os.environ.get("ASSAY_UPLOADS_IN_FLIGHT", "3"))
# How long a slot is kept by a web process that says nothing more of its upload: it was killed.
ASSAY_UPLOAD_LEASE_SECONDS = float(os.environ.get("ASSAY_UPLOAD_LEASE_SECONDS", "60"))
ASSAY_MAX_BUNDLE_BYTES = int(os.environ.get("ASSAY_MAX_BUNDLE_BYTES", str(512 * 1024**2)))
ASSAY_MAX_IMAGE_BYTES = int(os.environ.get("ASSAY_MAX_IMAGE_BYTES", str(8 * 1024**3)))
# Who shows it reads /metrics; without one there is none. An address would not do: behind a proxy on
# the same host every reader comes from loopback.
ASSAY_METRICS_TOKEN = secret("ASSAY_METRICS_TOKEN", "", optional=True)
if 0 < len(ASSAY_METRICS_TOKEN) < 20:
    raise ImproperlyConfigured("ASSAY_METRICS_TOKEN can be guessed: 20 characters at least")
ASSAY_RATES = {  # times / seconds, minutes, hours or days / of an address or an account
    what: os.environ.get(f"ASSAY_RATE_{what.upper()}", usual)
    for what, usual in {
        "ranking": "30/m/ip,30/m/user",
        "upload": "60/h/ip,30/h/user",
        "download": "120/m/ip",
        "describe": "60/h/ip,60/h/user",
        "check": "1200/h/ip,600/h/user",
        "token": "30/m/ip",
        "snapshot": "20/h/ip,20/h/user",
    }.items()
}
# Webhooks go to the public internet, over HTTPS; the demonstration's may lead to this machine.
ASSAY_WEBHOOKS_TO_LOOPBACK = not PRODUCTION
# Potentials × tasks up to which a ranking is computed while its reader waits: about two seconds.
ASSAY_RANKING_AT_ONCE = int(os.environ.get("ASSAY_RANKING_AT_ONCE", "3000"))
ASSAY_ACCEPTS_SUBMISSIONS = flag("ASSAY_ACCEPTS_SUBMISSIONS", True)
ASSAY_DOMAIN_WEIGHTS = {
    "held-out": 0.4,
    "coupled-cluster": 0.25,
    "solids": 0.2,
    "exact-laws": 0.05,
    "landscape": 0.05,
    "dynamics": 0.05,
    # How a potential answers, and how fast, says nothing of whether it is right: tabs of their own.
    "interpretability": 0.0,
    "efficiency": 0.0,
}

"""Settings: read from the environment, safe by default. Only MASE_DEBUG=1 (demo and development) loosens anything."""

import base64
import hashlib
import logging
import os
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = os.environ.get("MASE_DEBUG") == "1"
SECRET_KEY = os.environ.get("MASE_SECRET_KEY") or ("for-demonstration-only-" + "x" * 40 if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set MASE_SECRET_KEY to 50 or more random characters.")
ALLOWED_HOSTS = os.environ.get("MASE_HOSTS", "localhost 127.0.0.1 [::1]").split()
SITE_ADDRESS = os.environ.get("MASE_SITE_ADDRESS", "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]
MASE_PROFILES = os.environ.get("MASE_PROFILES", "")  # a folder of further boroughs' files, and of coming versions
DATA_DIR = Path(os.environ.get("MASE_DATA", BASE_DIR / "var"))
# What is kept of agenda packs is sealed with the first; the others open what was sealed before. 32 bytes in base 64.
MASE_DOCUMENT_KEYS = os.environ.get("MASE_DOCUMENT_KEY", "").split()
if DEBUG and not MASE_DOCUMENT_KEYS:
    MASE_DOCUMENT_KEYS = [base64.b64encode(hashlib.sha256(SECRET_KEY.encode()).digest()).decode()]
MASE_SEALS = Path(os.environ.get("MASE_SEALS", DATA_DIR / "seals.log"))  # better on another machine's disk

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "guardian",
    "simple_history",
    "csp",
    "mase.web",
    "mase.audit",
    "mase.agencies",
    "mase.notifications",
    "mase.people",
    "mase.cases",
    "referrals",
    "riskscreening",
    "meetings",
    "reporting",
    "mase.demo",
]

MIDDLEWARE = [
    "mase.web.middleware.numbered",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "mase.web.middleware.private_responses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mase.web.middleware.answered_for_the_reader",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mase.audit.middleware.NothingUnrecorded",
]

ROOT_URLCONF = "mase.urls"
WSGI_APPLICATION = "mase.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "mase.web.environment.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "mase.agencies.context.who",
                "mase.cases.context.frame",
                "meetings.context.frame",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",  # third parties' pages only
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {"default": dj_database_url.config(conn_max_age=60, conn_health_checks=True)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

AUTH_USER_MODEL = "agencies.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "mase.agencies.sign_in.Adapter"
ACCOUNT_FORMS = {
    "login": "mase.web.sign_in.Login",
    "change_password": "mase.web.sign_in.ChangePassword",
    "reset_password": "mase.web.sign_in.ResetPassword",
    "reset_password_from_key": "mase.web.sign_in.ResetPasswordKey",
    "reauthenticate": "mase.web.sign_in.ProveAgain",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60  # how long it counts that somebody has proved again that it is them
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "MASE: "
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 20 * 60  # idle time; every request renews it
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if not DEBUG:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"  # under no-referrer a browser posts our own forms with "Origin: null"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    }
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG  # without collectstatic in development and tests

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
if "MASE_SMTP_HOST" in os.environ:
    EMAIL_HOST = os.environ["MASE_SMTP_HOST"]
    EMAIL_PORT = int(os.environ.get("MASE_SMTP_PORT", "25"))
    EMAIL_HOST_USER = os.environ.get("MASE_SMTP_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("MASE_SMTP_PASSWORD", "")
    EMAIL_USE_TLS = os.environ.get("MASE_SMTP_TLS", "1") == "1"
elif DEBUG:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("MASE_SENDER", "mase@localhost")
EMAIL_TIMEOUT = 10

CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "redis://localhost:6379/0")
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 120, "socket_timeout": 5, "socket_connect_timeout": 2}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep deadlines": {"task": "mase.cases.tasks.sweep", "schedule": 60.0, "options": {"expires": 50}},
    "look ahead to meetings": {"task": "meetings.tasks.look_ahead", "schedule": 60.0, "options": {"expires": 50}},
    "seal the trail": {"task": "mase.audit.tasks.seal", "schedule": 60.0, "options": {"expires": 50}},
    "make packs": {"task": "reporting.tasks.make_packs", "schedule": 5.0, "options": {"expires": 4}},
    "send notices": {"task": "mase.notifications.tasks.send", "schedule": 60.0, "options": {"expires": 50}},
}

logging.raiseExceptions = False  # or a line that cannot be written would be printed with all that it was about
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "mase.web.logs.Lines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},  # Django's own handlers write paths, and mail errors whole
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "celery": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},  # it would write down the letters of names
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
}

ANONYMOUS_USER_NAME = None  # guardian: nobody has rights without signing in
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # guardian stores our grants; the rule that reads them is mase.cases.access

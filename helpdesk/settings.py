"""Every setting comes from the environment; bin/demo and docker-compose.yml set the same names."""

from __future__ import annotations

import warnings
from pathlib import Path

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from helpdesk import env
from helpdesk.csp import CONTENT_SECURITY_POLICY  # noqa: F401  (django-csp reads it from here)

BASE_DIR = Path(__file__).resolve().parent.parent
HELPDESK_HOME = Path(env.text("HELPDESK_HOME", str(BASE_DIR / ".helpdesk")))

DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")
SECRET_KEY = env.text("SECRET_KEY")
if not SECRET_KEY:
    key_file = HELPDESK_HOME / "secret_key"
    if not key_file.is_file():
        raise ImproperlyConfigured("SECRET_KEY is not set. Use bin/demo or bin/manage, or set SECRET_KEY.")
    SECRET_KEY = key_file.read_text().strip()
FIELD_KEYS = env.words("FIELD_KEYS", [SECRET_KEY])

PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [PUBLIC_URL])

# -- the brand that customers' pages wear -------------------------------------------------------------------------------------
BRAND_NAME = env.text("BRAND_NAME", "Helpdesk")
BRAND_LOGO_URL = env.text("BRAND_LOGO_URL")
BRAND_HUE = env.number("BRAND_HUE", 200)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "lucide",
    "rest_framework",
    "core",
    "accounts",
    "customers",
    "tickets",
    "channels_inbox",
    "surveys",
    "automation",
    "knowledge",
    "reports",
    "helpdesk",
]
SITE_ID = 1

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.EmptyHouseMiddleware",
    "accounts.middleware.WorkspaceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "helpdesk.urls"
ASGI_APPLICATION = "helpdesk.asgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "helpdesk.context.brand",
            ],
            "builtins": ["core.templatetags.ui"],
        },
    }
]

# -- storage ------------------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.database(env.text("DATABASE_URL", "postgres://helpdesk@127.0.0.1:5432/helpdesk"))}
# ASGI threads come and go: only psycopg's pool keeps connections (docs/decisions/0001).
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["OPTIONS"] |= {
    "pool": {"min_size": 1, "max_size": env.number("DATABASE_POOL", 10), "timeout": 10},
    # A writer that takes longer is cut off, so that the catch-up view's overlap of 30 s is always enough. Management
    # commands (migrations) may take their time: manage.py sets 0. JIT compiles longer than any of our statements runs.
    "options": f"-c transaction_timeout={env.number('TRANSACTION_TIMEOUT_S', 15)}s -c lock_timeout=10s -c jit=off",
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
REDIS_PREFIX = env.text("REDIS_PREFIX", "helpdesk:")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,
    }
}
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(HELPDESK_HOME / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(HELPDESK_HOME / "media")))
# Attachments are only served through access-checked views, never by URL.
MEDIA_URL = "/media-is-not-served/"
STORAGES = {
    "default": env.media_storage(
        bucket=env.text("S3_BUCKET"),
        endpoint=env.text("S3_ENDPOINT"),
        region=env.text("S3_REGION"),
        access_key=env.text("S3_ACCESS_KEY"),
        secret_key=env.text("S3_SECRET_KEY"),
        prefix=env.text("S3_PREFIX"),
    ),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
# WhiteNoise answers with plain files; small as ours are, reading them in a thread is no harm.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
warnings.filterwarnings("ignore", message="No directory at", module="django.core.handlers.base")
WHITENOISE_MAX_AGE = 0 if DEBUG or DEMO else 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
# Stands in for every provider's API (bin/demo, tests): <this>/<channel>/…
CHANNEL_API_BASE = env.text("CHANNEL_API_BASE")
ATTACHMENT_MAX_BYTES = env.number("ATTACHMENT_MAX_BYTES", 25 * 1024 * 1024)

# -- people -------------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/inbox/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("TRUST_PROXY") else None
# Browsers keep to TLS for this long once they saw it (RFC 6797); other names under the domain are the owner's affair.
SECURE_HSTS_SECONDS = 30 * 86_400 if SESSION_COOKIE_SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# -- language and time --------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = env.text("LANGUAGE_CODE", "en")
LANGUAGES = [("en", _("English")), ("pl", _("Polish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
WORKSPACE_TIME_ZONE = env.text("WORKSPACE_TIME_ZONE", "Europe/Warsaw")

# -- mail ---------------------------------------------------------------------------------------------------------------------
MAIL_HOST = env.text("MAIL_HOST", "127.0.0.1")
MAIL_PORT = env.number("MAIL_PORT", 2525)
MAIL_LMTP_PORT = env.number("MAIL_LMTP_PORT", 0)
MAIL_DOMAIN = env.text("MAIL_DOMAIN", "localhost")
MAIL_MAX_BYTES = env.number("MAIL_MAX_BYTES", 40 * 1024 * 1024)
OUTBOX_PORT = env.number("OUTBOX_PORT", 0)  # the demo's catch server; 0 leaves it off
SMTP_HOST = env.text("SMTP_HOST", "127.0.0.1" if OUTBOX_PORT else "")
SMTP_PORT = env.number("SMTP_PORT", OUTBOX_PORT or 587)
SMTP_USER = env.text("SMTP_USER")
SMTP_PASSWORD = env.text("SMTP_PASSWORD")
SMTP_SECURITY = env.text("SMTP_SECURITY", "none" if OUTBOX_PORT else "starttls")  # none, starttls or ssl
# Django's own mail (password reset, invitations) leaves by the same server.
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD
EMAIL_USE_TLS, EMAIL_USE_SSL = SMTP_SECURITY == "starttls", SMTP_SECURITY == "ssl"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"{BRAND_NAME} <no-reply@{MAIL_DOMAIN}>")

# -- the worker ---------------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {"global_keyprefix": f"{REDIS_PREFIX}celery:", "visibility_timeout": 600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 120
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "helpdesk.tasks.heartbeat", "schedule": 5.0, "options": {"expires": 5}},
    "sweep-events": {"task": "channels_inbox.tasks.sweep_events", "schedule": 5.0, "options": {"expires": 5}},
    "sweep-deliveries": {"task": "channels_inbox.tasks.sweep_deliveries", "schedule": 5.0, "options": {"expires": 5}},
    "sweep-media": {"task": "channels_inbox.tasks.sweep_media", "schedule": 10.0, "options": {"expires": 10}},
    "sync-inboxes": {"task": "channels_inbox.tasks.sync_inboxes", "schedule": crontab(hour=4, minute=20)},
    "sweep-thumbnails": {"task": "tickets.tasks.sweep_thumbnails", "schedule": 15.0, "options": {"expires": 15}},
    "forget-receipts": {"task": "channels_inbox.tasks.forget_receipts", "schedule": crontab(hour=3, minute=10)},
    "rebuild-deadlines": {"task": "tickets.tasks.rebuild_deadlines", "schedule": 15.0, "options": {"expires": 15}},
    "sum-days": {"task": "reports.tasks.sum_days", "schedule": 60.0, "options": {"expires": 60}},
    "look-again": {"task": "reports.tasks.look_again", "schedule": 60.0, "options": {"expires": 60}},
    "rebuild-facts": {"task": "reports.tasks.rebuild", "schedule": 15.0, "options": {"expires": 15}},
    "replace-gone": {"task": "reports.tasks.replace_gone", "schedule": 60.0, "options": {"expires": 60}},
    "warm-kept": {"task": "reports.tasks.warm_kept", "schedule": 300.0, "options": {"expires": 300}},
    "plan-reports": {"task": "reports.tasks.plan_reports", "schedule": 30.0, "options": {"expires": 30}},
    "send-reports": {"task": "reports.tasks.send_reports", "schedule": 15.0, "options": {"expires": 15}},
    "sweep-work": {"task": "tickets.tasks.sweep_work", "schedule": 5.0, "options": {"expires": 5}},
    "sweep-timers": {"task": "automation.tasks.sweep_timers", "schedule": 5.0, "options": {"expires": 5}},
    "find-incidents": {"task": "automation.tasks.find_incidents", "schedule": 60.0, "options": {"expires": 60}},
    "sweep-incident-answers": {
        "task": "automation.tasks.sweep_incident_answers",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "spread-rules": {"task": "automation.tasks.spread_rules", "schedule": 15.0, "options": {"expires": 15}},
    "tell-deadlines": {"task": "tickets.tasks.tell_deadlines", "schedule": 15.0, "options": {"expires": 15}},
    "mail-notices": {"task": "tickets.tasks.mail_notices", "schedule": 15.0, "options": {"expires": 15}},
    "forget-presence": {"task": "accounts.tasks.forget_presence", "schedule": crontab(hour=3, minute=35)},
    "forget-notices": {"task": "tickets.tasks.forget_notices", "schedule": crontab(hour=3, minute=25)},
    "give-waiting": {"task": "automation.tasks.give_waiting", "schedule": 5.0, "options": {"expires": 5}},
    "take-back": {"task": "automation.tasks.take_back", "schedule": 30.0, "options": {"expires": 30}},
    "learn": {"task": "automation.tasks.learn", "schedule": 15.0, "options": {"expires": 15}},
    "learn-nightly": {"task": "automation.tasks.ask_to_learn", "schedule": crontab(hour=3, minute=40)},
    "wake-snoozed": {"task": "tickets.tasks.wake_snoozed", "schedule": 15.0, "options": {"expires": 15}},
    "close-resolved": {"task": "tickets.tasks.close_resolved", "schedule": crontab(minute=17)},
    "fold-counts": {"task": "tickets.tasks.fold_counts", "schedule": 60.0, "options": {"expires": 60}},
    "recount": {"task": "tickets.tasks.recount", "schedule": crontab(hour=2, minute=40)},
    "poll-imap": {"task": "channels_inbox.tasks.poll_inboxes", "schedule": 30.0, "options": {"expires": 30}},
    "chat-left": {"task": "channels_inbox.tasks.sweep_chats", "schedule": 10.0, "options": {"expires": 10}},
    "send-surveys": {"task": "surveys.tasks.send_due", "schedule": 10.0, "options": {"expires": 10}},
    "remind-surveys": {"task": "surveys.tasks.remind_due", "schedule": 60.0, "options": {"expires": 60}},
    "tell-follow-ups": {"task": "surveys.tasks.tell_follow_ups", "schedule": 30.0, "options": {"expires": 30}},
    "survey-rounds": {"task": "surveys.tasks.work_rounds", "schedule": 30.0, "options": {"expires": 30}},
    "read-themes": {"task": "surveys.tasks.read_themes", "schedule": 15.0, "options": {"expires": 15}},
    "find-themes": {"task": "surveys.tasks.find_themes", "schedule": 60.0, "options": {"expires": 60}},
}

# -- API ----------------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.BearerTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Helpdesk API",
    "DESCRIPTION": "Tickets, messages and customers, through the same actions as the agents' pages.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"tokens": {"()": "helpdesk.log_filter.WithoutTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["tokens"]}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    # A line per task would drown what matters.
    "loggers": {
        name: {"level": "WARNING"} for name in ("mail.log", "httpx", "celery.app.trace", "celery.worker.strategy")
    },
}

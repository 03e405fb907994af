"""Django's settings for the office. What an office may change is an environment variable (`luodi.settings`)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url

from luodi.office import home

BASE = Path(__file__).parent

DEBUG = os.environ.get("LUODI_DEBUG") == "1"
SECRET_KEY = home.secret_key()
ALLOWED_HOSTS = os.environ.get("LUODI_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("LUODI_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "ninja",
    "luodi.office.journal",
    "luodi.office.web",
    "luodi.office.units",
    "luodi.office.files",
    "luodi.office.search",
    "luodi.office.ledger",
    "luodi.office.documents",
    "luodi.office.firms",
    "luodi.office.figures",
    "luodi.office.races",
    "luodi.office.demo",
]

MIDDLEWARE = [
    "luodi.office.web.middleware.RequestId",
    "luodi.office.web.middleware.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "luodi.office.units.middleware.SignedIn",
    "luodi.office.journal.middleware.Journalled",
]

ROOT_URLCONF = "luodi.office.urls"
WSGI_APPLICATION = "luodi.office.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "luodi.office.web.jinja.Templates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"environment": "luodi.office.web.jinja.environment"},
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}},
]
FORM_RENDERER = "luodi.office.web.formrenderer.Renderer"

# SQLite: a writer takes its lock when the transaction begins and waits for it; a deferred one
# would find the database locked half way, whatever the time-out.
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": str(home.database()),
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384; "
        "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;",
    },
}
DATABASES: dict[str, Any] = {
    "default": dj_database_url.config(conn_health_checks=True) if os.environ.get("DATABASE_URL") else SQLITE
}
if DATABASES["default"]["ENGINE"] == SQLITE["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = SQLITE["OPTIONS"]
DATABASES["default"]["CONN_MAX_AGE"] = 600
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "units.Person"
AUTHENTICATION_BACKENDS = ["luodi.office.units.signin.Backend"]
LOGIN_URL = "units:signin"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "luodi.office.web.errors.csrf_failure"
# Closed networks often have no TLS; where there is, the front server says so by LUODI_HTTPS=1.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("LUODI_HTTPS") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
IDLE_MINUTES = int(os.environ.get("LUODI_IDLE_MINUTES", "30"))

DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 2**20
DATA_UPLOAD_MAX_NUMBER_FILES = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20

STATIC_URL = "/static/"
STATICFILES_DIRS: list[str] = []
WHITENOISE_USE_FINDERS = True  # served from the package: nothing to collect
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]  # TLS is the front server's

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

"""Settings: one file, read from the environment, safe by default."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from babel import Locale
from psycopg.conninfo import conninfo_to_dict

from darcha.store import server
from darcha.store.connect import OPTIONS

DATA = server.data_folder()


def database_address(role: str = "app") -> str:
    """Where the database is for ``role``: given by the environment, else the embedded server's."""
    return os.environ.get("DARCHA_DATABASE_URL") or server.address(role)


def _database(address: str) -> dict[str, Any]:
    parts = conninfo_to_dict(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "darcha"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "OPTIONS": {"options": OPTIONS},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASE_ADDRESS = database_address()
DATABASES = {"default": _database(DATABASE_ADDRESS)}

# The supervisor hands the installation's key to its web processes; a command that signs nothing gets one of its own.
SECRET_KEY = os.environ.get("DARCHA_SESSION_KEY") or os.urandom(32).hex()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("DARCHA_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("DARCHA_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
    "darcha.store",
    "darcha.doors",
    "darcha.picture",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "darcha.doors.headers.ContentSecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "darcha.site.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "darcha.doors.pages.context.house",
            ],
        },
    }
]

AUTH_USER_MODEL = "store.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "person.login"
LOGIN_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("DARCHA_HTTPS") == "1"
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

LANGUAGE_CODE = "en"
LOCALE_PATHS = [Path(__file__).parents[1] / "doors" / "locale"]
# Every language that has a catalogue, named in itself; English is the language of the sources.
LANGUAGES = [
    (code, (Locale(code).get_display_name() or code).capitalize())
    for code in (*sorted(p.name for p in LOCALE_PATHS[0].iterdir() if p.is_dir()), "en")
]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # pages show the time of the country, which its pack names

STATIC_URL = "/static/"
MIGRATION_MODULES = {"store": "darcha.store.migrations"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("DARCHA_LOG", "WARNING")},
}

PACKS = Path(__file__).parents[1] / "packs"


def pack_folder(given: str) -> Path:
    """The folder of a country's pack: of one that is shipped by its bare name, else by its path."""
    shipped = PACKS / given
    return shipped if Path(given).name == given and shipped.is_dir() else Path(given)


PACK = pack_folder(os.environ.get("DARCHA_PACK") or (PACKS / "default").read_text().strip())


def package_folder(name: str) -> Path:
    """Where an installed package lies, without importing it."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(name)
    return Path(spec.submodule_search_locations[0])

"""Every setting that an installation can make, read from the environment in one place.

docs/howto/settings.md lists the same settings; a contract test keeps the two together.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlparse


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, the value without it, and what it is for."""

    name: str
    default: str
    purpose: str

    def get(self) -> str:
        return os.environ.get(self.name, self.default)

    def is_on(self) -> bool:
        return self.get().lower() in {"1", "true", "yes", "on"}


DATA = Setting("GONGJIAN_DATA", "var", "folder of database, uploads and secret")
DATABASE_URL = Setting("DATABASE_URL", "", "postgresql://user:password@host:port/name; else SQLite")
SECRET_KEY = Setting("GONGJIAN_SECRET_KEY", "", "signs sessions; else read from DATA/secret.key")
DEMO = Setting("GONGJIAN_DEMO", "", "1 for the demonstration district: the cast signs in by click")
DEBUG = Setting("GONGJIAN_DEBUG", "", "1 while developing: tracebacks, /styleguide")
HOSTS = Setting("GONGJIAN_HOSTS", "127.0.0.1,localhost,[::1]", "host names served, with commas")
HTTPS = Setting("GONGJIAN_HTTPS", "", "1 behind TLS: secure cookies and HSTS")
PORT = Setting("PORT", "8000", "port that `gongjian serve` listens on")
WORKERS = Setting("GONGJIAN_WORKERS", "2", "server processes of `gongjian serve`")
BIND = Setting("GONGJIAN_BIND", "127.0.0.1", "address that `gongjian serve` listens on")

SETTINGS = (
    DATA,
    DATABASE_URL,
    SECRET_KEY,
    DEMO,
    DEBUG,
    HOSTS,
    HTTPS,
    PORT,
    WORKERS,
    BIND,
)


class ConfigurationError(Exception):
    """The installation cannot start as it is configured; the message says what to do."""


def secret_key(data: Path) -> str:
    """Return the signing key of this installation.

    Raises:
        ConfigurationError: there is none yet, or it is too short to be one.
    """
    key = SECRET_KEY.get()
    stored = data / "secret.key"
    if not key and stored.exists():
        key = stored.read_text(encoding="ascii").strip()
    if not key:
        raise ConfigurationError(
            f"No secret key. Run `gongjian init`, which writes {stored}, "
            f"or set {SECRET_KEY.name} to at least 50 random characters."
        )
    if len(key) < 50 or len(set(key)) < 5:
        raise ConfigurationError(
            f"The secret key is too weak. Set {SECRET_KEY.name} to at least 50 random characters."
        )
    return key


def database(data: Path) -> dict[str, object]:
    """Return Django's settings of the one database: PostgreSQL by URL, else embedded SQLite."""
    url = urlparse(DATABASE_URL.get())
    options = dict(parse_qsl(url.query))
    if url.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.lstrip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            # As in libpq: ?host=/run/postgresql is a socket's folder, ?sslmode=require and so on.
            "HOST": url.hostname or options.pop("host", ""),
            "PORT": str(url.port or ""),
            "OPTIONS": options,
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
        }
    if url.scheme:
        raise ConfigurationError(
            f"{DATABASE_URL.name} starts with “{url.scheme}:”; it must start with “postgresql:”."
        )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data / "gongjian.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            # Entering a large roster is one transaction; others wait for it and are not refused.
            "timeout": 60,
            # FULL: an acknowledged write survives loss of power, not only of the process.
            # The file is not mapped: mapped pages count as memory of each web process.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "PRAGMA cache_size=-65536;",
        },
        "TEST": {"NAME": data / "test.sqlite3"},
    }

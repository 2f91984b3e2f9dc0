"""Where the database is: an outside server (COMITY_DATABASE_URL), or the one embedded in a wheel, kept under var/pg.

Two roles. The owner makes tables; the application connects as a role that owns nothing, so no bug and no injected SQL
can rewrite the ledger (docs/operations.md, "Roles").
"""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from comity.wiring import environment

APP_ROLE = "comity_app"
OWNER_ROLE = "comity_owner"


def from_url(url: str) -> dict[str, Any]:
    """Django's connection settings for a postgresql:// address. Raises ValueError for another scheme."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError(f"COMITY_DATABASE_URL starts with {parts.scheme!r}; accepted: postgresql://user:password@host:port/name")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "comity",
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": query,
    }


def connection(as_owner: bool) -> dict[str, Any]:
    """The connection of the application, or of the owner of the tables when `as_owner`."""
    url = os.environ.get("COMITY_DATABASE_OWNER_URL" if as_owner else "COMITY_DATABASE_URL")
    if url or os.environ.get("COMITY_DATABASE_URL"):
        return from_url(url or os.environ["COMITY_DATABASE_URL"])
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "comity",
        "USER": "postgres" if as_owner else APP_ROLE,
        "HOST": str(environment.var() / "pg"),
        "OPTIONS": {},
    }

"""Where the database is: an outside server (COMITY_DATABASE_URL), or the one embedded in a wheel, kept under var/pg.

Two roles. The owner makes tables; the application connects as a role that owns nothing, so no bug and no injected SQL
can rewrite the ledger (docs/operations.md, "Roles").
"""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from comity.wiring import environment

APP_ROLE = "comity_app"
LONGEST_SOCKET_PATH = 100  # the kernel's limit is 104 (macOS) or 108 (Linux) bytes


def from_url(url: str) -> dict[str, Any]:
    """Django's connection settings for a postgresql:// address. Raises BadSetting for another scheme."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise environment.BadSetting(
            f"COMITY_DATABASE_URL starts with {parts.scheme!r}; accepted: postgresql://user:password@host:port/name"
        )
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


def is_embedded() -> bool:
    """True where no outside server is named."""
    return not os.environ.get("COMITY_DATABASE_URL")


def socket_folder() -> Path:
    """Where the embedded server's socket is: beside its data, or in a temporary folder when that path is too long."""
    folder = environment.var() / "pg"
    if len(str(folder / ".s.PGSQL.5432").encode()) <= LONGEST_SOCKET_PATH:
        return folder
    return Path(tempfile.gettempdir()) / f"comity-{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"


def connection(as_owner: bool) -> dict[str, Any]:
    """The connection of the application, or of the owner of the tables when `as_owner`.

    COMITY_DATABASE_URL is the application's address, COMITY_DATABASE_OWNER_URL the owner's (the same one if it is
    not given, and then the ledger is protected by its triggers and seals only).
    """
    if is_embedded():
        settings: dict[str, Any] = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "comity",
            "USER": "postgres" if as_owner else APP_ROLE,
            "HOST": str(socket_folder()),
            "OPTIONS": {},
        }
    else:
        url = os.environ["COMITY_DATABASE_URL"]
        settings = from_url(os.environ.get("COMITY_DATABASE_OWNER_URL", url) if as_owner else url)
    if not as_owner and environment.pool_size():
        settings["OPTIONS"]["pool"] = {"min_size": 1, "max_size": environment.pool_size(), "timeout": 10}
        # A connection that died in the pool, with its server, must not be the next request's error.
        settings["CONN_HEALTH_CHECKS"] = True
    return settings


def application_role() -> str:
    """The role the application connects as."""
    return APP_ROLE if is_embedded() else str(from_url(os.environ["COMITY_DATABASE_URL"])["USER"])


def grant(cursor: Any, role: str) -> None:
    """Lets `role` read and write rows, and own nothing; the ledger's rows it may only add and read. Run by the owner.

    `cursor`: Django's or psycopg's. Safe to repeat; `comity init` runs it after every migration.
    """
    from psycopg import sql

    from comity.audit.grants import restrict_application_role

    name = sql.Identifier(role)
    for statement in GRANTS:
        cursor.execute(sql.SQL(statement).format(role=name))
    restrict_application_role(cursor, role)


GRANTS = (
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role}",
    # What has been migrated is the owner's to say.
    "REVOKE INSERT, UPDATE, DELETE ON TABLE django_migrations FROM {role}",
)

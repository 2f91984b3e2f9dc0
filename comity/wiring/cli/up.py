"""`comity up` and `comity down`: everything on one machine, started and stopped as one."""

import os
import signal
import sys
import time
from types import FrameType

import click

from comity.wiring import database, embedded, environment, greeting, holding, processes

SECONDS_TO_READY = 120.0
CHECK_LOGS = str(environment.ROOT / "comity" / "wiring" / "check_logs.json")
SERVING = (
    "--loop",
    "uvloop",
    "--http",
    "httptools",
    "--no-access-log",
    "--no-server-header",
    "--timeout-graceful-shutdown",
    "3",
)


@click.command(epilog="Examples: comity up --demo; COMITY_PORT=8100 comity up. Ctrl-C stops everything.")
@click.option(
    "--demo", is_flag=True, help="A made-up network: five bureaus with their people and 50,000 made-up records."
)
@click.option(
    "--port", type=click.IntRange(1, 65534), help="The port of the pages (COMITY_PORT); checks listen on the next."
)
def up(demo: bool, port: int | None) -> None:
    """Start the database, the pages, the check service and the worker, and keep them running until Ctrl-C.

    Exit codes: 0 stopped when asked, 2 could not start (a port is taken, or Comity already runs on this folder).
    """
    if port:
        os.environ["COMITY_PORT"] = str(port)
    if demo:
        os.environ["COMITY_DEMO"] = "1"
    try:
        with holding.the_only_one():
            _run(demo)
    except (holding.AlreadyUp, processes.PortTaken, processes.NotReady, embedded.DatabaseFailed) as obstacle:
        click.echo(str(obstacle), err=True)
        sys.exit(2)


@click.command(epilog="Example: comity down")
@click.option("--quiet", is_flag=True, help="Say nothing when nothing runs.")
def down(quiet: bool) -> None:
    """Stop what `comity up` started, or what was left behind when it was killed. Exit code 0: nothing runs."""
    supervisor = holding.holder()
    if supervisor is not None:
        os.kill(supervisor, signal.SIGTERM)
        while holding.is_held():
            time.sleep(0.1)
        click.echo("Stopped.")
        return
    with holding.the_only_one():
        left = holding.clear_leftovers()
        stopped = database.is_embedded() and embedded.folder().exists() and embedded.is_running() and embedded.release()
    if left or stopped:
        click.echo(f"Stopped what was left behind: {', '.join([*left, *(['database'] if stopped else [])])}.")
    elif not quiet:
        click.echo("Nothing was running.")


def _run(demo: bool) -> None:
    begun = time.monotonic()
    if left := holding.clear_leftovers():
        click.echo(f"Stopped what an earlier run left behind: {', '.join(left)}.")
    processes.require_free(environment.port(), "COMITY_PORT")
    processes.require_free(environment.checks_port(), "COMITY_CHECKS_PORT")
    keep_database = embedded.Keeper().tend if database.is_embedded() else str
    supervisor = processes.Supervisor(programs(), lambda sentence: click.echo(sentence, err=True), keep_database)

    def stop(number: int, frame: FrameType | None) -> None:
        supervisor.stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        supervisor.announce()
        _prepare(supervisor, demo)
        supervisor.start()
        supervisor.wait_until_ready(SECONDS_TO_READY)
        greeting.show(demo, time.monotonic() - begun)
        supervisor.run()
    except processes.Interrupted:
        pass
    finally:
        click.echo("Stopping ...")
        supervisor.stop()
        if database.is_embedded():
            embedded.release()
    click.echo("Stopped.")


def programs() -> list[processes.Program]:
    """What runs, in the order in which it stops: first what lets questions in, last what writes them down."""
    web, checks, workers = environment.port(), environment.checks_port(), environment.check_workers()
    return [
        _served("web", web, "uvicorn", "comity.wiring.asgi:application", *SERVING),
        _served("checks", checks, "comity.checks.serve", "--workers", str(workers), "--log-config", CHECK_LOGS),
        processes.Program("worker", processes.python("-m", "comity.wiring.worker")),
    ]


def _served(name: str, port: int, module: str, *options: str) -> processes.Program:
    address = environment.bind()
    asked_at = "127.0.0.1" if address in ("0.0.0.0", "::") else address  # noqa: S104 - compared, not bound
    command = processes.python("-m", module, "--host", address, "--port", str(port), *options)
    return processes.Program(name, command, ready_at=f"http://{asked_at}:{port}/readyz")


def _prepare(supervisor: processes.Supervisor, demo: bool) -> None:
    """What must be true before the processes start: a database with its tables, the demo's data, an index."""
    if database.is_embedded():
        embedded.start()
    # Each in a process of its own: the owner of the tables and the application are never the same process.
    filled = [("demo", "--if-empty")] if demo else []
    steps = [("init", "--quiet"), ("index", "compile"), *filled, ("index", "build", "--if-missing")]
    for step in steps:
        if supervisor.finish(processes.python("-m", "comity.wiring.cli", *step)):
            raise processes.NotReady(f"`comity {' '.join(step)}` failed: see above.")

"""The root of the `comity` command: finds a command's file when it is asked for, and turns refusals into sentences."""

import functools
import importlib
import os
import signal
import sys
import traceback
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from comity.core.errors import Invalid, Refused
from comity.wiring import environment

# command -> (module, attribute, whether it needs the database)
COMMANDS = {
    "up": ("comity.wiring.cli.up", "up", False),
    "down": ("comity.wiring.cli.up", "down", False),
    "init": ("comity.wiring.cli.init", "init", True),
    "demo": ("comity.wiring.cli.demo", "demo", True),
    "check": ("comity.wiring.cli.check", "check", False),
    "mrz": ("comity.wiring.cli.mrz", "mrz", False),
    "names": ("comity.wiring.cli.names", "names", False),
    "import": ("comity.wiring.cli.load", "load", True),
    "index": ("comity.wiring.cli.index", "index", True),
    "user": ("comity.wiring.cli.user", "user", True),
    "token": ("comity.wiring.cli.token", "token", True),
    "audit": ("comity.wiring.cli.audit", "audit", True),
    "simulate": ("comity.wiring.cli.simulate", "simulate", True),
    "bench": ("comity.wiring.cli.bench", "bench", False),
}

EPILOG = """\b
Examples:
  comity up --demo                      start with a made-up network
  comity mrz --json LINE LINE           read a machine-readable zone
  comity names compare NAME NAME        say how far two names can be one person's
  comity check --mrz LINE LINE --purpose border_control
  comity import FILE --database travel_documents --source FR
  comity audit verify                   prove that nobody rewrote the ledger

\b
Exit codes: 0 done, 1 done with findings (see the command's own help), 2 wrong usage or refused, 70 a fault of ours.
"""


class House(click.Group):
    """Loads a command's file only when it is asked for, so that `comity mrz` does not wait for Django."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, needs_database = COMMANDS[cmd_name]
        if needs_database:
            _set_up_django(as_owner=cmd_name == "init")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return _with_database(command) if needs_database else command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands from their one-line summaries, without loading any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))


SUMMARIES = {
    "up": "Start everything: database, pages, check service, worker.",
    "down": "Stop what `up` started.",
    "init": "Make or upgrade the tables, roles and the members of the network.",
    "demo": "Fill an empty installation with a made-up network.",
    "check": "Ask the databases about a document, person, vehicle or firearm, or a whole file.",
    "mrz": "Read a machine-readable zone.",
    "names": "Compare names of persons, in any script, and say why.",
    "import": "Load records from CSV, JSON lines or the United Nations list.",
    "index": "Build, compare and follow the index that checks are answered from.",
    "user": "Officers: add, list, reset, dismiss.",
    "token": "Keys of national systems: issue, list, revoke.",
    "audit": "The ledger: verify, prove, list.",
    "simulate": "Replay a realistic day on a running demo.",
    "bench": "Measure, one JSON line for each figure.",
}


def _set_up_django(as_owner: bool) -> None:
    if as_owner:
        os.environ["COMITY_AS_OWNER"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.wiring.settings")
    import django

    django.setup()


def _with_database(command: click.Command) -> click.Command:
    """The command, with the embedded server running before its work begins; its --help needs no server."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _with_database(inner)
    if command.callback is not None and not isinstance(command, click.Group):
        command.callback = _starting_database(command.callback)
    return command


def _starting_database(callback: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(callback)
    def run(*args: Any, **kwargs: Any) -> Any:
        from comity.wiring import database, embedded

        if database.is_embedded():
            embedded.start()
        return callback(*args, **kwargs)

    return run


@click.group(
    cls=House, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(package_name="comity", prog_name="comity")
def comity() -> None:
    """Comity: share police data, ask questions and send alerts between countries, each keeping control of its own."""


def main() -> None:
    """The entry point: runs the command; a refusal is a sentence and exit code 2, a fault of ours a log id and 70."""
    os.umask(0o077)  # what we write holds police data: nobody else on the machine may read it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        comity(prog_name="comity", standalone_mode=True)
    except Invalid as refusal:
        for problem in refusal.problems:
            click.echo(str(problem), err=True)
        sys.exit(2)
    except Refused as refusal:
        click.echo(refusal.message, err=True)
        sys.exit(2)
    except Exception as fault:
        sys.exit(_explain(fault))


def _explain(fault: Exception) -> int:
    """Says what happened in a sentence; the whole trace goes to var/log. Returns the exit code."""
    name = type(fault).__name__
    if isinstance(fault, environment.BadSetting) or name == "DatabaseFailed":
        click.echo(str(fault), err=True)
        return 2
    if name == "ProgrammingError" and "does not exist" in str(fault):
        click.echo("The database has no tables yet, or older ones: run `comity init` first.", err=True)
        return 2
    if name == "OperationalError" and "lock timeout" in str(fault):
        click.echo("Another process holds what this needs. Try again when loads have ended, or stop them.", err=True)
        return 2
    if name == "OperationalError":
        click.echo(
            f"The database cannot be reached. Is COMITY_DATABASE_URL right, and the server up? ({_one_line(fault)})",
            err=True,
        )
        return 2
    number = uuid.uuid4().hex[:8]
    try:
        log = environment.folder("log")
        with (log / "command.log").open("a") as file:
            file.write(
                f"{datetime.now(UTC).isoformat()} {number} {' '.join(sys.argv[1:2])}\n{traceback.format_exc()}\n"
            )
    except OSError as closed:
        click.echo(
            f"Comity cannot write to its folder ({closed.filename}: {closed.strerror}). COMITY_VAR names another.",
            err=True,
        )
        return 2
    click.echo(
        f"Something went wrong on our side ({name}). The details are in {log / 'command.log'} under {number}.", err=True
    )
    return 70


def _one_line(fault: Exception) -> str:
    return " ".join(str(fault).split())[:200]

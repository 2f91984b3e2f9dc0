"""`comity index`: the index that checks are answered from. Derived from the database: it can always be built anew."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

import click
import msgspec
from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from comity.checks import compiling
from comity.checks.engine.index import Index
from comity.checks.engine.writing import Busy, Writer
from comity.checks.jobs import drift, following
from comity.core import changes, clock
from comity.records import queries as records

# An index of another edition differs in every record: a screen of ids tells no more than twenty.
MOST_PRINTED = 20
BUSY = "Another process (the worker) follows the index. Stop it first: comity down."


@click.group(epilog="Examples: comity index build; comity index status --json; comity index verify")
def index() -> None:
    """Build, compare and follow the index that checks are answered from."""


@index.command(epilog="Exit codes: 0 built, 2 another process writes it.")
@click.option("--if-missing", is_flag=True, help="Do nothing where there is one that may be trusted.")
def build(if_missing: bool) -> None:
    """Build the index anew from the database. Readers go on with the old one, then change over at once."""
    try:
        writer = Writer(settings.CHECK_INDEX)
    except Busy:
        raise click.ClickException(BUSY) from None
    with writer:
        if if_missing and writer.is_built:
            return
        begun = time.monotonic()
        with _progress(records.count_active()) as progress:
            following.build(writer, clock.now(), progress)
    click.echo(f"Built in {time.monotonic() - begun:.1f} s.")


@index.command(name="compile", epilog="`comity up` does it. Repeated, it takes a second.")
def compile_search() -> None:
    """Compile the search by name for this machine and this version, so that no service waits for it at its start."""
    begun = time.monotonic()
    if not compiling.is_done():
        click.echo("Compiling the search by name: once for each version, a minute or two ...")
        compiling.compile_loops()
        click.echo(f"Compiled in {time.monotonic() - begun:.0f} s.")


@index.command(epilog="Exit codes: 0 in use, 1 missing or not to be trusted.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def status(as_json: bool) -> None:
    """Say whether the index is in use, how far it has followed the change log, and how old its knowledge is."""
    seen = Index(settings.CHECK_INDEX)
    edition = seen.current()
    in_use = edition is not None
    held = edition.build.persons if edition else None
    head = changes.head()
    age = None if seen.age() == float("inf") else round(seen.age(), 3)
    said = {"in_use": in_use, "seq": seen.seq, "head": head, "behind": max(0, head - seen.seq), "age_seconds": age}
    # None while the names are read anew for another edition of the programme.
    said |= {"persons": held.people.living if held else None, "persons_gone": held.people.unswept if held else None}
    if as_json:
        click.echo(msgspec.json.encode(said).decode())
    else:
        click.echo("\n".join(f"{name.replace('_', ' '):<12} {value}" for name, value in said.items()))
    sys.exit(0 if in_use else 1)


@index.command(epilog="Exit codes: 0 the same, 1 drift found, 2 there is no index.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def verify(as_json: bool) -> None:
    """Compare every record of the database with what the index holds, and the other way round."""
    with _progress(records.count_active()) as progress:
        try:
            found = drift.compare(settings.CHECK_INDEX, progress)
        except FileNotFoundError:
            raise click.UsageError("There is no index yet: comity index build.") from None
    if as_json:
        click.echo(msgspec.json.encode(asdict(found)).decode())
    else:
        click.echo(f"{found.compared:,} records compared.")
        for name, ids in (("missing", found.missing), ("different", found.different), ("surplus", found.surplus)):
            for record in ids[:MOST_PRINTED]:
                click.echo(f"{name}: {record}")
            if len(ids) > MOST_PRINTED:
                click.echo(f"{name}: {len(ids) - MOST_PRINTED:,} more, {len(ids):,} in all; --json lists every one")
    sys.exit(1 if found.is_drift else 0)


@index.command(epilog="Ctrl-C stops it. Exit codes: 0 stopped, 2 another process follows.")
def follow() -> None:
    """Follow the change log: what the worker does, for a host that only answers checks."""
    follower = following.Follower(settings.CHECK_INDEX)
    if not follower.may_follow():
        raise click.ClickException(BUSY)
    try:
        while True:
            if not follower.step():
                time.sleep(0.05)
    except KeyboardInterrupt:
        follower.close()


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Records", total=total)
        yield lambda done: progress.update(task, completed=done)

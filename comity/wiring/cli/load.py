"""`comity import`: loads a file of records for one source, with a report of every line that was not good."""

import contextlib
import csv
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click
import msgspec

from comity.core.databases import DATABASES

if TYPE_CHECKING:
    from comity.network.rules import Actor
    from comity.notices.actions.listing import Imported
    from comity.records.load import Finding, Summary

SHOWN = 20
_NOTICES = ("published", "changed", "unchanged", "closed")

EPILOG = """\b
Examples:
  comity import stolen.csv --database travel_documents --source FR
  comity import persons.jsonl --database persons --source KE --report bad-lines.csv
  comity import consolidated.xml

\b
The first line of a CSV file names the fields; docs/records.md lists them for each database. Several values in one
cell are separated by ';'. A reference that is there already updates its record; the same again changes nothing.

\b
Exit codes: 0 every line was good, 1 some lines were not (see the report), 2 the file cannot be used.
"""


@click.command(name="import", epilog=EPILOG)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--database", type=click.Choice(list(DATABASES)), help="Where the records belong (persons for the UN list)."
)
@click.option("--source", help="Code of the bureau whose records they are, such as FR (UNSC for the UN list).")
@click.option(
    "--format", "kind", type=click.Choice(["csv", "jsonl", "un"]), help="Recognised by itself when not given."
)
@click.option("--encoding", default="utf-8", show_default=True, help="Encoding of a CSV file, such as latin-1.")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Write every problem here, as .csv or .jsonl."
)
@click.option("--reinstate", is_flag=True, help="Records that were withdrawn or have expired become active again.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
def load(  # noqa: PLR0913  (its options)
    file: Path,
    database: str | None,
    source: str | None,
    kind: str | None,
    encoding: str,
    report: Path | None,
    reinstate: bool,
    as_json: bool,
) -> None:
    """Load records from CSV, JSON lines or the consolidated list of the United Nations (XML).

    Good lines are kept, bad lines are reported: line, field, what is wrong, what is accepted. Safe to repeat.
    The list of the United Nations also makes the special notices, and closes those it names no more.
    """
    from comity.records.loaders import lines

    imported = None
    with file.open("rb") as content:
        kind = kind or lines.recognised(content, file.name)
        with _reporting(report) as write, _progress(file, content, quiet=as_json) as advance:
            if kind == "un":
                imported = _import_un_list(content, source, write, advance)
                summary = imported.records
            else:
                database, source = _both(database, source)
                rows = _rows(content, kind, database, encoding)
                summary = _load(_acting_for(source), database, rows, write, advance, reinstate)
    _say(summary, as_json, imported)
    sys.exit(1 if summary.bad else 0)


def _both(database: str | None, source: str | None) -> tuple[str, str]:
    if not database or not source:
        raise click.UsageError("Name the --database and the --source of the records.")
    return database, source


def _rows(content: IO[bytes], kind: str, database: str, encoding: str) -> Iterator[Any]:
    from comity.records import manifests
    from comity.records.loaders import objects, tables

    try:
        "".encode(encoding)
    except LookupError:
        raise click.UsageError(f"There is no encoding {encoding!r}. Accepted: utf-8, latin-1, cp1252 ...") from None
    return objects.rows(content) if kind == "jsonl" else tables.rows(content, manifests.form(database), encoding)


def _load(
    actor: "Actor",
    database: str,
    rows: Any,
    write: "Callable[[Finding], None]",
    advance: "Callable[[Summary], None]",
    reinstate: bool,
) -> "Summary":
    from comity.records import actions as records

    return records.load_rows(
        actor=actor, database=database, rows=rows, report=write, progress=advance, reinstate=reinstate
    )


def _import_un_list(
    content: IO[bytes], source: str | None, write: "Callable[[Finding], None]", advance: "Callable[[Summary], None]"
) -> "Imported":
    from comity.core import clock
    from comity.notices import actions as notices
    from comity.records.loaders import un_list

    if source not in (None, un_list.SOURCE):
        raise click.UsageError(
            f"The consolidated list is the Security Council's own. Accepted: --source {un_list.SOURCE}"
        )
    return notices.import_un_list(
        actor=_acting_for(un_list.SOURCE), file=content, report=write, progress=advance, now=clock.now()
    )


def _acting_for(source: str) -> "Actor":
    """The operator of the installation, acting for a bureau: may record its data, and nothing else of it."""
    from comity.core.errors import NotFound
    from comity.core.levels import Level
    from comity.network import access
    from comity.network.rules import Actor, Post

    try:
        bureau = access.get_bureau(source)
    except NotFound:
        raise click.UsageError(
            f"There is no bureau {source!r}. Accepted: its code, such as FR, CN-HK or UNSC."
        ) from None
    return Actor(
        id="command:import",
        name="Import",
        bureau=bureau.pk,
        lineage=access.lineage(bureau),
        posts=frozenset({Post.SYSTEM}),
        databases=frozenset(DATABASES),
        clearance=Level.CONFIDENTIAL,
    )


@contextlib.contextmanager
def _reporting(path: Path | None) -> "Iterator[Callable[[Finding], None]]":
    """Where findings go: the file named, or the first few to the terminal."""
    if path is None:
        yield _Shown()
    else:
        with path.open("w", newline="", encoding="utf-8") as file:
            yield _json_lines(file) if path.suffix in (".jsonl", ".json") else _table(file)


class _Shown:
    """Shows the first findings, and how to see the rest."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, finding: "Finding") -> None:
        self.count += 1
        if self.count <= SHOWN:
            click.echo(f"line {finding.line}: {finding.problem}", err=True)
        elif self.count == SHOWN + 1:
            click.echo("... and more: --report FILE keeps them all.", err=True)


def _table(file: IO[str]) -> "Callable[[Finding], None]":
    writer = csv.writer(file)
    writer.writerow(["line", "reference", "field", "problem", "accepted"])

    def write(finding: "Finding") -> None:
        told = finding.problem
        row = [str(finding.line), finding.reference, told.field, told.problem, told.accepted]
        # A value that begins like a formula must not become one in somebody's spreadsheet.
        writer.writerow([f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell for cell in row])

    return write


def _json_lines(file: IO[str]) -> "Callable[[Finding], None]":
    def write(finding: "Finding") -> None:
        told = finding.problem
        row = {"line": finding.line, "reference": finding.reference, "field": told.field}
        file.write(msgspec.json.encode(row | {"problem": told.problem, "accepted": told.accepted}).decode() + "\n")

    return write


@contextlib.contextmanager
def _progress(file: Path, content: IO[bytes], quiet: bool) -> "Iterator[Callable[[Summary], None]]":
    """A bar that follows the bytes read, where somebody looks at it."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _summary: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Loading", total=file.stat().st_size)

        def advance(summary: "Summary") -> None:
            bar.update(task, completed=content.tell(), description=f"{summary.rows:,} rows")

        yield advance


def _say(summary: "Summary", as_json: bool, imported: "Imported | None") -> None:
    notices = {name: getattr(imported, name) for name in _NOTICES} if imported else {}
    if as_json:
        figures = msgspec.structs.asdict(summary) | ({"notices": notices} if notices else {})
        del figures["first_added"]
        click.echo(msgspec.json.encode(figures))
        return
    said = [f"{summary.rows:,} rows", f"{summary.added:,} added", f"{summary.updated:,} updated"]
    if summary.held:
        said.append(f"{summary.held:,} held for review")
    said += [f"{summary.unchanged:,} unchanged", f"{summary.withdrawn:,} withdrawn", f"{summary.bad:,} not good"]
    click.echo(", ".join(said) + ".")
    if notices:
        click.echo("Special notices: " + ", ".join(f"{count:,} {what}" for what, count in notices.items()) + ".")
    for what, count in summary.not_loaded.items():
        click.echo(f"{count:,} {what} not loaded: no database holds them yet.")

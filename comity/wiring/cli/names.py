"""`comity names`: compare two names and see the reasons, or score a file of pairs; no database is needed."""

import csv
import itertools
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Final, NamedTuple

import click

from comity.checks.engine.names import births
from comity.checks.engine.names.comparing import compare as compare_persons
from comity.checks.engine.names.name import Comparison, Person
from comity.checks.engine.names.parsing import parse
from comity.records.engine import letters

COLUMNS: Final = ("query_name", "query_dob", "target_name", "target_dob")
ADDED: Final = ("score", "outcome")
NOT_SCORED: Final = "not_scored"
LONGEST_CELL: Final = 1_000_000
SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "bars"}


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why."""


@click.group()
def names() -> None:
    """Compare names of persons, in any script, and say why."""


# A name may begin with anything, a hyphen too.
@names.command(context_settings={"ignore_unknown_options": True})
@click.argument("one", metavar="NAME")
@click.argument("other", metavar="NAME")
@click.option("--born", "born", multiple=True, metavar="DATE", help="Date of birth; give it twice, first name first.")
def compare(one: str, other: str, born: tuple[str, ...]) -> None:
    """Compare two names, and print every reason with its points; their sum is the score.

    A date of birth is YYYY, YYYY-MM or YYYY-MM-DD; "" where it is not known.
    Exit code: 0 possible, 1 different, 2 wrong usage.
    """
    dates = [*born, "", ""]
    if len(born) > 2:
        raise click.UsageError("There are two names: give --born once or twice.")
    try:
        left, right = _person(one, dates[0], "first"), _person(other, dates[1], "second")
    except ValueError as problem:
        raise click.UsageError(str(problem)) from None
    found = compare_persons(left, right)
    click.echo(_shown(found))
    sys.exit(0 if found.outcome == "possible" else 1)


def _shown(found: Comparison) -> str:
    lines = [f"{part.points:+8.4f}  {part.sentence}" for part in found.parts]
    measured = f"of 100 pairs with such a score, {of_hundred(found.probability)} were one person"
    return "\n".join([*lines, f"{found.score:8.4f}  {found.outcome}; {measured}"])


def of_hundred(share: float) -> str:
    """A measured share in words; never as if it were certain."""
    rounded = round(share * 100)
    return "hardly any" if rounded < 1 else "nearly all" if rounded > 99 else f"about {rounded}"


@names.command()
@click.argument("source", metavar="IN.csv", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT.csv", type=click.Path(path_type=Path))
def score(source: Path, target: Path) -> None:
    """Write the rows of IN.csv to OUT.csv with two more columns: score (0 to 1) and outcome (possible or different).

    IN.csv is UTF-8 with the columns query_name, query_dob, target_name, target_dob; other columns are kept. A row that
    cannot be scored is named on the error output and kept, with an empty score and the outcome not_scored.
    Exit code: 0 done, 2 the file cannot be read or written.
    """
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with (
            source.open(encoding="utf-8-sig", newline="") as read,
            beside.open("w", encoding="utf-8", newline="") as write,
        ):
            rows, failed = _score(read, write)
        beside.replace(target)
    except (Unreadable, csv.Error) as problem:
        raise click.UsageError(f"{source}: {problem}") from None
    except UnicodeDecodeError as problem:
        raise click.UsageError(f"{source}: this is not UTF-8 (byte {problem.object[problem.start]:#04x}).") from None
    except OSError as problem:
        name = target if problem.filename == str(beside) else problem.filename
        raise click.UsageError(f"{name}: {problem.strerror}") from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    click.echo(f"{rows} rows, {failed} of them not scored.", err=True)


def _score(read: IO[str], write: IO[str]) -> tuple[int, int]:
    """Rows written, and how many of them were not scored."""
    csv.field_size_limit(LONGEST_CELL)
    records = _records(read)
    header = _header(records)
    places = [header.index(name) for name in COLUMNS]
    kept = [at for at, name in enumerate(header) if name not in ADDED]
    out = csv.writer(write, lineterminator="\n")
    out.writerow([*(header[at] for at in kept), *ADDED])
    rows = failed = 0
    for line, cells in itertools.chain.from_iterable(_whole(record, len(header)) for record in records):
        rows += 1
        try:
            added = _scored(cells, len(header), places)
        except ValueError as problem:
            failed += 1
            added = ["", NOT_SCORED]
            click.echo(f"line {line}: {problem}", err=True)
        padded = [*cells, *itertools.repeat("", len(header) - len(cells))]
        out.writerow([*(padded[at] for at in kept), *added, *cells[len(header) :]])
    return rows, failed


class Record(NamedTuple):
    """Cells, the number of their first line, and the lines that they were read from."""

    line: int
    cells: list[str]
    lines: list[str]


def _records(file: Iterable[str]) -> Iterator[Record]:
    """The records of a file, each with its lines; empty lines are none."""
    source = enumerate(file, 1)
    for line, first in source:
        lines = [first]

        def more(lines: list[str] = lines) -> Iterator[str]:
            yield lines[0]
            for _, text in source:
                lines.append(text)
                yield text

        try:
            cells = next(csv.reader(more()))
        except csv.Error:  # a cell without end
            cells = []
        if cells or first.strip():
            yield Record(line, cells, lines)


def _whole(record: Record, width: int) -> Iterator[tuple[int, list[str]]]:
    """The record; but where a quotation mark that never ends has swallowed other rows, those rows each for itself."""
    if len(record.cells) == width or len(record.lines) == 1:
        yield record.line, record.cells or [record.lines[0].rstrip("\r\n")]
        return
    yield record.line, [record.lines[0].rstrip("\r\n")]
    for other in _records(record.lines[1:]):
        for line, cells in _whole(other, width):
            yield record.line + line, cells


def _header(records: Iterator[Record]) -> list[str]:
    first = next(records, None)
    if first is None:
        raise Unreadable("the file is empty.")
    header = [name.strip() for name in first.cells]
    lost = [name for name in COLUMNS if name not in header]
    if lost:
        raise Unreadable(f"there is no column {' and none '.join(lost)}; {_about(first.cells)}")
    return header


def _about(cells: list[str]) -> str:
    """What the first line of a file should have been."""
    other = next((mark for mark in ";\t|" if len(cells) == 1 and mark in cells[0]), None)
    if other is None:
        return "the first line names the columns."
    return f"between the columns there must be commas, not {SEPARATORS[other]}."


def _scored(cells: list[str], width: int, places: list[int]) -> list[str]:
    """Score and outcome. Raises ValueError with the reason why there is none."""
    if len(cells) == 1 and len(cells[0]) > LONGEST_CELL:
        raise ValueError(f"it is too long: a cell has at most {LONGEST_CELL:,} characters.")
    if len(cells) != width:
        raise ValueError(f"{len(cells)} {'cell' if len(cells) == 1 else 'cells'} instead of {width}.")
    query, born, target, other_born = (cells[at] for at in places)
    found = compare_persons(_person(query, born, "query"), _person(target, other_born, "target"))
    return [f"{found.score:.4f}", found.outcome]


def _person(name: str, born: str, side: str) -> Person:
    read, born = parse(name), letters.fold_digits(born)
    if not read.tokens:
        raise ValueError(
            f"the {side} name has no letters: {name[:40]!r}." if name.strip() else f"the {side} name is empty."
        )
    if born.strip() and births.read(born) is None:
        raise ValueError(f"the {side} date of birth is no date: {born[:40]!r}.")
    return Person(names=(read,), births=(born.strip(),) if born.strip() else ())

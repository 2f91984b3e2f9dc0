"""Checking a passenger list: every line of the list has an outcome in the result, in the order of the list."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from comity.checks.engine import frames
from comity.checks.engine.asking import Checker
from comity.checks.engine.batch import Batch
from comity.checks.engine.passengers import files
from comity.checks.engine.passengers.passenger import Passenger
from comity.core import clock
from comity.core.errors import Problem
from comity.network.rules import Actor

AT_ONCE = 500
COLUMNS = ("line", "reference", "outcome", "check", "databases", "kinds", "sources", "records", "remarks")

Row = dict[str, Any]


def check(checker: Checker, actor: Actor, source: BinaryIO, out: Path, why: dict[str, str]) -> dict[str, int]:
    """Checks every passenger and writes the outcomes; how many had which.

    Raises NotWritten, and then what is written so far stands: each row was in the journal before it was written.
    """
    counts: Counter[str] = Counter()
    passengers = iter(files.read(source, clock.now().date()).passengers)
    with _writing(out) as write, _progress() as progress:
        task = progress.add_task("Checking", total=None)
        while some := list(islice(passengers, AT_ONCE)):
            for row in _rows(checker, actor, some, why):
                write(row)
                counts[row["outcome"]] += 1
            progress.update(task, advance=len(some), description=f"{sum(counts.values()):,} lines checked")
    return dict(counts)


def _rows(checker: Checker, actor: Actor, some: list[Passenger], why: dict[str, str]) -> Iterator[Row]:
    """The outcomes of some passengers, in order, once their checks are on disk."""
    questions = [one.question | why for one in some if one.question is not None]
    said = iter(_answers(checker, actor, questions))
    for one in some:
        row: Row = {"line": one.line, "reference": one.reference}
        if one.question is None:
            yield row | {"outcome": "not_checked", "remarks": _remarks(one.problems, one.notes)}
        else:
            yield row | _row_of(next(said), one.notes)


def _answers(checker: Checker, actor: Actor, questions: list[Row]) -> list[Row]:
    if not questions:
        return []
    body = b"\n".join(msgspec.json.encode(question) for question in questions)
    batch = Batch(checker, body, actor, clock.now())
    for _ in batch.steps():
        pass
    checker.journal.write(batch.frame(frames.asker(actor, "command")))
    return [msgspec.json.decode(line) for line in batch.body.splitlines()]


def _row_of(said: Row, notes: tuple[str, ...]) -> Row:
    matches = [match for one in said["answers"] for match in one["matches"]]
    whys = [f"{one['database']}: {one['why']}" for one in said["answers"] if "why" in one]
    problems = tuple(Problem(p["field"], p["problem"], p["accepted"]) for p in said.get("errors", ()))
    return {
        "outcome": said["outcome"],
        "check": said["check"],
        "databases": "; ".join(f"{one['database']}={one['outcome']}" for one in said["answers"]),
        "kinds": "; ".join(match["kind"] for match in matches),
        "sources": "; ".join(match["source"] for match in matches),
        "records": "; ".join(match["record"] for match in matches),
        "remarks": _remarks(problems, (*whys, *notes)),
    }


def _remarks(problems: tuple[Problem, ...], notes: tuple[str, ...]) -> str:
    return " ".join([*(str(problem) for problem in problems), *notes])


@contextmanager
def _writing(out: Path) -> Iterator[Callable[[Row], object]]:
    """A function that writes one row: JSON lines where the name ends so, else CSV."""
    with out.open("w", encoding="utf-8", newline="") as file:
        if out.suffix == ".jsonl":
            yield lambda row: file.write(msgspec.json.encode(row).decode() + "\n")
            return
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        yield lambda row: writer.writerow({name: _harmless(value) for name, value in row.items()})


def _harmless(value: object) -> object:
    """Text that a spreadsheet does not take for a formula: a reference of the list may begin with one of these."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")) else value


def _progress() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)

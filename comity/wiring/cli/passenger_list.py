"""Checking a passenger list: every line of the list has an outcome in the result, in the order of the list."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from comity.checks.engine.passengers import checking, files, outcomes
from comity.checks.engine.passengers.checking import Asking
from comity.checks.engine.passengers.outcomes import Row
from comity.core import clock


def check(asking: Asking, source: BinaryIO, out: Path) -> dict[str, int]:
    """Checks every passenger and writes the outcomes; how many had which. A list of any length: memory is a part's.

    Raises Invalid or NotAllowed for a purpose or place that cannot be, before anything is written.
    """
    checking.require_may_check(asking.actor, asking.terms)
    counts: Counter[str] = Counter()
    passengers = files.read(source, clock.now().date()).passengers
    with _writing(out) as write, _progress() as progress:
        task = progress.add_task("Checking", total=None)
        for checked in checking.check(asking, passengers, clock.now):
            write(map(outcomes.row_of, checked))
            counts.update(one.outcome for one in checked)
            progress.update(task, advance=len(checked), description=f"{sum(counts.values()):,} lines checked")
    return dict(counts)


@contextmanager
def _writing(out: Path) -> Iterator[Callable[[Iterable[Row]], object]]:
    """A function that writes rows: JSON lines where the name ends so, else CSV."""
    with out.open("w", encoding="utf-8", newline="") as file:
        if out.suffix == ".jsonl":
            yield lambda rows: file.writelines(msgspec.json.encode(row).decode() + "\n" for row in rows)
        else:
            yield outcomes.Table(file).write


def _progress() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)

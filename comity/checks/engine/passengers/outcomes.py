"""The outcomes of a list as rows, for a spreadsheet: one a passenger, in words a program can read too."""

import csv
from collections.abc import Iterable
from typing import Any, Final, TextIO

import msgspec

from comity.checks.engine.answer import Answer
from comity.checks.engine.passengers.checking import Checked

COLUMNS: Final = (
    "line",
    "reference",
    "name",
    "outcome",
    "check",
    "databases",
    "kinds",
    "sources",
    "records",
    "remarks",
)

Row = dict[str, Any]


def row_of(one: Checked) -> Row:
    """Several values of one cell are separated by '; '."""
    passenger, said = one.passenger, one.answer
    row: Row = {"line": passenger.line, "reference": passenger.reference, "name": passenger.name}
    problems = [str(problem) for problem in one.problems]
    if said is None:
        return row | {"outcome": one.outcome, "remarks": " ".join([*problems, *passenger.notes])}
    matches = [match for database in said.answers for match in database.matches]
    return row | {
        "outcome": one.outcome,
        "check": said.check,
        "databases": "; ".join(f"{database.database}={database.outcome}" for database in said.answers),
        "kinds": "; ".join(match.kind for match in matches),
        "sources": "; ".join(match.source for match in matches),
        "records": "; ".join(match.record for match in matches),
        "remarks": " ".join([*problems, *whys(said), *passenger.notes]),
    }


def whys(said: Answer) -> list[str]:
    """Why a database was not asked, or not in every way: its name and the reason."""
    return [f"{one.database}: {one.why}" for one in said.answers if one.why is not msgspec.UNSET]


class Table:
    """CSV with a header, written to a text file that was opened with newline=""."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.DictWriter(file, COLUMNS, restval="")
        self._writer.writeheader()

    def write(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._writer.writerow({name: harmless(value) for name, value in row.items()})


def harmless(value: object) -> object:
    """Text that a spreadsheet does not take for a formula: a reference of the list may begin with one of these."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value

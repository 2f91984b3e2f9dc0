"""Passenger lists as CSV: a header that names the columns, then one passenger a line.

Columns may have any of the names in COLUMNS, in any order and case; others are ignored. The delimiter is a comma, a
semicolon, a tab or a bar, whichever the header uses. A quoted value may not hold a line break: so an unclosed quote
spoils one line and no more.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from comity.checks.engine.passengers.passenger import Given, Passenger, asked
from comity.core.errors import Problem
from comity.core.languages import mark

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "family_name": ("surname", "last_name", "family_names", "primary_identifier", "lastname", "familyname"),
    "given_name": ("given_names", "first_name", "first_names", "forename", "forenames", "secondary_identifier",
                   "firstname", "givenname"),
    "name": ("full_name", "passenger", "passenger_name"),
    "birth_date": ("date_of_birth", "birthdate", "dob", "born", "birth"),
    "sex": ("gender",),
    "nationality": ("citizenship", "nat"),
    "document_number": ("number", "passport", "passport_number", "passport_no", "document", "document_no", "doc_number",
                        "doc_no", "travel_document", "travel_document_number"),
    "issuer": ("issuing_state", "issuing_country", "country_of_issue", "document_issuer", "issuer_code", "issued_by"),
    "document_type": ("type", "doc_type"),
    "mrz1": ("mrz", "mrz_1", "mrz_line_1"),
    "mrz2": ("mrz_2", "mrz_line_2"),
    "mrz3": ("mrz_3", "mrz_line_3"),
    "reference": ("pnr", "booking", "booking_reference", "record_locator", "id"),
}  # fmt: skip

_BY_NAME: Final = {name: field for field, names in COLUMNS.items() for name in (field, *names)}
# Without one of these a line asks nothing.
_ASKING: Final = {"family_name", "name", "document_number", "mrz1"}
_DELIMITERS: Final = ",;\t|"
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")

NO_HEADER: Final = mark("The first line names no column that can be checked.")
ACCEPTED_HEADER: Final = mark(
    "A line of column names, such as: family_name, given_name, birth_date, document_number, issuer."
)
TWICE: Final = mark("Two columns of the first line have the same meaning.")
ONCE: Final = mark("Each column once.")
NOT_CSV: Final = mark("The quotes in this line do not match.")
ACCEPTED_CSV: Final = mark("One passenger a line; a quote inside a quoted value is written twice.")
WRONG_COUNT: Final = mark("This line does not have as many values as the first line has columns.")
ACCEPTED_COUNT: Final = mark("One value for each column, empty where unknown.")


def read(lines: Iterable[str], on: date) -> Iterator[Passenger]:
    """One outcome for every line after the header that is not blank; a file without a usable header has just one."""
    numbered = enumerate(lines, 1)
    header_at, header = next(((at, line) for at, line in numbered if line.strip()), (1, ""))
    delimiter = max(_DELIMITERS, key=header.count)
    fields = [
        _BY_NAME.get(_NOT_WORD.sub("_", name.strip().lower()).strip("_"), "")
        for name in _split(header, delimiter) or ()
    ]
    known = [field for field in fields if field]
    if not _ASKING & set(known):
        yield Passenger(header_at, problems=(Problem("", NO_HEADER, ACCEPTED_HEADER),), is_of_list=True)
    elif len(known) != len(set(known)):
        yield Passenger(header_at, problems=(Problem("", TWICE, ONCE),), is_of_list=True)
    else:
        yield from (_passenger(at, line, (fields, delimiter), on) for at, line in numbered if line.strip())


def _split(line: str, delimiter: str) -> list[str] | None:
    """The values of one line; None if its quotes do not match."""
    try:
        return next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter, strict=True, skipinitialspace=True), [])
    except csv.Error:
        return None


def _passenger(at: int, line: str, header: tuple[list[str], str], on: date) -> Passenger:
    fields, delimiter = header
    values = _split(line, delimiter)
    if values is None:
        return Passenger(at, problems=(Problem("", NOT_CSV, ACCEPTED_CSV),))
    if len(values) != len(fields):
        return Passenger(at, problems=(Problem("", WRONG_COUNT, ACCEPTED_COUNT),))
    said = {field: value.strip() for field, value in zip(fields, values, strict=True) if field}
    reference = said.pop("reference", "")
    rows = tuple(row for name in ("mrz1", "mrz2", "mrz3") if (row := said.pop(name, "")))
    given = Given(**said, mrz=rows)
    question, problems = asked(given, on)
    return Passenger(at, None if problems else question, problems, reference, name=given.whole_name)

"""CSV: the first line names the fields; every other line is one record."""

import csv
from collections.abc import Iterable, Iterator
from typing import IO, Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.records.loaders.lines import LONGEST_LINE, NOT_UTF8, TOO_LONG, Row, Unusable, bounded
from comity.records.manifests.drafts import Form

_DELIMITERS: Final = ",;\t|"
_LONGEST_VALUE: Final = 32 * 1024

csv.field_size_limit(_LONGEST_VALUE)


def rows(file: IO[bytes], form: Form, encoding: str = "utf-8") -> Iterator[Row]:
    """One Row per line. The delimiter is the one that makes most names of fields out of the first line.

    Raises Unusable when the first line does not name the fields: then every line would be wrong.
    """
    lines = _text(bounded(file), encoding)
    header = next(lines, "").removeprefix("\ufeff")
    delimiter = max(_DELIMITERS, key=lambda one: len(form.readers.keys() & set(_names(header, one))))
    names = _names(header, delimiter)
    _require_names(names, form)
    reader = csv.reader(lines, delimiter=delimiter)
    expected = len(names)
    while True:
        line = reader.line_num + 2
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, problems=(_unreadable(error),))
            continue
        if len(values) == expected:
            yield Row(line, dict(zip(names, values, strict=True)), _not_text(values))
        elif values:
            yield Row(line, problems=(_wrong_count(len(values), expected, delimiter),))


def _text(lines: Iterable[bytes], encoding: str) -> Iterator[str]:
    """Decoded lines; bytes that are no text become lone surrogates, which `_not_text` finds again."""
    for line in lines:
        yield line.decode(encoding, "surrogateescape")


def _not_text(values: list[str]) -> tuple[Problem, ...]:
    joined = "".join(values)
    if joined.isascii() or not any("\udc80" <= c <= "\udcff" for c in joined):
        return ()
    return (Problem("", NOT_UTF8, mark("UTF-8 (or the encoding named by --encoding).")),)


def _names(header: str, delimiter: str) -> list[str]:
    try:
        return [
            name.strip().casefold().replace(" ", "_") for name in next(csv.reader([header], delimiter=delimiter), [])
        ]
    except csv.Error:
        return []


def _require_names(names: list[str], form: Form) -> None:
    accepted = ", ".join(form.names)
    if not set(names) & form.readers.keys():
        raise Unusable(f"The first line does not name the fields. Accepted: {accepted}")
    for name in names:
        if name not in form.readers:
            reason = form.manifest.refused_fields.get(name, "")
            raise Unusable(f"Column {name[:60]!r} is not a field of this database. {reason} Accepted: {accepted}")
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise Unusable(f"Column {twice.pop()!r} comes twice in the first line.")
    missing = [name for name in form.required if name not in names]
    if missing:
        raise Unusable(f"The first line does not name: {', '.join(missing)}. Accepted: {accepted}")


def _wrong_count(found: int, expected: int, delimiter: str) -> Problem:
    shown = "tab" if delimiter == "\t" else delimiter
    return Problem(
        "", f"This line has {found} values.", f"{expected} values, separated by {shown!r}, as in the first line."
    )


def _unreadable(error: csv.Error) -> Problem:
    if "field larger" in str(error):
        accepted = (
            f"Values of at most {_LONGEST_VALUE} bytes in lines of at most {LONGEST_LINE}; quotes that are closed."
        )
        return Problem("", TOO_LONG, accepted)
    return Problem(
        "", mark("This line cannot be read as CSV."), mark("Quotes around values are closed and doubled inside.")
    )

"""JSON lines: one object on each line, with the names of fields as its keys."""

from collections.abc import Iterator
from typing import IO, Any, Final

import msgspec

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.records.loaders.lines import LONGEST_LINE, TOO_LONG, Row, bounded

_decode: Final = msgspec.json.Decoder(dict[str, Any]).decode
_ACCEPTED: Final = mark('One JSON object on one line, such as {"reference": "A-1", "kind": "stolen"}.')


def rows(file: IO[bytes]) -> Iterator[Row]:
    """One Row per line that is not empty."""
    for line, text in enumerate(bounded(file), 1):
        body = text.removeprefix(b"\xef\xbb\xbf").strip()
        if len(body) > LONGEST_LINE:
            yield Row(line, problems=(Problem("", TOO_LONG, f"Lines of at most {LONGEST_LINE} bytes."),))
        elif body:
            yield _row(line, body)


def _row(line: int, body: bytes) -> Row:
    try:
        return Row(line, _decode(body))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        said = str(error) if isinstance(error, msgspec.DecodeError) else "it is too deep or not text"
        return Row(line, problems=(Problem("", f"This line is not a JSON object: {said}", _ACCEPTED),))

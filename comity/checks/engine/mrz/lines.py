"""From what a scanner, a keyboard or a copied text delivers to the clean lines of a zone, saying what was repaired.

Only spaces, case, line breaks and invisible marks are repaired. A missing or extra character never is: it may have been
lost in the middle, and every position after it would be misread.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from comity.checks.engine.mrz import layouts
from comity.core.languages import mark

WRONG_SHAPE: Final = "wrong_shape"
ILLEGAL_CHARACTER: Final = "illegal_character"

LOWER_CASE: Final = mark("Lower-case letters were read as capitals.")
SPACES: Final = mark("Spaces were removed.")
SPACES_AS_FILLERS: Final = mark("Spaces were read as fillers.")
INVISIBLE: Final = mark("Invisible characters were removed.")
ONE_STRING: Final = mark("One line was cut into the lines of the zone.")

# More than any zone with generous spacing; longer input is no zone and is not worth the time of looking.
_LONGEST: Final = 1000

_LAWFUL: Final = re.compile(r"[A-Z0-9<]+", re.ASCII)
_LINE_BREAK: Final = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_SPACE: Final = re.compile(r"[^\S\r\n]+")
# Control characters (a wedge reader's STX and ETX), soft hyphen, zero-width and direction marks, byte order mark.
_INVISIBLE: Final = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_UPPER: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


class Lines:
    """The lines ready to be read, or the problem that makes them unreadable; and what was repaired."""

    __slots__ = ("problem", "repairs", "rows")

    def __init__(self, rows: Sequence[str], repairs: Sequence[str] = (), problem: str = "") -> None:
        self.rows = rows
        self.repairs = tuple(repairs)
        self.problem = problem


def clean(given: Sequence[str]) -> Lines:
    """Never raises, whatever is given; a list of strings, one string, even things that are no strings."""
    if type(given) in (list, tuple) and _is_clean(given):
        return Lines(given)
    text = _as_text(given)
    if len(text) > _LONGEST:
        return Lines((), problem=WRONG_SHAPE)
    raw = [row for row in _LINE_BREAK.split(text) if row.strip()]
    for instead, said in (("", SPACES), ("<", SPACES_AS_FILLERS)):
        rows, repairs = _spaced(raw, instead, said)
        if _shape(rows):
            return _judged(rows, repairs)
    # Nothing fits once repaired; if it fits as it stands, the characters are to blame and not the shape.
    return Lines((), problem=ILLEGAL_CHARACTER if _shape(raw) else WRONG_SHAPE)


def _is_clean(rows: Sequence[str]) -> bool:
    """The usual case, decided in about a microsecond."""
    return all(type(row) is str and _LAWFUL.fullmatch(row) for row in rows) and _shape(rows)


def _as_text(given: object) -> str:
    """All lines as one text; what is neither text nor bytes counts for nothing. Not much more than _LONGEST is kept."""
    if isinstance(given, bytes | bytearray):
        return given[: _LONGEST + 1].decode("latin-1")
    if isinstance(given, str):
        return given[: _LONGEST + 1]
    text = ""
    for row in given if isinstance(given, Iterable) else ():
        if isinstance(row, str | bytes | bytearray):
            text += _as_text(row) + "\n"
        if len(text) > _LONGEST:
            break
    return text


def _spaced(raw: list[str], instead: str, said: str) -> tuple[list[str], list[str]]:
    """The lines with every space replaced, and one long line cut; with what had to be done."""
    repairs = []
    visible = [_INVISIBLE.sub("", row) for row in raw]
    if visible != raw:
        repairs.append(INVISIBLE)
    rows = [_SPACE.sub(lambda spaces: instead * len(spaces[0]), row) for row in visible]
    if rows != visible:
        repairs.append(said)
    rows = [row for row in rows if row]
    if len(rows) == 1 and (shape := layouts.JOINED.get(len(rows[0]))):
        width = shape[1]
        rows = [rows[0][start : start + width] for start in range(0, len(rows[0]), width)]
        repairs.append(ONE_STRING)
    return rows, repairs


def _judged(rows: list[str], repairs: list[str]) -> Lines:
    upper = [row.translate(_UPPER) for row in rows]
    if not all(_LAWFUL.fullmatch(row) for row in upper):
        return Lines((), problem=ILLEGAL_CHARACTER)
    return Lines(upper, [*repairs, LOWER_CASE] if upper != rows else repairs)


def _shape(rows: Sequence[str]) -> bool:
    """Whether the number of lines and their lengths are those of a format."""
    return bool(rows) and (len(rows), len(rows[0])) in layouts.SHAPES and len({len(row) for row in rows}) == 1

"""Six-digit dates of the zone (YYMMDD): which century, which parts are unknown, whether they exist.

Doc 9303 has no rule for the century, so these are Comity's: a birth lies in the latest century that is not after the
day of reading; an expiry in 20YY unless that is more than fifty years ahead.
"""

from datetime import date
from typing import Final

_UNKNOWN: Final = "<<"


def exists(year: int, month: str, day: str) -> bool:
    """Whether two-digit month and day make a date of this year."""
    try:
        date(year, int(month), int(day))
    except ValueError:
        return False
    return True


def birth(text: str, on: str) -> tuple[str | None, bool]:
    """(value, lawful): "YYYY-MM-DD", shortened to "YYYY-MM" or "YYYY" or None where parts are unknown ("<<").

    `on` is the ISO date of reading. An unlawful date has the value None.
    """
    if not text.isdigit():
        return _partial_birth(text, on)
    month, day = text[2:4], text[4:]
    century = int(on[:2])
    iso = f"{century}{text[:2]}-{month}-{day}"
    if iso > on:
        century -= 1
        iso = f"{century}{text[:2]}-{month}-{day}"
    lawful = exists(century * 100 + int(text[:2]), month, day)
    return (iso, True) if lawful else (None, False)


def _partial_birth(text: str, on: str) -> tuple[str | None, bool]:
    """Unknown parts are "<<" (Doc 9303-3, section 4.8); what is known must still be possible."""
    parts = (text[:2], text[2:4], text[4:])
    if not all(part == _UNKNOWN or part.isdigit() for part in parts):
        return None, False
    year, month, day = parts
    # In a leap year with 31 days to a month nothing possible is refused.
    if not exists(2000, "01" if month == _UNKNOWN else month, "01" if day == _UNKNOWN else day):
        return None, False
    if year == _UNKNOWN:
        return None, True
    known = year if month == _UNKNOWN else f"{year}-{month}"
    century = int(on[:2])
    if f"{century}{known}" > on[: 2 + len(known)]:
        century -= 1
    return f"{century}{known}", True


def expiry(text: str, on: str) -> tuple[str | None, bool]:
    """(value, lawful): "YYYY-MM-DD"; no part of an expiry may be unknown."""
    if not text.isdigit():
        return None, False
    month, day = text[2:4], text[4:]
    iso = f"20{text[:2]}-{month}-{day}"
    if iso > f"{int(on[:4]) + 50}{on[4:]}":
        iso = f"19{iso[2:]}"
    return (iso, True) if exists(int(iso[:4]), month, day) else (None, False)

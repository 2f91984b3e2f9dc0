"""Two dates of birth beside each other: what agrees, what a slip of the hand explains, and what contradicts.

A date may be known in part ("1985", "1985-04"), roughly ("1985~") or as a span of years ("1983/1987").
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from typing import Final

import msgspec

# Dates that are not the same and yet speak for one person, for slips of that kind are common.
SLIPS: Final = (
    "born_day_and_month_swapped",
    "born_day_a_digit_off",
    "born_month_a_digit_off",
    "born_year_one_off",
    "born_year_beside",
    "born_century_off",
)
# From the strongest agreement to the plainest contradiction; two persons' dates count by the first that fits.
KINDS: Final = (
    "born_same_day",
    "born_same_month",
    "born_same_year",
    "born_roughly",
    *SLIPS,
    "born_year_a_digit_off",
    "born_same_year_other_day",
    "born_few_years_apart",
    "born_other_day",
    "born_other_year",
)
FEW: Final = 6  # years by which documents of one person may differ where births are not registered

_DATE: Final = re.compile(
    r"(?:(?P<about>c(?:irca|a)?\.?|about|~)\s*)?(?P<year>\d{4})"
    r"(?:[-./](?P<month>\d{1,2})(?:[-./](?P<day>\d{1,2}))?(?!\d))?(?P<roughly>~)?(?:/(?P<last>\d{4})(?:-\d{1,2}){0,2}~?)?",
    re.ASCII | re.IGNORECASE,
)


class Birth(msgspec.Struct, frozen=True):
    """A date of birth as far as it is known: `first` and `last` possible year, month and day or 0."""

    first: int
    last: int
    month: int = 0
    day: int = 0


@lru_cache(maxsize=65_536)
def read(text: str) -> Birth | None:
    """The date, or None where the text is none."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    year, last = int(found["year"]), int(found["last"] or found["year"])
    if last != year:
        return Birth(min(year, last), max(year, last))
    month, day = int(found["month"] or 0), int(found["day"] or 0)
    if month > 12 and day <= 12:
        month, day = day, month
    if month > 12 or day > 31:
        return None
    if found["about"] or found["roughly"]:
        return Birth(year - 1, year + 1)
    return Birth(year, year, month, day if month else 0)


def compare(asked: Iterable[str], held: Iterable[str]) -> tuple[str, str, str] | None:
    """The kind of the best pair of dates, and the two dates; None where a side knows none."""
    best = None
    for left, right in product(asked, held):
        a, b = read(left), read(right)
        if a is not None and b is not None:
            rank = KINDS.index(kind(a, b))
            if best is None or rank < best[0]:
                best = (rank, left, right)
    return (KINDS[best[0]], best[1], best[2]) if best else None


def kind(a: Birth, b: Birth) -> str:
    """What two dates say of each other, one of KINDS."""
    if a.first != a.last or b.first != b.last:
        gap = max(a.first, b.first) - min(a.last, b.last)
        return "born_roughly" if gap <= 0 else _apart(gap)
    apart = abs(a.first - b.first)
    if not (a.month and b.month):
        return {0: "born_same_year", 1: "born_year_beside"}.get(apart) or _apart(apart)
    if not (a.day and b.day):
        if apart == 0:
            return "born_same_month" if a.month == b.month else "born_same_year_other_day"
        return _other_year(a, b) if a.month == b.month else _apart(apart)
    if apart == 0:
        return _same_year(a, b)
    if (a.month, a.day) == (b.month, b.day):
        return _other_year(a, b)
    return "born_other_day" if apart <= FEW else "born_other_year"


def _same_year(a: Birth, b: Birth) -> str:
    if a.month == b.month:
        if a.day == b.day:
            return "born_same_day"
        return "born_day_a_digit_off" if _is_slip(a.day, b.day) else "born_same_year_other_day"
    if a.day == b.day and _is_slip(a.month, b.month):
        return "born_month_a_digit_off"
    return "born_day_and_month_swapped" if (a.month, a.day) == (b.day, b.month) else "born_same_year_other_day"


def _other_year(a: Birth, b: Birth) -> str:
    """The rest of the date is the same: how the year differs."""
    apart = abs(a.first - b.first)
    if apart == 1:
        return "born_year_one_off"
    if apart == 100:
        return "born_century_off"
    if apart <= FEW and _is_slip(a.first, b.first):
        return "born_year_a_digit_off"
    return "born_other_day" if a.day and apart <= FEW else _apart(apart)


def _apart(years: int) -> str:
    return "born_few_years_apart" if years <= FEW else "born_other_year"


def _is_slip(a: int, b: int) -> bool:
    """One off, one digit another, or two digits swapped."""
    left, right = f"{a:02d}", f"{b:02d}"
    differ = [i for i in range(len(left)) if left[i] != right[i]]
    return (
        abs(a - b) == 1
        or len(differ) == 1
        or (len(differ) == 2 and left[differ[0]] == right[differ[1]] and left[differ[1]] == right[differ[0]])
    )

"""Two dates of birth beside each other: what agrees, what a slip of the hand explains, and what contradicts.

A date may be known in part ("1985", "1985-04"), roughly ("1985~") or as a span of years ("1983/1987").
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from typing import Final

import msgspec

from comity.checks.engine.names.kernel import njit

Date = tuple[int, int, int, int]

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
(
    SAME_DAY, SAME_MONTH, SAME_YEAR, ROUGHLY, SWAPPED, DAY_OFF, MONTH_OFF, YEAR_OFF, YEAR_BESIDE, CENTURY_OFF,
    DIGIT_OFF, OTHER_DAY_OF_YEAR, FEW_YEARS, OTHER_DAY, OTHER_YEAR,
) = range(len(KINDS))  # fmt: skip
FEW: Final = 6  # years by which documents of one person may differ where births are not registered

_DATE: Final = re.compile(
    r"(?:(?P<about>c(?:irca|a)?\.?|about|~)\s*)?(?P<year>\d{4})"
    r"(?:[-./](?P<month>\d{1,2})(?:[-./](?P<day>\d{1,2}))?(?!\d))?(?P<roughly>~)?(?:/(?P<last>\d{4})(?:-\d{1,2}){0,2}~?)?",
    re.ASCII | re.IGNORECASE,
)


class Birth(msgspec.Struct, frozen=True, gc=False):
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
    return KINDS[rank((a.first, a.last, a.month, a.day), (b.first, b.last, b.month, b.day))]


@njit(cache=True)
def rank(a: Date, b: Date) -> int:
    """The same as its place among KINDS; the first and the last year, the month and the day of each."""
    if a[0] != a[1] or b[0] != b[1]:
        gap = max(a[0], b[0]) - min(a[1], b[1])
        return ROUGHLY if gap <= 0 else _far(gap)
    apart = abs(a[0] - b[0])
    if not (a[2] and b[2]):
        return SAME_YEAR if apart == 0 else YEAR_BESIDE if apart == 1 else _far(apart)
    if not (a[3] and b[3]):
        if apart == 0:
            return SAME_MONTH if a[2] == b[2] else OTHER_DAY_OF_YEAR
        return _other_year(a, b) if a[2] == b[2] else _far(apart)
    if apart == 0:
        return _same_year(a, b)
    if a[2] == b[2] and a[3] == b[3]:
        return _other_year(a, b)
    return OTHER_DAY if apart <= FEW else OTHER_YEAR


@njit(cache=True)
def _same_year(a: Date, b: Date) -> int:
    if a[2] == b[2]:
        if a[3] == b[3]:
            return SAME_DAY
        return DAY_OFF if _is_slip(a[3], b[3]) else OTHER_DAY_OF_YEAR
    if a[3] == b[3] and _is_slip(a[2], b[2]):
        return MONTH_OFF
    return SWAPPED if a[2] == b[3] and a[3] == b[2] else OTHER_DAY_OF_YEAR


@njit(cache=True)
def _other_year(a: Date, b: Date) -> int:
    """The rest of the date is the same: how the year differs."""
    apart = abs(a[0] - b[0])
    if apart == 1:
        return YEAR_OFF
    if apart == 100:
        return CENTURY_OFF
    if apart <= FEW and _is_slip(a[0], b[0]):
        return DIGIT_OFF
    return OTHER_DAY if a[3] and b[3] and apart <= FEW else _far(apart)


@njit(cache=True)
def _far(years: int) -> int:
    return FEW_YEARS if years <= FEW else OTHER_YEAR


@njit(cache=True)
def _is_slip(a: int, b: int) -> bool:
    """One off, one digit another, or two digits swapped."""
    first, second, differ, place = -1, -1, 0, 0
    left, right = a, b
    while left or right:
        if left % 10 != right % 10:
            differ += 1
            first, second = (place, second) if first < 0 else (first, place)
        left, right, place = left // 10, right // 10, place + 1
    if abs(a - b) == 1 or differ == 1:
        return True
    if differ != 2:
        return False
    low, high = 10**first, 10**second
    return bool(a // low % 10 == b // high % 10 and a // high % 10 == b // low % 10)

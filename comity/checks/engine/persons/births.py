"""Where a date of birth is filed, and where a question with one looks: the buckets, and the stamps that rows carry.

There is a bucket for each day, and within the month and the year for what is not known. A question reads its own day,
its month, and the days that a slip makes of it; and the records of which only the year is known. What is wrong in more
than that is not found by the date, for no name would make up for it.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names.births import Birth, kind
from comity.checks.engine.names.kernel import borrowing
from comity.checks.engine.persons import sketch
from comity.records.engine.persons import ImpossibleDate, PartialDate, years_of

# Families of buckets: by day, and by the keys of names: of those of whom no year of birth is known, and of the others.
_YEARS: Final = 256
_MONTHS: Final = 13
_DAYS: Final = 32
UNBORN: Final = _YEARS * _MONTHS * _DAYS
BORN: Final = UNBORN + sketch.KEYS
BUCKETS: Final = BORN + sketch.KEYS

# A stamp: the year, four bits of the month, five of the day; what is unknown is 0.
_YEAR_SHIFT: Final = 9
_MONTH_SHIFT: Final = 5
# Of a read: rows of every stamp.
ANY: Final = -1

# How alike names must be: the whole date agrees; it does as far as it is known, or but for a slip within its year; the
# year is another; the day is another that no slip explains; nothing is known but the name; nothing was asked but it.
SAME, NEAR, FAR, STRICT, ALONE, OPEN = tuple(range(6))
_LEVEL_OF: Final = {
    "born_same_day": SAME,
    "born_same_month": NEAR,
    "born_same_year": NEAR,
    "born_day_and_month_swapped": NEAR,
    "born_day_a_digit_off": NEAR,
    "born_month_a_digit_off": NEAR,
    "born_year_one_off": FAR,
    "born_year_beside": FAR,
    "born_century_off": FAR,
    "born_same_year_other_day": STRICT,
}
_SOME_YEAR: Final = 2000
_OTHER_YEARS: Final = (-100, -1, 1, 100)

# Rows of (bucket, level, the stamp that rows must have, or ANY).
Reads = NDArray[np.int64]


def stamp(born: PartialDate) -> int:
    """The date in 23 bits; what is unknown is 0."""
    return born.year << _YEAR_SHIFT | (born.month or 0) << _MONTH_SHIFT | (born.day or 0)


def bucket(stamp: int) -> int:
    """Where rows of that stamp are filed."""
    month, day = stamp >> _MONTH_SHIFT & 0xF, stamp & _DAYS - 1
    return ((stamp >> _YEAR_SHIFT) % _YEARS * _MONTHS + month) * _DAYS + day


def filed(births: Iterable[str]) -> tuple[list[int], bool]:
    """The stamps of every date recorded; and whether the person must also be found without any."""
    stamps: dict[int, None] = {}
    is_open, is_any = False, False
    for text in births:
        is_any = True
        if text.endswith("~") or "/" in text:
            years = years_of(text)
            is_open = is_open or not years
            stamps.update(dict.fromkeys(stamp(PartialDate(year)) for year in years))
            continue
        try:
            stamps[stamp(PartialDate.parse(text))] = None
        except ImpossibleDate:
            is_open = True
    return list(stamps), is_open or not is_any


def reads(born: PartialDate, keys: Collection[int] = ()) -> Reads:
    """Where to look for somebody born then, as far as it is known; and for names with those keys without any date."""
    around = _around(born.month or 0, born.day or 0)
    found = np.empty((len(around) + len(keys), 3), np.int64)
    _place(around, born.year, np.fromiter(keys, np.int64, len(keys)), found)
    return found


@borrowing
def _place(around: Reads, year: int, keys: NDArray[np.int64], found: Reads) -> None:
    """The reads of a day, in that year, and then of the keys."""
    for row in range(len(around)):
        stamp = around[row, 2] + (year << _YEAR_SHIFT)
        found[row, 0] = (stamp >> _YEAR_SHIFT) % _YEARS * (_MONTHS * _DAYS) + around[row, 0]
        found[row, 1] = around[row, 1]
        found[row, 2] = stamp
    for number in range(len(keys)):
        row = len(around) + number
        found[row, 0], found[row, 1], found[row, 2] = UNBORN + keys[number], ALONE, ANY


def named(family: int, keys: Iterable[int], level: int) -> Reads:
    """Where to look for names with those keys."""
    return np.array([(family + key, level, ANY) for key in keys], np.int64).reshape(-1, 3)


@lru_cache(maxsize=1024)
def _around(month: int, day: int) -> Reads:
    """The reads of a day of any year: the bucket within its year, and the stamp from that year on."""
    asked = Birth(_SOME_YEAR, _SOME_YEAR, month, day)
    found = []
    for years, other_month, other_day in dict.fromkeys(_candidates(month, day)):
        year = _SOME_YEAR + years
        level = _LEVEL_OF.get(kind(asked, Birth(year, year, other_month, other_day)))
        if level is None or (level == STRICT and other_month != month):
            continue
        stamp = years * (1 << _YEAR_SHIFT) + (other_month << _MONTH_SHIFT | other_day)
        found.append((other_month * _DAYS + other_day, level, stamp))
    return np.array(sorted(found, key=lambda one: one[1]), np.int64)


def _candidates(month: int, day: int) -> Iterator[tuple[int, int, int]]:
    """Dates that may be meant, by the number of years off, the month and the day."""
    yield 0, month, day
    yield from ((years, 0, 0) for years in (0, *_OTHER_YEARS))
    if not month:
        yield from ((0, one, other) for one in range(1, _MONTHS) for other in range(_DAYS))
        return
    yield from ((0, month, other) for other in range(_DAYS))
    if day:
        yield from ((0, other, day) for other in range(1, _MONTHS))
        yield from ((years, month, day) for years in _OTHER_YEARS)
        if day < _MONTHS:
            yield 0, day, month

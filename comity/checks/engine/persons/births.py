"""Where a date of birth is filed, and where a question with one looks: the buckets, and the stamps that rows carry.

A question reads its own month (every day of it), the same day of other years that a slip explains, the day and month
exchanged, the months beside it, and the records of which only the year is known. What is wrong in more than that is not
found by the date.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import msgspec

from comity.checks.engine.names.births import Birth, kind
from comity.checks.engine.persons import sketch
from comity.records.engine.persons import ImpossibleDate, PartialDate, years_of

# Families of buckets: by year and month, by month and day, by year alone, and by the keys of names: of those of whom no
# year of birth is known, and of the others.
_YEARS: Final = 256
_MONTH: Final = 0
_DAY: Final = _MONTH + _YEARS * 12
_YEAR: Final = _DAY + 12 * 31
UNBORN: Final = _YEAR + _YEARS
BORN: Final = UNBORN + sketch.KEYS
BUCKETS: Final = BORN + sketch.KEYS

DAY_BITS: Final = 0x1F
MONTH_BITS: Final = 0xF << 5
YEAR_BITS: Final = 0x3FFF << 9
# What other years say that no slip explains: no name makes up for it.
_NO_SLIP: Final = ("born_other_day", "born_other_year")
# How alike names must be: the whole date agrees, its month does, another year, nothing is known but the name.
SAME, NEAR, FAR, ALONE = range(4)


# Instead of a mask: the rows of the years for which `value` may have been written by a slip.
SLIPS: Final = -1
YEAR_SHIFT: Final = 9
MOST_YEARS: Final = YEAR_BITS >> YEAR_SHIFT


class Read(msgspec.Struct, frozen=True):
    """Rows of a bucket whose stamp, under the mask, is `value`; `level` says how alike their names must be."""

    bucket: int
    level: int
    mask: int = 0
    value: int = 0


def stamp(born: PartialDate) -> int:
    """The date in 23 bits; what is unknown is 0."""
    return born.year << 9 | (born.month or 0) << 5 | (born.day or 0)


def filed(births: Iterable[str]) -> tuple[list[tuple[int, int]], bool]:
    """(bucket, stamp) for every date recorded; and whether the person must also be found without any."""
    places: dict[tuple[int, int], None] = {}
    is_open, is_any = False, False
    for text in births:
        is_any = True
        if text.endswith("~") or "/" in text:
            years = years_of(text)
            is_open = is_open or not years
            places.update(dict.fromkeys((_year(year), stamp(PartialDate(year))) for year in years))
            continue
        try:
            born = PartialDate.parse(text)
        except ImpossibleDate:
            is_open = True
            continue
        if born.month is None:
            places[_year(born.year), stamp(born)] = None
            continue
        places[_month(born.year, born.month), stamp(born)] = None
        if born.day is not None:
            places[_day(born.month, born.day), stamp(born)] = None
    return list(places), is_open or not is_any


def reads(born: PartialDate) -> list[Read]:
    """Where to look for somebody born then, as far as it is known."""
    if born.month is None:
        return [*(_in_month(born.year, month, FAR) for month in range(1, 13)), *_beside(born.year)]
    near = [_in_month(born.year, born.month, NEAR), *_beside(born.year)]
    if born.day is None:
        return near
    near += [_on_day(born, SAME), Read(_day(born.month, born.day), FAR, SLIPS, born.year)]
    if born.day <= 12 and born.day != born.month:
        near.append(_on_day(PartialDate(born.year, born.day, born.month), NEAR))
    for months in (-1, 1):
        year, before = divmod(born.year * 12 + born.month - 1 + months, 12)
        near.append(_on_day(PartialDate(year, before + 1, born.day), NEAR))
    return near


@lru_cache(maxsize=1024)
def slips(year: int) -> frozenset[int]:
    """The other years that a slip makes of this one, the rest of the date being the same."""
    asked = Birth(year, year, 1, 1)
    others = (other for other in range(year - 100, year + 101) if other != year)
    return frozenset(other for other in others if kind(asked, Birth(other, other, 1, 1)) not in _NO_SLIP)


def _beside(year: int) -> list[Read]:
    levels = ((year, NEAR), (year - 1, FAR), (year + 1, FAR))
    return [Read(_year(one), level, YEAR_BITS, one << 9) for one, level in levels]


def _in_month(year: int, month: int, level: int) -> Read:
    return Read(_month(year, month), level, YEAR_BITS | MONTH_BITS, year << 9 | month << 5)


def _on_day(born: PartialDate, level: int) -> Read:
    mask = YEAR_BITS | MONTH_BITS | DAY_BITS
    return Read(_month(born.year, born.month or 0), level, mask, stamp(born))


def _month(year: int, month: int) -> int:
    return _MONTH + year % _YEARS * 12 + month - 1


def _day(month: int, day: int) -> int:
    return _DAY + (month - 1) * 31 + day - 1


def _year(year: int) -> int:
    return _YEAR + year % _YEARS

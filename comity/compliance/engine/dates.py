"""Dates partly known: "1980-05-01", "1980-05", "1980", and a span "1978/1980". The earliest and latest day of each."""

import re
from datetime import date, timedelta
from typing import Final

_PARTIAL: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
YEAR: Final = 365.2425


def first_day(text: str) -> date | None:
    """The earliest day it can mean; None where it means none."""
    return _day(text.rstrip("~").split("/")[0], last=False)


def last_day(text: str) -> date | None:
    """The latest day it can mean; None where it means none."""
    return _day(text.rstrip("~").split("/")[-1], last=True)


def _day(text: str, *, last: bool) -> date | None:
    found = _PARTIAL.fullmatch(text.strip())
    if found is None or int(found[1]) < 1:
        return None
    year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    try:
        if not month:
            return date(year, 12, 31) if last else date(year, 1, 1)
        if not day:
            return _month_end(year, month) if last else date(year, month, 1)
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date:
    if month == 12:
        return date(year, 12, 31)
    return date(year, month + 1, 1) - timedelta(days=1)


def years_between(earlier: date, later: date) -> float:
    return (later - earlier).days / YEAR


def age_on(born: date, day: date) -> int:
    """Whole years of age; a birthday on 29 February counts from 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

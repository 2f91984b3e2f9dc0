"""When is a bureau silent? When it owes more minutes of life than chance explains. Pure.

Each bureau has a rhythm: in how many minutes of each hour of the week it usually shows itself, learnt from its past.
While it shows nothing, what it would usually have shown adds up; a sign sets that to nothing. A bureau that sleeps at
night owes nothing at night. Minutes in which nobody watched (this installation was down) do not count, and hours that
were never learnt do not either, so that neither a restart nor an empty database raises anything.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Struct

HOURS: Final = 168  # of a week, from Monday 00:00 UTC
# With so many expected, none at all comes by chance less than once in a hundred thousand times (Poisson, e**-12).
OWED: Final = 12.0
SHORTEST: Final = 30.0  # minutes: below this, silence is a pause
# Two looks further apart than this, and nobody was watching in between.
LONGEST_STEP: Final = timedelta(minutes=2)
# An hour is learnt when so many of its minutes were watched.
WATCHED: Final = 50
_NEWEST: Final = 0.3  # the weight of the latest week in what is usual
# Silence of most bureaus at once is one thing: the link of this installation, not theirs.
MOST: Final = 0.5
FEWEST: Final = 8


class Silence(Struct, frozen=True, kw_only=True):
    """A bureau that is silent: since when, and in how many minutes since then it would usually have shown itself."""

    bureau: str
    last_sign_at: datetime | None
    owed: int
    quiet_minutes: int


def hour_of(at: datetime) -> int:
    """The hour of the week a moment is in."""
    at = at.astimezone(UTC)
    return at.weekday() * 24 + at.hour


def expected(usual: Sequence[float], weeks: Sequence[int], hour: int) -> float:
    """Active minutes that this hour usually has. One not learnt yet is like the same hour of other days; none of
    these learnt: 0, which owes nothing."""
    if weeks[hour]:
        return usual[hour]
    alike = [usual[other] for other in range(hour % 24, HOURS, 24) if weeks[other]]
    return sum(alike) / len(alike) if alike else 0.0


def learnt(usual: float, weeks: int, active: int) -> float:
    """What is usual, with one more hour known: the latest weeks count for most."""
    return float(active) if weeks == 0 else (1 - _NEWEST) * usual + _NEWEST * active


def watched_between(last: datetime, now: datetime) -> float:
    """Minutes watched since the last look; 0 after a pause, in which nobody looked."""
    passed = now - last
    return passed / timedelta(minutes=1) if timedelta(0) < passed <= LONGEST_STEP else 0.0


def is_silent(owed: float, watched: float) -> bool:
    """Whether so much is owed, over so many minutes watched, that somebody should call."""
    return owed >= OWED and watched >= SHORTEST


def are_most(silent: int, lively: Iterable[float]) -> bool:
    """Whether most of the bureaus that should show themselves are silent at once. `lively`: what each owes an hour."""
    count = sum(1 for rate in lively if rate >= 1)
    return silent >= FEWEST and silent > MOST * count

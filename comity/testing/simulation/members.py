"""The members as a simulated day needs them: how large, and what time it is there.

members.csv: the code, the time zone of the capital (names of the IANA time zone database, which is in the public
domain), and inhabitants in millions, rounded: orders of magnitude, for the shares of a made-up day alone.
"""

import csv
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

_FILE = Path(__file__).with_name("members.csv")


@dataclass(frozen=True, slots=True)
class Place:
    """A member's bureau in the simulation."""

    code: str
    zone: ZoneInfo
    millions: float

    def hour(self, at: datetime) -> float:
        """The local time as hours since midnight, 0 up to 24."""
        local = at.astimezone(self.zone)
        return local.hour + local.minute / 60


@cache
def places() -> tuple[Place, ...]:
    """All members, by code."""
    with _FILE.open(newline="", encoding="utf-8") as file:
        return tuple(Place(row["code"], ZoneInfo(row["zone"]), float(row["millions"])) for row in csv.DictReader(file))

"""What is unusual about messages, seen in their envelopes alone; and what may be found of one that was disclosed. Pure.

Abuse pattern A-06: a request that would not pass its review goes round it as a message. What a message says is sealed;
that it names a person, what it asks and what it rests on is not.
"""

from enum import StrEnum
from typing import Final

from comity.core.languages import mark


class Unusual(StrEnum):
    """A rule over envelopes."""

    UNCITED_PAIR = "A-06/uncited"
    UNCITED_VOLUME = "A-06/volume"
    CITES_REFUSED = "A-06/cites_refused"


SENTENCES: Final = {
    Unusual.UNCITED_PAIR: mark(
        "Requests that name a person and cite no notice and no diffusion: far more than usual between two bureaus."
    ),
    Unusual.UNCITED_VOLUME: mark(
        "Requests that name a person and cite no notice and no diffusion: far more than usual from this bureau."
    ),
    Unusual.CITES_REFUSED: mark("A request about a person that cites a notice or diffusion which was turned down."),
}

# Chosen, not published: a handful is nobody's pattern, and three times the usual is more than a busy day.
FEWEST: Final = {Unusual.UNCITED_PAIR: 5, Unusual.UNCITED_VOLUME: 20}
TIMES_USUAL: Final = 3
BASELINE_DAYS: Final = 28


def is_unusual(rule: Unusual, count: int, usual: float) -> bool:
    """Whether so many in a day stand out against what is usual a day."""
    return count >= FEWEST[rule] and count > TIMES_USUAL * usual


class Found(StrEnum):
    """What a reviewer finds of a disclosed message."""

    NOTHING = "nothing"
    WARN = "warn"
    MEASURE = "measure"


FOUND_LABELS: Final = {
    Found.NOTHING: mark("Nothing against the rules"),
    Found.WARN: mark("The bureau that wrote it should be warned"),
    Found.MEASURE: mark("A measure over that bureau's channel should be considered"),
}

"""Confidentiality levels (Rules on the Processing of Data, arts 112-114). The source sets one; default: the lowest."""

from enum import IntEnum

from comity.core.languages import mark


class Level(IntEnum):
    """Ordered: a reader's clearance must reach the record's level."""

    OFFICIAL_USE_ONLY = 1
    RESTRICTED = 2
    CONFIDENTIAL = 3

    @property
    def slug(self) -> str:
        return self.name.lower()

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Level.OFFICIAL_USE_ONLY: mark("For official use only"),
    Level.RESTRICTED: mark("Restricted"),
    Level.CONFIDENTIAL: mark("Confidential"),
}

# An interconnected system is not a named person, and Confidential is for named persons (art. 114).
HIGHEST_FOR_SYSTEMS = Level.RESTRICTED


def from_slug(slug: str) -> Level:
    """Level for its slug. Raises KeyError for an unknown one."""
    return Level[slug.upper()]

"""The law of keys: who may hold which, why one ends, and how good a passphrase must be. Pure.

The Secretariat secures the channel and opens no exchange between members without their authorisation (RPD, art. 22(6)):
so no table here gives it a key of a bureau.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.keys.engine.ring import Role
from comity.keys.engine.wrapping import normal
from comity.network.rules import RIGHTS, Post, Right

MESSAGES: Final[Role] = "messages"
COMPLIANCE: Final[Role] = "compliance"
AUTOMATIC: Final[Role] = "automatic"
SECRETARIAT: Final = "GS"

ROLE_LABELS: Final[dict[Role, str]] = {
    MESSAGES: mark("Messages"),
    COMPLIANCE: mark("Disclosures to compliance"),
    AUTOMATIC: mark("Automatic messages of the system"),
}
# Which right lets an officer be admitted to a ring, and keep it: who loses it is no holder any more.
HOLDERS: Final[Mapping[Role, Right]] = {MESSAGES: Right.READ_MESSAGES, COMPLIANCE: Right.REVIEW}

# As long as a shift: an officer who went home left nothing open.
UNLOCKED_FOR: Final = timedelta(hours=8)

SHORTEST: Final = 15
LONGEST: Final = 200
FEWEST_DIFFERENT: Final = 7
# In a demo, whose data is made up, everybody has the same.
DEMO_PASSPHRASE: Final = "harbour lantern seven orchards"  # noqa: S105


class Reason(StrEnum):
    """Why a key was revoked."""

    LOST = "lost"
    STOLEN = "stolen"
    SUSPECTED = "suspected"
    ANEW = "anew"


REASON_LABELS: Final = {
    Reason.LOST: mark("It is lost: nobody can unlock it any more"),
    Reason.STOLEN: mark("It is in other hands"),
    Reason.SUSPECTED: mark("It may be in other hands"),
    Reason.ANEW: mark("It was replaced by one that it could not sign"),
}


class Due(StrEnum):
    """Why a ring should be rotated soon."""

    HOLDER_LEFT = "holder_left"
    PASSPHRASE_KNOWN = "passphrase_known"  # noqa: S105


DUE_LABELS: Final = {
    Due.HOLDER_LEFT: mark("An officer who held the keys is no longer entitled to them."),
    Due.PASSPHRASE_KNOWN: mark("An officer's passphrase became known."),
}


def roles_of(bureau: str) -> tuple[Role, ...]:
    """The rings a bureau's officers hold."""
    return (MESSAGES, COMPLIANCE) if bureau == SECRETARIAT else (MESSAGES,)


def may_hold(posts: Iterable[str], role: Role) -> bool:
    """True when an officer with these posts may be given the ring."""
    return role in HOLDERS and any(HOLDERS[role] in RIGHTS[Post(post)] for post in posts)


def may_manage(posts: Iterable[str]) -> bool:
    """True when an officer with these posts looks after the bureau's keys."""
    return any(Right.MANAGE_KEYS in RIGHTS[Post(post)] for post in posts)


def problems_with_passphrase(passphrase: str, known: Iterable[str] = ()) -> list[Problem]:
    """Why this passphrase is too easy to guess for somebody who copied the database; `known` is the officer's names.

    Length is what counts (NIST SP 800-63B-4, section 3.1.1.2): guesses at a copied box are slowed by nobody.
    """
    text = normal(passphrase)
    accepted = mark("At least 15 characters: four or more words that do not belong together.")
    if len(text) < SHORTEST:
        return [Problem("passphrase", mark("This is too short."), accepted)]
    if len(text) > LONGEST:
        return [Problem("passphrase", mark("This is too long."), mark("At most 200 characters."))]
    if len(set(text.casefold())) < FEWEST_DIFFERENT:
        return [Problem("passphrase", mark("This repeats too few characters."), accepted)]
    rest = text.casefold()
    for name in known:
        rest = rest.replace(name.casefold(), "") if len(name) > 2 else rest
    if len(rest) < SHORTEST - 5:
        return [Problem("passphrase", mark("This is hardly more than your name or your bureau's."), accepted)]
    return []

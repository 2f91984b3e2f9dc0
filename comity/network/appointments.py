"""The law of giving authority: which posts a bureau gives, how far a service reaches, how long a token lasts. Pure.

Rules on the Processing of Data, arts 21 (only a bureau authorises its services), 108-111 (rights fit the task and end
with it), 112-114 (levels).
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from comity.core.databases import DATABASES
from comity.core.errors import Problem
from comity.core.languages import LANGUAGES, mark
from comity.core.levels import HIGHEST_FOR_SYSTEMS, Level
from comity.core.purposes import PURPOSES
from comity.network.rules import Post

_DESK: Final = frozenset({Post.FRONTLINE, Post.BUREAU_OFFICER, Post.BUREAU_HEAD, Post.DATA_PROTECTION_OFFICER})

# Kind of bureau -> posts it may give. No national bureau reviews requests, and the Secretariat has no frontline.
POSTS_OF: Final[dict[str, frozenset[Post]]] = {
    "national": _DESK | {Post.DELEGATE},
    "sub_bureau": _DESK,  # a channel, and no vote
    "partner": _DESK,
    "liaison": _DESK - {Post.FRONTLINE},
    "regional": (_DESK - {Post.FRONTLINE}) | {Post.DUTY_OFFICER, Post.TRANSLATOR},
    "office": (_DESK - {Post.FRONTLINE}) | {Post.DUTY_OFFICER, Post.TRANSLATOR},
    "general_secretariat": (_DESK - {Post.FRONTLINE})
    | {Post.REVIEWER, Post.PUBLISHER, Post.DUTY_OFFICER, Post.TRANSLATOR, Post.ADMINISTRATOR}
    | {Post.DIRECTOR, Post.SECRETARY_GENERAL, Post.COMMITTEE_MEMBER},
    "commission": frozenset({Post.COMMISSION_MEMBER, Post.TRANSLATOR}),
}
# An officer of a service asks; the bureau's own work stays with the bureau.
POSTS_IN_SERVICE: Final = frozenset({Post.FRONTLINE})
# Who may authorise services of their own: those with a police of their own behind them.
KINDS_WITH_SERVICES: Final = frozenset({"national", "sub_bureau", "partner"})
# The Secretariat keeps the rules and the Commission supervises: data is restricted from bureaus, not from these.
KINDS_NEVER_RESTRICTED: Final = frozenset({"general_secretariat", "commission"})

LONGEST_TOKEN: Final = timedelta(days=365)
_USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
_HIGHEST_RATE: Final = 100_000


class Reach(Struct, frozen=True, kw_only=True):
    """How far a service or a system may go."""

    databases: frozenset[str]
    purposes: frozenset[str]
    clearance: Level = Level.OFFICIAL_USE_ONLY


class Appointment(Struct, frozen=True, kw_only=True):
    """An officer to be. `nationality` is a member's code; "" stands for the bureau's own member."""

    username: str
    name: str
    posts: frozenset[Post]
    clearance: Level = Level.OFFICIAL_USE_ONLY
    entity: str | None = None
    language: str = "en"
    nationality: str = ""
    is_demo: bool = False


class TokenTerms(Struct, frozen=True, kw_only=True):
    """A token to be. `rate` is checks a second, 0 for no limit."""

    name: str
    reach: Reach
    expires_at: datetime
    entity: str | None = None
    may_write: bool = False
    rate: int = 0


def posts_of(kind: str, is_in_service: bool) -> frozenset[Post]:
    """The posts a bureau of this kind may give."""
    return POSTS_OF[kind] & POSTS_IN_SERVICE if is_in_service else POSTS_OF[kind]


def problems_with_posts(posts: Iterable[Post], kind: str, is_in_service: bool) -> list[Problem]:
    accepted = posts_of(kind, is_in_service)
    chosen = frozenset(posts)
    if not chosen:
        return [Problem("posts", mark("An officer holds at least one post."), _listed(accepted))]
    if chosen - accepted:
        return [Problem("posts", mark("This bureau cannot give some of these posts."), _listed(accepted))]
    return []


def problems_with_officer(appointment: Appointment, kind: str) -> list[Problem]:
    problems = problems_with_posts(appointment.posts, kind, is_in_service=appointment.entity is not None)
    if not _USERNAME.fullmatch(appointment.username):
        accepted = mark("3 to 60 of a-z, 0-9, dot, dash and underscore, starting with a letter or a digit.")
        problems.append(Problem("username", mark("This sign-in name cannot be used."), accepted))
    problems += problems_with_name(appointment.name)
    if appointment.language not in LANGUAGES:
        problems.append(Problem("language", mark("This is not a working language."), _listed(LANGUAGES)))
    return problems


def problems_with_name(name: str) -> list[Problem]:
    if 0 < len(name.strip()) <= 120 and name.isprintable():
        return []
    return [Problem("name", mark("A name is needed."), mark("1 to 120 characters on one line."))]


def problems_with_reach(reach: Reach, within: Reach) -> list[Problem]:
    """`within` is the reach of who gives: a bureau cannot give what it has not got."""
    problems = []
    for field, asked, had, known in (
        ("databases", reach.databases, within.databases, DATABASES),
        ("purposes", reach.purposes, within.purposes, PURPOSES),
    ):
        accepted = _listed(had & known.keys())
        if not asked:
            problems.append(Problem(field, mark("Choose at least one."), accepted))
        elif asked - had:
            problems.append(Problem(field, mark("Some of these may not be given here."), accepted))
    if reach.clearance > within.clearance:
        problems.append(Problem("clearance", mark("This level is above what may be given."), within.clearance.slug))
    return problems


def problems_with_token(terms: TokenTerms, within: Reach, now: datetime) -> list[Problem]:
    ceiling = Reach(
        databases=within.databases,
        purposes=within.purposes,
        clearance=min(within.clearance, HIGHEST_FOR_SYSTEMS),
    )
    problems = problems_with_name(terms.name) + problems_with_reach(terms.reach, ceiling)
    if not now < terms.expires_at <= now + LONGEST_TOKEN:
        accepted = mark("A moment from now on, at most one year away.")
        problems.append(Problem("expires_at", mark("A token ends, and within a year."), accepted))
    if not 0 <= terms.rate <= _HIGHEST_RATE:
        problems.append(Problem("rate", mark("This is not a rate."), f"0-{_HIGHEST_RATE}"))
    return problems


def _listed(slugs: Iterable[str]) -> str:
    return ", ".join(sorted(slugs))

"""The law of the door: guessing gets slower, and a stranger who guesses slows only strangers. Pure.

After OWASP's "Slow Down Online Guessing Attacks with Device Cookies": a device that has signed in before keeps a bucket
of its own for that officer, so failures from elsewhere never close the door to it. Everyone else shares a bucket per
account and one per address. A closed bucket opens again by itself; an account is never locked.
"""

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct


class Oneself(Struct, frozen=True, kw_only=True):
    """An officer at the door: what the ledger writes of them (audit.rules.Acting), and no authority."""

    id: str
    bureau: str
    entity: str | None = None


class Limit(Struct, frozen=True):
    """Failures that cost nothing, then a wait that doubles with each failure up to the longest."""

    free: int
    first: timedelta
    longest: timedelta


class Tally(Struct, frozen=True):
    """What a bucket remembers."""

    failures: int = 0
    last_at: datetime | None = None


LIMITS: Final = {
    "device": Limit(10, timedelta(seconds=15), timedelta(minutes=15)),
    "stranger": Limit(5, timedelta(seconds=30), timedelta(minutes=15)),
    # A whole bureau may stand behind one address.
    "address": Limit(50, timedelta(seconds=15), timedelta(minutes=15)),
    # Of an officer who signed in and unlocks their keys: whoever took a session over guesses no faster.
    "passphrase": Limit(5, timedelta(seconds=30), timedelta(minutes=15)),
}
FORGOTTEN_AFTER: Final = timedelta(hours=24)
INITIAL_PASSWORD_LASTS: Final = timedelta(days=7)


def buckets(username: str, address: str, device: str | None) -> list[tuple[str, str]]:
    """(kind, name) of the buckets that an attempt counts in. `device` is that of a cookie good for this officer."""
    if device is not None:
        return [("device", f"{device} {username}")]
    return [("stranger", username), ("address", address)]


def wait(tally: Tally, limit: Limit) -> timedelta:
    """How long after the last failure this bucket stays closed."""
    beyond = tally.failures - limit.free
    if beyond < 0:
        return timedelta(0)
    # 2^20 times the shortest wait is beyond every longest one; larger powers only overflow.
    return min(limit.first * (1 << min(beyond, 20)), limit.longest)


def is_open(tally: Tally, limit: Limit, now: datetime) -> bool:
    return tally.last_at is None or now >= tally.last_at + wait(tally, limit)


def after_failure(tally: Tally, now: datetime) -> Tally:
    """One more failure; those of yesterday are forgotten."""
    is_stale = tally.last_at is None or now - tally.last_at >= FORGOTTEN_AFTER
    return Tally(1 if is_stale else tally.failures + 1, now)


def after_success(tally: Tally, kind: str) -> Tally:
    """A known device starts afresh. In a shared bucket a success takes back only its own attempt.

    A guesser who signs in to an account of his own in between must not win free guesses at others.
    """
    if kind == "device":
        return Tally()
    return Tally(max(0, tally.failures - 1), tally.last_at)

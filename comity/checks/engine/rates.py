"""Rates: how many checks a second an actor may make. A bucket that fills at the rate and holds one second's worth."""

from typing import Final

_MOST: Final = 10_000


class Rates:
    """The buckets of this process. `share`: the part of each rate that is this process's own."""

    def __init__(self, share: float) -> None:
        self._share = share
        self._buckets: dict[str, tuple[float, float]] = {}

    def may(self, actor: str, rate: int, count: int, now: float) -> bool:
        """Whether the actor may make so many checks at `now` (seconds); if so, they are counted.

        A batch larger than a whole second's worth passes when the bucket is full, and the next ones wait for it.
        """
        if not rate:
            return True
        allowed = max(1.0, rate * self._share)
        left, before = self._buckets.get(actor, (allowed, now))
        left = min(allowed, left + (now - before) * allowed)
        passes = left >= min(count, allowed)
        if len(self._buckets) > _MOST:
            self._buckets.clear()
        self._buckets[actor] = (left - count if passes else left, now)
        return passes

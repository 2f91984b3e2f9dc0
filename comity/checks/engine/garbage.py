"""Garbage: what the collector of cycles looks at in a process that answers checks, and when."""

import gc
from typing import Final

# Objects that came and did not go before the young are looked at, which takes 0.2 to 0.4 microseconds of each: with
# 50,000 of them nobody was answered for 20 ms.
_UNTIL_COLLECTED: Final = 5_000
# What outlives that is kept by caches, whose values hold no cycles; to look at a million of them took 0.2 to 1 s.
_NEVER: Final = 1_000_000_000


def spare_collections() -> None:
    """What is loaded by now stays, so no collection looks at it; from now on only the young are looked at."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_UNTIL_COLLECTED, _NEVER, _NEVER)

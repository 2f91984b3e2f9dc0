"""Garbage: what the collector of cycles looks at in a process that answers checks, and when.

A check leaves no cycles behind, which a test proves, but fills caches; so the young alone are looked at, and what
outlives that is left alone. A cycle that was still in use at that moment would stay for ever: some of a hundred that
the young hold. So the more of them are found, the sooner everything is looked at, and where none are found, never.
"""

import gc
from typing import Final

# Objects that came and did not go before the young are looked at, which takes 0.2 to 0.4 microseconds of each: with
# 50,000 of them nobody was answered for 20 ms.
_UNTIL_COLLECTED: Final = 5_000
_NEVER: Final = 1_000_000_000
# So many objects in cycles found among the young, and everything is looked at once: some megabytes may have slipped
# by. It takes 0.1 s of 300,000 objects in caches.
_UNTIL_ALL: Final = 5_000_000
_YOUNG: Final = 0
_found = 0


def spare_collections() -> None:
    """What is loaded by now stays, so no collection looks at it; from now on the young are looked at."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_UNTIL_COLLECTED, _NEVER, _NEVER)
    if _note not in gc.callbacks:
        gc.callbacks.append(_note)


def _note(phase: str, info: dict[str, int]) -> None:
    global _found
    if phase != "stop":
        return
    if info["generation"] == _YOUNG:
        _found += info["collected"]
        if _found >= _UNTIL_ALL:
            # With the next collection of the young.
            gc.set_threshold(_UNTIL_COLLECTED, 1, _NEVER)
    elif _found >= _UNTIL_ALL:
        _found = 0
        gc.set_threshold(_UNTIL_COLLECTED, _NEVER, _NEVER)

"""The consonant classes of a Latin spelling, for keys of an index: what habits of spelling leave standing."""

from functools import lru_cache
from typing import Final

CLASSES: Final = {
    **dict.fromkeys("bp", "p"),
    **dict.fromkeys("fvw", "f"),
    **dict.fromkeys("cgkqx", "k"),
    **dict.fromkeys("jszc", "s"),
    **dict.fromkeys("dt", "t"),
    **dict.fromkeys("lr", "l"),
    **dict.fromkeys("mn", "n"),
}
LONGEST: Final = 8


@lru_cache(maxsize=262_144)
def skeleton(romanised: str) -> str:
    """Up to eight consonant classes; vowels, h, y and doubles gone. A token of vowels only gives its first vowel."""
    found: list[str] = []
    for letter in romanised:
        known = CLASSES.get(letter, "")
        if known and found[-1:] != [known]:
            found.append(known)
    return "".join(found[:LONGEST]) or romanised[:1]

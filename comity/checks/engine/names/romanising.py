"""A token of any script spelt in Latin letters: a-z only, the most likely spelling first."""

from functools import lru_cache
from typing import Final

from anyascii import anyascii

from comity.checks.engine.names import scripts

MOST: Final = 4


@lru_cache(maxsize=65_536)
def romanise(text: str, script: str = "") -> tuple[str, ...]:
    """Spellings of a folded token in a-z, best first, none twice; empty only for a token without letters."""
    del script
    found = letters(anyascii(text[: scripts.LONGEST]))
    return (found,) if found else ()


def letters(text: str) -> str:
    """Only the a-z of a text."""
    return "".join(letter for letter in text.lower() if "a" <= letter <= "z")

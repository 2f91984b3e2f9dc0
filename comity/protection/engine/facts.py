"""Facts of a case as bands of a sketch: two tellings that share most of their words share some of the bands.

MinHash over shingles of three words: 16 bands of 4. Texts of which six in ten shingles agree share two bands or more
about twice in three times, eight in ten nearly always, three in ten hardly ever (docs/decisions/0014).
"""

import hashlib
import re
import unicodedata
from typing import Final

import numpy as np
from anyascii import anyascii

BANDS: Final = 16
_ROWS: Final = 4
_WORDS: Final = 3
# Of so few words a likeness says nothing.
FEWEST_WORDS: Final = 8
_LONGEST: Final = 50_000
# So many bands in common are a likeness; one alone comes by chance.
ENOUGH_BANDS: Final = 2


def _constants() -> tuple[np.ndarray, np.ndarray]:
    """Multipliers and addends of 64 hashes, fixed for ever by what they are made from."""
    drawn = b"".join(hashlib.sha256(f"comity facts 1 {at}".encode()).digest()[:16] for at in range(BANDS * _ROWS))
    numbers = np.frombuffer(drawn, dtype="<u8").reshape(-1, 2)
    return numbers[:, :1] | np.uint64(1), numbers[:, 1:]


_TIMES, _PLUS = _constants()


def words(text: str) -> list[str]:
    """The words of a text in any script, lower case, letters and digits only."""
    return re.findall(r"[a-z0-9]+", anyascii(unicodedata.normalize("NFKC", text[:_LONGEST])).lower())


def bands(text: str) -> list[str]:
    """The bands of a text, in order; none for a text too short to be alike another."""
    said = words(text)
    if len(said) < FEWEST_WORDS:
        return []
    shingles = {" ".join(said[at : at + _WORDS]) for at in range(len(said) - _WORDS + 1)}
    hashed = b"".join(hashlib.blake2b(shingle.encode(), digest_size=8).digest() for shingle in sorted(shingles))
    with np.errstate(over="ignore"):
        mixed = np.frombuffer(hashed, dtype="<u8")[None, :] * _TIMES + _PLUS
        # The low bits of a product know only the low bits of its factors.
        least = (mixed ^ (mixed >> np.uint64(32))).min(axis=1)
    rows = least.reshape(BANDS, _ROWS)
    return [f"{at}:" + ":".join(f"{value:016x}" for value in row) for at, row in enumerate(rows.tolist())]

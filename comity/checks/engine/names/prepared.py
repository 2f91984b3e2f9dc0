"""A person as flat words, so that a comparison can be foreseen without a single object: `preparing.py` writes them,
`foreseeing.py` reads them.

The person: one word of counts; then births, nationalities, places and documents, a word each; then the names. A name:
one word, then its parts, the whole tokens first. A part: one word, then what its bits say it has. Whatever is rounded
or left out here may only make two people look more alike.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import scripts

Words = NDArray[np.int64]

MASK: Final = (1 << 60) - 1  # of numbers that stand for texts

# The word of a person: how many of each follow, and the sex.
COUNT_BITS: Final = 10
MOST_COUNTED: Final = (1 << COUNT_BITS) - 1
AT_NAMES, AT_SEX = 4 * COUNT_BITS, 4 * COUNT_BITS + 5
# A date of birth: first and last year, month, day, whether it is none, and bits of a number for the text.
YEAR_BITS, MONTH_BITS, DAY_BITS = 14, 4, 5
AT_LAST, AT_MONTH = YEAR_BITS, 2 * YEAR_BITS
AT_DAY, AT_NO_DATE = AT_MONTH + MONTH_BITS, AT_MONTH + MONTH_BITS + DAY_BITS
AT_TEXT, TEXT_BITS = AT_NO_DATE + 1, 25

# The word of a name: its words, whole tokens and parts, whether all are Latin, the script of the last, the positions
# of the family name, whether it is known, how many tokens are names (two at most), whether it is too long.
SIZE_BITS: Final = 16
AT_WHOLE, AT_PARTS, AT_LATIN, AT_SCRIPT = 16, 20, 27, 28
AT_FAMILY, AT_HAS_FAMILY, AT_COUNT, AT_LONG = 32, 42, 43, 45
MOST_TOKENS: Final = 6  # of a name; more take longer to foresee than to compare

# The word of a part: where it stands, its length (of a whole token: its letters, three at most), form, role, script,
# how many Latin spellings (five: four, and there are more) and other spellings follow, and by one bit each: its marks
# by model, endings, nicknames, a number for its text, whether its letters are those of its tokens; twice its rarity.
AT_LENGTH, AT_FORM, AT_ROLE, AT_WRITING, AT_WRITTEN, AT_SPOKEN, AT_MARKS = 4, 6, 9, 12, 16, 19, 24
AT_ENDINGS, AT_NICKNAMES, AT_TOLD_TEXT, AT_JOINED = 31, 32, 33, 34
AT_RARITY, AT_OWN_RARITY, RARITY_BITS = 35, 49, 14
RARITY_STEP: Final = 1024.0
MOST_WRITTEN: Final = 4
MOST_MARKS: Final = 7
MOST_SPOKEN: Final = 31

FORMS: Final = ("whole", "hyphened", "joined", "with particle", "stripped", "stem")
WHOLE, HYPHENED, JOINED, WITH_PARTICLE, STRIPPED, STEM = range(6)
ROLES: Final = ("name", "particle", "initial", "patronymic", "generation")
NAME, PARTICLE, INITIAL, PATRONYMIC, GENERATION = range(5)
SCRIPTS: Final = (
    scripts.LATIN, scripts.GREEK, scripts.CYRILLIC, scripts.ARMENIAN, scripts.HEBREW, scripts.ARABIC,
    scripts.DEVANAGARI, scripts.BENGALI, scripts.THAI, scripts.GEORGIAN, scripts.HANGUL, scripts.KANA, scripts.HAN,
    scripts.OTHER,
)  # fmt: skip
LATIN, HANGUL, HAN = (SCRIPTS.index(one) for one in (scripts.LATIN, scripts.HANGUL, scripts.HAN))
_FACTOR: Final = 0x2545F4914F6CDD1D


def number(codes: bytes) -> int:
    """A number for the letters of a token: equal for equal ones. `foreseeing` makes the same."""
    found = 1
    for code in codes:
        found = (found * _FACTOR + code) & MASK
    return found

"""Characters that look or count the same: digits of every script, and letters drawn like Latin ones."""

import re
import unicodedata
from typing import Final

# Capital letters of other scripts that are drawn as a Latin capital. These are the letters that the plates of the
# countries concerned are limited to, so that a foreign reader can write them down (1968 Vienna Convention, annex 2).
CYRILLIC: Final = str.maketrans("АВЕКМНОРСТУХІЈЅ", "ABEKMHOPCTYXIJS")
GREEK: Final = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")
LOOK_ALIKES: Final = CYRILLIC | GREEK

_NOT_ALPHANUMERIC: Final = re.compile(r"[\W_]+")


def fold_digits(text: str) -> str:
    """Decimal digits of any script as 0-9; everything else unchanged."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def plain(text: str) -> str:
    """Compatibility forms unified (full-width, superscript), digits as 0-9, upper case, letters and digits only."""
    if text.isascii():
        return text.upper() if text.isalnum() else _NOT_ALPHANUMERIC.sub("", text).upper()
    unified = unicodedata.normalize("NFKC", text)
    folded = unicodedata.normalize("NFC", fold_digits(unified).upper())
    return _NOT_ALPHANUMERIC.sub("", folded)

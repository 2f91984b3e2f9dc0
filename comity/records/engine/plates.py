"""Number plates: which letters a country prints, and how the country itself is written on the vehicle."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from comity.records.engine import issuers, letters

_CYRILLIC_PLATES: Final = frozenset(
    {"BA", "BG", "BY", "KG", "KZ", "MD", "ME", "MK", "MN", "RS", "RU", "TJ", "UA", "UZ"}
)
_GREEK_PLATES: Final = frozenset({"CY", "GR"})
# The seventeen letters of Saudi plates and the Latin ones printed beside them (both alefs and yehs in use are covered).
_SAUDI: Final = str.maketrans("ابحدرسصطعقكلمنهوىيأ", "ABJDRSXTEGKLZNHUVVA")

# Distinguishing signs of vehicles in international traffic (United Nations list under article 37 of the 1968 Vienna
# Convention), and superseded ones still on the road, where they are not the ISO alpha-2 code.
_SIGNS: Final = msgspec.json.decode(Path(__file__).with_name("signs.json").read_bytes(), type=dict[str, str])


def country(text: str) -> str | None:
    """ISO alpha-2 code from an ISO code or a distinguishing sign; None if it is neither."""
    code = text.strip().upper()
    if code == "D":  # also the issuer code of Germany's documents, but with an alpha-2 of its own
        return "DE"
    return issuers.alpha2(code) or _SIGNS.get(code)


def letters_of(country: str) -> Mapping[int, int]:
    """The translation to Latin for this country's plates; for an unknown country, every look-alike."""
    if country in _CYRILLIC_PLATES:
        return letters.CYRILLIC
    if country in _GREEK_PLATES:
        return letters.GREEK
    if country == "SA":
        return _SAUDI
    return _NONE if country else letters.LOOK_ALIKES


_NONE: Final[dict[int, int]] = {}

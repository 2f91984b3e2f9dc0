"""Vehicles: the identification number (VIN, ISO 3779 and 3780) with what it says, and number plates by country."""

import re
import unicodedata
from datetime import date
from typing import Final

import msgspec

from comity.core.languages import mark
from comity.records.engine import letters, makers, plates

# --- identification numbers ---

_VIN: Final = re.compile(r"[A-HJ-NPR-Z0-9]{17}", re.ASCII)
_NEVER_IN_A_VIN: Final = str.maketrans("IOQ", "100")

# ISO 3779, 49 CFR 565.15: a letter counts as a digit, a position has a weight; position 9 is the check digit itself.
_LETTER_VALUES: Final = [*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)]
_VALUES: Final = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", [*range(10), *_LETTER_VALUES], strict=True))
_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
# 49 CFR 565.15, table VII: position 10, a cycle of thirty years that began in 1980.
_YEAR_CODES: Final = "ABCDEFGHJKLMNPRSTVWXY123456789"


def normal_vin(text: str) -> str:
    """Letters and digits only, upper case, look-alikes of other scripts as Latin: "wvw-zzz 1jz..." -> "WVWZZZ1JZ...".

    I, O and Q stay although no VIN may hold them: their repair is a suggestion (`repaired_vin`), never silent.
    """
    return letters.plain(text).translate(letters.LOOK_ALIKES)


def is_vin(normal: str) -> bool:
    """Seventeen letters and digits without I, O and Q (ISO 3779)."""
    return _VIN.fullmatch(normal) is not None


def repaired_vin(normal: str) -> str | None:
    """What a 17-character number with an I, O or Q was probably meant to be (1, 0, 0): a "did you mean"; else None."""
    repaired = normal.translate(_NEVER_IN_A_VIN)
    return repaired if repaired != normal and is_vin(repaired) else None


def vin_skeleton(normal: str) -> str:
    """The form in which a VIN and its misreadings meet: I as 1, O and Q as 0."""
    return normal.translate(_NEVER_IN_A_VIN)


def vin_check_digit(normal: str) -> str:
    """The digit (0-9 or X) that position 9 should hold; for a lawful VIN only."""
    total = sum(weight * _VALUES[c] for weight, c in zip(_WEIGHTS, normal, strict=True))
    return "0123456789X"[total % 11]


def is_known_maker(normal: str) -> bool:
    """Whether the first three characters are a well-known maker's."""
    return bool(makers.maker(normal))


class Vin(msgspec.Struct, frozen=True):
    """What a VIN says. `check_digit_required` only where the law makes it one (North America); elsewhere position 9
    is free, so a wrong one proves nothing. `model_years`: position 10 repeats every thirty years and is not binding
    outside North America, so these are candidates, likeliest first.
    """

    number: str
    lawful: bool
    region: str = ""
    country: str = ""
    maker: str = ""
    check_digit_right: bool = False
    check_digit_required: bool = False
    model_years: tuple[int, ...] = ()
    did_you_mean: str | None = None

    @property
    def suspect(self) -> bool:
        """Unlawful, or a check digit wrong where it is required. To be reported, not to be rejected."""
        return not self.lawful or (self.check_digit_required and not self.check_digit_right)


def read_vin(text: str, on: date) -> Vin:
    """Everything the number says, as of a date (no model year lies more than one year after it)."""
    number = normal_vin(text)
    if not is_vin(number):
        return Vin(number, lawful=False, did_you_mean=repaired_vin(number))
    return Vin(
        number=number,
        lawful=True,
        region=makers.region(number),
        country=makers.country(number),
        maker=makers.maker(number),
        check_digit_right=number[8] == vin_check_digit(number),
        check_digit_required=number[0] in "12345",
        model_years=_model_years(number, on),
    )


def _model_years(number: str, on: date) -> tuple[int, ...]:
    """Likeliest first. 49 CFR 565.15(d): on light North American vehicles a letter in position 7 means the cycle from
    2010, a digit the one before; heavy ones, which the number does not tell apart, are not bound by it.
    """
    if number[9] not in _YEAR_CODES:
        return ()
    first = 1980 + _YEAR_CODES.index(number[9])
    cycles = list(range(first, on.year + 2, 30))
    if number[0] in "12345" and len(cycles) > 1:
        return (cycles[1], cycles[0]) if number[6].isalpha() else (cycles[0], cycles[1])
    return tuple(reversed(cycles))


# --- plates ---


def plate_country(text: str) -> str | None:
    """The ISO alpha-2 code of a plate's country, from an ISO code or its distinguishing sign ("D", "GB", "UK", "RUS").

    An ISO code wins where a sign spells the same (ES is Spain, not El Salvador).
    """
    return plates.country(text)


def normal_plate(text: str, country: str = "") -> str:
    """Letters and digits only, upper case, in the letters of the country: "а 123 вс 77" (RU) -> "A123BC77".

    Cyrillic and Greek capitals become the Latin ones they are drawn like, on plates of the countries which use them or
    when the country is not given; Arabic-Indic digits become 0-9; Arabic letters the Latin ones printed beside them
    (Saudi Arabia). German umlauts stay: BO and BÖ are two districts.
    """
    if text.isascii():
        return letters.plain(text)
    return letters.plain(text).translate(plates.letters_of(country))


def plate_skeleton(normal: str) -> str:
    """O as 0, I as 1, umlauts without their dots: a "did you mean", never a match."""
    if not normal.isascii():
        normal = "".join(c for c in unicodedata.normalize("NFKD", normal) if not unicodedata.combining(c))
    return normal.replace("O", "0").replace("I", "1")


YEAR_CAVEAT: Final = mark("The model year repeats every thirty years and is binding only in North America.")
CHECK_DIGIT_WRONG: Final = mark("The check digit is wrong; it is required for vehicles made for North America.")
NEVER_IN_A_VIN: Final = mark("A vehicle identification number never holds the letters I, O or Q.")

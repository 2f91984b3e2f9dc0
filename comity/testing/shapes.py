"""Made-up numbers with real shapes: document numbers and zones, VINs with a check digit, plates, serials, hull numbers.

Every function takes the random source, so the same seed makes the same world.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
CONSONANTS: Final = "BCDFGHJKLMNPRSTVWXYZ"
DIGITS: Final = "0123456789"


def drawn(pattern: str, random: Random) -> str:
    """The pattern with A = a letter, C = a consonant, 9 = a digit, anything else itself: "99AA99999"."""
    choices = {"A": LETTERS, "C": CONSONANTS, "9": DIGITS}
    return "".join(random.choice(choices[sign]) if sign in choices else sign for sign in pattern)


@dataclass(frozen=True, slots=True)
class Country:
    """The shapes of one country: passport and identity-card numbers, plates."""

    code: str  # its bureau: ISO 3166-1 alpha-2
    issuer: str  # as its documents are marked in the machine-readable zone
    passport: str
    card: str
    plate: str
    weight: int  # its share of the made-up world


COUNTRIES: Final = (
    Country("FR", "FRA", "99CC99999", "CCC9CC9C9", "CC-999-CC", 12),
    Country("KE", "KEN", "CK9999999", "99999999", "KCC 999C", 8),
    Country("BR", "BRA", "CC999999", "999999999", "CCC9C99", 10),
    Country("JP", "JPN", "CC9999999", "CC99999999CC", "品川 399 さ 99-99", 9),
    Country("MA", "MAR", "CC9999999", "C999999", "99999-C-9", 8),
    Country("DE", "D", "C9CCCCCC9", "C9CCCC999", "C-CC 9999", 8),
    Country("IT", "ITA", "CC9999999", "CC99999CC", "CC 999CC", 6),
    Country("ES", "ESP", "CCC999999", "CCC999999", "9999 CCC", 6),
    Country("PL", "POL", "CC9999999", "CCC999999", "CC 99999", 4),
    Country("UA", "UKR", "CC999999", "999999999", "CC 9999 CC", 5),
    Country("RU", "RUS", "999999999", "999999999", "C999CC99", 5),
    Country("IN", "IND", "C9999999", "CC9999999", "CC 99 CC 9999", 6),
    Country("CN", "CHN", "CC9999999", "999999999", "粤C99999", 6),
    Country("KR", "KOR", "C99999999", "999999999", "99가 9999", 4),
    Country("EG", "EGY", "C99999999", "999999999", "999 CCC", 4),
    Country("NG", "NGA", "C99999999", "99999999999", "CCC-999CC", 5),
    Country("ZA", "ZAF", "C99999999", "9999999999999", "CC 99 CC CC", 4),
    Country("US", "USA", "999999999", "999999999", "9CCC999", 6),
    Country("GB", "GBR", "999999999", "999999999", "CC99 CCC", 5),
    Country("CA", "CAN", "CC999999", "CC999999", "CCCC 999", 3),
    Country("MX", "MEX", "C99999999", "9999999999", "CCC-999-C", 4),
    Country("AR", "ARG", "CCC999999", "99999999", "CC 999 CC", 4),
    Country("CO", "COL", "CC999999", "9999999999", "CCC 999", 3),
    Country("TR", "TUR", "C99999999", "C99C99999", "99 CC 999", 4),
    Country("GR", "GRC", "CC9999999", "CC999999", "CCC-9999", 3),
    Country("RO", "ROU", "999999999", "CC999999", "C-99-CCC", 4),
    Country("NL", "NLD", "CC9CCC999", "CC9CCC999", "CC-999-C", 3),
    Country("BE", "BEL", "CC999999", "999999999999", "9-CCC-999", 3),
    Country("PH", "PHL", "C9999999C", "999999999", "CCC 9999", 3),
    Country("AU", "AUS", "CC9999999", "C99999999", "CCC99C", 3),
)

BY_CODE: Final = {country.code: country for country in COUNTRIES}

# Value of each letter in a vehicle identification number and the weight of each place (49 CFR 565.15; ISO 3779 leaves
# the check digit to the region, North America requires it; every VIN of this world has one).
_VIN_VALUES: Final = {**{d: int(d) for d in DIGITS}, **dict(zip("ABCDEFGH", range(1, 9), strict=True))}
_VIN_VALUES.update(zip("JKLMN", range(1, 6), strict=True))
_VIN_VALUES.update({"P": 7, "R": 9, **dict(zip("STUVWXYZ", range(2, 10), strict=True))})
_VIN_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"

# Maker codes that exist, with make and models.
MAKERS: Final = (
    ("VF1", "Renault", ("Clio", "Mégane", "Trafic")),
    ("VF3", "Peugeot", ("208", "308", "Partner")),
    ("WVW", "Volkswagen", ("Golf", "Passat", "Polo")),
    ("WBA", "BMW", ("320i", "X3", "530d")),
    ("WDB", "Mercedes-Benz", ("C 200", "Sprinter", "E 220")),
    ("ZFA", "Fiat", ("500", "Panda", "Ducato")),
    ("JTD", "Toyota", ("Corolla", "Yaris", "Prius")),
    ("JTE", "Toyota", ("Land Cruiser", "RAV4", "Hilux")),
    ("JHM", "Honda", ("Civic", "Jazz", "Accord")),
    ("JN1", "Nissan", ("Qashqai", "X-Trail", "Navara")),
    ("KMH", "Hyundai", ("Tucson", "i30", "Elantra")),
    ("KNA", "Kia", ("Sportage", "Rio", "Ceed")),
    ("1FA", "Ford", ("Mustang", "Focus", "Fusion")),
    ("1G1", "Chevrolet", ("Malibu", "Cruze", "Camaro")),
    ("5YJ", "Tesla", ("Model 3", "Model S", "Model Y")),
    ("9BW", "Volkswagen", ("Gol", "Voyage", "Saveiro")),
    ("SAL", "Land Rover", ("Discovery", "Defender", "Range Rover")),
    ("YV1", "Volvo", ("V60", "XC60", "S90")),
)


def vin(maker: str, random: Random) -> str:
    """A vehicle identification number of this maker with the right check digit in place 9."""
    body = "".join(random.choice(_VIN_LETTERS + DIGITS) for _ in range(5))
    year = random.choice("CDEFGHJKLMNPRST")
    tail = random.choice(_VIN_LETTERS + DIGITS) + "".join(random.choice(DIGITS) for _ in range(6))
    signs = f"{maker}{body}0{year}{tail}"
    remainder = sum(_VIN_VALUES[sign] * weight for sign, weight in zip(signs, _VIN_WEIGHTS, strict=True)) % 11
    return signs[:8] + ("X" if remainder == 10 else str(remainder)) + signs[9:]


# Make, models, calibre and how the maker numbers its firearms.
FIREARMS: Final = (
    ("Glock", ("17", "19", "26"), "9x19", "CCC999"),
    ("Beretta", ("92FS", "PX4", "APX"), "9x19", "C99999C"),
    ("Walther", ("PPQ", "P99", "PPK"), "9x19", "CC9999"),
    ("SIG Sauer", ("P226", "P320", "P365"), "9x19", "UU999999"),
    ("Smith & Wesson", ("M&P9", "686", "642"), ".38 Special", "CCC9999"),
    ("Taurus", ("G2C", "PT 92", "Judge"), "9x19", "CCC99999"),
    ("Colt", ("1911", "Python", "M4"), ".45 ACP", "CC999999"),
    ("Kalashnikov", ("AKM", "AK-74", "AK-103"), "7.62x39", "99-CC 9999"),
    ("Remington", ("870", "700", "1100"), "12 gauge", "CC999999C"),
    ("CZ", ("75", "P-10", "Scorpion"), "9x19", "C999999"),
)


def imo(random: Random) -> str:
    """An IMO ship number: six digits and the check digit, weights 7 to 2."""
    digits = [random.randint(1, 9), *(random.randint(0, 9) for _ in range(5))]
    total = sum(digit * weight for digit, weight in zip(digits, range(7, 1, -1), strict=True))
    return "".join(map(str, digits)) + str(total % 10)


def hull(country: str, random: Random) -> str:
    """A craft's hull identification number (ISO 10087): country, maker, serial, month and year of build, model year."""
    month, year = random.choice("ABCDEFGHIJKL"), random.randint(0, 9)
    return f"{country}{drawn('CCC99999', random)}{month}{year}{random.randint(10, 24)}"

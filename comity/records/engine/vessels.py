"""Numbers of vessels: IMO number, MMSI, hull identification number (ISO 10087), registration, and the name."""

import re
from typing import Final

from comity.records.engine import letters, numbers

_HIN: Final = re.compile(
    r"(?:[A-Z]{2})?[A-Z][A-Z0-9]{2}[A-Z0-9]{5}(?:[A-L]\d{3}|M\d{2}[A-L]|(?:0[1-9]|1[0-2])\d{2})", re.ASCII
)
_MMSI: Final = re.compile(r"[2-7]\d{8}", re.ASCII)


def normal_imo(text: str) -> str:
    """Digits only, without the letters IMO: "IMO 9074729" -> "9074729"."""
    return letters.plain(text).removeprefix("IMO")


def is_imo(normal: str) -> bool:
    """Seven digits; the last is the check digit: the sum of 7, 6 ... 2 times the others (IMO resolution A.1117(30))."""
    if len(normal) != 7 or not (normal.isascii() and normal.isdigit()):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(range(7, 1, -1), normal, strict=False))
    return total % 10 == int(normal[6])


def normal_mmsi(text: str) -> str:
    """Digits only: "235-009 802" -> "235009802"."""
    return letters.plain(text).removeprefix("MMSI")


def is_mmsi(normal: str) -> bool:
    """Nine digits of a ship station, the first of a region (ITU-R M.585)."""
    return _MMSI.fullmatch(normal) is not None


def normal_hin(text: str) -> str:
    """Letters and digits only: "FR-ABC12345D404" -> "FRABC12345D404"."""
    return numbers.normal(text)


def is_hin(normal: str) -> bool:
    """ISO 10087: country, maker, serial, month and year (14 characters); without the country in North America."""
    return _HIN.fullmatch(normal) is not None


def normal_registration(text: str) -> str:
    """Letters and digits only, upper case."""
    return numbers.normal(text)


def normal_name(text: str) -> str:
    """Letters and digits only, upper case, without the ship prefix: "M/V Evening Star" -> "EVENINGSTAR"."""
    return letters.plain(_PREFIX.sub("", text))


_PREFIX: Final = re.compile(r"^\s*(?:M/?[VYT]|S/?[SVY]|F/?V|R/?V|MV|MY|SY)[.\s]+", re.IGNORECASE)

"""Check digits of the machine-readable zone (Doc 9303-3, section 4.9): weights 7, 3, 1 repeating, modulo 10."""

from typing import Final

# 0-9 count as themselves, A-Z as 10-35, the filler as 0.
_VALUES: Final = bytes.maketrans(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<", bytes([*range(36), 0]))


def values(text: str) -> bytes:
    """The value of each character of a lawful zone (A-Z, 0-9, <), one byte each."""
    return text.encode("ascii").translate(_VALUES)


def weigh(values: bytes) -> int:
    """The check digit over character values, 0-9."""
    return (7 * sum(values[::3]) + 3 * sum(values[1::3]) + sum(values[2::3])) % 10


def check_digit(text: str) -> str:
    """The check digit over lawful text: "520727" -> "3"."""
    return str(weigh(values(text)))

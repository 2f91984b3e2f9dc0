"""Numbers of travel documents: the normal form they are compared in, their skeleton, and ranges of blanks."""

from typing import Final

import msgspec

from comity.core.languages import mark
from comity.records.engine import letters

_DIGITS: Final = "0123456789"


def normal(text: str) -> str:
    """Letters and digits only, upper case, digits of every script as 0-9: "12ab-34 567" -> "12AB34567".

    Fillers, spaces, hyphens and all other punctuation go, because the machine-readable zone writes them as fillers
    (Doc 9303-3, 4.6). A Cyrillic or Greek capital drawn like a Latin one becomes it: the eye cannot tell them apart.
    """
    if text.isascii() and text.isalnum():
        return text.upper()
    plain = letters.plain(text)
    return plain if plain.isascii() else plain.translate(letters.LOOK_ALIKES)


def skeleton(normal: str) -> str:
    """The normal form with O as 0 and I as 1. Two numbers with equal skeletons are a "did you mean", never a match."""
    return normal.replace("O", "0").replace("I", "1")


def split(normal: str) -> tuple[str, str]:
    """Prefix and trailing digits: "12AB0034" -> ("12AB", "0034"); the digits may be empty."""
    prefix = normal.rstrip(_DIGITS)
    return prefix, normal[len(prefix) :]


class Range(msgspec.Struct, frozen=True, order=True):
    """Blanks with consecutive numbers: one prefix, `digits` trailing digits from `first` to `last`, both included."""

    prefix: str
    digits: int
    first: int
    last: int

    def contains(self, normal: str) -> bool:
        """Whether the number in normal form is one of these blanks."""
        prefix, tail = split(normal)
        return prefix == self.prefix and len(tail) == self.digits and self.first <= int(tail) <= self.last

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    def __str__(self) -> str:
        return f"{self.prefix}{self.first:0{self.digits}d}-{self.prefix}{self.last:0{self.digits}d}"


class NotARange(ValueError):
    """The two numbers do not bound a range; the message says why."""


def range_between(first: str, last: str) -> Range:
    """The range from one number to another, in any spelling. Raises NotARange with the reason."""
    prefix, tail = split(normal(first))
    last_prefix, last_tail = split(normal(last))
    if not tail or not last_tail:
        raise NotARange(mark("The numbers of a range must end in digits."))
    if len(tail) > MAX_DIGITS:
        raise NotARange(mark("The numbers of a range may end in 18 digits at most."))
    if prefix != last_prefix or len(tail) != len(last_tail):
        raise NotARange(mark("Both numbers of a range must have the same letters and the same length."))
    if int(tail) > int(last_tail):
        raise NotARange(mark("The first number of a range must not be greater than the last."))
    return Range(prefix, len(tail), int(tail), int(last_tail))


# What a signed 64-bit column holds.
MAX_DIGITS: Final = 18

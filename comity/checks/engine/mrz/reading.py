"""One reader for all five formats: what a machine-readable zone says, which check digits are right, what is wrong."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import msgspec

from comity.checks.engine.mrz import dates, digits, layouts, lines, names
from comity.checks.engine.mrz.layouts import Layout
from comity.records.engine import issuers

BAD_BIRTH: Final = "bad_date_birth"
BAD_EXPIRY: Final = "bad_date_expiry"
BAD_NAME: Final = "bad_name"
BAD_SEX: Final = "bad_sex"
NO_NAME: Final = "no_name"

_SEXES: Final = {"M": "M", "F": "F", "<": "X", "X": "X"}
_DIGITS: Final = "0123456789"


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a zone says. Dates are "YYYY-MM-DD", a birth perhaps only "YYYY-MM" or "YYYY"; None is unknown or unlawful.

    `valid`: right shape and characters, every check digit right, dates exist, sex and name lawful. An unknown issuer,
    an expired document and a name that may be truncated do not change it; and a valid zone proves nothing alone, for
    check digits cover neither the name nor the issuer.
    """

    readable: bool
    valid: bool = False
    format: str = ""
    check_digits: dict[str, bool] = {}
    document_code: str = ""
    issuer: str = ""
    document_number: str = ""
    nationality: str = ""
    birth_date: str | None = None
    sex: str | None = None
    expiry_date: str | None = None
    primary_identifier: str = ""
    secondary_identifier: str = ""
    # A passport's optional data is the personal number; the other formats have one or two optional fields.
    personal_number: str | None = None
    optional1: str | None = None
    optional2: str | None = None
    problems: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    issuer_known: bool = False
    nationality_known: bool = False
    name_may_be_truncated: bool = False
    expired: bool = False

    def to_json(self) -> dict[str, Any]:
        """As `comity mrz --json` prints it: only `readable`, `valid`, `problems`, `repairs` for an unreadable zone."""
        verdict = {"readable": self.readable, "valid": self.valid, "problems": list(self.problems)}
        if not self.readable:
            return verdict | {"repairs": list(self.repairs)}
        every = {name: getattr(self, name) for name in _FIELDS}
        fields = {name: value for name, value in every.items() if value is not None or name not in _OPTIONAL}
        said = {name: getattr(self, name) for name in _SAID}
        return {"format": self.format, "check_digits": dict(self.check_digits), "fields": fields, **verdict, **said,
                "repairs": list(self.repairs)}  # fmt: skip


_OPTIONAL: Final = ("personal_number", "optional1", "optional2")
_FIELDS: Final = (
    "document_code", "issuer", "document_number", *_OPTIONAL, "nationality", "birth_date", "expiry_date", "sex",
    "primary_identifier", "secondary_identifier",
)  # fmt: skip
_SAID: Final = ("issuer_known", "nationality_known", "name_may_be_truncated", "expired")


def read(given: Sequence[str], on: date) -> Reading:
    """Reads the lines as of a date (which decides centuries and expiry). Never raises, whatever is given."""
    cleaned = lines.clean(given)
    if cleaned.problem:
        return Reading(readable=False, problems=(cleaned.problem,))
    rows = cleaned.rows
    plain, visa = layouts.SHAPES[(len(rows), len(rows[0]))]
    return _read("".join(rows), visa if rows[0][0] == "V" else plain, on.isoformat(), cleaned.repairs)


def _read(zone: str, layout: Layout, on: str, repairs: tuple[str, ...]) -> Reading:
    values = digits.values(zone)
    birth, birth_lawful = dates.birth(zone[layout.birth], on)
    expiry, expiry_lawful = dates.expiry(zone[layout.expiry], on)
    sex = _SEXES.get(zone[layout.sex])
    name = zone[layout.name]
    primary, secondary = names.split(name)
    number, number_right, optional1 = _number(zone, layout)
    checks = {
        "document_number": number_right,
        "birth_date": _is_right(zone, layout.birth_digit, values[layout.birth]),
        "expiry_date": _is_right(zone, layout.expiry_digit, values[layout.expiry]),
    }
    if layout.optional1_digit is not None:
        checks["personal_number"] = _personal_number_right(zone, layout, values)
    if layout.composite_digit is not None:
        covered = b"".join([values[part] for part in layout.composite])
        checks["composite"] = _is_right(zone, layout.composite_digit, covered)
    problems = _problems(birth_lawful, expiry_lawful, sex, name, primary)
    issuer, nationality = zone[2:5].rstrip("<"), zone[layout.nationality].rstrip("<")
    is_passport = layout.optional1_digit is not None
    return Reading(
        readable=True,
        valid=not problems and all(checks.values()),
        format=layout.format,
        check_digits=checks,
        document_code=zone[:2].rstrip("<"),
        issuer=issuer,
        document_number=number,
        nationality=nationality,
        birth_date=birth,
        sex=sex,
        expiry_date=expiry,
        primary_identifier=primary,
        secondary_identifier=secondary,
        personal_number=optional1 if is_passport else None,
        optional1=None if is_passport else optional1,
        optional2=None if layout.optional2 is None else names.words(zone[layout.optional2]),
        problems=problems,
        repairs=repairs,
        issuer_known=issuer in issuers.KNOWN,
        nationality_known=nationality in issuers.KNOWN,
        name_may_be_truncated=name[-1] != "<",
        expired=expiry is not None and expiry < on,
    )


def _number(zone: str, layout: Layout) -> tuple[str, bool, str]:
    """Document number, whether its check digit is right, and the first optional field without what belongs to it.

    A long number (Doc 9303-5, 4.2.2, note j): a filler in place of the check digit, then the rest of the number and its
    check digit at the start of the optional field. Issuers differ on whether that filler is part of the calculation.
    """
    own, optional, digit = zone[layout.number], zone[layout.optional1], zone[layout.number_digit]
    if not (layout.long_numbers and digit == "<" and own[-1] != "<" and optional[0] != "<"):
        return names.words(own), digit == digits.check_digit(own), names.words(optional)
    extension, _, rest = optional.partition("<")
    tail, digit = extension[:-1], extension[-1]
    right = digit in (digits.check_digit(own + tail), digits.check_digit(own + "<" + tail))
    return names.words(own + tail), right, names.words(rest)


def _is_right(zone: str, position: int, covered: bytes) -> bool:
    return zone[position] == _DIGITS[digits.weigh(covered)]


def _personal_number_right(zone: str, layout: Layout, values: bytes) -> bool:
    """An empty personal number may have 0 or a filler for its check digit (Doc 9303-4, 4.2.2, position 43)."""
    position = layout.optional1_digit or 0
    if zone[position] == "<":
        return not zone[layout.optional1].strip("<")
    return _is_right(zone, position, values[layout.optional1])


def _problems(birth_lawful: bool, expiry_lawful: bool, sex: str | None, name: str, primary: str) -> tuple[str, ...]:
    letters = name.replace("<", "")
    if birth_lawful and expiry_lawful and sex and primary and letters.isalpha():
        return ()
    found = {
        BAD_BIRTH: not birth_lawful,
        BAD_EXPIRY: not expiry_lawful,
        BAD_NAME: bool(letters) and not (primary and letters.isalpha()),
        BAD_SEX: sex is None,
        NO_NAME: not letters,
    }
    return tuple(problem for problem, is_so in found.items() if is_so)

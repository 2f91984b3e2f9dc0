"""Writes a machine-readable zone, with its check digits, in any of the five formats: made-up documents, tests."""

import msgspec

from comity.checks.engine.mrz import digits, layouts, names
from comity.checks.engine.mrz.layouts import Layout


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What a zone is to say. Dates as "YYYY-MM-DD"; a birth may be "YYYY-MM", "YYYY" or empty. Names as written.

    `optional1` is the personal number of a passport. A document number of more than nine characters is long only in
    TD1 and TD2.
    """

    format: str = "TD3"
    document_code: str = "P"
    issuer: str = "UTO"
    document_number: str
    nationality: str = "UTO"
    birth_date: str
    sex: str = "X"
    expiry_date: str
    primary_identifier: str
    secondary_identifier: str = ""
    optional1: str = ""
    optional2: str = ""


def write(document: Document) -> list[str]:
    """The lines. Raises ValueError when the format is unknown or a field does not fit its place."""
    layout = layouts.BY_FORMAT.get(document.format)
    if layout is None:
        raise ValueError(f"no such format: {document.format}")
    zone = ["<"] * (layout.rows * layout.width)
    _put(zone, slice(0, 2), document.document_code)
    _put(zone, slice(2, 5), document.issuer)
    _put(zone, layout.nationality, document.nationality)
    _put(zone, slice(layout.sex, layout.sex + 1), "" if document.sex == "X" else document.sex)
    width = layout.name.stop - layout.name.start
    _put(zone, layout.name, names.fit(document.primary_identifier, document.secondary_identifier, width))
    _put_number(zone, layout, document)
    if layout.optional2 is not None:
        _put(zone, layout.optional2, document.optional2)
    _put_checked(zone, layout.birth, layout.birth_digit, _six(document.birth_date))
    _put_checked(zone, layout.expiry, layout.expiry_digit, _six(document.expiry_date))
    if layout.composite_digit is not None:
        covered = "".join("".join(zone[part]) for part in layout.composite)
        zone[layout.composite_digit] = digits.check_digit(covered)
    rows = range(0, len(zone), layout.width)
    return ["".join(zone[start : start + layout.width]) for start in rows]


def _six(iso: str) -> str:
    """YYMMDD; unknown parts are fillers."""
    return iso.replace("-", "")[2:].ljust(6, "<")


def _put(zone: list[str], place: slice, text: str) -> None:
    width = place.stop - place.start
    if len(text) > width:
        raise ValueError(f"too long for {width} characters: {text}")
    zone[place] = text.replace(" ", "<").ljust(width, "<")


def _put_checked(zone: list[str], place: slice, digit: int, text: str) -> None:
    _put(zone, place, text)
    zone[digit] = digits.check_digit("".join(zone[place]))


def _put_number(zone: list[str], layout: Layout, document: Document) -> None:
    number = document.document_number
    if layout.long_numbers and len(number) > 9:
        check = digits.check_digit(f"{number[:9]}<{number[9:]}")
        _put(zone, layout.number, number[:9])
        _put(zone, layout.optional1, f"{number[9:]}{check}<{document.optional1}".rstrip("<"))
        return
    _put_checked(zone, layout.number, layout.number_digit, number)
    if layout.optional1_digit is None:
        _put(zone, layout.optional1, document.optional1)
    else:
        _put_checked(zone, layout.optional1, layout.optional1_digit, document.optional1)

"""Where each field stands in the five formats: Doc 9303-4 (TD3), -5 (TD1), -6 (TD2), -7 (MRV-A, MRV-B)."""

from typing import Final

import msgspec


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """Positions in the lines joined to one string, counted from 0. A `..._digit` is the place of a check digit."""

    format: str
    rows: int
    width: int
    name: slice
    number: slice
    number_digit: int
    nationality: slice
    birth: slice
    birth_digit: int
    sex: int
    expiry: slice
    expiry_digit: int
    # The first optional field: the personal number of a passport, which has its own check digit.
    optional1: slice
    optional1_digit: int | None = None
    optional2: slice | None = None
    # What the composite check digit covers, and where it stands; visas have none.
    composite: tuple[slice, ...] = ()
    composite_digit: int | None = None
    # A number of more than nine characters goes on in the optional field (Doc 9303-5 and -6, note j).
    long_numbers: bool = False


TD1: Final = Layout(
    format="TD1", rows=3, width=30, name=slice(60, 90), number=slice(5, 14), number_digit=14, optional1=slice(15, 30),
    birth=slice(30, 36), birth_digit=36, sex=37, expiry=slice(38, 44), expiry_digit=44, nationality=slice(45, 48),
    optional2=slice(48, 59), composite=(slice(5, 37), slice(38, 45), slice(48, 59)), composite_digit=59,
    long_numbers=True,
)  # fmt: skip

TD2: Final = Layout(
    format="TD2", rows=2, width=36, name=slice(5, 36), number=slice(36, 45), number_digit=45,
    nationality=slice(46, 49), birth=slice(49, 55), birth_digit=55, sex=56, expiry=slice(57, 63), expiry_digit=63,
    optional1=slice(64, 71), composite=(slice(36, 46), slice(49, 56), slice(57, 71)), composite_digit=71,
    long_numbers=True,
)  # fmt: skip

TD3: Final = Layout(
    format="TD3", rows=2, width=44, name=slice(5, 44), number=slice(44, 53), number_digit=53,
    nationality=slice(54, 57), birth=slice(57, 63), birth_digit=63, sex=64, expiry=slice(65, 71), expiry_digit=71,
    optional1=slice(72, 86), optional1_digit=86, composite=(slice(44, 54), slice(57, 64), slice(65, 87)),
    composite_digit=87,
)  # fmt: skip

MRVA: Final = Layout(
    format="MRVA", rows=2, width=44, name=slice(5, 44), number=slice(44, 53), number_digit=53,
    nationality=slice(54, 57), birth=slice(57, 63), birth_digit=63, sex=64, expiry=slice(65, 71), expiry_digit=71,
    optional1=slice(72, 88),
)  # fmt: skip

MRVB: Final = Layout(
    format="MRVB", rows=2, width=36, name=slice(5, 36), number=slice(36, 45), number_digit=45,
    nationality=slice(46, 49), birth=slice(49, 55), birth_digit=55, sex=56, expiry=slice(57, 63), expiry_digit=63,
    optional1=slice(64, 72),
)  # fmt: skip

BY_FORMAT: Final = {layout.format: layout for layout in (TD1, TD2, TD3, MRVA, MRVB)}

# (lines, characters a line) -> (layout, layout if the document code begins with V: a visa).
SHAPES: Final = {(3, 30): (TD1, TD1), (2, 36): (TD2, MRVB), (2, 44): (TD3, MRVA)}
# One string of all lines: its length says the shape.
JOINED: Final = {rows * width: (rows, width) for rows, width in SHAPES}

"""What must hold for every zone: nothing crashes, what was written is read back, an altered digit is seen."""

import random
import string
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from comity.checks.engine import mrz
from comity.checks.engine.mrz import names
from comity.checks.engine.mrz.writing import Document, write
from comity.records.engine import issuers

ON = date(2026, 5, 1)
ZONE = string.ascii_uppercase + string.digits + "<"
LETTERS = st.text(string.ascii_uppercase, min_size=1, max_size=9)
FORMATS = {"TD1": "I", "TD2": "ID", "TD3": "P", "MRVA": "V", "MRVB": "VC"}


# Where the document number and its check digit stand; in TD1 a long number goes on behind it.
COVERED = {
    "TD1": range(5, 30),
    "TD2": range(36, 46),
    "TD3": range(44, 54),
    "MRVA": range(44, 54),
    "MRVB": range(36, 46),
}


@st.composite
def documents(draw: st.DrawFn) -> Document:
    form = draw(st.sampled_from(sorted(FORMATS)))
    longest = 13 if form == "TD1" else 9
    number = draw(st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=longest))
    born = draw(st.dates(date(1930, 1, 1), ON)).isoformat()
    return Document(
        format=form,
        document_code=FORMATS[form],
        issuer=draw(st.sampled_from(sorted(issuers.KNOWN))),
        document_number=number,
        nationality=draw(st.sampled_from(sorted(issuers.KNOWN))),
        birth_date=born[: draw(st.sampled_from([10, 7, 4]))],
        sex=draw(st.sampled_from("MFX")),
        expiry_date=draw(st.dates(date(2000, 1, 1), date(2070, 1, 1))).isoformat(),
        primary_identifier=" ".join(draw(st.lists(LETTERS, min_size=1, max_size=2))),
        secondary_identifier=draw(st.one_of(st.just(""), LETTERS)),
    )


@given(documents())
@settings(max_examples=400, deadline=None)
def test_what_is_written_is_read_back(document: Document) -> None:
    reading = mrz.read(write(document), ON)
    assert reading.valid and not reading.repairs
    assert reading.issuer_known and reading.nationality_known
    for field in ("format", "document_code", "issuer", "document_number", "nationality", "sex", "expiry_date",
                  "primary_identifier", "secondary_identifier"):  # fmt: skip
        assert getattr(reading, field) == getattr(document, field)
    # The year 1930 and the year 2030 are written alike; every drawn birth is in the latest century possible.
    assert reading.birth_date is not None and reading.birth_date[2:] == document.birth_date[2:]


@given(documents(), st.data())
@settings(max_examples=400, deadline=None)
def test_one_altered_digit_is_noticed(document: Document, data: st.DataObject) -> None:
    """Weights 7, 3 and 1 have no factor in common with 10, so a digit for another digit always shows."""
    zone = "".join(write(document))
    assert mrz.read([zone], ON).valid
    at = data.draw(st.sampled_from([at for at in COVERED[document.format] if zone[at].isdigit()]))
    other = data.draw(st.sampled_from([digit for digit in string.digits if digit != zone[at]]))
    assert not mrz.read([zone[:at] + other + zone[at + 1 :]], ON).valid


@given(st.one_of(st.text(max_size=300), st.binary(max_size=300), st.none(), st.integers(),
                 st.lists(st.one_of(st.text(max_size=50), st.none(), st.binary(max_size=50)))))  # fmt: skip
@settings(max_examples=500, deadline=None)
def test_nothing_crashes_it(given: object) -> None:
    reading = mrz.read(given, ON)  # type: ignore[arg-type]
    assert reading.readable or (not reading.valid and len(reading.problems) == 1)
    assert reading.to_json()["problems"] == list(reading.problems)


@given(st.text(max_size=44), st.sampled_from([(2, 44), (2, 36), (3, 30)]))
@settings(max_examples=300, deadline=None)
def test_lines_of_the_right_length_and_any_characters(text: str, shape: tuple[int, int]) -> None:
    rows, width = shape
    reading = mrz.read([(text + "<" * width)[:width]] * rows, ON)
    assert reading.readable or reading.problems in (("illegal_character",), ("wrong_shape",))


def test_twenty_thousand_fuzzed_zones() -> None:
    """Valid zones with some characters replaced, dropped, added or moved: each has a verdict, whatever is left."""
    source = random.Random(9303)
    seeds = [
        write(Document(format=form, document_code=code, document_number="L898902C3", birth_date="1974-08-12", sex="F",
                       expiry_date="2032-04-15", primary_identifier="ERIKSSON", secondary_identifier="ANNA"))
        for form, code in FORMATS.items()
    ]  # fmt: skip
    verdicts = set()
    for _ in range(20_000):
        rows = list(source.choice(seeds))
        for _ in range(source.randint(0, 4)):
            rows[source.randrange(len(rows))] = _broken(source, source.choice(rows))
        reading = mrz.read(rows, ON)
        verdicts.add((reading.readable, reading.valid, reading.problems))
        assert reading.format in FORMATS if reading.readable else len(reading.problems) == 1 and not reading.valid
    assert len(verdicts) > 8


def _broken(source: random.Random, row: str) -> str:
    at = source.randrange(max(len(row), 1))
    character = source.choice([*ZONE, "é", "\u202e", "😀", "\x00", "٣"])
    kind = source.randrange(4)
    if kind == 0:
        return row[:at] + character + row[at + 1 :]
    if kind == 1:
        return row[:at] + row[at + 1 :]
    return row[:at] + character + row[at:] if kind == 2 else row[at:] + row[:at]


@given(LETTERS, st.text(string.ascii_uppercase + " ", max_size=80), st.sampled_from([30, 31, 39]))
def test_a_cut_name_fills_its_field_and_ends_in_a_letter(primary: str, secondary: str, width: int) -> None:
    field = names.fit(primary, secondary, width)
    assert len(field) == width
    whole = names.compose(primary, secondary)
    assert field == whole.ljust(width, "<") if len(whole) <= width else field[-1] != "<"
    assert names.split(field)[0] == primary

"""Passenger lists as CSV: names of columns, encodings, and one outcome for every line."""

import io
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.checks.engine.passengers import files, table
from comity.checks.engine.passengers.passenger import Passenger

ON = date(2026, 5, 1)
HEADER = "family_name,given_name,birth_date,sex,nationality,document_number,issuer,reference\n"
GOOD = "Lindqvist,Torvald,1979-09-30,M,NOR,KX4471902,NOR,QX7P2A\n"
ASKED = {
    "document": {"number": "KX4471902", "issuer": "NOR"},
    "person": {"family_name": "Lindqvist", "given_name": "Torvald", "birth_date": "1979-09-30", "sex": "M",
               "nationality": "NOR"},
}  # fmt: skip


def read(data: bytes | str) -> list[Passenger]:
    listed = files.read(io.BytesIO(data if isinstance(data, bytes) else data.encode()), ON)
    assert listed.format == "csv"
    return list(listed.passengers)


@pytest.mark.parametrize(
    "data",
    [
        HEADER + GOOD,
        "\ufeff" + HEADER + GOOD.rstrip(),
        (HEADER + GOOD).replace(",", ";").replace("\n", "\r\n"),
        (HEADER + GOOD).replace(",", "\t"),
        "Surname|First Name|Date of birth|Gender|Nat|Passport No.|Issuing Country|PNR|Seat\n"
        "Lindqvist|Torvald|19790930|male|Norway|KX4471902|no|QX7P2A|12A\n",
        (HEADER + GOOD).encode("utf-16"),
        '\n\nreference,issuer,document_number,nationality,sex,birth_date,given_name,family_name\n"QX7P2A","NOR",'
        '"KX4471902",NOR,M,1979-09-30,Torvald,"Lindqvist"\n\n',
    ],
)
def test_every_writing_of_a_list_asks_the_same(data: bytes | str) -> None:
    (passenger,) = read(data)
    assert (passenger.question, passenger.problems, passenger.reference) == (ASKED, (), "QX7P2A")


def test_bad_lines_say_why_and_never_spoil_the_good() -> None:
    bad = {
        3: ("birth_date", "a,b,1985-02-30,,,,,\n"),
        4: ("birth_date", "a,b,2030-01-01,,,,,\n"),
        5: ("sex", "a,b,,Q,,,,\n"),
        6: ("nationality", "a,b,,,YTO,,,\n"),
        7: ("issuer", ",,,,,X1,Nowhere,\n"),
        8: ("document_number", ",,,,,--,NOR,\n"),
        9: ("family_name", "123,b,,,,,,\n"),
        10: ("", ",,1985,M,NOR,,,\n"),
        11: ("", '"a,b,1985,,,,,\n'),
        12: ("", "a,b,1985\n"),
        13: ("", "a" * 30_000 + "\n"),
    }
    outcomes = read(HEADER + GOOD + "".join(line for _, line in bad.values()) + GOOD)
    assert [outcome.line for outcome in outcomes] == [2, *bad, 14]
    for outcome in outcomes:
        if outcome.line in bad:
            assert outcome.question is None
            (problem,) = outcome.problems
            assert problem.field == bad[outcome.line][0] and problem.problem and problem.accepted
        else:
            assert outcome.question == ASKED


def test_a_line_in_latin_1_is_read_and_says_so() -> None:
    first, second = read(HEADER.encode() + b"M\xfcller,Bo,,,,,,\n" + "Müller,Bo,,,,,,\n".encode())
    assert first.question == second.question
    assert first.notes == (files.LATIN_1,) and second.notes == ()


def test_machine_readable_zones_in_columns() -> None:
    zone = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
    good, bad = read(f"mrz_line_1,mrz_line_2\n{zone[0]},{zone[1]}\n{zone[0]},x\n")
    assert good.question == {"mrz": zone}
    assert [problem.field for problem in bad.problems] == ["mrz"]


@pytest.mark.parametrize("header", ["", "\n", "a,b,c\n1,2,3\n", "surname,family name\na,b\n", "birth_date\n1985\n"])
def test_a_list_without_usable_columns_says_what_is_accepted(header: str) -> None:
    (outcome,) = read(header)
    assert outcome.question is None and outcome.problems[0].accepted


@given(st.lists(st.binary(max_size=80), max_size=20))
@settings(max_examples=200, deadline=None)
def test_every_line_has_an_outcome_whatever_it_holds(lines: list[bytes]) -> None:
    lines = [line.replace(b"\n", b" ") for line in lines]
    outcomes = read(HEADER.encode() + b"".join(line + b"\n" for line in lines))
    blank = {at for at, line in enumerate(lines, 2) if not line.decode("latin-1").strip()}
    assert [outcome.line for outcome in outcomes] == [at for at in range(2, len(lines) + 2) if at not in blank]
    assert all((outcome.question is None) == bool(outcome.problems) for outcome in outcomes)


def test_a_list_is_read_as_it_comes() -> None:
    """An endless list gives its first passengers: nothing is gathered first."""

    def endless() -> Iterator[str]:
        yield HEADER
        while True:
            yield GOOD

    passengers = table.read(endless(), ON)
    assert [next(passengers).line for _ in range(3)] == [2, 3, 4]

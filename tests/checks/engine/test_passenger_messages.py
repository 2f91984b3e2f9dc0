"""Passenger lists as UN/EDIFACT PAXLST: groups, release characters, encodings, and lists that are cut short."""

import io
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.checks.engine.passengers import edifact, files, paxlst
from comity.checks.engine.passengers.passenger import Passenger

ON = date(2026, 5, 1)
HEAD = "UNA:+.? 'UNB+UNOA:4+XYZ:ZZ+BORDER:ZZ+260501:1643+0042'UNG+PAXLST+XYZ+BORDER+260501:1643+1+UN+D:02B'"
START = (
    "UNH+1+PAXLST:D:02B:UN:IATA+XY680/260501/1910+02:F'BGM+745'NAD+MS+++DESK:ONE'COM+123:TE'TDT+20+XY680'LOC+125+OSL'"
)
ONE = (
    "NAD+FL+++O?'BRIEN:TORVALD:LEE+MAIN STREET 1'ATT+2++M'DTM+329:790930'LOC+178+OSL'NAT+2+NOR'RFF+AVF:QX7P2A'"
    "DOC+P:110:111+KX4471902'DTM+36:310614'LOC+91+NOR'"
)
END = "CNT+42:1'UNT+17+1'UNE+1+1'UNZ+1+0042'"
OTHER_SIGNS = (
    (HEAD + START + ONE + END).replace("UNA:+.? '", "UNA:*.? ~").replace("?'", "\0").replace("'", "~").replace("+", "*")
).replace("\0", "'")
ASKED = {
    "document": {"number": "KX4471902", "issuer": "NOR", "type": "P"},
    "person": {"family_name": "O'BRIEN", "given_name": "TORVALD LEE", "birth_date": "1979-09-30", "sex": "M",
               "nationality": "NOR"},
}  # fmt: skip


def read(data: bytes | str) -> list[Passenger]:
    listed = files.read(io.BytesIO(data if isinstance(data, bytes) else data.encode()), ON)
    assert listed.format == "paxlst"
    return list(listed.passengers)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + START + ONE + END,
        (HEAD + START + ONE + END).replace("?'", "\0").replace("'", "'\r\n").replace("\0", "?'"),
        "QN ABCXYZ\r\n.DEFUVW 041643\r\n" + HEAD + START + ONE + END + "\r\n\x03",
        HEAD.removeprefix("UNA:+.? '") + START + ONE + END,
        OTHER_SIGNS,
        (HEAD + START + ONE + END).replace("DTM+329:790930", "DTM+329:19790930:102"),
    ],
)  # fmt: skip
def test_every_writing_of_a_message_asks_the_same(text: str) -> None:
    (passenger,) = read(text)
    assert (passenger.question, passenger.problems, passenger.reference) == (ASKED, (), "QX7P2A")


def test_every_document_of_a_traveller_is_asked() -> None:
    first, second = read(HEAD + START + ONE + "DOC+V:110:111+77001'LOC+91+USA'" + END)
    assert first.question == ASKED
    assert second.question == {"document": {"number": "77001", "issuer": "USA", "type": "V"}}
    assert first.line == second.line


def test_crew_and_travellers_in_transit_are_travellers() -> None:
    others = "NAD+FM+++CREW:ONE'NAD+DDU+++TRANSIT:TWO'"
    outcomes = read(HEAD + START + ONE + others + "CNT+41:1'" + END.replace("42:1", "42:2"))
    assert [outcome.question["person"]["family_name"] for outcome in outcomes if outcome.question] == [
        "O'BRIEN", "CREW", "TRANSIT",
    ]  # fmt: skip
    assert not any(outcome.problems for outcome in outcomes)


def test_a_bad_traveller_says_why_and_never_spoils_the_others() -> None:
    bad = "NAD+FL+++SMITH'DTM+329:791330'NAT+2+YTO'"
    outcomes = read(HEAD + START + ONE + bad + ONE + END.replace("42:1", "42:3"))
    assert [outcome.question for outcome in outcomes] == [ASKED, None, ASKED]
    assert [problem.field for problem in outcomes[1].problems] == ["birth_date", "nationality"]


def test_names_in_latin_1_and_in_utf_8() -> None:
    text = HEAD + START + "NAD+FL+++MÜLLER'NAD+FL+++PÅL'" + END.replace("42:1", "42:2")
    assert [p.question for p in read(text.encode("latin-1"))] == [p.question for p in read(text)] != []


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (HEAD + START + ONE, "UNT"),
        (HEAD + START + ONE[:60], "UNT"),
        (HEAD + START + ONE + END.replace("42:1", "42:9"), "CNT+42"),
        (HEAD + START + ONE + START + END.replace("42:1", "42:0"), "UNT"),
        (HEAD + START.replace("PAXLST", "CUSRES") + ONE + END, "UNH"),
        (HEAD, "UNH"),
        (HEAD + START + "NAD+FL+++" + "X" * 200_000, ""),
    ],
)
def test_what_is_wrong_with_the_list_itself_is_said(text: str, field: str) -> None:
    wrong = [problem.field for outcome in read(text) for problem in outcome.problems]
    assert field in wrong


@given(st.text("UNABHTD+:'? .1FL\n", max_size=300), st.integers(1, 40))
@settings(max_examples=300, deadline=None)
def test_how_the_text_is_cut_into_chunks_does_not_matter(tail: str, size: int) -> None:
    text = HEAD + START + ONE + tail
    whole = list(edifact.segments([text]))
    assert whole == list(edifact.segments(text[at : at + size] for at in range(0, len(text), size)))
    assert all((one.question is None) == bool(one.problems) for one in paxlst.read(whole, ON))


@given(st.lists(st.text("AB+:?'", min_size=1, max_size=12), min_size=1, max_size=5))
def test_released_separators_are_text(names: list[str]) -> None:
    def released(name: str) -> str:
        return "".join(f"?{c}" if c in "+:?'" else c for c in name)

    text = "UNB+X'" + "".join(f"NAD+FL+++{released(name)}'" for name in names)
    assert [segment.elements[4] for segment in list(edifact.segments([text]))[1:]] == [[name] for name in names]


def test_a_message_is_read_as_it_comes() -> None:
    """An endless message gives its first travellers: nothing is gathered first."""

    def endless() -> Iterator[str]:
        yield HEAD + START
        while True:
            yield ONE

    passengers = paxlst.read(edifact.segments(endless()), ON)
    assert next(passengers).question == next(passengers).question == ASKED

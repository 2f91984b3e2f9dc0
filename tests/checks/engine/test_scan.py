"""The one box: what it takes a text for, and that it asserts nothing when a text can be several things."""

from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.checks.engine import question, scan

ON = date(2026, 5, 1)
ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\rL898902C36UTO7408122F1204159ZE184226B<<<<<10\r"


def kinds(text: str) -> list[str]:
    return [candidate.kind for candidate in scan.recognise(text, ON)]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (ZONE, {"mrz": ZONE.split()}),
        (ZONE.replace("\r", "").lower(), {"mrz": ZONE.split()}),
        ("1M8GDM9AXKP042788", {"vehicle": {"vin": "1M8GDM9AXKP042788"}}),
        ("wvw zzz 1jz xw 000001", {"vehicle": {"vin": "WVWZZZ1JZXW000001"}}),
        ("IMO 9074729", {"vessel": {"imo": "9074729"}}),
        ("MMSI 235009802", {"vessel": {"mmsi": "235009802"}}),
        ("Eriksson, Anna Maria, 1974-08-12",
         {"person": {"family_name": "Eriksson", "given_name": "Anna Maria", "birth_date": "1974-08-12"}}),
        ("محمد علي, 1985", {"person": {"name": "محمد علي", "birth_date": "1985"}}),
        ("Anna Eriksson 12.8.1974", {"person": {"name": "Anna Eriksson", "birth_date": "1974-08-12"}}),
    ],
)  # fmt: skip
def test_what_can_only_be_one_thing(text: str, asked: dict) -> None:
    (candidate,) = scan.recognise(text, ON)
    assert candidate.certain
    assert candidate.question == asked


@pytest.mark.parametrize("text", ["12AB34567", "9074729", "AB 123 CD", "ABC 1985", "B AB 1234"])
def test_an_ambiguous_number_is_asked_everywhere_and_asserted_nowhere(text: str) -> None:
    candidates = scan.recognise(text, ON)
    assert not any(candidate.certain for candidate in candidates)
    assert {"document", "vehicle", "firearm"} <= {candidate.kind for candidate in candidates}
    asked = scan.questions(candidates)
    for candidate in candidates:
        assert any(candidate.question.items() <= one.items() for one in asked), candidate


def test_a_country_at_either_end_is_read_and_the_whole_text_is_still_asked() -> None:
    front, back = scan.recognise("FRA 12AB34567", ON), scan.recognise("12AB34567 F", ON)
    assert front[0].question == {"document": {"number": "12AB34567", "issuer": "FRA"}}
    assert back[0].question == {"vehicle": {"plate": "12AB34567", "country": "FR"}}
    assert {"document": {"number": "FRA 12AB34567"}} in [candidate.question for candidate in front]


def test_a_vin_with_a_letter_it_never_holds_is_only_suggested() -> None:
    (candidate,) = scan.recognise("WVWZZZ1JZXWO00001", ON)
    assert not candidate.certain and candidate.question == {"vehicle": {"vin": "WVWZZZ1JZXW000001"}}


@pytest.mark.parametrize(
    "text", ["Anna, 1985-13-40", "Anna, 12/04/1985", "Anna, 2050-01-01", ZONE[:60], "!!", "x" * 600]
)
def test_what_cannot_be_asked_says_why(text: str) -> None:
    (candidate,) = scan.recognise(text, ON)
    assert not candidate.question and candidate.says and not candidate.certain


def test_an_empty_box_is_nothing() -> None:
    assert kinds(" \r\n") == []


@given(st.text(max_size=120))
@settings(max_examples=500, deadline=None)
def test_any_text_has_an_answer_and_every_question_is_a_lawful_one(text: str) -> None:
    candidates = scan.recognise(text, ON)
    assert bool(candidates) == bool(text.strip())
    for asked in scan.questions(candidates):
        msgspec.convert({"purpose": "border_control", **asked}, question.Question)


def test_only_guesses_that_the_asker_may_ask_are_asked_while_there_are_any() -> None:
    candidates = scan.recognise("BK4471902", ON)
    assert {"document", "firearm"} <= {one.kind for one in candidates}
    assert "firearm" not in {one.kind for one in scan.may_ask(candidates, {"travel_documents", "vehicles"})}
    assert scan.may_ask(candidates, {"works_of_art"}) == candidates

"""The four faces of an answer cannot be taken for one another."""

import re
from typing import Any

import pytest
from django.template.loader import render_to_string

from comity.look import words
from comity.look.guide import answers
from comity.look.guide.answers import FACES
from comity.look.templatetags.answers import by_urgency, of_hundred, pairs, reasons

WHOLE = "look/answer/whole.html"


def _drawn(answer: dict[str, Any]) -> str:
    return render_to_string(WHOLE, {"answer": answer})


def _verdict(html: str) -> str:
    found = re.search(r'<header class="verdict.*?</header>', html, re.DOTALL)
    assert found
    return found[0]


def test_shape_word_and_icon_all_differ_between_outcomes() -> None:
    drawn = {name: _verdict(_drawn(FACES[name]())) for name in ("stolen", "possible", "no_hit", "not_checked")}
    classes = {re.search(r"verdict-(hit|possible|no_hit|not_checked)", html)[1] for html in drawn.values()}  # type: ignore[index]
    word = {re.search(r"verdict-word\">(.*?)<", html)[1] for html in drawn.values()}  # type: ignore[index]
    icon = {re.search(r"verdict-shape\"><svg class=\"icon (\S+)\"", html)[1] for html in drawn.values()}  # type: ignore[index]
    assert len(classes) == len(word) == len(icon) == 4


def test_hits_on_different_things_look_different() -> None:
    faces = {
        re.search(r"face-(\w+)", _verdict(_drawn(FACES[name]())))[1]
        for name in ("stolen", "wanted", "missing", "threat")
    }  # type: ignore[index]
    assert faces == {"thing", "wanted", "missing", "threat"}


def test_not_checked_says_that_it_is_no_clearance() -> None:
    html = _drawn(answers.not_checked())
    assert "This is not a clearance." in html
    assert "older than 15 minutes" in html


def test_an_answer_without_any_database_is_not_clear() -> None:
    html = _drawn({"check": "1", "at": None, "outcome": "not_checked", "answers": []})
    assert "Nothing was checked" in html


def test_no_hit_with_a_gap_says_so_at_the_top() -> None:
    gap = answers.not_checked() | {"outcome": "no_hit"}
    assert "Not everything was checked" in _verdict(_drawn(gap))


def test_it_says_what_it_is_what_to_do_what_not_to_do_the_source_then_details() -> None:
    html = _drawn(answers.stolen())
    order = [
        "Stolen",
        "Reported stolen.",
        "Establish who the holder is.",
        "This is not an arrest request.",
        "National Central Bureau in Paris",
        "19XY55555",
    ]
    places = [html.index(part) for part in order]
    assert places == sorted(places)


def test_a_possible_match_beside_a_hit_keeps_its_own_face() -> None:
    answer = answers.stolen()
    answer["answers"][0]["matches"].append(answers.possible()["answers"][0]["matches"][0] | {"outcome": "possible"})
    html = _drawn(answer)
    assert html.count('class="match match-hit') == 1
    assert html.count('class="match match-possible') == 1


@pytest.mark.parametrize("database", sorted(set(words.DATABASES) - {"persons"}))
@pytest.mark.parametrize("kind", words.KINDS)
def test_only_a_person_is_wanted_or_missed(kind: str, database: str) -> None:
    assert words.of_match(kind, database).tone == "thing"


def test_what_is_urgent_comes_first_and_the_rest_keeps_its_order() -> None:
    asked = [
        {"database": str(n), "outcome": outcome}
        for n, outcome in enumerate(["no_hit", "hit", "no_hit", "not_checked", "possible"])
    ]
    assert [one["database"] for one in by_urgency(asked)] == ["1", "4", "3", "0", "2"]


def test_what_the_source_wrote_is_text() -> None:
    answer = answers.stolen()
    match = answer["answers"][0]["matches"][0]
    for name in ("means", "source_name", "contact", "record", "kind"):
        match[name] = "<script>x</script>"
    for name in ("reasons", "conditions", "next_steps", "not_to_do"):
        match[name] = ["<script>x</script>"]
    match["facts"] = {"<script>x</script>": "<script>x</script>"}
    assert "<script>" not in _drawn(answer)


def test_a_likeness_is_in_whole_points_and_never_certain() -> None:
    shown = {0.999: "99", 1.0: "99", 0.57: "57", 0.999999: "99", 0.879: "87", 0: "0", "0.7": "70"}
    assert {score: of_hundred(score) for score in shown} == shown


def test_reasons_say_whether_they_agree() -> None:
    drawn = reasons(["Said.", {"text": "Same.", "agrees": True}, {"text": "Other.", "agrees": False}])
    assert [reason["tone"] for reason in drawn] == ["said", "agrees", "differs"]


def test_facts_come_as_pairs_or_as_names() -> None:
    assert pairs({"plate_country": "FR"}) == [("Plate country", "FR")]
    assert pairs([("Issued by", "France")]) == [("Issued by", "France")]
    assert pairs(None) == []

"""Every score can be explained: the points shown are the score shown, and what differs is said before what agrees."""

from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from comity.checks.engine import answer, explaining
from comity.checks.engine.access import Access
from comity.checks.engine.index import Found
from comity.checks.engine.matching import Candidate
from comity.checks.engine.names.name import Comparison, Part
from comity.checks.engine.payloads import Entry
from comity.core.languages import mark
from comity.records.rules import Policy

RECORD = b"\0" * 16
ALIKE = Part("given", 0.31, mark("{left} and {right} are spellings of one name."), "قاسم", "Qasim")
RARE = Part("family", 0.42, mark("{left} and {right} are spellings of one name."), "البزرواني", "Al-Bazrawani")
YEAR = Part("birth", -0.25, mark("The year of birth is another: {left}, recorded {right}."), "1991", "1974")
CHANCE = Part("base", 0.08, mark("What two people picked by chance have."))


def comparison(*parts: Part, probability: float = 0.7) -> Comparison:
    score = sum(part.points for part in parts)
    return Comparison(score=score, probability=probability, outcome="possible", parts=parts, held="Qasim Al-Bazrawani")


def match(
    compared: Comparison | None, *, score: float = 0, is_hit: bool = False, reasons: tuple[str, ...] = ()
) -> answer.Match:
    entry = Entry(record=RECORD, keys=(), kind="charged", facts={"name": "Qasim Al-Bazrawani"}, conditions=())
    found = Found(entry, Policy(source="FR", database="persons"))
    candidate = Candidate(found, score or compared.score, list(reasons), is_hit, compared)  # type: ignore[union-attr]
    said = answer.of_database("persons", [candidate], "", Access())
    return said.matches[0]


points = st.floats(-1, 1, allow_nan=False)


@given(st.lists(points, max_size=14))
def test_the_points_shown_are_the_score_shown_to_the_last_digit(drawn: list[float]) -> None:
    parts = [Part("x", one, "Says.", "a", "b") for one in drawn]
    told = explaining.explain(comparison(*parts))
    shown = msgspec.json.decode(msgspec.json.encode(told), type=dict)
    as_read = [Decimal(str(part["points"])) for part in shown["parts"]]
    assert sum(as_read, Decimal()) == Decimal(str(shown["score"]))
    assert abs(told.score - sum(drawn)) <= 0.0005 + 1e-9
    assert all(abs(part.points - exact) < 0.001 for part, exact in zip(told.parts, drawn, strict=True))


@given(st.lists(points, min_size=1, max_size=14))
def test_the_likeness_is_whole_never_certain_and_the_sum_of_what_is_shown_with_it(drawn: list[float]) -> None:
    told = explaining.explain(comparison(*[Part("x", one, "Says.", "a", "b") for one in drawn]))
    likeness, reasons = explaining.shown(told.score, told.parts)
    assert sum(Decimal(str(one.points)) for one in reasons) * 100 == likeness <= explaining.MOST_SHOWN
    assert likeness <= told.score * 100 + 1e-9
    assert reasons[: len(told.parts)] == told.parts


def test_a_score_of_one_is_shown_as_less_and_why() -> None:
    likeness, reasons = explaining.shown(1.0, [])
    assert (likeness, [(one.points, one.sentence) for one in reasons]) == (99, [(-0.01, explaining.IN_WHOLE_POINTS)])
    assert explaining.shown(0.87, []) == (87, [])


def test_what_differs_and_what_agrees_are_apart_the_weightiest_first() -> None:
    told = explaining.explain(comparison(CHANCE, ALIKE, RARE, YEAR))
    assert told.differs == ["The year of birth is another: 1991, recorded 1974."]
    assert told.agrees == [
        "البزرواني and Al-Bazrawani are spellings of one name.",
        "قاسم and Qasim are spellings of one name.",
    ]
    assert [part.feature for part in told.parts] == ["base", "given", "family", "birth"]


def test_what_is_said_of_the_same_two_values_is_told_once_with_all_its_points() -> None:
    loose = Part("loose", -0.1, mark("{left} and {right} are spelt differently."), "قاسم", "Qasim")
    told = explaining.explain(comparison(ALIKE, loose, RARE))
    assert told.differs == []
    assert told.agrees[1:] == ["قاسم and Qasim are spellings of one name."]
    assert [one.points for one in explaining.speaking_for(told.parts)] == [0.42, 0.21]
    against = explaining.explain(comparison(ALIKE, Part("other", -0.5, mark("{left}, {right}: no."), "قاسم", "Qasim")))
    assert (against.agrees, against.differs) == ([], ["قاسم, Qasim: no."])


def test_dates_that_are_not_the_same_differ_though_a_slip_would_explain_them() -> None:
    swapped = Part("born_day_and_month_swapped", 0.17, mark("Swapped: {left}, {right}."), "1974-09-03", "1974-03-09")
    told = explaining.explain(comparison(ALIKE, swapped, YEAR))
    assert told.differs == ["The year of birth is another: 1991, recorded 1974.", "Swapped: 1974-09-03, 1974-03-09."]
    assert told.agrees == ["قاسم and Qasim are spellings of one name."]


def test_a_part_of_a_name_is_shown_as_its_source_wrote_it() -> None:
    part = Part("same", 0.3, mark("{left} is {right}."), "bazrawani", "al bazrawani")
    compared = Comparison(0.3, 0.5, "possible", (part,), asked="QASIM BAZRAWANI", held="Qasim Al-Bazrawani")
    assert explaining.explain(compared).agrees == ["BAZRAWANI is Al Bazrawani."]


def test_a_person_found_by_name_is_possible_and_says_what_to_do_before_any_measure() -> None:
    found = match(comparison(CHANCE, ALIKE, RARE, YEAR))
    assert (found.outcome, found.score, found.probability) == ("possible", 0.56, 0.7)
    assert found.found_as == "Qasim Al-Bazrawani"
    assert found.next_steps[0] == explaining.BEFORE_ANY_MEASURE
    assert found.not_to_do[0] == explaining.NOT_YET_THE_PERSON
    assert found.reasons[0].startswith("The year of birth is another")


def test_a_hit_by_document_keeps_its_score_and_says_that_the_person_differs() -> None:
    found = match(comparison(ALIKE, YEAR), score=1.0, is_hit=True, reasons=("The number is the same.",))
    assert (found.outcome, found.score, found.reasons) == ("hit", 1.0, ["The number is the same."])
    assert found.differs == ["The year of birth is another: 1991, recorded 1974."]
    assert found.parts is msgspec.UNSET


def test_the_sum_is_shown_only_where_it_is_the_score() -> None:
    doubtful = match(comparison(ALIKE, YEAR), score=0.7, reasons=("The number may have been misread.",))
    assert (doubtful.score, doubtful.parts) == (0.7, msgspec.UNSET)
    by_name = match(comparison(CHANCE, ALIKE, RARE), reasons=("The number may have been misread.",))
    assert by_name.score == 0.81
    assert by_name.parts is not msgspec.UNSET


def test_what_was_found_by_its_number_alone_says_nothing_of_names() -> None:
    found = match(None, score=1.0, is_hit=True, reasons=("The number is the same.",))
    assert {"parts", "probability", "found_as", "differs", "agrees"}.isdisjoint(msgspec.to_builtins(found))

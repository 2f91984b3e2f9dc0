"""The law of reviews, over everything that can happen: who may sit, how many must agree, what an opinion needs."""

from hypothesis import given, settings
from hypothesis import strategies as st

from comity.compliance import codes, rules
from comity.compliance.rules import (
    FACTORS,
    KINDS,
    OPEN,
    TAKABLE,
    Answer,
    Case,
    Given,
    Heard,
    Matter,
    Needs,
    Reader,
    Said,
    State,
    Verdict,
)

REASONS = "Read in full, and compared with the file."
COUNTRIES = st.sampled_from(["BR", "KE", "DE", ""])
NEEDS = st.builds(Needs, opinions=st.integers(1, 2), director=st.booleans()).map(
    lambda needs: Needs(2, True) if needs.director else needs
)
READERS = st.builds(
    Reader,
    id=st.sampled_from(["officer:a", "officer:b", "officer:c"]),
    nationality=COUNTRIES,
    lineage=st.sampled_from([("GS",), ("BR",), ("BR-RE", "BR")]),
    may_review=st.booleans(),
    may_release=st.booleans(),
    is_director=st.booleans(),
)
IDS = st.frozensets(st.sampled_from(["officer:a", "officer:b", "officer:c"]), max_size=3)
CASES = st.builds(
    Case,
    matter=st.sampled_from(Matter),
    state=st.sampled_from(State),
    requester=st.sampled_from(["BR", "KE"]),
    member=st.sampled_from(["BR", "KE", ""]),
    needs=NEEDS,
    sat=IDS,
    gave_back=IDS,
    has_director=st.booleans(),
)
SAID = st.lists(
    st.builds(
        Said,
        officer=st.sampled_from([f"officer:{name}" for name in "abcd"]),
        verdict=st.sampled_from(Verdict),
        is_director=st.booleans(),
    ),
    max_size=6,
)


@given(READERS, CASES)
def test_whoever_may_take_is_independent_entitled_and_new_to_it(reader: Reader, case: Case) -> None:
    if not rules.may_take(reader, case):
        return
    assert case.state in TAKABLE
    assert reader.nationality
    assert reader.nationality != case.member
    assert case.requester not in reader.lineage
    assert reader.id not in case.sat | case.gave_back
    assert reader.may_review or (reader.may_release and case.needs == Needs() and case.matter in rules.RELEASES)
    if case.state == State.DIRECTOR_NEEDED:
        assert reader.is_director


@settings(max_examples=400)
@given(SAID, NEEDS)
def test_nothing_goes_out_unless_enough_distinct_people_accept(said: list[Said], needs: Needs) -> None:
    result = rules.tally(said, needs)
    accepting = {one.officer: one for one in said}
    if result == Verdict.ACCEPT:
        agreed = [one for one in accepting.values() if one.verdict == Verdict.ACCEPT]
        assert len(agreed) >= needs.opinions
        assert not needs.director or any(one.is_director for one in agreed)


@settings(max_examples=400)
@given(SAID, NEEDS)
def test_a_decision_is_one_that_somebody_gave_and_two_where_two_are_needed(said: list[Said], needs: Needs) -> None:
    result = rules.tally(said, needs)
    opinions = {one.officer: one for one in said}.values()
    if isinstance(result, Verdict):
        assert any(one.verdict == result for one in opinions)
        assert result == Verdict.RETURN or len(opinions) >= needs.opinions
    else:
        assert result in TAKABLE


@given(st.lists(st.sampled_from([Verdict.ACCEPT, Verdict.REFUSE]), max_size=3), NEEDS)
def test_a_review_comes_to_an_end(verdicts: list[Verdict], needs: Needs) -> None:
    """Whatever three people say, the director among them, a fourth who agrees with one of them ends it."""
    said = [Said(f"officer:{place}", verdict) for place, verdict in enumerate(verdicts)]
    said.append(Said("officer:director", Verdict.REFUSE, is_director=True))
    result = rules.tally(said, needs)
    if isinstance(result, State):
        result = rules.tally([*said, Said("officer:last", Verdict.REFUSE)], needs)
    assert isinstance(result, Verdict)


GIVEN = st.builds(
    Given,
    verdict=st.sampled_from(Verdict),
    reasons=st.sampled_from(["", "short", REASONS]),
    codes=st.sampled_from([(), ("FACTS",), ("OTHER",), ("NO_SUCH",)]),
    told=st.sampled_from(["", "In words."]),
    answers=st.dictionaries(
        st.sampled_from(["C-07", "C-23"]), st.builds(Answer, remains=st.booleans(), words=st.sampled_from(["", "Why."]))
    ),
    factors=st.sampled_from([{}, dict.fromkeys(FACTORS, "Weighed.")]),
    conclusion=st.sampled_from(["", "ordinary", "article_3", "other"]),
    what_is_new=st.sampled_from(["", "Nothing."]),
    exception=st.sampled_from(["", REASONS]),
)
HEARD = st.builds(
    Heard,
    questions=st.sampled_from([{}, {"C-07": "?"}, {"C-07": "?", "C-23": "?"}]),
    rules=st.frozensets(st.sampled_from(["C-07", "C-09", "C-23", "C-36", "C-25"])),
    is_barred=st.booleans(),
    is_again=st.booleans(),
)


@settings(max_examples=500)
@given(GIVEN, HEARD, st.sampled_from(Matter))
def test_an_opinion_without_problems_has_answered_everything(opinion: Given, heard: Heard, matter: Matter) -> None:
    if rules.problems_with_opinion(opinion, matter, heard, codes.CODES):
        return
    assert opinion.verdict in KINDS[matter].verdicts
    assert opinion.reasons == REASONS
    if opinion.verdict == Verdict.RETURN:
        return
    assert all(opinion.answers[rule].words for rule in heard.questions)
    assert not heard.is_again or opinion.what_is_new
    if heard.weighs_neutrality:
        assert set(opinion.factors) == set(FACTORS)
        assert opinion.conclusion in rules.CONCLUSIONS
    if opinion.verdict == Verdict.ACCEPT:
        assert not heard.is_barred
        assert not any(opinion.answers[rule].remains for rule in heard.questions)
        assert not (heard.weighs_neutrality and opinion.conclusion == "article_3")
        assert not heard.needs_exception or opinion.exception == REASONS


@given(
    st.sampled_from(Matter),
    st.sampled_from(Verdict),
    st.lists(st.sampled_from(sorted(codes.CODES)), max_size=4),
    st.lists(
        st.builds(lambda says, told: {"says": says, "for_requester": told}, st.just("A secret."), st.booleans()),
        max_size=3,
    ),
)
def test_a_letter_says_nothing_that_is_veiled(
    matter: Matter, verdict: Verdict, grounds: list[str], findings: list[dict[str, object]]
) -> None:
    said = codes.letter(matter, verdict, grounds, findings, ["In words."])
    assert said
    veiled = any(codes.CODES[one].is_veiled for one in grounds)
    if veiled and verdict != Verdict.ACCEPT:
        assert "A secret." not in said and "In words." not in said
        others = {codes.CODES[one].told for one in grounds if not codes.CODES[one].is_veiled}
        assert others.isdisjoint(said) or codes.NOT_COMPLIANT in others
    if not any(one["for_requester"] for one in findings):
        assert "A secret." not in said


def test_a_machine_has_no_verdict_of_its_own() -> None:
    """What the rulebook may do is let pass, return and hold: none of these is to refuse, and there is no such door."""
    from comity.compliance.doors.door import Door

    ways = {name for name in vars(Door) if not name.startswith("_")}
    reads = {"matter", "rows", "waiting", "find", "still_open", "read"}
    assert ways == reads | {"let_pass", "give_back", "hold", "carry_out"}


def test_every_matter_can_be_refused_and_accepted() -> None:
    for matter in Matter:
        assert {Verdict.ACCEPT, Verdict.REFUSE} <= set(KINDS[matter].verdicts)
    assert State.DECIDED not in OPEN


def test_the_codes_are_of_the_published_list() -> None:
    published = {
        "ART2", "ART3", "REFUGEE", "NOT_SERIOUS", "PENALTY", "EXCLUDED_OFFENCE", "PRIVATE_DISPUTE", "FACTS", "IDENTITY",
        "WARRANT", "ASSURANCES", "NE_BIS", "TIME_BARRED", "NO_INTEREST", "QUALITY", "NO_ANSWER", "DUPLICATE", "OTHER",
    }  # fmt: skip
    assert {code.base for code in codes.CODES.values()} == published

"""The rulebook as a whole: what a machine may do, what a requester may learn, and that its versions are true."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from comity.compliance.engine import describe, fingerprints, rulebook
from comity.compliance.engine.findings import Outcome, outcome_of
from comity.compliance.engine.known import Earlier, Function, Known, Listing, Measures, Rate, Similar, Statement
from comity.compliance.engine.request import Request, Subject, Trial
from comity.compliance.engine.rules import Found, Law, rule
from comity.compliance.engine.stated import Frame, request_of
from comity.notices import manifests
from comity.notices.engine.offences import FAMILIES
from comity.notices.manifests import reading as contents
from comity.protection.rules import Kind
from comity.testing import requests as made_up
from tests.compliance.cases import CHARGE, NOW, PERSON, RED, TODAY, WARRANT

# Where a machine may block: form, right, and confirmed protection. Articles 2 and 3 are not among them.
MAY_BLOCK = {"C-01", "C-02", "C-03", "C-09", "C-10", "C-25", "C-33", "C-42", "C-45"}
# What a requester must not learn: blind registers, measures, contexts, what others said, how much is too much.
SILENT = {
    "C-31",
    "C-22",
    "C-23",
    "C-24",
    "C-25",
    "C-26",
    "C-27",
    "C-36",
    "C-37",
    "C-38",
    "C-39",
    "C-40",
    "C-45",
    "C-46",
}

words = st.sampled_from(
    [
        "",
        "He robbed a bank.",
        "an opposition rally",
        "شيكات بدون رصيد",
        "asile",
        "killed two men in May 2020",
        "x" * 400,
    ]
)
dates = st.sampled_from(["", "1994", "2024-02", "2024-02-30", "2024-05-01", "2090", "nonsense", "1978/1980", "1985~"])
codes = st.sampled_from(["", *FAMILIES])
months = st.one_of(st.none(), st.integers(0, 600))
charges = st.builds(
    replace,
    st.just(CHARGE),
    offence=words,
    code=codes,
    facts=words,
    facts_from=dates,
    facts_until=dates,
    places=st.sampled_from([(), ("Nairobi",)]),
    role=st.sampled_from(["", "principal"]),
    maximum_months=months,
    sentence_months=months,
    remaining_months=months,
    is_death=st.booleans(),
    is_whole=st.booleans(),
    limitation_on=st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2050, 1, 1))),
)
persons = st.builds(
    replace,
    st.just(PERSON),
    family_name=st.sampled_from(["", "Varnhold", "محمود"]),
    births=st.lists(dates, max_size=3).map(tuple),
    sex=st.sampled_from(["", "male"]),
    status=st.sampled_from(["", "charged", "convicted", "witness", "victim"]),
    functions=st.lists(st.sampled_from(["judge", "journalist"]), max_size=2).map(tuple),
    occupation=words,
    photographs=st.integers(0, 2),
)
requests = st.builds(
    replace,
    st.just(RED),
    subject=st.sampled_from(list(Subject)),
    colour=st.sampled_from(["red", "blue", "green", "yellow", "silver", "un", "orange"]),
    seeks=st.frozensets(st.sampled_from(["arrest", "restriction", "locate", "inform", "warn"]), max_size=3),
    person=st.one_of(st.none(), persons),
    charges=st.lists(charges, max_size=3).map(tuple),
    warrant=st.one_of(st.none(), st.just(WARRANT), st.just(replace(WARRANT, is_judicial=False, number=""))),
    texts=st.lists(words, max_size=2).map(tuple),
    trial=st.builds(Trial, in_absentia=st.one_of(st.none(), st.booleans()), retrial=words),
    problems=st.lists(
        st.sampled_from([("person.sex", "a"), ("charges[0].law", "b"), ("warrant.number", "c"), ("photographs", "d")]),
        max_size=2,
        unique=True,
    ).map(tuple),
    asks_exception=words,
    asylum=st.sampled_from(["", "applied", "none"]),
)
earlier = st.builds(
    Earlier,
    entry=st.just("e"),
    kind=st.sampled_from(list(Kind)),
    strength=st.sampled_from(["exact", "near"]),
    on=st.sampled_from(["person", "case", "facts"]),
    requester=st.sampled_from(["FR", "KE", ""]),
)
knowledge = st.builds(
    Known,
    today=st.just(TODAY),
    is_authorised=st.booleans(),
    may_ask=st.booleans(),
    matches=st.lists(earlier, max_size=3).map(tuple),
    effects=st.builds(Measures, hold=st.booleans(), second_reviewer=st.booleans()),
    functions=st.lists(
        st.builds(Function, id=st.just("f"), title=st.just("Judge"), by=st.sampled_from(["holder", "text"])), max_size=1
    ).map(tuple),
    similar=st.lists(
        st.builds(Similar, case=st.just("c"), requester=st.just("KE"), share=st.floats(0, 1)), max_size=2
    ).map(tuple),
    rate=st.builds(Rate, in_hour=st.integers(0, 50), in_day=st.integers(0, 99), alike_in_day=st.integers(0, 9)),
    statements=st.lists(
        st.builds(Statement, member=st.just("KE"), kind=st.sampled_from(["protest", "extradition_refused"])), max_size=1
    ).map(tuple),
)


@settings(max_examples=300)
@given(requests, knowledge)
def test_a_machine_never_refuses(request: Request, known: Known) -> None:
    """It passes, warns, holds, returns; it blocks for form, right and confirmed protection; there is nothing else."""
    screened = rulebook.screen(request, known)
    assert screened.outcome in Outcome
    assert "refuse" not in {str(outcome) for outcome in Outcome}
    for finding in screened.findings:
        if finding.outcome is Outcome.BLOCK:
            assert finding.rule in MAY_BLOCK
        if finding.suggests.startswith(("ART2", "ART3")) or finding.suggests in ("REFUGEE", "NE_BIS", "EXTRADITION"):
            assert finding.outcome in (Outcome.PASS, Outcome.HOLD) or finding.rule == "C-25"
    confirmed = {("protected", "exact", "person")}
    is_protected = any((match.kind, match.strength, match.on) in confirmed for match in known.matches)
    assert screened.is_closed is (is_protected and request.person is not None)


@settings(max_examples=300)
@given(requests, knowledge)
def test_what_the_registers_say_changes_nothing_that_a_requester_can_see(request: Request, known: Known) -> None:
    """With or without them: the same words, and no other end by machine than being held."""
    with_them, without = rulebook.screen(request, known), rulebook.screen(request, replace(known, matches=()))
    assert with_them.for_requester == without.for_requester
    if with_them.outcome is not without.outcome:
        assert with_them.outcome is Outcome.HOLD


@settings(max_examples=300)
@given(requests, knowledge)
def test_what_must_stay_silent_is_not_told(request: Request, known: Known) -> None:
    for finding in rulebook.screen(request, known).for_requester:
        assert finding.rule not in SILENT - {"C-31", "C-45"}
        assert not {"entry", "measures", "decision", "member", "in_hour"} & finding.evidence.keys()


@settings(max_examples=200)
@given(requests, knowledge)
def test_what_was_decided_before_never_passes_by_machine(request: Request, known: Known) -> None:
    """Nothing refused comes back unheld, whatever else is so."""
    known = replace(known, matches=(*known.matches, Earlier(entry="e", kind="refused", strength="near", on="facts")))
    screened = rulebook.screen(request, known)
    assert screened.outcome not in (Outcome.PASS, Outcome.WARN)
    assert any(one.rule == "C-36" and one.outcome is Outcome.HOLD and one.two for one in screened.findings)


@settings(max_examples=200)
@given(requests, knowledge)
def test_the_same_request_and_knowledge_give_the_same_findings(request: Request, known: Known) -> None:
    first, again = rulebook.screen(request, known), rulebook.screen(request, known)
    assert first == again
    assert first.outcome is outcome_of(first.findings)
    assert msgspec.json.decode(msgspec.json.encode(first.findings)), "findings are kept as JSON"


@settings(max_examples=200)
@given(requests, knowledge)
def test_every_finding_names_its_rule_its_version_and_what_it_says(request: Request, known: Known) -> None:
    for finding in rulebook.screen(request, known).findings:
        assert finding.version == rulebook.BY_ID[finding.rule].version
        assert finding.says
        assert finding.outcome is Outcome.PASS or finding.suggests


def test_rules_are_silent_where_they_must_be() -> None:
    assert {rule.id for rule in rulebook.RULES if not rule.law.told} == SILENT


def test_a_held_request_has_a_question_for_people() -> None:
    for one in rulebook.RULES:
        if one.law.outcome is Outcome.HOLD:
            assert one.law.question.endswith((".", "?")), one.id


def test_laws_are_sentences_with_their_basis() -> None:
    for one in rulebook.RULES:
        law = one.law
        assert law.basis and law.version >= 1, law.id
        assert law.asks.endswith("?") and law.says.endswith((".", "?")), law.id


def test_an_id_is_written_down_once() -> None:
    law = Law(id="C-01", version=1, basis="b", asks="a?", says="s.", outcome=Outcome.HOLD)
    with pytest.raises(ValueError, match="C-01"):
        rule(law)(lambda _request, _known: iter([Found()]))


# --- Versions ---


def test_no_rule_changed_without_its_version() -> None:
    """After a change: raise the version beside the rule, then `python -m comity.compliance.engine.fingerprints`."""
    assert fingerprints.changed_unversioned() == []


def test_the_kept_versions_are_those_of_the_rules() -> None:
    kept = {id_: (one["version"], one["digest"]) for id_, one in fingerprints.kept().items()}
    assert kept == {one.id: (one.version, fingerprints.fingerprint(one)) for one in rulebook.RULES}


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    script = (
        "from comity.compliance.engine import fingerprints, rulebook;"
        "print([fingerprints.fingerprint(one) for one in rulebook.RULES])"
    )
    runs = {
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert len(runs) == 1


def test_a_fingerprint_knows_the_tables_and_functions_a_rule_rests_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from comity.compliance.engine import dates, judicial, lexicons, offence
    from comity.compliance.engine.words import Lexicon

    def changed(rule_id: str) -> bool:
        return fingerprints.fingerprint(rulebook.BY_ID[rule_id]) != before[rule_id]

    before = {one.id: fingerprints.fingerprint(one) for one in rulebook.RULES}
    with monkeypatch.context() as patched:
        patched.setattr(offence, "SMALL_DAMAGE", 1)
        assert changed("C-14")
        assert not changed("C-13")
    with monkeypatch.context() as patched:
        patched.setattr(judicial, "MINIMUM_PENALTY", 12)
        assert changed("C-09")
        assert not changed("C-16")
    with monkeypatch.context() as patched:
        patched.setattr(lexicons, "ASYLUM", Lexicon("refuge"))
        assert changed("C-26")
    with monkeypatch.context() as patched:
        patched.setattr(dates, "last_day", dates.first_day)
        assert changed("C-29")
    assert not any(changed(id_) for id_ in before)


# --- The document ---


def test_the_document_is_true() -> None:
    """`python -m comity.compliance.engine.describe > docs/rulebook.md`."""
    assert Path("docs/rulebook.md").read_text() == describe.document()


def test_the_document_has_every_rule_once() -> None:
    lines = describe.document().splitlines()
    for one in rulebook.RULES:
        assert sum(line.startswith(f"| {one.id} |") for line in lines) == 1


# --- The made-up requests of every colour ---


@pytest.mark.parametrize("colour", sorted(made_up.ALL))
def test_the_made_up_requests_give_a_machine_nothing_to_say(colour: str) -> None:
    """A rulebook that fires on what is in order makes people tired of it."""
    manifest = manifests.get(colour)
    content, _ = contents.read(manifest, made_up.ALL[colour])
    frame = Frame(
        subject=Subject.NOTICE,
        id="",
        received_at=NOW,
        requester="BR",
        requester_kind="bureau",
        country="BR",
        photographs=1,
        assurances=RED.assurances,
    )
    request = request_of(manifest, content, frame)
    screened = rulebook.screen(request, Known(today=TODAY, listing=Listing(reference="QDi.999")))
    assert [one for one in screened.findings if one.outcome is not Outcome.PASS] == []

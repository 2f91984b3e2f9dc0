"""Each rule with cases in which it fires, and one in which it does not: the table of the rulebook."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from comity.compliance.engine import rulebook
from comity.compliance.engine.findings import Finding, Outcome
from comity.compliance.engine.known import (
    ContextKind,
    Earlier,
    Exception83,
    Function,
    Known,
    Listing,
    Measures,
    Predominance,
    Rate,
    Setting,
    Similar,
    Statement,
    Unanswered,
)
from comity.compliance.engine.neutrality import FACTORS
from comity.compliance.engine.request import Renewal, Request, Subject, Travel, Trial
from tests.compliance.cases import (
    BLUE,
    CHARGE,
    DIFFUSION,
    DOCUMENT,
    FACTS,
    GREEN,
    KNOWN,
    NOW,
    RED,
    RENEWAL,
    TODAY,
    UN,
    WARRANT,
    YELLOW,
    charged,
    of,
)

BLOCK, RETURN, HOLD, WARN, PASS = Outcome.BLOCK, Outcome.RETURN, Outcome.HOLD, Outcome.WARN, Outcome.PASS
LISTED = Listing(reference="QDi.999", resolution="1267", listed_on=date(2005, 1, 1))


def found(rule: str, request: Request, known: Known) -> list[Finding]:
    """What the rule finds, "pass" left out."""
    screened = rulebook.screen(request, known)
    return [one for one in screened.findings if one.rule == rule and one.outcome is not PASS]


def knowing(**known: Any) -> Known:
    return replace(KNOWN, **known)


def earlier(kind: str, **more: Any) -> Known:
    what = {"entry": "e", "kind": kind, "strength": "exact", "on": "person", "requester": "FR"} | more
    return knowing(matches=(Earlier(**what),))


def setting(kind: ContextKind, starts_on: date = date(2026, 1, 1), ends_on: date | None = None) -> Known:
    one = Setting(id="c", kind=kind, title="Unrest", country="FR", starts_on=starts_on, ends_on=ends_on)
    return knowing(settings=(one,))


SEXES = of(sex="")
FIRES: list[tuple[str, Request, Known, Outcome]] = [
    ("C-01", RED, knowing(is_authorised=False), BLOCK),
    ("C-02", RED, knowing(may_ask=False, why_not="quota"), BLOCK),
    ("C-03", RED, knowing(fits_purpose=False), BLOCK),
    ("C-04", replace(RED, problems=(("description", "This is required."),)), KNOWN, RETURN),
    ("C-04", of(sex="", photographs=0), KNOWN, RETURN),
    ("C-05", replace(RED, problems=(("person.birth_dates", "Nobody is that old."),)), KNOWN, RETURN),
    ("C-05", of(births=("1850",)), KNOWN, RETURN),
    ("C-05", of(births=("2031",)), KNOWN, RETURN),
    ("C-05", of(family_name="محمود", forenames=""), KNOWN, RETURN),
    ("C-06", replace(RED, problems=(("charges[0].law", "This is required."),)), KNOWN, RETURN),
    ("C-07", charged(facts="He committed a crime."), KNOWN, RETURN),
    ("C-07", charged(places=()), KNOWN, RETURN),
    ("C-07", charged(role=""), KNOWN, RETURN),
    ("C-07", RED, knowing(similar=(Similar(case="x", requester="FR", share=0.9),)), HOLD),
    ("C-07", replace(RED, charges=(CHARGE, CHARGE)), KNOWN, HOLD),
    ("C-08", charged(code="drug_trafficking"), KNOWN, HOLD),
    ("C-09", charged(maximum_months=23), KNOWN, BLOCK),
    ("C-09", charged(maximum_months=None), KNOWN, RETURN),
    ("C-09", replace(RED, charges=(CHARGE, replace(CHARGE, maximum_months=12))), KNOWN, HOLD),
    ("C-09", replace(charged(maximum_months=23), asks_exception="He is the last of a network."), KNOWN, HOLD),
    ("C-10", charged(sentence_months=5, remaining_months=5), KNOWN, BLOCK),
    ("C-11", charged(code="prostitution"), KNOWN, HOLD),
    ("C-11", charged(offence="Surrogacy for payment"), KNOWN, HOLD),
    ("C-12", charged(code="bigamy"), KNOWN, HOLD),
    ("C-12", charged(offence="عدم دفع نفقة"), KNOWN, HOLD),
    ("C-13", charged(code="cheque"), KNOWN, HOLD),
    ("C-13", charged(facts=FACTS + " Il n'a jamais remboursé le prêt bancaire."), KNOWN, HOLD),
    ("C-13", charged(facts=FACTS + " No pagó las facturas al acreedor."), KNOWN, HOLD),
    ("C-13", charged(facts=FACTS + " أصدر شيكات بدون رصيد."), KNOWN, HOLD),
    ("C-13", replace(RED, complainant="private"), KNOWN, HOLD),
    ("C-14", charged(code="other"), KNOWN, HOLD),
    ("C-14", charged(code="theft", damage=300), KNOWN, HOLD),
    ("C-15", replace(RED, international_element=" "), KNOWN, HOLD),
    ("C-16", replace(RED, warrant=None), KNOWN, RETURN),
    ("C-16", replace(RED, warrant=replace(WARRANT, number="")), KNOWN, RETURN),
    ("C-16", replace(RED, warrant=replace(WARRANT, expires_on=TODAY - timedelta(days=1))), KNOWN, RETURN),
    ("C-16", replace(RED, warrant=replace(WARRANT, issued_on=TODAY + timedelta(days=1))), KNOWN, RETURN),
    ("C-17", replace(RED, warrant=replace(WARRANT, is_judicial=False)), KNOWN, RETURN),
    ("C-18", replace(RED, assurances=RED.assurances[1:]), KNOWN, RETURN),
    ("C-19", replace(RED, assurances=RED.assurances[:1]), KNOWN, RETURN),
    ("C-20", replace(RED, extradition_excluded=("KE",)), KNOWN, WARN),
    ("C-21", charged(code="treason"), KNOWN, HOLD),
    ("C-21", charged(offence="Outrage au président"), KNOWN, HOLD),
    ("C-22", charged(code="extremism"), KNOWN, HOLD),
    ("C-22", of(functions=("journalist",)), knowing(predominance=Predominance(factors={"person": "x"})), HOLD),
    ("C-23", of(functions=("politician",)), KNOWN, HOLD),
    ("C-23", of(occupation="Journaliste indépendante"), KNOWN, HOLD),
    ("C-23", RED, knowing(functions=(Function(id="f", title="Judge of a court", by="holder"),)), HOLD),
    ("C-24", RED, setting(ContextKind.COUP), HOLD),
    ("C-24", RED, setting(ContextKind.UNREST, date(2024, 1, 1), date(2024, 6, 1)), HOLD),
    ("C-25", RED, earlier("protected"), BLOCK),
    ("C-25", RED, earlier("protected", strength="near"), HOLD),
    ("C-26", RED, earlier("claimed", strength="near"), HOLD),
    ("C-26", replace(RED, asylum="granted"), KNOWN, HOLD),
    ("C-26", replace(RED, texts=("Il a demandé l'asile en 2023.",)), KNOWN, HOLD),
    ("C-27", RED, earlier("extradition_refused"), HOLD),
    ("C-27", RED, knowing(statements=(Statement(member="KE", kind="extradition_refused"),)), HOLD),
    ("C-28", RED, earlier("finally_judged", on="case"), HOLD),
    ("C-28", replace(RED, judged_elsewhere="acquitted"), KNOWN, HOLD),
    ("C-29", charged(limitation_on=TODAY - timedelta(days=1)), KNOWN, HOLD),
    ("C-29", charged(facts_from="1999", maximum_months=60), KNOWN, HOLD),
    ("C-30", charged(sentence_months=24), KNOWN, HOLD),
    ("C-30", replace(charged(sentence_months=24), trial=Trial(in_absentia=True, retrial="Yes")), KNOWN, HOLD),
    ("C-31", charged(is_death=True), KNOWN, HOLD),
    ("C-31", RED, setting(ContextKind.TORTURE), HOLD),
    ("C-32", of(births=("2008-01-01",)), KNOWN, HOLD),
    ("C-32", of(births=("2006",)), KNOWN, HOLD),
    ("C-33", of(status="witness"), KNOWN, BLOCK),
    ("C-33", of(BLUE, status="victim"), KNOWN, WARN),
    ("C-34", replace(RED, texts=("She is a Christian and a member of a trade union.",)), KNOWN, HOLD),
    ("C-35", replace(RED, problems=(("photographs", "This is too small."),)), KNOWN, RETURN),
    ("C-35", of(has_dna=True, biometrics_source=""), KNOWN, RETURN),
    ("C-36", RED, earlier("refused"), HOLD),
    ("C-36", RED, earlier("cancelled", on="facts", strength="near", requester="KE"), HOLD),
    ("C-36", RED, knowing(other_notices=("n",)), HOLD),
    ("C-37", RED, earlier("redress_open"), HOLD),
    ("C-37", RED, earlier("pre_emptive"), HOLD),
    ("C-38", DIFFUSION, earlier("refused"), HOLD),
    ("C-38", BLUE, earlier("deleted", on="case"), HOLD),
    ("C-38", DOCUMENT, earlier("refused"), HOLD),
    ("C-39", RED, knowing(rate=Rate(in_hour=11)), HOLD),
    ("C-39", RED, knowing(rate=Rate(in_hour=200, in_day=200, usual_day=20)), HOLD),
    ("C-39", DIFFUSION, knowing(rate=Rate(alike_in_day=5)), HOLD),
    ("C-39", DIFFUSION, knowing(rate=Rate(in_batch=26)), HOLD),
    ("C-40", RED, knowing(statements=(Statement(member="KE", kind="protest"),)), HOLD),
    ("C-41", charged(code="membership_of_group", facts="He belonged to a group of that name " * 4), KNOWN, HOLD),
    ("C-42", UN, KNOWN, BLOCK),
    ("C-42", UN, knowing(listing=replace(LISTED, is_listed=False)), BLOCK),
    ("C-42", UN, knowing(listing=replace(LISTED, resolution="1988")), BLOCK),
    ("C-43", replace(GREEN, extra={}), KNOWN, HOLD),
    (
        "C-43",
        replace(charged(GREEN, facts="", offence=""), texts=("She organises protests of the opposition.",)),
        KNOWN,
        HOLD,
    ),
    ("C-44", replace(YELLOW, extra={"case.event": "disappearance"}), KNOWN, HOLD),
    ("C-44", replace(YELLOW, extra=YELLOW.extra | {"case.event": "parental_abduction"}), KNOWN, HOLD),
    ("C-44", replace(YELLOW, texts=("She left after an orden de alejamiento.",)), KNOWN, HOLD),
    ("C-45", DOCUMENT, earlier("refused", strength="near"), HOLD),
    ("C-45", replace(DOCUMENT, travel=Travel(reason="lost", is_holder_abroad=True)), KNOWN, HOLD),
    ("C-45", replace(DOCUMENT, travel=Travel(issuer="KEN", of_requester=False)), KNOWN, BLOCK),
    ("C-46", RED, knowing(effects=Measures(hold=True, measures=("m",))), HOLD),
    ("C-46", RED, knowing(effects=Measures(quota=3), rate=Rate(in_day=4)), HOLD),
    ("C-46", RED, knowing(disconnected=frozenset({"KE"})), HOLD),
    ("C-47", replace(RENEWAL, renewal=Renewal(reason="Needed.")), KNOWN, RETURN),
    (
        "C-47",
        replace(
            RENEWAL,
            renewal=Renewal(reason="The warrant still stands today.", last_reason="the warrant, still stands today"),
        ),
        KNOWN,
        RETURN,
    ),
    (
        "C-47",
        replace(RENEWAL, renewal=Renewal(reason="The warrant still stands today.", without_news=2)),
        KNOWN,
        HOLD,
    ),
    (
        "C-48",
        RED,
        knowing(unanswered=(Unanswered(question="q", asked_at=NOW, due_at=NOW - timedelta(days=1)),)),
        HOLD,
    ),
]

# Where a rule looks, and finds nothing: the same kind of request in its clean form.
CLEAN = {
    "C-10": replace(charged(sentence_months=6), trial=Trial(in_absentia=False)),
    "C-30": replace(charged(sentence_months=6), trial=Trial(in_absentia=False)),
    "C-38": DIFFUSION,
    "C-42": UN,
    "C-43": GREEN,
    "C-44": YELLOW,
    "C-45": DOCUMENT,
    "C-47": RENEWAL,
}


@pytest.mark.parametrize(
    ("rule", "request_", "known", "outcome"), FIRES, ids=[f"{row[0]}-{at}" for at, row in enumerate(FIRES)]
)
def test_a_rule_fires(rule: str, request_: Request, known: Known, outcome: Outcome) -> None:
    findings = found(rule, request_, known)
    assert [one.outcome for one in findings][:1] == [outcome]
    assert all(one.version == rulebook.BY_ID[rule].version for one in findings)
    assert all(one.says for one in findings)


@pytest.mark.parametrize("rule", [rule.id for rule in rulebook.RULES])
def test_a_rule_passes_what_is_clean(rule: str) -> None:
    request = CLEAN.get(rule, RED)
    known = knowing(listing=LISTED) if rule == "C-42" else KNOWN
    findings = [one for one in rulebook.screen(request, known).findings if one.rule == rule]
    assert [one.outcome for one in findings] == [PASS], "it was asked, and found nothing"


@pytest.mark.parametrize("request_", [RED, DIFFUSION, BLUE, GREEN, YELLOW, DOCUMENT, RENEWAL, UN])
def test_nothing_fires_on_a_clean_request(request_: Request) -> None:
    screened = rulebook.screen(request_, knowing(listing=LISTED))
    assert [one for one in screened.findings if one.outcome is not PASS] == []
    assert screened.outcome is PASS


def test_every_rule_has_a_case_in_which_it_fires() -> None:
    assert {row[0] for row in FIRES} == {rule.id for rule in rulebook.RULES}
    assert [rule.id for rule in rulebook.RULES] == [f"C-{number:02}" for number in range(1, 49)]


# --- What the table does not say ---


def test_a_qualifying_charge_does_not_carry_another_silently() -> None:
    """Art. 83(1)(a): every charge by itself. The one below the threshold is named, and so is the one excluded."""
    small = replace(CHARGE, maximum_months=12)
    excluded = replace(CHARGE, code="adultery", offence="Adultery", facts=FACTS + " Twice.")
    request = replace(RED, charges=(CHARGE, small, excluded))
    assert [one.field for one in found("C-09", request, KNOWN)] == ["charges[1].maximum"]
    assert [one.field for one in found("C-12", request, KNOWN)] == ["charges[2].code"]


@pytest.mark.parametrize(
    ("maximum", "sentence", "remaining", "reaches"),
    [(24, None, None, True), (23, None, None, False), (12, 6, None, True), (240, 5, 5, False), (240, 5, None, False),
     (None, 12, 2, True), (None, 0, 6, True)],
)  # fmt: skip
def test_the_threshold_is_two_years_or_six_months(
    maximum: int | None, sentence: int | None, remaining: int | None, reaches: bool
) -> None:
    request = charged(maximum_months=maximum, sentence_months=sentence, remaining_months=remaining)
    blocked = [one for one in found("C-09", request, KNOWN) + found("C-10", request, KNOWN) if one.outcome is BLOCK]
    assert bool(blocked) is not reaches


def test_life_and_death_reach_the_threshold_without_a_number() -> None:
    for change in ({"is_life": True}, {"is_death": True}):
        assert found("C-09", charged(maximum_months=None, **change), KNOWN) == []


def test_the_exception_needs_two_distinct_people_and_a_reason() -> None:
    """Art. 83(1)(b)."""
    request = charged(maximum_months=12)

    def blocked(approvers: tuple[str, ...], reason: str) -> bool:
        decided = Exception83(decision="d", reason=reason, approvers=approvers)
        return bool(found("C-09", request, knowing(exception=decided)))

    assert blocked(("officer:1",), "Particular importance")
    assert blocked(("officer:1", "officer:1"), "Particular importance")
    assert blocked(("officer:1", "officer:2"), " ")
    assert not blocked(("officer:1", "officer:2"), "Particular importance")


def test_the_predominance_form_is_complete_with_seven_factors_and_two_reviewers() -> None:
    sensitive = of(functions=("journalist",))
    full = Predominance(factors=dict.fromkeys(FACTORS, "Said."), outcome="ordinary", reviewers=("officer:1",))
    assert found("C-22", sensitive, knowing(predominance=full))
    both = replace(full, reviewers=("officer:1", "officer:2"))
    assert not found("C-22", sensitive, knowing(predominance=both))
    missing = replace(both, factors=dict.fromkeys(FACTORS[1:], "Said."))
    assert found("C-22", sensitive, knowing(predominance=missing))[0].evidence["missing"] == [FACTORS[0]]


def test_a_protected_function_needs_the_director_and_is_not_told() -> None:
    """A-11. Where the words only speak of it, two read it; where it is the person's own, one is the director."""
    for by, director in (("position", True), ("holder", True), ("text", False)):
        screened = rulebook.screen(RED, knowing(functions=(Function(id="f", title="Judge", by=by),)))
        assert screened.needs_director is director
        assert screened.needs_two
        assert not [one for one in screened.for_requester if one.rule == "C-23"]


def test_what_was_refused_is_held_in_every_colour_and_channel_and_of_every_requester() -> None:
    """A-01, A-02, A-03, A-05, A-21."""
    for request in (RED, DIFFUSION, BLUE, GREEN, YELLOW, DOCUMENT, RENEWAL):
        for kind in ("refused", "cancelled", "deleted"):
            for requester in ("FR", "KE"):
                for on, strength in (("person", "exact"), ("person", "near"), ("case", "exact"), ("facts", "near")):
                    known = earlier(kind, on=on, strength=strength, requester=requester)
                    screened = rulebook.screen(request, known)
                    assert screened.outcome is HOLD
                    assert screened.needs_two
                    assert screened.for_requester == ()


def test_a_protected_person_is_closed_in_every_colour_and_looks_like_a_hold() -> None:
    for request in (RED, DIFFUSION, BLUE, GREEN, YELLOW, DOCUMENT):
        screened = rulebook.screen(request, earlier("protected"))
        assert screened.is_closed
        assert screened.outcome is HOLD
        assert screened.for_requester == ()


def test_a_request_is_returned_before_anything_can_be_read_off_a_hidden_finding() -> None:
    incomplete = replace(RED, problems=(("charges[0].law", "This is required."),))
    plain, protected = rulebook.screen(incomplete, KNOWN), rulebook.screen(incomplete, earlier("protected"))
    assert plain.outcome is protected.outcome is RETURN
    assert plain.for_requester == protected.for_requester


def test_format_is_asked_of_the_form_and_not_twice() -> None:
    problems = (
        ("person.sex", "a"), ("person.birth_dates", "b"), ("photographs", "c"), ("charges[0].maximum", "d"),
        ("charges[0].facts", "e"), ("warrant.number", "f"), ("warrant.appeal", "g"), ("assurances.1", "h"),
    )  # fmt: skip
    request = replace(
        charged(of(sex="", births=("1850",), photographs=0, has_dna=True), maximum_months=None, facts="Too short."),
        warrant=replace(WARRANT, number="", is_judicial=False),
        assurances=RED.assurances[1:],
        problems=problems,
    )
    told = [one.field for one in rulebook.screen(request, KNOWN).findings if one.outcome is RETURN]
    assert sorted(told) == sorted([path for path, _ in problems] + ["assurances.3"])


def test_membership_with_an_act_is_a_case_like_any_other() -> None:
    acted = "He was a member of the group and on 4 May 2023 in Port-Lacour placed the bomb that wounded nine people."
    assert not found("C-41", charged(code="membership_of_group", facts=acted), KNOWN)


def test_crimes_that_are_never_barred_are_not_old() -> None:
    assert not found("C-29", charged(code="genocide", facts_from="1994"), KNOWN)
    assert not found("C-29", charged(facts_from="1999", maximum_months=60, limitation_on=TODAY), KNOWN)


def test_a_person_of_whom_only_the_year_is_known_may_have_been_a_minor() -> None:
    of_age, perhaps, surely = of(births=("2005",)), of(births=("2006",)), of(births=("2007", "2008"))
    assert not found("C-32", of_age, KNOWN)
    assert found("C-32", perhaps, KNOWN)[0].says != found("C-32", surely, KNOWN)[0].says


def test_a_year_of_unrest_that_is_over_covers_only_facts_of_that_year() -> None:
    over = setting(ContextKind.UNREST, date(2020, 1, 1), date(2020, 12, 31))
    assert not found("C-24", RED, over)
    assert found("C-24", charged(facts_from="2020-06"), over)


def test_a_small_bureau_on_a_busy_day_is_no_flood() -> None:
    assert not found("C-39", RED, knowing(rate=Rate(in_hour=9, in_day=9, usual_day=0.1)))
    assert not found("C-39", RED, knowing(rate=Rate(in_hour=60, in_day=240, usual_day=70)))


def test_questions_for_people_come_first_where_something_was_found() -> None:
    screened = rulebook.screen(charged(code="treason"), KNOWN)
    asked = rulebook.questions(screened)
    assert [one.rule for one in asked if one.fired] == ["C-14", "C-21", "C-22"]
    assert [one.fired for one in asked] == sorted((one.fired for one in asked), reverse=True)
    assert len({one.rule for one in asked}) == len(asked)


def test_a_deadline_of_today_is_not_over() -> None:
    at = datetime(2026, 11, 20, 23, 59, tzinfo=NOW.tzinfo)
    assert not found("C-48", RED, knowing(unanswered=(Unanswered(question="q", asked_at=NOW, due_at=at),)))


def test_a_document_of_an_ordinary_day_is_no_flood_but_ten_times_the_usual_is() -> None:
    assert not found("C-39", DOCUMENT, knowing(rate=Rate(in_day=900, usual_day=10)))
    assert found("C-39", DOCUMENT, knowing(rate=Rate(in_day=90_000, usual_day=9_000)))


def test_a_travel_document_is_asked_nothing_that_only_a_person_is_asked() -> None:
    asked = {one.rule for one in rulebook.screen(DOCUMENT, KNOWN).findings}
    assert {"C-02", "C-03", "C-07", "C-09", "C-15", "C-16", "C-21"}.isdisjoint(asked)
    assert replace(DOCUMENT, subject=Subject.TRAVEL_DOCUMENT) == DOCUMENT
